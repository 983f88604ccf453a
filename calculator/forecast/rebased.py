"""The rest of a forecast at the pace of its known bills: as many requests in each world."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from calculator.forecast.bills import Rows
from calculator.forecast.draws import Draws
from calculator.forecast.outcome import Forecast


def pace(forecast: Forecast, place: int, paid: Mapping[int, tuple[float, Fraction]]) -> Rows:
    """Factors on the requests of what is left of each month, by world.

    In each world the requests are so many that the bills of the known days come out as they were
    paid. What is off by the same in all months (volume, sizes, thinking, cache) cancels there, and
    what differs from month to month is what the known days tell little of.

    Args:
        forecast: without known bills.
        place: the offer that was paid.
        paid: by position of the month: the amount, and the share of its requests that it covers.
    """
    worlds = Draws(forecast.uncertainty, forecast.draws, forecast.seed)
    rows, fixed = forecast.bills.of(place), forecast.bills.fixed(place)
    served, charged = np.zeros(forecast.draws), np.zeros(forecast.draws)
    after = np.ones_like(rows)
    for number, (amount, covered) in paid.items():
        share = float(covered)
        if not share:
            continue
        first = worlds.first_days(number, share) if share < 1 else np.ones(forecast.draws)
        served += (rows[number] - fixed[number]) * share * first
        charged += amount - fixed[number] * share
        if share < 1:
            after[number] = first ** (-share / (1 - share))
    scaled: Rows = after * (np.maximum(charged, 0) / served)
    return scaled
