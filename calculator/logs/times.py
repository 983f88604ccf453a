"""Times as people write them, as UTC seconds: SQL for ISO texts, bare days, epochs and zones."""

from __future__ import annotations

from datetime import date, datetime
from datetime import time as clock
from typing import NamedTuple
from zoneinfo import ZoneInfo

from calculator.logs import sql
from calculator.logs.cells import Cell, Cells
from calculator.logs.fields import text_of
from calculator.logs.parts import Time
from calculator.logs.values import Text

HOUR, DAY = 3_600, 86_400
_NO_TIME = "CAST(NULL AS BIGINT)"
LATEST = 10**11
_ON_A_CLOCK = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?)?"
"""A time that does not say its zone; DuckDB would pass over whatever follows one."""
_BLANK = r" ([+-]\d\d:?\d\d)$"
_QUICK = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S.%f")
"""Common ways to write an instant that DuckDB reads quicker as such than as a TIMESTAMPTZ."""
_EPOCHS = ((10**17, 10**9), (10**14, 10**6), (10**11, 10**3))
"""From this size on a number counts this many parts of a second."""
_CHINESE = "replace(replace(replace({0}, '年', '-'), '月', '-'), '日', ' ')"


class Instants(NamedTuple):
    """When, in SQL: UTC seconds, null where nothing readable stands there."""

    at: str
    until: str


def instants_of(cells: Cells, time: Time) -> Instants:
    """The start and, of a sum over a period, its end."""
    at = _instant(cells, time.at, time)
    written = _instant(cells, time.until, time) if time.until else _NO_TIME
    if written != _NO_TIME:
        written = f"nullif({written}, {at})"
    worked_out = _end(cells, time, at)
    ends = [end for end in (written, worked_out) if end != _NO_TIME]
    return Instants(at, cells.kept(sql.coalesce(ends), 2) if ends else _NO_TIME)


def _instant(cells: Cells, spec: Text, time: Time) -> str:
    if isinstance(time.origin, date):
        start = _start(time.origin, time.zone)
        per = 1 if time.unit == "seconds" else 1000
        read = f"TRY_CAST({text_of(cells, spec)} AS DECIMAL(24, 6))"
        return f"CAST({start} + floor({read} / {per}) AS BIGINT)"
    plain = spec.split is None and not spec.values and spec.fixed is None
    cell = cells.first(spec.paths) if plain else None
    if plain and cell is None:
        return _NO_TIME
    if cell is not None and cell.kind != "text":
        return cells.kept(_typed(cell, time.zone), 1)
    return _written(cells, _trimmed(cells, cell.sql if cell else text_of(cells, spec)), time.zone)


def _trimmed(cells: Cells, found: str) -> str:
    return cells.kept(f"trim({found})")


def _start(origin: date, zone: str) -> int:
    """The second that times are counted from."""
    moment = origin if isinstance(origin, datetime) else datetime.combine(origin, clock.min)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return int(moment.timestamp())


def _typed(cell: Cell, zone: str) -> str:
    if cell.kind == "instant":
        return _seconds(f"CAST({cell.sql} AS TIMESTAMPTZ)")
    if cell.kind == "written":
        return _absolute(cell.sql)
    if cell.kind in ("local", "date"):
        return _in_zone(f"CAST({cell.sql} AS TIMESTAMP)", zone)
    if cell.kind in ("whole", "float", "decimal"):
        return _epoch(_floored(cell.sql))
    return _NO_TIME


def _written(cells: Cells, found: str, zone: str) -> str:
    """Tried in turn, the commonest first; a later way is only taken where no earlier one reads."""
    day = f"try_strptime({found}, '%Y%m%d')"
    number = _floored(f"TRY_CAST({found} AS DECIMAL(28, 6))")
    digits = f"CASE strlen({found}) WHEN 8 THEN {_in_zone(day, zone)} ELSE {_epoch(number)} END"
    first = f"({found} || '-01')"
    rest = f"CASE WHEN contains({found}, '日') THEN '' ELSE '01' END"
    dashed = f"(trim({_CHINESE.format(found)}) || {rest})"
    other = (
        f"(CASE WHEN {number} IS NOT NULL THEN {digits} "
        f"WHEN strlen({found}) = 7 THEN {_iso(first, zone)} "
        f"WHEN contains({found}, '年') THEN {_iso(dashed, zone)} END)"
    )
    if zone == "UTC":
        instant = cells.kept(_zoned(found))
        read = f"WHEN {instant} IS NOT NULL THEN {_seconds(instant)} "
    else:
        read = f"WHEN {_iso(found, zone)} IS NOT NULL THEN {_iso(found, zone)} "
    return cells.kept(f"(CASE {read}WHEN {found} IS NOT NULL THEN {other} END)", 1)


