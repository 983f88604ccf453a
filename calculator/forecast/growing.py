"""Bills over months as a polynomial in the growth of the requests."""

from __future__ import annotations

from fractions import Fraction
from itertools import zip_longest

from calculator.forecast.levers import LEVERS, Scenario
from calculator.projection import months_run
from calculator.slots import month_starts
from pricing.money import Money
from pricing.offers import Offer


def growing(scenario: Scenario, offer: Offer) -> list[Fraction]:
    """A bill by powers of 1 + growth, the constant one first.

    A month that is the n-th of growth has (1 + growth)^n times the requests of one without, and a
    bill is a straight line in requests: what does not depend on them is the constant.

    Raises:
        NotServedError, NotPricedError: as in `project`.
    """
    level = LEVERS["growth"].turned(scenario, Fraction(0))
    idle = LEVERS["volume"].turned(level, Fraction(0))
    powers: dict[int, Fraction] = {0: Fraction(idle.project(offer).total.amount)}
    months = month_starts(scenario.start, scenario.months)
    bills = zip(level.project(offer).months, idle.project(offer).months, strict=True)
    for index, (month, (grown, fixed)) in enumerate(zip(months, bills, strict=True)):
        run = max(0, months_run(scenario.workload, month, index))
        more = Fraction((grown.total - fixed.total).amount)
        powers[run] = powers.get(run, Fraction(0)) + more
    return [powers.get(run, Fraction(0)) for run in range(max(powers) + 1)]


def apart(scenario: Scenario, first: Offer, second: Offer, held: Money | None) -> list[Fraction]:
    """By how much the first bill is the larger one; the second may be held at an amount."""
    other = [Fraction(held.amount)] if held is not None else growing(scenario, second)
    pairs = zip_longest(growing(scenario, first), other, fillvalue=Fraction(0))
    return [one - two for one, two in pairs]
