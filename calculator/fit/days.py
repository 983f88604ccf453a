"""Requests on the clock of the people who ask: whole days, the shape of a day and of a week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from calculator.rhythm import DAYS, HOUR, HOURS, QUARTER, WORKING_DAYS

DAY = 86_400
ENOUGH_MINUTES = 30
SLACK = HOUR
"""A day is whole if the log begins within its first hour or before, and ends within its last."""


@dataclass(frozen=True, slots=True)
class Seen:
    """When the requests of a log came, in a time zone."""

    zone: str
    first: int
    """First second, UTC."""
    last: int
    """The second after the last."""
    whole: tuple[date, ...]
    """The days that the log covers from end to end, those without requests included."""
    by_day: Mapping[date, int]
    by_hour: Mapping[tuple[bool, int], int]
    """Requests of whole days by whether it was a weekend, and hour."""

    @property
    def minutes(self) -> int:
        """Length of the log, rounded up."""
        return -(-(self.last - self.first) // 60)

    def requests(self, days: Iterable[date]) -> int:
        return sum(self.by_day.get(day, 0) for day in days)

    def mean(self, days: Iterable[date]) -> Fraction:
        """Requests of a mean day."""
        several = tuple(days)
        return Fraction(self.requests(several), len(several))


def seen(by_quarter: Mapping[int, int], first: int, last: int, zone: str) -> Seen:
    """Put requests on the clock.

    Args:
        by_quarter: requests by quarter of an hour since 1970.
        first: first second of the log, UTC.
        last: the second after its last.
        zone: of the people who ask, such as Asia/Shanghai.
    """
    clock = ZoneInfo(zone)
    whole = _whole_days(first, last, clock)
    kept = set(whole)
    by_day: Counter[date] = Counter()
    by_hour: Counter[tuple[bool, int]] = Counter()
    for quarter, requests in by_quarter.items():
        local = datetime.fromtimestamp(quarter * QUARTER, UTC).astimezone(clock)
        by_day[local.date()] += requests
        if local.date() in kept:
            by_hour[is_weekend(local.date()), local.hour] += requests
    return Seen(zone, first, last, whole, by_day, by_hour)


def is_weekend(day: date) -> bool:
    return day.weekday() >= WORKING_DAYS


def weekday_means(when: Seen, days: tuple[date, ...]) -> tuple[Fraction, ...]:
    """Mean requests of each weekday, from Monday on.

    From two whole weeks on each weekday has its own; from one week on, Monday to Friday are alike
    and so are Saturday and Sunday; with less there is nothing to tell: empty.
    """
    if len(days) >= 2 * DAYS:
        return tuple(when.mean(d for d in days if d.weekday() == w) for w in range(DAYS))
    if len(days) >= DAYS:
        working = when.mean(d for d in days if not is_weekend(d))
        weekend = when.mean(d for d in days if is_weekend(d))
        return (working,) * WORKING_DAYS + (weekend,) * (DAYS - WORKING_DAYS)
    return ()


def hours_of(when: Seen, *, weekend: bool | None = None) -> tuple[int, ...]:
    """Requests of each hour on whole days: of all, of weekends, or of the others."""
    kinds = (True, False) if weekend is None else (weekend,)
    return tuple(sum(when.by_hour.get((k, hour), 0) for k in kinds) for hour in range(HOURS))


def per_day(when: Seen, requests: int, days: tuple[date, ...]) -> Fraction:
    """Requests of a mean day of the week.

    Where the log has no whole day, it is told from its length; from under half an hour nothing can
    be, and its requests are taken as those of a day.
    """
    if not days and when.minutes < ENOUGH_MINUTES:
        return Fraction(requests)
    if not days:
        return Fraction(requests * DAY, when.minutes * 60)
    means = weekday_means(when, days)
    return sum(means, Fraction(0)) / DAYS if means else when.mean(days)


def weeks(when: Seen) -> list[int]:
    """Requests of whole weeks, counted back from the last whole day."""
    days = when.whole
    starts = range(len(days) % DAYS, len(days), DAYS)
    return [when.requests(days[start : start + DAYS]) for start in starts]


def _whole_days(first: int, last: int, clock: ZoneInfo) -> tuple[date, ...]:
    day = datetime.fromtimestamp(first, clock).date()
    found = []
    while (start := _midnight(day, clock)) < last:
        following = day + timedelta(days=1)
        if first <= start + SLACK and last >= _midnight(following, clock) - SLACK:
            found.append(day)
        day = following
    return tuple(found)


def _midnight(day: date, clock: ZoneInfo) -> int:
    return int(datetime.combine(day, time(0), clock).timestamp())