def _iso(found: str, zone: str) -> str:
    absolute = _seconds(_zoned(found))
    if zone == "UTC":
        return absolute
    local = _in_zone(f"TRY_CAST({found} AS TIMESTAMP)", zone)
    on_a_clock = f"regexp_full_match({found}, {sql.text(_ON_A_CLOCK)})"
    return f"(CASE WHEN {on_a_clock} THEN {local} ELSE {absolute} END)"


def _absolute(found: str) -> str:
    """The second of an ISO text that says its offset or is UTC; a bare day is none."""
    plain = _seconds(f"try_strptime({found}, {sql.texts(_QUICK)})")
    other = _seconds(_zoned(found))
    return f"(CASE WHEN strlen({found}) > 10 THEN coalesce({plain}, {other}) END)"


def _zoned(found: str) -> str:
    """An instant that says its offset, maybe after a blank as Ruby and git write it, or is UTC."""
    joined = f"regexp_replace({found}, {sql.text(_BLANK)}, '\\1')"
    return f"coalesce(TRY_CAST({found} AS TIMESTAMPTZ), TRY_CAST({joined} AS TIMESTAMPTZ))"


def _in_zone(local: str, zone: str) -> str:
    if zone == "UTC":
        return _seconds(local)
    return _seconds(f"timezone({sql.text(zone)}, {local})")


def _floored(number: str) -> str:
    """A whole number: the second, or part of one, that a moment lies in."""
    return f"TRY_CAST(floor({number}) AS BIGINT)"


def _seconds(instant: str) -> str:
    return f"(epoch_us({instant}) // 1000000)"


def _epoch(number: str) -> str:
    cases = " ".join(f"WHEN {number} >= {size} THEN {number} // {parts}" for size, parts in _EPOCHS)
    return f"(CASE {cases} ELSE {number} END)"


def _end(cells: Cells, time: Time, at: str) -> str:
    if time.period is None:
        return _NO_TIME
    if time.period != "as_written":
        return _after(at, time.period, time.zone)
    cell = cells.first(time.at.paths)
    if cell is None or cell.kind != "text":
        is_date = cell is not None and cell.kind == "date"
        return _after(at, "day", time.zone) if is_date else _NO_TIME
    return _end_as_written(_trimmed(cells, cell.sql), at, time.zone)


def _end_as_written(found: str, at: str, zone: str) -> str:
    """A day or a month where nothing finer is written, otherwise an instant: null."""
    marked = f"(contains({found}, '-') OR contains({found}, '/') OR strlen({found}) = 8)"
    day, month = _after(at, "day", zone), _after(at, "month", zone)
    return (
        f"(CASE WHEN contains({found}, ':') THEN NULL "
        f"WHEN strlen({found}) = 7 THEN {month} "
        f"WHEN strlen({found}) <= 10 AND {marked} THEN {day} "
        f"WHEN contains({found}, '日') THEN {day} WHEN contains({found}, '年') THEN {month} END)"
    )


def _after(at: str, period: str, zone: str) -> str:
    if period == "hour":
        return f"({at} + {HOUR})"
    if zone == "UTC" and period != "month":
        return f"({at} + {DAY if period == 'day' else 7 * DAY})"
    sane = f"CASE WHEN {at} BETWEEN 0 AND {LATEST} THEN {at} END"
    start = f"timezone({sql.text(zone)}, to_timestamp({sane}))"
    return _seconds(f"timezone({sql.text(zone)}, {start} + INTERVAL 1 {period.upper()})")
