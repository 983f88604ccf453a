"""When the answer flips: for each lever the values at which the other of two offers is cheaper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from calculator.forecast.break_even import BreakEven, break_even
from calculator.forecast.levers import Scenario, lever
from calculator.slots import NotServedError
from pricing.errors import NotPricedError
from pricing.money import Money
from pricing.offers import Offer

USUAL = ("thinking", "cache", "output", "input", "volume", "fx", "batch", "growth")
_TOKENS = ("thinking", "output", "input")
_LONGEST_LOOK = Fraction(10_000)
"""Tokens of a request up to which is looked, where ten times the present value is less."""
_MOST = {"fx": Fraction(20)}
_HALF = Fraction(1, 2)
_STEPS = 40


class Span(NamedTuple):
    """Values strictly between two, in which the other offer is cheaper; None: no end in range."""

    over: Fraction | None
    below: Fraction | None


@dataclass(frozen=True, slots=True)
class Flip:
    """One lever, and when it turns the order of two offers."""

    name: str
    now: Fraction
    found: BreakEven | None
    """None where the lever decides nothing between these offers."""
    spans: tuple[Span, ...] = ()
    """Where the offer that is now the dearer one (at equal bills: the second) is cheaper."""
    why_not: str = ""
    """`same_currency`, or why an offer cannot follow."""


def flips(
    scenario: Scenario, first: Offer, second: Offer, levers: Iterable[str] = USUAL
) -> Iterator[Flip]:
    """Look for the flips of each lever in turn, so that the first are there before the last.

    Growth is left out where only one month is looked at.

    Raises:
        NotServedError, NotPricedError: as in `project`, as things stand.
    """
    for name in levers:
        if name != "growth" or scenario.months > 1:
            yield _flip(scenario, first, second, name)


def _flip(scenario: Scenario, first: Offer, second: Offer, name: str) -> Flip:
    now = lever(name).now(scenario)
    if reason := _idle(scenario, (first, second), name):
        return Flip(name, now, None, why_not=reason)
    most = max(now * 10, _LONGEST_LOOK) if name in _TOKENS else _MOST.get(name)
    found = break_even(scenario, first, second, name, most=most)
    return Flip(name, now, found, tuple(spans(found)))


def _idle(scenario: Scenario, offers: tuple[Offer, Offer], name: str) -> str:
    """Why a lever cannot decide between two offers, or an empty text."""
    if name == "fx" and offers[0].currency == offers[1].currency:
        return "same_currency"
    if name == "batch":
        turned = lever(name).turned(scenario, _HALF)
        for offer in offers:
            try:
                turned.project(offer)
            except (NotServedError, NotPricedError) as reason:
                return str(reason)
    return ""


def spans(found: BreakEven) -> Iterator[Span]:
    """The stretches of the range in which not the offer that is cheaper now, but the other is.

    >>> from calculator.forecast.levers import LEVERS
    >>> from calculator.provenance import Provenance
    >>> nothing = BreakEven(LEVERS["volume"], ("a", "b"), Fraction(0), Fraction(9), Fraction(5),
    ...     "a", (), True, 2, Provenance("2026.11.25+0a1b2c3d"))
    >>> list(spans(nothing))
    []
    """
    kept = found.cheaper_now or found.offers[0]
    over: Fraction | None = None
    inside = bool(found.crossings) and found.crossings[0].cheaper_below != kept
    for crossing in found.crossings:
        if inside:
            yield Span(over, crossing.value)
        else:
            even = crossing.bills[0] == crossing.bills[1]
            over = crossing.value - (0 if even else found.lever.unit)
        inside = not inside
    if inside:
        yield Span(over, None)


class Point(NamedTuple):
    """Both bills at a value of the lever; a bill is None where that offer cannot serve."""

    value: Fraction
    bills: tuple[Money | None, Money | None]


def curve(scenario: Scenario, first: Offer, second: Offer, found: BreakEven) -> tuple[Point, ...]:
    """Both bills along the lever: around the present value and every crossing, both ends of jumps.

    Raises:
        WorkloadError: as in the lever's `turned`.
    """
    turning = found.lever
    low, high = _window(found)
    every = {low + (high - low) * step / _STEPS for step in range(_STEPS + 1)}
    every |= {c.value - side * turning.unit for c in found.crossings for side in (0, 1)}
    places = sorted({int(value / turning.unit) for value in (*every, found.now)})
    values = [place * turning.unit for place in places]
    return tuple(
        Point(value, (_bill(scenario, first, found, value), _bill(scenario, second, found, value)))
        for value in values
        if found.least <= value <= found.most
    )


def _window(found: BreakEven) -> tuple[Fraction, Fraction]:
    """What is worth drawing: the present value and the crossings, with as much room beside."""
    seen = [found.now, *(crossing.value for crossing in found.crossings)]
    least, most = min(seen), max(seen)
    room = most - least or abs(found.now) or (found.most - found.least) / 10
    return max(found.least, least - room), min(found.most, most + room)


def _bill(scenario: Scenario, offer: Offer, found: BreakEven, value: Fraction) -> Money | None:
    try:
        return found.lever.turned(scenario, value).project(offer).total
    except (NotServedError, NotPricedError):
        return None
