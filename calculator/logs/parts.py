"""The parts of a log format: its signs, times, rows for kinds of tokens, money, sums and blocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from calculator.logs.values import AmountAt, CountAt, Path, TextAt
from pricing.files.schema import Entry, Slip, Zone

CountName = Literal[
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_long_tokens",
    "reasoning_tokens",
    "requests",
    "web_searches",
    "cache_token_hours",
    "citation_tokens",
    "input_over",
    "input_up_to",
]
LabelName = Literal["key", "tag", "user"]


def _choice(value: Any) -> Any:
    """One sign of a format: a column or path, or several of which any will do."""
    alone = not isinstance(value, dict)
    return {"any": (value,)} if alone else value


class Sign(Entry):
    any: tuple[Path, ...]
    """Columns or paths of which one must be there."""


SignAt = Annotated[Sign, BeforeValidator(_choice)]


class Time(Entry):
    """When."""

    at: TextAt
    """The request's instant, or the start of the period that a row sums up."""
    until: TextAt | None = None
    """The end of the period, exclusive."""
    zone: Zone = "UTC"
    """Zone of a time that does not say its offset, and of a day."""
    period: Literal["hour", "day", "week", "month", "as_written"] | None = None
    """What a row sums up where no `until` says it; `as_written`: a day or month where only that
    is written. Left out: each row is one request."""
    origin: date | datetime | Literal["start"] | None = None
    """Where times are seconds or milliseconds from a start of their own: the day to count from,
    or `start` where only the user can say when that was."""
    unit: Literal["seconds", "milliseconds"] | None = None
    """Of times that count from `origin`."""

    def slips(self) -> Iterator[Slip]:
        if (self.origin is None) != (self.unit is None):
            yield Slip("origin and unit go together")


class Unit(Entry):
    """What the counts of a row are counted in."""

    column: Path
    """The column that names it."""
    values: dict[str, Annotated[int, Field(ge=1, le=10**6)]]
    """How many tokens or requests each name stands for; rows in other units are not usage."""


class Long(Entry):
    """A file that has a row for each kind of token, to be laid side by side."""

    meter: TextAt
    """What a row counts."""
    count: CountAt
    """How many."""
    meters: dict[str, CountName]
    """What each meter is; the first that fits, without regard to case; `*` is anything."""
    unit: Unit | None = None
    """Where a column says what is counted."""
    price: Path | None = None
    """Price of one, where the file has no amount: billed is price times count."""


class Money(Entry):
    """What the file says it cost."""

    billed: AmountAt | None = None
    """What was charged, after discounts."""
    listed: AmountAt | None = None
    """What it costs at list price."""
    currency: TextAt | None = None
    """Left out where the file does not say; then amounts are read only with a currency given."""


class Total(Entry):
    """Counts that must add up, or the row contradicts itself."""

    total: CountAt
    parts: tuple[CountAt, ...]


class Blocks(Entry):
    """Hashes of a prompt's blocks, each equal to another where all of the prompt up to there is."""

    column: Path
    """The list of hashes, from the first block on."""
    tokens: Annotated[int, Field(ge=1, le=10**6)]
    """Tokens of a block."""
