"""Two calls timed in turns on the CPU clock: a ratio that holds on a shared machine."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time
from typing import NamedTuple

ROUNDS = 11


class Pair(NamedTuple):
    """Medians of the rounds: seconds of CPU of one call, and how many times ours theirs takes."""

    ours: float
    theirs: float
    ratio: float
    lowest: float
    highest: float

    def __str__(self) -> str:
        return f"{self.ratio:.1f} times ({self.lowest:.1f} to {self.highest:.1f})"


def paired(
    ours: Callable[[], object],
    theirs: Callable[[], object],
    *,
    calls: int = 1,
    of_theirs: int | None = None,
    rounds: int = ROUNDS,
) -> Pair:
    """Time both, after a call of each that does not count."""
    ours(), theirs()
    times = [
        (seconds(ours, calls), seconds(theirs, calls if of_theirs is None else of_theirs))
        for _ in range(rounds)
    ]
    ratios = [b / a for a, b in times]
    own, other = (median(column) for column in zip(*times, strict=True))
    return Pair(own, other, median(ratios), min(ratios), max(ratios))


def seconds(call: Callable[[], object], calls: int) -> float:
    """CPU seconds of one call, the mean of several."""
    start = process_time()
    for _ in range(calls):
        call()
    return (process_time() - start) / calls
