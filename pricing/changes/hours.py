"""Hours of the UTC week in words: the way back from the minutes that rate lines are cut by."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from pricing.sheets.windows import DAY, WEEK, Span

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def hours_words(spans: Iterable[Span]) -> str:
    """Name the days on which spans begin, and their hours.

    >>> hours_words([(60, 240), (60 + 24 * 60, 240 + 24 * 60)])
    'Mon-Tue 01:00-04:00 UTC'
    >>> hours_words([(4 * 24 * 60 + 960, 6 * 24 * 60 + 960)])
    'Fri 16:00 to Sun 16:00 UTC'
    """
    days_of: dict[str, list[int]] = {}
    long = []
    for opens, closes in _unwrapped(sorted(set(spans))):
        if closes - opens > DAY:
            long.append(f"{_moment(opens)} to {_moment(closes)}")
        else:
            clock = f"{_clock(opens % DAY)}-{_clock((closes - 1) % DAY + 1)}"
            days_of.setdefault(clock, []).append(opens // DAY)
    clocks_of: dict[str, list[str]] = {}
    for clock, days in days_of.items():
        clocks_of.setdefault(_days(days), []).append(clock)
    told = [f"{days} {', '.join(clocks)}" for days, clocks in clocks_of.items()]
    return "; ".join([*told, *long]) + " UTC"


def _unwrapped(spans: list[Span]) -> list[Span]:
    """Join what was cut at the end of the week: Sunday night runs on into Monday."""
    if len(spans) > 1 and spans[0][0] == 0 and spans[-1][1] == WEEK:
        (_, until), *middle, (since, _) = spans
        return [*middle, (since, WEEK + until)]
    return spans


def _days(days: list[int]) -> str:
    if len(days) == len(_DAYS):
        return "daily"
    runs = groupby(enumerate(sorted(days)), key=lambda pair: pair[1] - pair[0])
    told = []
    for _, run in runs:
        first, *rest = [day for _, day in run]
        told.append(f"{_DAYS[first]}-{_DAYS[rest[-1]]}" if rest else _DAYS[first])
    return ", ".join(told)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _moment(minute: int) -> str:
    return f"{_DAYS[minute // DAY % len(_DAYS)]} {_clock(minute % DAY)}"
