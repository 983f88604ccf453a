"""A log format as written by hand in YAML: how to know a file, and where its values stand.

The docstring under each field is the documentation of the format. The shipped files in
`data/log-formats/` and a user's own mapping are the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path as File
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from calculator.logs.columns import PERSONAL
from calculator.logs.parts import (
    Blocks,
    CountName,
    LabelName,
    Long,
    Money,
    SignAt,
    Time,
    Total,
)
from calculator.logs.values import (
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
from pricing.files.schema import Entry, Id, Slip, validate
from pricing.sheets.sheet import UsageConvention


class LogFormat(Entry):
    """How one kind of file is known and read."""

    schema_: Literal[1] = Field(alias="schema")
    """Version of this format: 1."""
    id: Id
    """Name used in `--as`."""
    name: str
    """Display name."""
    name_zh: str = ""
    """The same in Chinese, where it is another."""
    note: str = ""
    """What a reader must know about it."""
    source: tuple[str, ...] = ()
    """Where its columns are documented."""
    kinds: tuple[Literal["csv", "json", "parquet"], ...]
    """Kinds of file it comes as; `json` is a document, a list or a line for each record."""
    holds: Literal["usage", "bill"] = "usage"
    """`bill`: amounts without token counts."""
    recognised_by: tuple[SignAt, ...] = ()
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
            if name in PERSONAL:
                if label.as_ == "name":
                    yield Slip("a key or user is always hashed; map it as a tag", "labels", name)
            elif label.as_ != "hash" and secret & set(label.paths):
                yield Slip("this column is among the secrets: write as: hash", "labels", name)


def read_format(path: File) -> LogFormat:
    """Read and check one format or mapping.

    Raises:
        SheetError: with every problem found, each at its `file:line`.
    """
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
