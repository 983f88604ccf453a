"""The parts of a bill as charts, tables and reports show them."""

from __future__ import annotations

from fractions import Fraction

from calculator.comparison import Ranked
from pricing.money import Money, total

GROUPS = {
    "input": ("input",),
    "cached": ("cache_read", "cache_write"),
    "output": ("output",),
    "thinking": ("thinking",),
    "fees": ("fees", "charges", "tax"),
}
"""Together they are the whole bill."""


def grouped(ranked: Ranked) -> dict[str, Money]:
    """The bill by the groups that charts and tables show."""
    parts, currency = ranked.projection.parts, ranked.total.currency
    return {g: total([parts[p] for p in members], currency) for g, members in GROUPS.items()}


def drawn(ranked: Ranked) -> dict[str, Money]:
    """The groups as lengths: where a discount outweighs fees and tax, it shortens all the others.

    They add up to the bill to the last pico or so: nothing negative can be stacked.
    """
    groups = grouped(ranked)
    before = ranked.total.amount - groups["fees"].amount
    if groups["fees"].amount >= 0 or not before:
        return groups
    factor = Fraction(ranked.total.amount) / Fraction(before)
    left = {
        name: Money.of_picos(round(Fraction(money.amount) * factor * 10**12), ranked.total.currency)
        for name, money in groups.items()
    }
    return left | {"fees": Money(0, ranked.total.currency)}
