"""A month cut where an offer's rates change: the hours of each piece, or the requests in them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

from calculator.charge import EPOCH_MINUTE
from calculator.rhythm import Pace
from pricing.errors import NotPricedError
from pricing.lines import RateLine
from pricing.offers import Offer

WEEK_MINUTES = 7 * 24 * 60


class NotServedError(NotPricedError):
    """The offer cannot serve the workload; the message is the reason."""


def month_starts(start: date, months: int) -> list[date]:
    """The first days of `months` calendar months from the one that holds `start`."""
    first = start.year * 12 + start.month - 1
    return [date((first + i) // 12, (first + i) % 12 + 1, 1) for i in range(months)]


def month_bounds(month: date) -> tuple[int, int]:
    """First second of a calendar month in UTC, and of the next."""
    start = datetime(month.year, month.month, 1, tzinfo=UTC)
    following = month_starts(month, 2)[1]
    end = datetime(following.year, following.month, 1, tzinfo=UTC)
    return int(start.timestamp()), int(end.timestamp())


def lines_in(offer: Offer, month: date, tier: str) -> list[RateLine]:
    """The lines of a service tier that hold at some time of a month.

    Raises:
        NotServedError: there is none, and why.
    """
    if tier not in offer.service_tiers:
        raise NotServedError(f"{offer.id} has no {tier} service tier")
    start, end = month_bounds(month)
    lines = [x for x in offer.lines if x.service_tier == tier and x.since < end and start < x.until]
    if lines:
        return lines
    sold, until = offer.on_sale
    if sold >= end:
        when = datetime.fromtimestamp(sold, UTC).date()
        raise NotServedError(f"{offer.id} has no price before {when}")
    last = datetime.fromtimestamp(until - 1, UTC).date()
    what = "retired" if until <= start else "no known price in this month"
    raise NotServedError(f"{offer.id}: {what} (last priced on {last})")


def slots(
    offer: Offer, month: date, tier: str, pace: Pace | None = None
) -> list[tuple[int, Fraction, list[RateLine]]]:
    """The month cut where rates change: an instant, the share of the requests, the lines then.

    Requests are as even over the month's hours as `pace` says, or quite even without one.
    Stretches with the same lines are joined.

    Raises:
        NotServedError: the offer has no such service tier, or no price in the whole month.
    """
    lines = lines_in(offer, month, tier)
    start, end = month_bounds(month)
    spans: dict[tuple[int, int, int, int], list[RateLine]] = {}
    for line in lines:
        key = (line.since, line.until, line.week_from, line.week_until)
        spans.setdefault(key, []).append(line)
    weigh = pace.between if pace else _seconds
    found: dict[tuple[RateLine, ...], tuple[int, int]] = {}
    covered = 0
    for (since, until, week_from, week_until), held in spans.items():
        opened = _openings(max(since, start), min(until, end), week_from, week_until)
        if opened:
            same = tuple(
                x._replace(since=0, until=0, week_from=0, week_until=0, terms=0) for x in held
            )
            covered += sum(_seconds(*span) for span in opened)
            at, weight = found.get(same, (opened[0][0], 0))
            found[same] = at, weight + sum(weigh(*span) for span in opened)
    if covered < end - start:
        raise NotServedError(f"{offer.id} is priced for only a part of {month:%Y-%m}")
    whole = weigh(start, end)
    return [
        (at, Fraction(weight, whole), [x for x in lines if x.since <= at < x.until])
        for at, weight in found.values()
    ]


def _seconds(since: int, until: int) -> int:
    return until - since


def _openings(start: int, end: int, week_from: int, week_until: int) -> list[tuple[int, int]]:
    """The parts of a period that lie in a span of the UTC week."""
    if week_from == 0 and week_until == WEEK_MINUTES:
        return [(start, end)] if start < end else []
    week = WEEK_MINUTES * 60
    monday = start - (start + EPOCH_MINUTE * 60) % week
    opened = []
    while monday < end:
        opens = max(start, monday + week_from * 60)
        closes = min(end, monday + week_until * 60)
        if opens < closes:
            opened.append((opens, closes))
        monday += week
    return opened
