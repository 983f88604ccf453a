"""How often a polynomial changes its sign, and where: exactly, by Descartes' rule on stretches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import comb


def value(powers: Sequence[Fraction], at: Fraction) -> Fraction:
    """A polynomial by its coefficients, the constant one first, at a value.

    >>> value([Fraction(1), Fraction(0), Fraction(2)], Fraction(3))
    Fraction(19, 1)
    """
    found = Fraction(0)
    for power in reversed(powers):
        found = found * at + power
    return found


def stretches(
    powers: Sequence[Fraction], places: tuple[int, int], start: Fraction, step: Fraction
) -> Iterator[int]:
    """Places, from the lowest to the highest, between which it changes its sign at most once.

    Place n is the value `start + n * step`. The number of changes of sign among the Bernstein
    coefficients of a stretch is no less than that of its zeros, and is exact for 0 and 1; a
    stretch with more of them is halved, until only one step is left.

    >>> square = [Fraction(6), Fraction(-5), Fraction(1)]  # (x - 2)(x - 3)
    >>> list(stretches(square, (0, 8), Fraction(0), Fraction(1)))
    [0, 2, 4, 8]
    """
    low, high = places
    yield low
    first, last = (start + place * step for place in places)
    yield from _ends(_bernstein(powers, first, last), low, high)


def _ends(controls: list[Fraction], low: int, high: int) -> Iterator[int]:
    if high - low <= 1 or _changes(controls) <= 1:
        yield high
        return
    middle = (low + high) // 2
    left, right = _split(controls, Fraction(middle - low, high - low))
    yield from _ends(left, low, middle)
    yield from _ends(right, middle, high)


def _changes(controls: Sequence[Fraction]) -> int:
    signs = [control > 0 for control in controls if control]
    return sum(one != other for one, other in pairwise(signs))


def _bernstein(powers: Sequence[Fraction], first: Fraction, last: Fraction) -> list[Fraction]:
    """The coefficients between two values, each a weight of how much of the stretch is past."""
    degree, width = len(powers) - 1, last - first
    moved = [*powers]
    for lowest in range(degree):
        for place in range(degree - 1, lowest - 1, -1):
            moved[place] += first * moved[place + 1]
    scaled = [power * width**n for n, power in enumerate(moved)]
    return [
        sum(
            (Fraction(comb(i, n), comb(degree, n)) * scaled[n] for n in range(i + 1)),
            Fraction(0),
        )
        for i in range(degree + 1)
    ]


def _split(controls: list[Fraction], part: Fraction) -> tuple[list[Fraction], list[Fraction]]:
    """The coefficients up to a part of the stretch, and from there on (de Casteljau)."""
    left, right, row = [controls[0]], [controls[-1]], controls
    while len(row) > 1:
        row = [one + (other - one) * part for one, other in pairwise(row)]
        left.append(row[0])
        right.append(row[-1])
    return left, right[::-1]
