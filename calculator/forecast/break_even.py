"""Where the order of two offers flips as one lever is turned: every crossing, or never."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

from calculator.forecast import looks
from calculator.forecast.bends import bends, curved, least_rise, lines_of, rises
from calculator.forecast.growing import apart
from calculator.forecast.levers import LEVERS, Lever, Scenario, lever
from calculator.forecast.looks import Looks
from calculator.forecast.polynomial import stretches, value
from calculator.provenance import Provenance
from calculator.slots import NotServedError
from pricing.errors import NotPricedError, WorkloadError
from pricing.money import Money
from pricing.offers import Offer


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
    """The crossings of two offers over a range of one lever, smallest first."""

    lever: Lever
    offers: tuple[str, str]
    least: Fraction
    most: Fraction
    now: Fraction
    cheaper_now: str
    """The cheaper offer as things stand; empty where both cost the same."""
    crossings: tuple[Crossing, ...]
    certain: bool
    """Whether these are all of them: none then means never."""
    places: int
    """At so many values of the range the bills were looked at, the narrowing aside."""
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

    All are found, to one unit of the lever, in exact bills:

    - Volume, cache, batch, exchange rate and tokens of a stated size: between two bends, or jumps
      at the bounds of tiers, the difference is a straight line, which crosses once or not at all.
    - Growth: the difference is a polynomial, cut by Descartes' rule into stretches with at most
      one zero.
    - Tokens whose sizes lie on both sides of a tier's bound: where higher tiers are the dearer
      ones, bills only rise, and bounds on how much exclude a crossing in between. Close offers
      may need more looks than are made, and with tiers that fall no bound holds. Then `certain`
      is false, and crossings that are close together may be missing.

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
    places = (-int(-low // turning.unit), int(high / turning.unit))
    if low >= high or places[0] > places[1]:
        raise WorkloadError(f"{by}: the range from {low} to {high} is empty")
    projections = [scenario.project(first), (second_stays or scenario).project(second)]
    one, two = (p.offer for p in projections)
    held = projections[1].total if second_stays else None
    search = _Search(scenario, turning, (one, two), held)
    found = search.looks(*places, now)
    return BreakEven(
        lever=turning,
        offers=search.ids,
        least=low,
        most=high,
        now=now,
        cheaper_now=_named(_sign(*(p.total for p in projections)), search.ids),
        crossings=tuple(map(search.crossing, _flips(found.places, search.order))),
        certain=found.certain,
        places=len(found.places),
        provenance=Provenance.of_bills(*projections),
    )


class _Search:
    """Two offers' bills along a lever, at places: whole numbers of its unit."""

    def __init__(
        self, scenario: Scenario, turning: Lever, offers: tuple[Offer, Offer], held: Money | None
    ) -> None:
        self._scenario, self._turning, self._offers, self._held = scenario, turning, offers, held
        self.ids = (offers[0].id, offers[1].id)
        self.bills = cache(self._bills)
        self._apart = apart(scenario, *offers, held) if turning.name == "growth" else None

    def looks(self, low: int, high: int, now: Fraction) -> Looks:
        """Where to look, from one end of the range to the other."""
        turning, scenario = self._turning, self._scenario
        if self._apart is not None:
            cut = stretches(self._apart, (low, high), Fraction(1), turning.unit)
            return Looks(tuple(cut), True)
        varying = self._offers if self._held is None else self._offers[:1]
        place = int(now / turning.unit)
        bent = bends(scenario, varying, turning.name)
        found = looks.straight(low, high, place, bent, turning.unit)
        if not curved(scenario, varying, turning.name):
            return found
        if not rises(lines_of(scenario, varying), turning.name):
            return looks.even(low, high, place)
        return looks.rising(found.places, self._amounts, self._least_rises())

    def _least_rises(self) -> tuple[Fraction, Fraction]:
        turn = lambda name, seen, value: LEVERS[name].turned(seen, value)  # noqa: E731
        one, two = (
            Fraction(0)
            if place and self._held is not None
            else least_rise(self._scenario, offer, self._turning.name, turn)
            for place, offer in enumerate(self._offers)
        )
        return one, two

    def _bills(self, place: int) -> tuple[Money, Money] | None:
        """Both bills; None where one offer cannot serve."""
        turned = self._turning.turned(self._scenario, place * self._turning.unit)
        first, second = self._offers
        try:
            own = turned.project(first).total
            return own, turned.project(second).total if self._held is None else self._held
        except (NotServedError, NotPricedError):
            return None

    def _amounts(self, place: int) -> tuple[Fraction, Fraction] | None:
        both = self.bills(place)
        return (Fraction(both[0].amount), Fraction(both[1].amount)) if both else None

    def order(self, place: int) -> Fraction | None:
        """By how much the first offer costs more; None where one cannot serve."""
        if self._apart is not None:
            return value(self._apart, 1 + place * self._turning.unit)
        both = self._amounts(place)
        return both[0] - both[1] if both else None

    def crossing(self, flip: tuple[int, int]) -> Crossing:
        """Who is cheaper on both sides of a flip."""
        below, at = flip
        both = self.bills(at)
        assert both is not None, "a flip lies where both offers serve"
        # nobody serves below a gap; both may be equal at it
        new = _side(self.order(at)) or -_side(self.order(below))
        value = at * self._turning.unit
        return Crossing(value, _named(-new, self.ids), _named(new, self.ids), both)


_Order = Callable[[int], Fraction | None]


def _flips(places: tuple[int, ...], order: _Order) -> list[tuple[int, int]]:
    """Pairs of adjacent places from the one to the other of which the order is another one."""
    known = [(place, gap) for place in places if (gap := order(place))]
    return [
        _narrowed(before, after, order)
        for before, after in pairwise(known)
        if _side(before[1]) != _side(after[1])
    ]


def _narrowed(
    before: tuple[int, Fraction], after: tuple[int, Fraction], order: _Order
) -> tuple[int, int]:
    """The last place of the old order, and the next; equal bills are no longer the old order.

    A straight line is asked first, which hits at once where the difference is one.
    """
    (low, gap), (high, reached) = before, after
    old, guess = _side(gap), low + int((high - low) * gap / (gap - reached))
    for place in (guess - 1, guess, guess + 1):
        if low < place < high:
            low, high = _halved(low, place, high, old, order)
    while high - low > 1:
        low, high = _halved(low, (low + high) // 2, high, old, order)
    return low, high


def _halved(low: int, place: int, high: int, old: int, order: _Order) -> tuple[int, int]:
    there = order(place)
    return (place, high) if there is None or _side(there) == old else (low, place)


def _side(gap: Fraction | None) -> int:
    return 0 if gap is None else (gap > 0) - (gap < 0)


def _sign(first: Money, second: Money) -> int:
    return (first.amount > second.amount) - (first.amount < second.amount)


def _named(sign: int, ids: tuple[str, str]) -> str:
    return ids[0] if sign < 0 else ids[1] if sign > 0 else ""
