"""A format and some files compiled into one SELECT that yields the columns of every log."""

from __future__ import annotations

from typing import NamedTuple

from calculator.logs import sql
from calculator.logs.blocks import read_from_cache
from calculator.logs.columns import BILL, USAGE
from calculator.logs.format import LogFormat
from calculator.logs.record import Record
from calculator.logs.side_by_side import side_by_side
from calculator.logs.source import Source


class Query(NamedTuple):
    """What a format makes of files, in SQL."""

    rows: str
    """The columns of the log."""
    rejected: str
    """`reject` and `rows`: how many records could not be read, by reason; a hash that makes DuckDB
    read every column, for it finds no fault in those that it passes over."""
    skipped: str
    """`because` and `rows`: how many records are not usage."""
    examples: str
    """`record` and `reject` of the first few records that could not be read."""
    silent: frozenset[str]
    """Columns of the log of which these files say nothing."""


def compiled(form: LogFormat, source: Source, currency: str | None = None) -> Query:
    """The SELECT for some files of a format.

    Args:
        form: the format.
        source: the files.
        currency: that of amounts where the format names none.
    """
    record, silent = Record(form, source, currency), frozenset[str]()
    single = record.select()
    if form.prefix_blocks:
        rows = read_from_cache(record.select(number=True), source, form.prefix_blocks)
        rows = _in_order(rows, form)
    elif form.long:
        rows = side_by_side(single, form, form.long)
    else:
        rows, silent = _in_order(single, form), record.silent()
    sums = "reject, count(*) AS rows, max(hash(one)) AS read_whole"
    counted = f"SELECT {sums} FROM ({single}) AS one WHERE reject IS NOT NULL GROUP BY 1"
    numbered = f"SELECT record, reject FROM ({record.select(number=True)})"
    examples = f"{numbered} WHERE reject IS NOT NULL"
    return Query(rows, counted, record.skipped(), examples, silent)


def _in_order(single: str, form: LogFormat) -> str:
    columns = USAGE if form.holds == "usage" else BILL
    typed = (
        f"CAST({sql.name(name)} AS {kind}) AS {sql.name(name)}" for name, kind in columns.items()
    )
    return f"SELECT {', '.join(typed)} FROM ({single})"
