"""What moves a bill most: each lever turned down and up over a stated range, the others kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from calculator.forecast.levers import Scenario, lever
from calculator.provenance import Provenance
from pricing.errors import NotPricedError, WorkloadError
from pricing.money import Money
from pricing.offers import Offer


@dataclass(frozen=True, slots=True)
class Range:
    """How far to turn a lever: by factors of its present value, or by steps added to it."""

    lever: str
    down: Fraction
    up: Fraction
    added: bool = False

    def values(self, now: Fraction) -> tuple[Fraction, Fraction]:
        """The two values, from the present one."""
        if self.added:
            return now + self.down, now + self.up
        return now * self.down, now * self.up


@dataclass(frozen=True, slots=True)
class Swing:
    """One lever's effect: the bills at both ends of its range."""

    range: Range
    values: tuple[Fraction, Fraction]
    bills: tuple[Money, Money]

    @property
    def width(self) -> Money:
        """The distance between the two bills."""
        low, high = sorted(self.bills)
        return high - low


@dataclass(frozen=True, slots=True)
class Tornado:
    """The levers that move the bill, the strongest first."""

    offer: Offer
    bill: Money
    swings: tuple[Swing, ...]
    without_effect: tuple[str, ...]
    """Levers that change nothing here."""
    provenance: Provenance
    """Of the bill as things stand."""

    def changes(self, swing: Swing) -> tuple[Money, Money]:
        """What the two ends of a lever's range add to the bill as it stands."""
        down, up = swing.bills
        return down - self.bill, up - self.bill


USUAL = (
    Range("volume", Fraction(4, 5), Fraction(5, 4)),
    Range("input", Fraction(4, 5), Fraction(5, 4)),
    Range("output", Fraction(4, 5), Fraction(5, 4)),
    Range("thinking", Fraction(1, 2), Fraction(2)),
    Range("cache", Fraction(-1, 5), Fraction(1, 5), added=True),
    Range("batch", Fraction(0), Fraction(1, 2), added=True),
    Range("growth", Fraction(-1, 50), Fraction(1, 50), added=True),
    Range("fx", Fraction(19, 20), Fraction(21, 20)),
)
"""Ranges people mean by "what if": volume and lengths by a quarter, thinking by half or double,
cache by 20 points, half of it in batch, growth by 2 points a month, the exchange rate by 5 %."""


def tornado(scenario: Scenario, offer: str | Offer, ranges: Iterable[Range] = USUAL) -> Tornado:
    """Turn each lever alone and see what the bill becomes.

    Values beyond a lever's bounds are taken at the bound. A lever that an offer cannot follow (no
    batch tier) counts as without effect.

    Raises:
        NotServedError, NotPricedError, UnknownOfferError: as in `project`, as things stand.
    """
    now = scenario.project(offer)
    swings, idle = [], []
    for each in ranges:
        swing = _swing(scenario, now.offer, each)
        if swing is None or not swing.width.amount:
            idle.append(each.lever)
        else:
            swings.append(swing)
    swings.sort(key=lambda s: (-s.width.amount, s.range.lever))
    return Tornado(now.offer, now.total, tuple(swings), tuple(idle), Provenance.of_bills(now))


def _swing(scenario: Scenario, offer: Offer, each: Range) -> Swing | None:
    turning = lever(each.lever)
    ends = [
        min(max(value, turning.least), turning.most if turning.most is not None else value)
        for value in each.values(turning.now(scenario))
    ]
    try:
        bills = [turning.turned(scenario, value).project(offer).total for value in ends]
    except (NotPricedError, WorkloadError):
        return None
    return Swing(each, (ends[0], ends[1]), (bills[0], bills[1]))
