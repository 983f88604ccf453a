"""Where the order of two offers flips as one lever is turned: every crossing, or never."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

from calculator.forecast.levers import Lever, Scenario, lever
from calculator.projection import NotServedError
from calculator.provenance import Provenance
from pricing.errors import NotPricedError, WorkloadError
from pricing.lines import NO_LIMIT
from pricing.money import Money
from pricing.offers import Offer

_LOOKS = 64
"""Even steps over the range at which the order is looked at, besides every tier's bound."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A value of the lever at which the other offer becomes the cheaper one."""

    value: Fraction
    """The first whole unit at which the order is no longer that below."""
    cheaper_below: str
    cheaper_above: str
    bills: tuple[Money, Money]
    """What the first and the second offer cost at `value`."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """All crossings of two offers over a range of one lever, smallest first; none means never."""

    lever: Lever
    offers: tuple[str, str]
    least: Fraction
    most: Fraction
    now: Fraction
    cheaper_now: str
    """The cheaper offer as things stand; empty where both cost the same."""
    crossings: tuple[Crossing, ...]
    provenance: Provenance
    """Of both bills as things stand."""


def break_even(
    scenario: Scenario,
    first: str | Offer,
    second: str | Offer,
    by: str,
    *,
    least: Fraction | None = None,
    most: Fraction | None = None,
    second_stays: Scenario | None = None,
) -> BreakEven:
    """Find every value of a lever at which the cheaper of two offers changes.

    The order is looked at on 64 even steps of the range and around every bound of both offers'
    tiers, and each change is then narrowed to one unit of the lever, in exact bills. On levers in
    which a bill is a straight line between tiers (volume, cache, batch, exchange rate, tokens of
    a stated size) that finds all of them.

    Args:
        scenario: the workload and what it is billed for.
        first: an offer.
        second: another.
        by: `volume`, `input`, `output`, `thinking`, `cache`, `batch`, `growth` or `fx`.
        least: lower end of the range; that of the lever where left out.
        most: upper end; ten times the present value where neither it nor the lever has one.
        second_stays: where given, the second offer's bill is that of this scenario at every value
            of the lever: a terse model beside one that thinks ever longer.

    Raises:
        WorkloadError: no such lever, or an empty range.
        NotServedError, NotPricedError, UnknownOfferError: as in `project`, as things stand.
    """
    turning = lever(by)
    now = turning.now(scenario)
    low = turning.least if least is None else least
    high = most if most is not None else turning.most or max(now * 10, turning.unit * 100)
    if low >= high:
        raise WorkloadError(f"{by}: the range from {low} to {high} is empty")
    projections = [scenario.project(first), (second_stays or scenario).project(second)]
    offers = [p.offer for p in projections]
    held = projections[1].total if second_stays else None
    bills = _bills(scenario, offers[0], offers[1], turning, held)
    order = _order(bills)
    units = (_up(low, turning.unit), int(high / turning.unit))
    places = _places(units, offers, now, turning)
    ids = (offers[0].id, offers[1].id)
    crossings = tuple(_crossing(ids, turning, flip, order, bills) for flip in _flips(places, order))
    cheaper = _named(_sign(projections[0].total, projections[1].total), ids)
    of = Provenance.of_bills(*projections)
    return BreakEven(turning, ids, low, high, now, cheaper, crossings, of)


_Bills = Callable[[int], tuple[Money, Money] | None]


def _bills(
    scenario: Scenario, first: Offer, second: Offer, turning: Lever, held: Money | None
) -> _Bills:
    """Both bills at a whole number of units of the lever; None where one cannot serve."""

    @cache
    def bills(place: int) -> tuple[Money, Money] | None:
        turned = turning.turned(scenario, place * turning.unit)
        try:
            own = turned.project(first).total
            return own, turned.project(second).total if held is None else held
        except (NotServedError, NotPricedError):
            return None

    return bills


def _order(bills: _Bills) -> Callable[[int], int | None]:
    """-1, 0 or 1 as the first offer costs less, the same or more; None where one cannot serve."""

    def order(place: int) -> int | None:
        both = bills(place)
        return _sign(*both) if both else None

    return order


def _sign(first: Money, second: Money) -> int:
    return (first.amount > second.amount) - (first.amount < second.amount)


def _up(value: Fraction, unit: Fraction) -> int:
    return -int(-value // unit)


def _places(
    units: tuple[int, int], offers: list[Offer], now: Fraction, turning: Lever
) -> list[int]:
    """Where to look: even steps, the present value, and both sides of every tier's bound."""
    low, high = units
    even = {low + (high - low) * step // _LOOKS for step in range(_LOOKS + 1)}
    bounds = {
        bound
        for offer in offers
        for line in offer.lines
        for bound in (line.input_up_to, line.output_up_to)
        if bound < NO_LIMIT
    }
    near = {bound + side for bound in bounds for side in (0, 1)} if turning.unit == 1 else set()
    return sorted({p for p in even | near | {int(now / turning.unit)} if low <= p <= high})


def _flips(places: list[int], order: Callable[[int], int | None]) -> list[tuple[int, int]]:
    """Pairs of adjacent places, each narrowed until the order differs from one unit to the next."""
    found = []
    known = [(place, sign) for place in places if (sign := order(place))]
    for (before, old), (after, new) in pairwise(known):
        if old != new:
            found.append(_narrowed(before, after, order))
    return found


def _narrowed(low: int, high: int, order: Callable[[int], int | None]) -> tuple[int, int]:
    """Halve a stretch with different orders at its ends; equal bills count as not yet flipped."""
    old = order(low)
    while high - low > 1:
        middle = (low + high) // 2
        sign = order(middle)
        if sign == old or sign is None:
            low = middle
        elif sign == 0:
            return _around_equal(middle, low, high, order)
        else:
            high = middle
    return low, high


def _around_equal(
    place: int, low: int, high: int, order: Callable[[int], int | None]
) -> tuple[int, int]:
    """Both bills are equal here: the crossing is the first such place after the old order."""
    while place - 1 > low and order(place - 1) == 0:
        place -= 1
    return place - 1, place


def _crossing(
    ids: tuple[str, str],
    turning: Lever,
    flip: tuple[int, int],
    order: Callable[[int], int | None],
    bills: _Bills,
) -> Crossing:
    below, at = flip
    both = bills(at)
    if both is None:
        raise AssertionError("a flip lies where both offers serve")
    new = order(at) or -(order(below) or 0)  # nobody serves below a gap; both may be equal at it
    return Crossing(at * turning.unit, _named(-new, ids), _named(new, ids), both)


def _named(sign: int, ids: tuple[str, str]) -> str:
    return ids[0] if sign < 0 else ids[1] if sign > 0 else ""
