"""How log files are read: their format, clock and model, where the files do not say."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from calculator.logbook.patience import at_most
from calculator.logs import sql
from calculator.logs.format import LogFormat, read_format, shipped_formats
from calculator.logs.found import Recognised
from calculator.logs.log import Log
from calculator.logs.reader import MEMORY, read_log
from calculator.logs.reasons import NO_MODEL
from pricing.errors import LogError

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

    from pricing.catalog import Catalog

UNNAMED = "unnamed"
"""The model of formats that name none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user says about files."""

    as_: str | None = None
    """Id of the format of all of them."""
    mapping: Path | None = None
    """A format of the user's own, as YAML."""
    timezone: str | None = None
    """Of times without an offset, and of days."""
    billed_in: str | None = None
    """Currency of amounts in files that do not name it."""
    start: datetime | None = None
    """When the log began: a trace without dates counts from it, any other is moved there."""
    model: str | None = None
    """The model of rows that name none."""
    salt: str | None = None
    memory: str = MEMORY
    seller: str | None = None
    """Who sold all of it, whatever the files say."""
    seconds: float | None = None
    """How long counting may take; as long as it needs where left out."""


class Opened(NamedTuple):
    """A log, and its rows as the user wants them."""

    log: Log
    rows: DuckDBPyRelation
    moved_by: int
    """Seconds by which every time was moved."""


@contextmanager
def opened(
    files: Iterable[str | os.PathLike[str]],
    reading: Reading,
    moved_by: int | None = None,
    *,
    catalog: Catalog,
    quick: bool = False,
) -> Iterator[Opened]:
    """Open files for as long as the block lasts.

    Args:
        files: paths, folders and patterns.
        reading: how to read them.
        moved_by: seconds by which to move every time; found in the files where left out.
        catalog: price sheets, whose names tell who sold what in which currency.
        quick: whether a row may be left out, and told, for one cell that is no number.

    Raises:
        LogError: no such file, an unknown format, a damaged file, two kinds of clocks, or it
            takes too long.
    """
    with (
        _plainly(reading),
        read_log(
            list(files),
            as_=reading.as_,
            mapping=reading.mapping,
            currency=reading.billed_in,
            timezone=reading.timezone,
            start=reading.start,
            salt=reading.salt,
            memory=reading.memory,
            quick=quick,
        ) as log,
    ):
        log.sold_by(reading.seller or catalog)
        with at_most(log, reading.seconds):
            yield _as_wanted(log, reading, moved_by)


def _as_wanted(log: Log, reading: Reading, moved_by: int | None) -> Opened:
    rows = log.relation
    seconds = _shift(log, reading) if moved_by is None else moved_by
    if seconds:
        rows = _replaced(rows, at=f'"at" + {seconds}', until=f'"until" + {seconds}')
    if reading.model is not None:
        rows = _with_model(rows, reading.model)
    return Opened(log, rows, seconds)


@contextmanager
def _plainly(reading: Reading) -> Iterator[None]:
    """What DuckDB cannot do, said with what to do about it."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException:
        raise LogError(
            f"this needs more memory than the {reading.memory} that it may use: allow more, such "
            "as --memory 2GB"
        ) from None
    except duckdb.IOException as error:
        raise LogError(f"a file cannot be read or written: {error}") from None


def _shift(log: Log, reading: Reading) -> int:
    """How far to move a log: not at all where its times count from the start that was given."""
    if reading.start is None:
        return 0
    counting = {_counts_from_start(file, reading) for file in log.recognised}
    if len(counting) > 1:
        raise LogError(
            "some of the files have dates and some count from their start: --start would mean two "
            "things; read them one kind at a time"
        )
    if counting == {True}:
        return 0
    first = log.relation.filter("reject IS NULL").aggregate('min("at")').fetchall()[0][0]
    return 0 if first is None else int(reading.start.timestamp()) - int(first)


def _counts_from_start(file: Recognised, reading: Reading) -> bool:
    return form_of(file.format, reading).time.origin == "start"


def form_of(format_id: str, reading: Reading) -> LogFormat:
    """The format that a file was recognised as."""
    if reading.mapping is not None:
        own = read_format(reading.mapping)
        if own.id == format_id:
            return own
    return shipped_formats()[format_id]


def _with_model(rows: DuckDBPyRelation, model: str) -> DuckDBPyRelation:
    nameless = f"(model IS NULL OR model IN ('', '{UNNAMED}'))"
    return _replaced(
        rows,
        provider=f"CASE WHEN NOT {nameless} THEN provider END",
        model=f"CASE WHEN {nameless} THEN {sql.text(model)} ELSE model END",
        reject=f"nullif(reject, '{NO_MODEL}')",
    )


def _replaced(rows: DuckDBPyRelation, **columns: str) -> DuckDBPyRelation:
    new = ", ".join(f"{value} AS {sql.name(name)}" for name, value in columns.items())
    return rows.project(f"* REPLACE ({new})")


def moment(text: str, zone: str | None) -> datetime:
    """An instant as a user writes it; one without an offset is on the clock of `zone`, or UTC.

    Raises:
        LogError: it is none.

    >>> moment("2026-11-20T09:00", "Asia/Shanghai").isoformat()
    '2026-11-20T09:00:00+08:00'
    """
    try:
        said = datetime.fromisoformat(text)
        return said if said.tzinfo else said.replace(tzinfo=ZoneInfo(zone or "UTC"))
    except (ValueError, KeyError, OSError):
        raise LogError(f"{text!r} is not a time such as 2026-11-20T09:00+08:00") from None


def plain(reading: Reading) -> dict[str, Any]:
    """What decides about the rows, as plain values; the mapping by its content."""
    mapping = reading.mapping.read_text("utf-8") if reading.mapping else None
    return {
        "as": reading.as_,
        "mapping": mapping,
        "timezone": reading.timezone,
        "billed_in": reading.billed_in,
        "start": reading.start.isoformat() if reading.start else None,
        "model": reading.model,
        "seller": reading.seller,
    }
