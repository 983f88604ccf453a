"""Which columns of a CSV file DuckDB may read as numbers and times at once, and not as text.

That is quicker, and DuckDB then knows the line of each cell that is something else. A column
is read so only where its first cells are written plainly or are nothing that could be read: what
needs help stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from calculator.logs import reasons
from calculator.logs.cells import find_column
from calculator.logs.format import LogFormat
from calculator.logs.values import Count

WHOLE = "DECIMAL(18, 3)"
"""Holds a count below 10^15, and shows a fraction instead of rounding it away."""
INSTANT, SECONDS = "TEXT", "DECIMAL(22, 3)"
"""An instant stays text: DuckDB's TIMESTAMP passes over an offset, and its TIMESTAMPTZ takes twice
as long where there is none."""
_WHOLE = re.compile(r"\d{1,15}(\.0*)?", re.ASCII)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?", re.ASCII)
_EPOCH = re.compile(r"\d{9,19}", re.ASCII)
_GROUPED = re.compile(r"\s*[+-]?\d{1,3}([, ]\d{3})+(\.0*)?\s*", re.ASCII)
_YEAR_OR_EPOCH = re.compile(r"\d{4}", re.ASCII)


def typed(
    columns: Sequence[str],
    sample: Sequence[Sequence[str]],
    form: LogFormat,
) -> dict[str, str]:
    """The type of each column, for a file of this format whose first rows are known."""
    types = dict.fromkeys(columns, "VARCHAR")
    counts, times = set(_counted(columns, form)), set(_timed(columns, form))
    for place, name in enumerate(columns):
        cells = [row[place] for row in sample if place < len(row) and row[place]]
        if name in counts and _are_plain_counts(cells):
            types[name] = WHOLE
        elif name in times and form.time.zone == "UTC" and _are_plain_instants(cells):
            types[name] = INSTANT
        elif name in times and cells and all(map(_EPOCH.fullmatch, cells)):
            types[name] = SECONDS
    return types


def reasons_of(columns: dict[str, str], form: LogFormat) -> dict[str, str]:
    """The code of a row whose cell is not of its column's type, by column."""
    codes: dict[str, str] = {}
    for name, spec in form.counts.items():
        codes |= {column: reasons.unreadable(name) for column in _columns(columns, form, spec)}
    times = dict.fromkeys(_timed(list(columns), form), reasons.NO_TIME)
    return codes | times


def _are_plain_counts(cells: Sequence[str]) -> bool:
    plain = sum(1 for cell in cells if _WHOLE.fullmatch(cell))
    return 2 * plain > len(cells) and not any(map(_GROUPED.fullmatch, cells))


def _are_plain_instants(cells: Sequence[str]) -> bool:
    others = [cell for cell in cells if not _ISO.fullmatch(cell)]
    return 2 * len(others) < len(cells) and not any(map(_YEAR_OR_EPOCH.search, others))


def _counted(columns: Sequence[str], form: LogFormat) -> Iterator[str]:
    for spec in form.counts.values():
        if spec.times == 1:
            yield from _columns(columns, form, spec)


def _columns(
    columns: Sequence[str] | dict[str, str], form: LogFormat, spec: Count
) -> Iterator[str]:
    for path in (*spec.paths, *spec.sum):
        column = find_column(columns, str(path[0]), loose=form.loose_names)
        if column is not None and len(path) == 1:
            yield column


def _timed(columns: Sequence[str], form: LogFormat) -> Iterator[str]:
    if form.time.origin is not None:
        return
    for spec in filter(None, (form.time.at, form.time.until)):
        plain = spec.split is None and not spec.values
        for path in spec.paths if plain else ():
            column = find_column(columns, str(path[0]), loose=form.loose_names)
            if column is not None and len(path) == 1:
                yield column
