"""Growth from week to week: the median of all slopes, so that no single odd week decides."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import ceil, exp, floor, log, sqrt
from statistics import NormalDist, median
from typing import NamedTuple

ENOUGH_WEEKS = 8
"""Fewer say nothing of a trend that a holiday could not have made."""
_WEEKS_PER_MONTH = 365.2425 / 12 / 7
_SURE = 0.90


class Growth(NamedTuple):
    """Growth per month, and the interval that holds it with a probability of 90 %."""

    per_month: float
    least: float
    most: float
    weeks: int

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out no growth at all."""
        return self.least > 0 or self.most < 0


def growth(weekly: Sequence[int]) -> Growth | None:
    """The trend of weekly requests as growth per month; None with fewer than eight weeks.

    Theil's slope of the logarithms, with Sen's interval: up to a quarter of the weeks may be
    anything. Weeks without a request are passed over.

    >>> round(growth([100, 102, 104, 106, 108, 110, 113, 990]).per_month, 2)
    0.09
    """
    points = [(week, log(requests)) for week, requests in enumerate(weekly) if requests]
    n = len(points)
    if n < ENOUGH_WEEKS:
        return None
    slopes = sorted((b - a) / (j - i) for (i, a), (j, b) in combinations(points, 2))
    reach = NormalDist().inv_cdf((1 + _SURE) / 2) * sqrt(n * (n - 1) * (2 * n + 5) / 18)
    low = max(floor((len(slopes) - reach) / 2), 0)
    high = min(ceil((len(slopes) + reach) / 2), len(slopes) - 1)
    return Growth(_monthly(median(slopes)), _monthly(slopes[low]), _monthly(slopes[high]), n)


def _monthly(slope: float) -> float:
    return exp(slope * _WEEKS_PER_MONTH) - 1
