"""How a log format says where a value stands and how it is read: cells, counts, amounts, labels."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from pricing.files.schema import Entry, Number, Slip

ABOVE = ".."
"""The step of a path that goes from a record of a JSON list up to what holds the list."""

Step = str | tuple[str, str]
"""A column or key; or, in a list of small objects, the one whose first key has this value."""


def _path(value: Any) -> Any:
    """A column's name alone, or the way into the JSON it holds."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, tuple) or not value:
        raise ValueError("write a column's name, or a list of steps such as [usage, input_tokens]")
    return tuple(_step(step) for step in value)


def _step(step: Any) -> Any:
    if isinstance(step, (str, int)) and not isinstance(step, bool):
        return str(step)
    if isinstance(step, dict) and len(step) == 1:
        ((key, wanted),) = step.items()
        return (str(key), str(wanted))
    raise ValueError(f"a step is a name, or one key and its value such as {{key: x}}; got {step!r}")


def _keyed(value: Any) -> Any:
    """A value written short, as a column or a path."""
    return {"column": value} if isinstance(value, (str, tuple)) else value


Path = Annotated[tuple[Any, ...], BeforeValidator(_path)]
Factor = Annotated[Number, Field(gt=0, le=10**6, decimal_places=6)]


class Where(Entry):
    """Where a value stands."""

    column: Path | None = None
    """A column of the header, or a path such as `[usage, input_tokens]` into JSON."""
    first: tuple[Path, ...] = ()
    """Instead: the first of these that is not empty."""

    @property
    def paths(self) -> tuple[tuple[Step, ...], ...]:
        """Every place the value may stand in, in this order."""
        return self.first or ((self.column,) if self.column else ())

    def slips(self) -> Iterator[Slip]:
        if not self._given():
            yield Slip("say where it stands: column or first")

    def _given(self) -> bool:
        return (self.column is not None) != bool(self.first)


class Piece(Where):
    """A text or a piece of it."""

    split: str | None = None
    """Take one piece of the text, between these separators."""
    part: Annotated[int, Field(ge=1, le=20)] = 1
    """Which piece, counted from 1."""


class Text(Piece):
    """A text, or what it stands for."""

    fixed: str | None = None
    """Instead of a column: the same text for every row."""
    values: dict[str, str | None] = {}
    """What a text stands for, found without regard to case; `*` stands for anything."""
    others: Literal["keep", "drop"] = "keep"
    """What becomes of a text that `values` does not name."""

    def _given(self) -> bool:
        return [self.column is not None, bool(self.first), self.fixed is not None].count(True) == 1


class Condition(Where):
    """Something that is so in some rows."""

    is_: tuple[str, ...] = Field((), alias="is")
    """So where the text is one of these, without regard to case; `*` stands for anything."""
    is_not: tuple[str, ...] = ()
    """So where the text is none of these."""
    is_empty: bool = False
    """So where the cell is empty."""

    def slips(self) -> Iterator[Slip]:
        yield from super().slips()
        if [bool(self.is_), bool(self.is_not), self.is_empty].count(True) != 1:
            yield Slip("say one of is, is_not and is_empty")


class Skip(Condition):
    """Rows that are not usage."""

    because: str
    """What such a row is; the result counts them."""


class Keys(Entry):
    """Numbers of a JSON map, by the names of their keys."""

    of: Path
    """The column or path of the map."""
    like: tuple[str, ...]
    """Keys that count; `*` stands for anything."""
    but: tuple[str, ...] = ()
    """Keys among them that do not."""


class Count(Where):
    """A whole number."""

    sum: tuple[Path, ...] = ()
    """Instead of one column: these added up."""
    keys: Keys | None = None
    """Instead of one column: the numbers of a JSON map that these keys hold."""
    times: Annotated[int, Field(ge=1, le=10**6)] = 1
    """What a unit stands for: 1000 where the file counts in thousands."""
    missing: Literal["unknown", "zero"] = "unknown"
    """What an empty cell means. Parts of the input are zero where they are not mentioned."""

    def _given(self) -> bool:
        ways = (self.column is not None, self.first, self.sum, self.keys is not None)
        return [bool(way) for way in ways].count(True) == 1


class Amount(Where):
    """A sum of money."""

    sum: tuple[Path, ...] = ()
    """Instead of one column: these added up."""
    times: Factor = Decimal(1)
    """What a unit is worth: 0.01 where the file counts in cents."""

    def _given(self) -> bool:
        ways = (self.column is not None, self.first, self.sum)
        return [bool(way) for way in ways].count(True) == 1


class Label(Piece):
    """A text to group by. What looks like a key, a mail or network address is hashed by itself."""

    as_: Literal["name", "hash"] | None = Field(None, alias="as")
    """`hash`: only a salted short hash comes out, as of every `key` and `user`; a tag keeps its
    `name`."""


TextAt = Annotated[Text, BeforeValidator(_keyed)]
CountAt = Annotated[Count, BeforeValidator(_keyed)]
AmountAt = Annotated[Amount, BeforeValidator(_keyed)]
LabelAt = Annotated[Label, BeforeValidator(_keyed)]
ConditionAt = Annotated[Condition, BeforeValidator(_keyed)]
