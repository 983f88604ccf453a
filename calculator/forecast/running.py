"""Bills added up: what all months to each one come to, in all likelihood."""

from __future__ import annotations

from itertools import accumulate

from calculator.forecast.outcome import Forecast, MonthOutcome
from calculator.forecast.summed import MonthMean, outcomes
from pricing.offers import Offer


def running(forecast: Forecast, offer: str | Offer) -> tuple[MonthOutcome, ...]:
    """The bills of an offer from the first month to each month; the last is the total.

    Raises:
        UnknownOfferError: the offer takes no part in the forecast.
    """
    months = forecast.of(offer).months
    sums = accumulate(m.bill.mean for m in months)
    means = [
        MonthMean(m.month, money, all(one.bill.mean_error is None for one in months[: place + 1]))
        for place, (m, money) in enumerate(zip(months, sums, strict=True))
    ]
    rows = forecast.bills.of(forecast.place(offer)).cumsum(axis=0)
    found = outcomes(rows, means)
    return tuple(MonthOutcome(m.month, bill) for m, bill in zip(months, found, strict=True))
