"""A ratio that many amounts share: found where most of the intervals it may lie in overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

PLACES = 12


class Span(NamedTuple):
    """What a ratio may be, given that an amount may have been rounded; both ends included."""

    low: Fraction
    high: Fraction

    def __contains__(self, value: object) -> bool:
        return isinstance(value, Fraction | int) and self.low <= value <= self.high


class Common(NamedTuple):
    """Where the most spans overlap, and how many they are."""

    span: Span
    size: int


def overlap(spans: Iterable[Span]) -> Common | None:
    """Where the most spans overlap; None without any. The lowest place of several as good.

    >>> overlap([Span(Fraction(1), Fraction(3)), Span(Fraction(2), Fraction(4)),
    ...     Span(Fraction(9), Fraction(9))])
    Common(span=Span(low=Fraction(2, 1), high=Fraction(3, 1)), size=2)
    """
    edges = [edge for span in spans for edge in ((span.low, 0), (span.high, 1))]
    best, depth, start = None, 0, Fraction(0)
    for value, closes in sorted(edges):
        if closes:
            if best is None or depth > best.size:
                best = Common(Span(start, value), depth)
            depth -= 1
        else:
            depth, start = depth + 1, value
    return best


def simplest(span: Span) -> Fraction:
    """The number of the fewest decimals within a span; its lower end where all have many.

    >>> simplest(Span(Fraction("0.79996"), Fraction("0.80004")))
    Fraction(4, 5)
    >>> simplest(Span(Fraction(1, 3), Fraction(1, 3)))
    Fraction(1, 3)
    """
    for places in range(PLACES + 1):
        unit = 10**places
        number = Fraction(-(-span.low * unit // 1), unit)
        if number in span:
            return number
    return span.low


def decimals(value: Fraction) -> int:
    """How many decimals a number has; `PLACES` + 1 where it has more.

    >>> decimals(Fraction(4, 5)), decimals(Fraction(1, 3))
    (1, 13)
    """
    return next((n for n in range(PLACES + 1) if value * 10**n % 1 == 0), PLACES + 1)


def grain(amounts: Sequence[int]) -> int:
    """The step in picos that amounts were rounded to: at most a hundredth of a unit.

    >>> grain([1_230_000_000_000, 500_000_000_000]), grain([2, 4, 8, 16, 6])
    (10000000000, 2)
    """
    step = next((10**e for e in range(10, 0, -1) if all(a % 10**e == 0 for a in amounts)), 1)
    if len(set(amounts)) >= _ENOUGH and step < _HUNDREDTH:
        for times in (5, 2):
            if all(amount % (step * times) == 0 for amount in amounts):
                return step * times
    return step


_ENOUGH = 5
_HUNDREDTH = 10**10
