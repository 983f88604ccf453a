"""What all hand-written files share: strict fields, and problems told at their `file:line`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)

from pricing import strict_yaml
from pricing.errors import SheetError, SheetProblem, did_you_mean


def _whole_as_decimal(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name!r} is not a time zone name such as Asia/Shanghai") from None
    return name


_number = WithJsonSchema({"type": "number"})
_T = TypeVar("_T", bound=BaseModel)
Number = Annotated[Decimal, BeforeValidator(_whole_as_decimal), _number]
Price = Annotated[Decimal, BeforeValidator(_whole_as_decimal), Field(ge=0, le=10**6), _number]
Tokens = Annotated[int, Field(ge=1, lt=2**32)]
Zone = Annotated[str, AfterValidator(_known_zone)]
Id = Annotated[str, Field(pattern=r"^[^\s/]\S*$", max_length=120)]


class Misplaced(ValueError):
    """Something wrong at a key below the part that is being checked."""

    def __init__(self, message: str, *keys: str | int) -> None:
        self.keys = keys
        super().__init__(message)


class Entry(BaseModel):
    """Base of everything a file may contain: unknown keys and wrong types are refused."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        populate_by_name=True,
        use_attribute_docstrings=True,
    )


def validate(kind: type[_T], document: strict_yaml.Document) -> _T:
    """Check a document against a model; problems carry the line of the offending key."""
    try:
        return kind.model_validate(document.data)
    except ValidationError as error:
        found = {_place(e): _explain(e, kind) for e in reversed(error.errors())}
        raise SheetError(
            [
                SheetProblem(document.path, document.line_of(place), said)
                for place, said in reversed(found.items())
            ]
        ) from None


def _place(error: Any) -> tuple[int | str, ...]:
    """Where in the file: without the names of union members, which are not keys of it."""
    below = getattr(error.get("ctx", {}).get("error"), "keys", ())
    return (*(k for k in error["loc"] if k == "[key]" or not _is_branch(k)), *below)


def _is_branch(key: int | str) -> bool:
    return key in ("Bounds", "int", "constrained-str") or str(key).startswith("tuple[")


def _explain(error: Any, kind: type[BaseModel]) -> str:
    *parents, last = _place(error) or ("the sheet",)
    where = ".".join(map(str, (*parents, last)))
    match error["type"]:
        case "extra_forbidden":
            return f"{'.'.join(map(str, parents)) or 'sheet'}: unknown key {str(last)!r}" + (
                did_you_mean(str(last), known_keys(kind))
            )
        case "missing":
            return f"{where}: this key is needed"
        case "value_error":
            return f"{where}: {error['ctx']['error']!s}"
    got = error.get("input")
    shown = "nothing" if got is None else f"{type(got).__name__} {str(got)[:40]!r}"
    said = error["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    return f"{where}: should be {said}; got {shown}"


def known_keys(kind: type[BaseModel]) -> set[str]:
    """Every key that may stand somewhere in a document of this kind."""
    return set(_keys(kind.model_json_schema(by_alias=True)))


def _keys(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from _keys(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _keys(part)
