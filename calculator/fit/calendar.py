"""Volume, weekdays, hours and growth, each as far as the length of the log can tell."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from calculator.fit.counted import DAILY, FAR, Counted
from calculator.fit.days import (
    ENOUGH_MINUTES,
    Seen,
    hours_of,
    is_weekend,
    per_day,
    seen,
    weekday_means,
    weeks,
)
from calculator.fit.findings import Finding, Found, decimal, number, percent
from calculator.fit.growth import ENOUGH_WEEKS, Growth, growth
from calculator.rhythm import DAYS, HOURS

DAYS_FOR_HOURS = 3
REQUESTS_FOR_HOURS = 10 * HOURS
DAYS_FOR_WEEKENDS = 4
LEVEL_DAYS = 4 * DAYS
"""Where the volume grows, that of the last four weeks is the present one."""
_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH = Fraction(3652425, 120_000)


def when(log: Counted, zone: str) -> Found:
    """Volume, rhythm and growth of a log.

    Args:
        log: the counted rows.
        zone: of the people who ask.
    """
    clock = seen(log.requests_by("quarter"), log.first, log.last, zone)
    far, daily = (log.total("rows", span=span) for span in (FAR, DAILY))
    days = () if far else clock.whole
    trend, grows = _growth(clock, days)
    volume, size = _volume(clock, log, days, trend)
    week, weights = _weekdays(clock, days, summed=bool(far))
    hours, shape = _hours(clock, days, summed=bool(far or daily))
    rhythm = weights | shape
    keys: dict[str, Any] = {"requests_per_day": size, **grows}
    if rhythm:
        keys["rhythm"] = {"timezone": zone} | rhythm
    return Found(keys, (volume, week, *hours, _trend_words(clock, days, trend)))


def _growth(clock: Seen, days: tuple[date, ...]) -> tuple[Growth | None, dict[str, Decimal]]:
    trend = growth(weeks(clock)) if days else None
    if trend is None or not trend.is_clear:
        return trend, {}
    return trend, {"growth_per_month": decimal(trend.per_month, 4)}


def _trend_words(clock: Seen, days: tuple[date, ...], trend: Growth | None) -> Finding:
    whole = len(weeks(clock)) if days else 0
    months = len({(day.year, day.month) for day in days})
    base = f"{whole} whole weeks in {months} calendar months" if whole else ""
    if trend is None:
        said = (
            f"taken as none: it needs {ENOUGH_WEEKS} whole weeks with requests, there are {whole}"
        )
        return Finding("growth", said, base, known=False)
    low, high = percent(trend.least), percent(trend.most)
    if not trend.is_clear:
        said = f"none that is clear: between {low} and {high} a month; taken as none"
        return Finding("growth", said, base)
    said = (
        f"{percent(trend.per_month)} a month (90 % sure: between {low} and {high}); it goes on "
        "from the first month that is projected"
    )
    return Finding("growth", said, base)


def _volume(
    clock: Seen, log: Counted, days: tuple[date, ...], trend: Growth | None
) -> tuple[Finding, Decimal]:
    requests = log.total("requests")
    grows = trend is not None and trend.is_clear
    level = days[-LEVEL_DAYS:] if grows else days
    mean = per_day(clock, requests, level)
    said = f"{number(mean)} requests a day, {number(mean * _MONTH)} a mean month"
    if not days:
        enough = clock.minutes >= ENOUGH_MINUTES
        how = "even at all times" if enough else "those of a day: the log is too short to tell"
        base = f"{requests:,} requests in {_several(clock.minutes, 'minute')}, {_span(clock)}"
        return Finding("volume", f"{said}: taken as {how}", base, known=False), decimal(mean)
    if weekday_means(clock, level):
        working = clock.mean(d for d in level if not is_weekend(d))
        weekend = clock.mean(d for d in level if is_weekend(d))
        said += f"; {number(working)} on a working day, {number(weekend)} on one of a weekend"
    elif not any(map(is_weekend, level)):
        said += "; no whole day of a weekend was seen, so weekends are taken as alike"
    base = f"{clock.requests(level):,} requests on {_several(len(level), 'whole day')}, " + (
        f"{level[0]} to {level[-1]}" if len(level) > 1 else f"{level[0]}"
    )
    if empty := sum(1 for day in level if not clock.by_day.get(day)):
        base += f", {empty} of them without a request"
    return Finding("volume", said, base + (", the last four weeks" if grows else "")), decimal(mean)


def _weekdays(
    clock: Seen, days: tuple[date, ...], *, summed: bool
) -> tuple[Finding, dict[str, tuple[Decimal, ...]]]:
    means = weekday_means(clock, days)
    if not means or not any(means):
        why = (
            "rows sum up more than a day"
            if summed
            else f"it needs {DAYS} whole days, there are {len(days)}"
        )
        return Finding("weekdays", f"taken as alike: {why}", "", known=False), {}
    weights = _weights(means)
    told = ", ".join(f"{n} {w:.2f}" for n, w in zip(_NAMES, weights, strict=True))
    alike = (
        "" if len(days) >= 2 * DAYS else "; in less than two weeks, only weekends are told apart"
    )
    said = f"{told} times a mean day{alike}"
    base = f"{len(days)} whole days, {clock.zone}"
    return Finding("weekdays", said, base), {"weekdays": weights}


def _weights(means: tuple[Fraction, ...]) -> tuple[Decimal, ...]:
    usual = sum(means, Fraction(0)) / DAYS
    return tuple(decimal(mean / usual, 4) for mean in means)


def _hours(
    clock: Seen, days: tuple[date, ...], *, summed: bool
) -> tuple[tuple[Finding, ...], dict[str, tuple[Decimal, ...]]]:
    requests = clock.requests(days)
    why = ""
    if summed:
        why = "rows sum up more than an hour"
    elif len(days) < DAYS_FOR_HOURS:
        why = f"they need {DAYS_FOR_HOURS} whole days, there are {len(days)}"
    elif requests < REQUESTS_FOR_HOURS:
        why = f"they need {REQUESTS_FOR_HOURS} requests, there are {requests}"
    if why:
        return (Finding("hours", f"taken as even over the day: {why}", "", known=False),), {}
    weekends = [day for day in days if is_weekend(day)]
    own = clock.requests(weekends) if len(weekends) >= DAYS_FOR_WEEKENDS else 0
    if min(own, requests - own) < REQUESTS_FOR_HOURS:
        hours = hours_of(clock)
        return (_hour_words("hours", clock, hours),), {"hours": _shares(hours)}
    working, weekend = hours_of(clock, weekend=False), hours_of(clock, weekend=True)
    told = (
        _hour_words("hours, Mon-Fri", clock, working),
        _hour_words("hours, Sat-Sun", clock, weekend),
    )
    return told, {"hours": _shares(working), "weekend_hours": _shares(weekend)}


def _hour_words(what: str, clock: Seen, hours: tuple[int, ...]) -> Finding:
    total = sum(hours)
    busy, quiet = hours.index(max(hours)), hours.index(min(hours))
    said = (
        f"busiest {_hour(busy)} with {percent(Fraction(hours[busy], total))} of the day, "
        f"quietest {_hour(quiet)} with {percent(Fraction(hours[quiet], total))}"
    )
    return Finding(what, said, f"{total:,} requests on whole days, {clock.zone}")


def _shares(hours: tuple[int, ...]) -> tuple[Decimal, ...]:
    """Hours as per cent of the day."""
    return tuple(decimal(Fraction(100 * each, sum(hours)), 3) for each in hours)


def _hour(hour: int) -> str:
    return f"{hour:02}-{hour + 1:02} h"


def _span(clock: Seen) -> str:
    zone = ZoneInfo(clock.zone)
    first, last = (
        datetime.fromtimestamp(at, UTC).astimezone(zone) for at in (clock.first, clock.last)
    )
    until = f"{last:%H:%M}" if first.date() == last.date() else f"{last:%Y-%m-%d %H:%M}"
    return f"{first:%Y-%m-%d %H:%M} to {until} {clock.zone}"


def _several(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")
