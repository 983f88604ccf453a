"""What all hand-written files share: strict fields, and problems told at their `file:line`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from pricing.errors import SheetError, SheetProblem, did_you_mean
from pricing.files import strict_yaml
from pricing.files.wording import explain


def _whole_as_decimal(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        known = [_LOOSE_ZONES[name]] if name in _LOOSE_ZONES else available_timezones()
        near = did_you_mean(_LOOSE_ZONES.get(name, name), sorted(known))
        if any(character.isdigit() for character in name):
            near = ": name a place, not an offset"
        said = f"{name!r} is not a time zone such as Asia/Shanghai or UTC{near}"
        raise ValueError(said) from None
    return name


_LOOSE_ZONES = dict.fromkeys(("Asia/Beijing", "Asia/Peking", "China", "CN", "CST"), "Asia/Shanghai")


_number = WithJsonSchema({"type": "number"})
_T = TypeVar("_T", bound=BaseModel)
Number = Annotated[Decimal, BeforeValidator(_whole_as_decimal), _number]
Price = Annotated[Decimal, BeforeValidator(_whole_as_decimal), Field(ge=0, le=10**6), _number]
Factor = Annotated[Number, Field(gt=0, le=100)]
Tokens = Annotated[int, Field(ge=1, lt=2**32)]
Day = Annotated[date, Field(ge=date(2015, 1, 1), lt=date(2100, 1, 1))]
Zone = Annotated[str, AfterValidator(_known_zone)]
Id = Annotated[str, Field(pattern=r"^[^\s/]\S*$", max_length=120)]


class Slip:
    """Something in a part of a file that is wrong although each value is well written."""

    def __init__(self, message: str, *keys: str | int) -> None:
        self.message = message
        self.keys = keys
        """Where it stands, below the part."""


class Slipped(ValueError):
    """All slips of one part, on their way through the validator."""

    def __init__(self, slips: list[Slip]) -> None:
        self.slips = slips
        super().__init__("; ".join(slip.message for slip in slips))


class Entry(BaseModel):
    """Base of everything a file may contain: unknown keys and wrong types are refused."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        use_attribute_docstrings=True,
    )

    def slips(self) -> Iterator[Slip]:
        """What is wrong between the values of this part."""
        return iter(())

    @model_validator(mode="after")
    def _has_no_slip(self) -> Self:
        if found := list(self.slips()):
            raise Slipped(found)
        return self


def validate(kind: type[_T], document: strict_yaml.Document) -> _T:
    """Check a document against a model; problems carry the line of the offending key."""
    try:
        return kind.model_validate(document.data)
    except ValidationError as error:
        found = explain(error.errors(), document.data, kind)
        problems = [
            SheetProblem(document.path, document.line_of(place), said)
            for place, said in found.items()
        ]
        raise SheetError(sorted(problems, key=lambda problem: problem.line)) from None
