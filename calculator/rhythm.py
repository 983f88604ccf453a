"""When requests come: the shape of a day and of a week, on the clock of the people who ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache, lru_cache
from math import lcm
from typing import Any
from zoneinfo import ZoneInfo

from pricing.errors import WorkloadError

HOURS, DAYS, WORKING_DAYS = 24, 7, 5
HOUR, QUARTER = 3600, 900
EVEN = (Fraction(1),) * DAYS
MONDAY_TO_FRIDAY = (Fraction(1),) * WORKING_DAYS + (Fraction(0),) * (DAYS - WORKING_DAYS)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Weights of the hours of a day and of the days of a week, in a time zone; only ratios count.

    >>> office = Rhythm("Asia/Shanghai", hours=(0,) * 9 + (1,) * 9 + (0,) * 6)
    >>> office.weights(weekday=0)[8:10]
    (Fraction(0, 1), Fraction(1, 9))
    """

    zone: str
    hours: tuple[Fraction | int, ...] = ()
    """24 weights from midnight on; even where empty."""
    weekdays: tuple[Fraction | int, ...] = ()
    """7 weights from Monday on; where empty, as the workload's volume says."""
    weekend_hours: tuple[Fraction | int, ...] = ()
    """24 weights for Saturday and Sunday; as on the other days where empty."""

    def __post_init__(self) -> None:
        for name, count in (("hours", HOURS), ("weekdays", DAYS), ("weekend_hours", HOURS)):
            weights = getattr(self, name)
            if weights and len(weights) != count:
                raise WorkloadError(f"{name} must be {count} weights, got {len(weights)}")
            if weights and (min(weights) < 0 or not any(weights)):
                raise WorkloadError(f"{name}: weights must not be negative, and one above zero")
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError):
            raise WorkloadError(f"{self.zone!r} is not a time zone such as Asia/Shanghai") from None

    def weights(self, weekday: int) -> tuple[Fraction, ...]:
        """Shares of a day's 24 hours, from midnight on; Monday is 0."""
        own = self.weekend_hours if weekday >= WORKING_DAYS else ()
        hours = own or self.hours or (1,) * HOURS
        return tuple(Fraction(weight) / sum(hours) for weight in hours)


class Pace:
    """How much of a stretch of time's requests fall into any part of it, in whole numbers."""

    def __init__(self, start: int, step: int, weights: list[int]) -> None:
        self._start, self._step, self._weights = start, step, weights
        self._before = [0]
        for weight in weights:
            self._before.append(self._before[-1] + weight * step)

    def between(self, since: int, until: int) -> int:
        """Weight of the seconds from `since` to `until`, half-open."""
        return self._up_to(until) - self._up_to(since)

    def _up_to(self, second: int) -> int:
        cell, rest = divmod(second - self._start, self._step)
        return self._before[cell] + (self._weights[cell] * rest if rest else 0)


@lru_cache(maxsize=4096)
def kind_of_day(day: date, country: str = "") -> int:
    """The weekday a day counts as, Monday is 0: public holidays as Sundays.

    Weekend days on which a country works to make up for them count as Fridays.

    Raises:
        WorkloadError: no calendar of public holidays is known for the country.

    >>> [kind_of_day(date(2026, 10, day), "CN") for day in (1, 9, 10)]
    [6, 4, 4]
    """
    weekday = day.weekday()
    if not country:
        return weekday
    calendar = _calendar(country)
    if weekday >= WORKING_DAYS:
        return WORKING_DAYS - 1 if calendar.is_working_day(day) else weekday
    return weekday if calendar.is_working_day(day) else DAYS - 1


@cache
def _calendar(country: str) -> Any:
    import holidays

    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        raise WorkloadError(
            f"no calendar of public holidays is known for {country!r}: write a code such as CN"
        ) from None


@lru_cache(maxsize=256)
def pace_of(
    rhythm: Rhythm, weekdays: tuple[Fraction, ...], start: int, end: int, country: str = ""
) -> Pace:
    """The rhythm between two instants, UTC seconds on the full hour.

    Args:
        rhythm: hours and zone.
        weekdays: weights of the days.
        start: first second.
        end: last second, exclusive.
        country: whose public holidays count as Sundays.
    """
    zone = ZoneInfo(rhythm.zone)
    table = [[day * hour for hour in rhythm.weights(number)] for number, day in enumerate(weekdays)]
    unit = lcm(*(weight.denominator for row in table for weight in row))
    whole = [[int(weight * unit) for weight in row] for row in table]
    edges = (datetime.fromtimestamp(second, zone) for second in (start, end))
    odd = any((moment.utcoffset() or timedelta()) % timedelta(hours=1) for moment in edges)
    step = QUARTER if odd else HOUR
    cells = []
    for second in range(start, end, step):
        local = datetime.fromtimestamp(second, UTC).astimezone(zone)
        cells.append(whole[kind_of_day(local.date(), country)][local.hour])
    return Pace(start, step, cells)
