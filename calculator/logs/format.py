"""A log format as written by hand in YAML: how to know a file, and where its values stand.

The docstring under each field is the documentation of the format. The shipped files in
`data/log-formats/` and a user's own mapping are the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path as File
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field

from calculator.logs.values import (
    AmountAt,
    Condition,
    ConditionAt,
    CountAt,
    LabelAt,
    Path,
    Skip,
    TextAt,
)
from pricing.errors import LogError, did_you_mean
from pricing.files import strict_yaml
from pricing.files.schema import Entry, Id, Slip, Zone, validate
from pricing.sheets.sheet import UsageConvention

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
]
LabelName = Literal["key", "tag", "user"]


def _choice(value: Any) -> Any:
    """One sign of a format: a column or path, or several of which any will do."""
    alone = not isinstance(value, dict)
    return {"any": (value,)} if alone else value


class Sign(Entry):
    any: tuple[Path, ...]
    """Columns or paths of which one must be there."""


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


class LogFormat(Entry):
    """How one kind of file is known and read."""

    schema_: Literal[1] = Field(alias="schema")
    """Version of this format: 1."""
    id: Id
    """Name used in `--as`."""
    name: str
    """Display name."""
    note: str = ""
    """What a reader must know about it."""
    source: tuple[str, ...] = ()
    """Where its columns are documented."""
    kinds: tuple[Literal["csv", "json", "parquet"], ...]
    """Kinds of file it comes as; `json` is a document, a list or a line for each record."""
    holds: Literal["usage", "bill"] = "usage"
    """`bill`: amounts without token counts."""
    recognised_by: tuple[Annotated[Sign, BeforeValidator(_choice)], ...] = ()
    """Columns or JSON keys that must be there. May be left out of a mapping."""
    loose_names: bool = False
    """Whether names of columns are found without regard to spaces and joining marks."""
    records: tuple[Path, ...] = ()
    """Where records lie in a JSON document, unless it is one itself: the first that fits. A step
    into a list takes its elements; from a record, `..` leads to what holds the list."""
    json_in: tuple[str, ...] = ()
    """Columns whose text is JSON itself."""
    skip: tuple[Skip, ...] = ()
    """Rows that are not usage."""
    time: Time
    provider: TextAt | None = None
    """Who sold it; left out where the model decides."""
    model: TextAt
    service_tier: TextAt | None = None
    """`batch`, `flex`, `priority`; empty is standard."""
    batch_when: ConditionAt | None = None
    """Rows of the batch tier, where another column says so."""
    thinking: TextAt | None = None
    """`true` or `false`; empty is unknown."""
    request_size: TextAt | None = None
    """How large the requests of a row were, as `0-200k` or `> 200k`."""
    usage: UsageConvention = UsageConvention()
    """Whether reported totals contain their parts."""
    beside_when: Condition | None = None
    """Rows whose cached tokens stand beside the input although the others' are in it."""
    beside_by_total: CountAt | None = None
    """The total of a row: its reasoning stands beside the output where only that adds up to it."""
    counts: dict[CountName, CountAt] = {}
    """Token counts and counted things."""
    prefix_blocks: Blocks | None = None
    """Instead of cached tokens: from these, blocks that an earlier request had are cache reads."""
    must_add_up: Total | None = None
    long: Long | None = None
    meter: TextAt | None = None
    """Of a bill: what an amount is for."""
    money: Money | None = None
    labels: dict[LabelName, LabelAt] = {}
    """Texts to group by."""
    secrets: tuple[Path, ...] = ()
    """What must not come out: never read, or only hashed."""
    currency_beside: str | None = None
    """Id of the format that names the currency in a file of its own, beside this one."""
    provider_by_currency: dict[Annotated[str, Field(pattern=r"^[A-Z]{3}$")], str] = {}
    """Who sold it, where one vendor has a price list for each currency."""

    def slips(self) -> Iterator[Slip]:
        needed = {"input_tokens", "output_tokens"}
        if self.holds == "usage" and not self.long and not needed <= self.counts.keys():
            yield Slip("a format needs input_tokens and output_tokens, or long", "counts")
        if self.prefix_blocks and (self.kinds != ("json",) or self.records or self.long):
            yield Slip("this is read from JSON with a record for each request", "prefix_blocks")
        if self.holds == "bill" and not (self.money and self.money.billed):
            yield Slip("a bill needs money with billed", "money")
        secret = {path for path in self.secrets if len(path) == 1}
        for name, label in self.labels.items():
            if label.as_ == "name" and secret & set(label.paths):
                yield Slip("this column is among the secrets: write as: hash", "labels", name)


def read_format(path: File) -> LogFormat:
    """Read and check one format or mapping.

    Raises:
        LogError: no such file.
        SheetError: with every problem found, each at its `file:line`.
    """
    if not path.is_file():
        raise LogError(f"{path}: no such file")
    return validate(LogFormat, strict_yaml.read(path))


def in_zone(form: LogFormat, zone: str) -> LogFormat:
    """The same format for times in another zone.

    Raises:
        LogError: there is no such zone.
    """
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise LogError(f"{zone!r} is not a time zone such as Asia/Shanghai or UTC") from None
    return form.model_copy(update={"time": form.time.model_copy(update={"zone": zone})})


def started(form: LogFormat, start: datetime | None) -> LogFormat:
    """The same format, where its times count from this instant.

    Raises:
        LogError: nobody says from when, or it has no time zone.
    """
    if form.time.origin != "start":
        return form
    if start is None or start.tzinfo is None:
        raise LogError(
            f"times in this file ({form.name}) count from its start: say when that was, with the "
            "time zone: --start 2026-11-20T09:00+08:00"
        )
    return form.model_copy(update={"time": form.time.model_copy(update={"origin": start})})


@cache
def shipped_formats() -> dict[str, LogFormat]:
    """The formats that come with the package, by id."""
    from pricing.catalog import data_folder

    files = sorted((data_folder() / "log-formats").glob("*.yaml"))
    return {form.id: form for form in map(read_format, files)}


def format_called(name: str) -> LogFormat:
    """A shipped format by its id.

    Raises:
        LogError: there is none; the message suggests near ids.
    """
    known = shipped_formats()
    if name not in known:
        hint = did_you_mean(name, known) or f"; there are {', '.join(known)}"
        raise LogError(f"no log format is called {name!r}{hint}")
    return known[name]
