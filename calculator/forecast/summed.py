"""An offer's worlds summed up: quantiles by month, by calendar year and in all, beside the mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calculator.forecast.outcome import MonthOutcome, OfferForecast, Outcome
from pricing.fx import FxRate
from pricing.money import Money, total
from pricing.offers import Offer

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVELS = (0.1, 0.5, 0.9)
_MILLIONTH = 6


@dataclass(frozen=True, slots=True)
class MonthMean:
    """The expected bill of a month; not to be used where it is not exact."""

    month: date
    money: Money
    exact: bool
    actual: Money | None = None
    """What of it is known."""


def offer_forecast(
    offer: Offer,
    means: Sequence[MonthMean],
    bills: NDArray[Any],
    notes: tuple[str, ...],
    fx: tuple[FxRate, ...],
) -> OfferForecast:
    """Sum an offer's worlds up: by month, by calendar year and in all."""
    years = list(dict.fromkeys(m.month.year for m in means))
    return OfferForecast(
        offer,
        tuple(
            MonthOutcome(m.month, outcome, m.actual)
            for m, outcome in zip(means, outcomes(bills, means), strict=True)
        ),
        tuple((year, _of_year(bills, means, year)) for year in years) if len(years) > 1 else (),
        _together(bills, means),
        notes,
        fx,
    )


def _of_year(bills: NDArray[Any], means: Sequence[MonthMean], year: int) -> Outcome:
    places = [i for i, m in enumerate(means) if m.month.year == year]
    first, after = places[0], places[-1] + 1
    return _together(bills[first:after], means[first:after])


def _together(bills: NDArray[Any], means: Sequence[MonthMean]) -> Outcome:
    """The outcome of several months as one sum: a good month may make up for a bad one."""
    money = total([m.money for m in means], means[0].money.currency)
    mean = MonthMean(means[0].month, money, all(m.exact for m in means))
    return outcomes(bills.sum(axis=0, keepdims=True), [mean])[0]


def outcomes(bills: NDArray[Any], means: Sequence[MonthMean]) -> list[Outcome]:
    """Quantiles of each row of worlds beside its mean; what does not vary is exact throughout."""
    rows = quantiles(bills)
    found = []
    for row, worlds, mean in zip(rows, bills, means, strict=True):
        low, middle, high = (float(x) for x in row)
        if low == high and mean.exact and worlds.min() == worlds.max():
            found.append(Outcome(mean.money, mean.money, mean.money, mean.money))
            continue
        currency = mean.money.currency
        exact, error = mean.money, None
        if not mean.exact:
            exact = statistic(float(worlds.mean()), currency)
            error = statistic(float(worlds.std()) / len(worlds) ** 0.5, currency)
        p10, p50, p90 = (statistic(x, currency) for x in (low, middle, high))
        found.append(Outcome(p10, p50, p90, exact, error))
    return found


def quantiles(bills: NDArray[Any]) -> NDArray[Any]:
    """P10, P50 and P90 of each row, between two neighbours in proportion."""
    import numpy as np

    last = bills.shape[1] - 1
    ordered = np.sort(bills, axis=1)
    columns = []
    for level in LEVELS:
        below = int(level * last)
        low, high = ordered[:, below], ordered[:, min(below + 1, last)]
        columns.append(low + (high - low) * (level * last - below))
    return np.array(columns).T


def statistic(value: float, currency: str) -> Money:
    """A simulated amount, rounded once to a millionth."""
    return Money(Decimal(f"{value:.{_MILLIONTH}f}"), currency)
