"""Where to look for crossings of two bills, so that between two looks there is at most one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import NamedTuple

MOST = 128
"""Looks at curved bills, after which it is said that the search was no finer."""
_STEPS = 64
_ROOM = Fraction(1, 10**9)


class Looks(NamedTuple):
    """Places, ascending, in whole units of a lever."""

    places: tuple[int, ...]
    certain: bool
    """Whether the order of the bills changes at most once from each place to the next."""


Both = Callable[[int], tuple[Fraction, Fraction] | None]
"""Two bills at a place; None where one of the offers cannot serve."""


def straight(low: int, high: int, now: int, bends: Iterable[Fraction], unit: Fraction) -> Looks:
    """Both ends, the present value, and each bend or jump from both of its sides."""
    below = {bend // unit for bend in bends}
    near = {place + side for place in below for side in (0, 1)}
    return Looks(tuple(sorted({low, high, *(p for p in {now, *near} if low < p < high)})), True)


def rising(places: Sequence[int], both: Both, least: tuple[Fraction, Fraction]) -> Looks:
    """Looks at two bills that only rise, each by at least so much from unit to unit.

    From one place to the next neither can fall, nor rise by more than it has risen at the end; so
    where one is the dearer at both ends by more than that, it is so in between. Any other stretch
    is halved, the widest first, until it is one unit wide or there were enough looks.
    """
    known = list(places)
    open_ = [(low - high, low, high) for low, high in pairwise(known)]
    heapify(open_)
    while open_:
        width, low, high = heappop(open_)
        if width == -1 or _decided(both(low), both(high), least, -width):
            continue
        if len(known) >= MOST:
            return Looks(tuple(sorted(known)), False)
        middle = (low + high) // 2
        known.append(middle)
        for one, other in ((low, middle), (middle, high)):
            heappush(open_, (one - other, one, other))
    return Looks(tuple(sorted(known)), True)


def _decided(
    low: tuple[Fraction, Fraction] | None,
    high: tuple[Fraction, Fraction] | None,
    least: tuple[Fraction, Fraction],
    width: int,
) -> bool:
    """Whether one bill stays above the other: even with all of what it may lag behind a line."""
    if low is None or high is None:
        return False
    lags = [end - start - rise * width for start, end, rise in zip(low, high, least, strict=True)]
    gaps = (low[0] - low[1], high[0] - high[1])
    # at the low end the second may have risen already, at the high end the first not yet
    return min(gaps[0] - lags[1], gaps[1] - lags[0]) > _ROOM or (
        max(gaps[0] + lags[0], gaps[1] + lags[1]) < -_ROOM
    )


def even(low: int, high: int, now: int) -> Looks:
    """Even steps, for bills that may rise and fall between any two of them."""
    steps = {low + (high - low) * step // _STEPS for step in range(_STEPS + 1)}
    return Looks(tuple(sorted({*steps, min(max(now, low), high)})), False)
