"""Hours of the week and public holidays, cut into half-open spans of UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from itertools import combinations, pairwise, product
from typing import NamedTuple

DAY = 24 * 60
WEEK = 7 * DAY
Span = tuple[int, int]
"""Minutes of the UTC week, half-open; Monday 00:00 is 0."""


class Piece(NamedTuple):
    """A stretch of time with the same windows open in it; UTC seconds, half-open."""

    since: int
    until: int
    windows: tuple[str, ...]


def week_spans(hours: Iterable[str], days: Iterable[int], utc_offset: str) -> list[Span]:
    """The minutes of the UTC week that hours like `"16:30-00:30"` on some days come to.

    Spans that touch are joined, and one that runs past Sunday midnight continues on Monday.

    >>> week_spans(["09:00-12:00"], [1], "+08:00")
    [(60, 240)]
    """
    spans: list[Span] = []
    for text, day in product(hours, days):
        start, end = map(_minutes, text.split("-"))
        length = (end - start) % DAY or DAY
        opens = ((day - 1) * DAY + start - _offset(utc_offset)) % WEEK
        spans.append((opens, min(opens + length, WEEK)))
        if opens + length > WEEK:
            spans.append((0, opens + length - WEEK))
    return _joined(spans)


def outside(spans: Iterable[Span]) -> list[Span]:
    """The rest of the week."""
    edge, rest = 0, []
    for opens, closes in sorted(spans):
        if opens > edge:
            rest.append((edge, opens))
        edge = max(edge, closes)
    return [*rest, (edge, WEEK)] if edge < WEEK else rest


def overlapping(windows: Mapping[str, list[Span]]) -> tuple[str, str] | None:
    """The names of two windows that are open at the same minute, or None."""
    for (a, first), (b, second) in combinations(windows.items(), 2):
        for one, two in product(first, second):
            if one[0] < two[1] and two[0] < one[1]:
                return a, b
    return None


def pieces(since: int, until: int, closed: Mapping[str, list[Span]]) -> list[Piece]:
    """Cut a period at the edges of the days (UTC seconds) on which each window is closed."""
    edges = {since, until} | {
        edge for days in closed.values() for day in days for edge in day if since < edge < until
    }
    cut: list[Piece] = []
    for start, end in pairwise(sorted(edges)):
        is_open = tuple(
            name for name, days in closed.items() if not any(a <= start < b for a, b in days)
        )
        if cut and cut[-1].windows == is_open:
            cut[-1] = cut[-1]._replace(until=end)
        else:
            cut.append(Piece(start, end, is_open))
    return cut


def holiday_spans(country: str, utc_offset: str, first_year: int, last_year: int) -> list[Span]:
    """The public holidays of a country as half-open UTC seconds of the clock at that offset.

    Raises:
        LookupError: the `holidays` package does not know the country.
    """
    zone = timezone(timedelta(minutes=_offset(utc_offset)))
    midnights = [
        int(datetime.combine(day, time(0), zone).timestamp())
        for day in _holidays(country, first_year, last_year)
    ]
    return [(midnight, midnight + DAY * 60) for midnight in midnights]


def known_country(code: str) -> str:
    """A country code, as it is, if its public holidays are known.

    Raises:
        ValueError: the `holidays` package does not know the country.
    """
    from holidays.utils import list_supported_countries

    if code not in list_supported_countries():
        raise ValueError(f"no calendar of public holidays is known for {code!r}")
    return code


@cache
def _holidays(country: str, first_year: int, last_year: int) -> tuple[date, ...]:
    import holidays

    try:
        found = holidays.country_holidays(country, years=range(first_year, last_year + 1))
    except NotImplementedError:
        raise LookupError(f"no holiday calendar for country {country!r}") from None
    return tuple(sorted(found))


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:5])


def _offset(utc_offset: str) -> int:
    return _minutes(utc_offset[1:]) * (-1 if utc_offset[0] == "-" else 1)


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for opens, closes in sorted(spans):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
        else:
            joined.append((opens, closes))
    return joined
