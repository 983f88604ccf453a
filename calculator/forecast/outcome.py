"""A forecast: what a bill may come to, month by month and in all, for offers in the same worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from calculator.comparison import NotServed
from calculator.forecast.levers import Scenario
from calculator.forecast.uncertainty import Uncertainty
from calculator.workload import Workload
from pricing.errors import UnknownOfferError, did_you_mean
from pricing.fx import FxRate
from pricing.money import Money, total
from pricing.offers import Offer

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from calculator.forecast.bills import WorldBills

LEVELS = (0.1, 0.5, 0.9)
_MILLIONTH = 6


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sum that is not known: eight in ten outcomes lie from `p10` to `p90`."""

    p10: Money
    p50: Money
    p90: Money
    mean: Money
    mean_error: Money | None = None
    """Standard error of a mean that had to be simulated; None where it is exact."""


@dataclass(frozen=True, slots=True)
class MonthOutcome:
    """The bill of one calendar month; what of it is already known."""

    month: date
    bill: Outcome
    actual: Money | None = None


@dataclass(frozen=True, slots=True)
class OfferForecast:
    """The bills of one offer."""

    offer: Offer
    months: tuple[MonthOutcome, ...]
    years: tuple[tuple[int, Outcome], ...]
    """The months of each calendar year together, where there are several."""
    total: Outcome
    notes: tuple[str, ...]
    fx: tuple[FxRate, ...]
    """The exchange rates that the worlds depart from."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Offers in the same worlds, in the order asked for, and those that cannot serve."""

    scenario: Scenario
    jobs: tuple[Workload, ...]
    """The scenario's workload, and those billed together with it."""
    uncertainty: Uncertainty
    draws: int
    seed: int
    offers: tuple[OfferForecast, ...]
    not_served: tuple[NotServed, ...]
    book_id: str
    totals: tuple[NDArray[Any], ...] = field(repr=False, compare=False)
    """Whole bills by offer and world, in the report currency: statistics, not money."""
    bills: WorldBills = field(repr=False, compare=False)
    """The same by month, worked out when asked for."""

    def place(self, offer: str | Offer) -> int:
        """The position of an offer.

        Raises:
            UnknownOfferError: it takes no part in this forecast.
        """
        name = offer if isinstance(offer, str) else offer.id
        ids = [each.offer.id for each in self.offers]
        if name not in ids:
            raise UnknownOfferError(
                f"{name} is not in this forecast ({', '.join(ids) or 'no offer could serve'})"
                + did_you_mean(name, ids),
                ids,
            )
        return ids.index(name)

    def of(self, offer: str | Offer) -> OfferForecast:
        """The forecast of one offer; raises as `place`."""
        return self.offers[self.place(offer)]

    def chance_cheaper(self, first: str | Offer, second: str | Offer) -> Fraction:
        """The share of the worlds in which the first offer's whole bill is the smaller one.

        Raises:
            UnknownOfferError: one of them takes no part in this forecast.
        """
        one, other = (self.totals[self.place(o)] for o in (first, second))
        return Fraction(int((one < other).sum()), self.draws)

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values; amounts are exact texts."""
        return {
            "workloads": [job.name for job in self.jobs],
            "currency": self.scenario.currency,
            "start": str(self.scenario.start),
            "months": self.scenario.months,
            "book": self.book_id,
            "draws": self.draws,
            "seed": self.seed,
            "assumptions": list(self.uncertainty.sentences()),
            "offers": [_offer_dict(each) for each in self.offers],
            "chance_cheaper": {
                a.offer.id: {
                    b.offer.id: float(self.chance_cheaper(a.offer, b.offer))
                    for b in self.offers
                    if b is not a
                }
                for a in self.offers
            },
            "not_served": [{"offer": n.offer.id, "reason": n.reason} for n in self.not_served],
        }

    def to_frame(self) -> pd.DataFrame:
        """One row an offer and month: quantiles and mean as exact `Decimal`s."""
        import pandas as pd

        return pd.DataFrame(
            {
                "offer": each.offer.id,
                "month": m.month,
                "p10": m.bill.p10.amount,
                "p50": m.bill.p50.amount,
                "p90": m.bill.p90.amount,
                "mean": m.bill.mean.amount,
                "mean_exact": m.bill.mean_error is None,
                "actual": m.actual.amount if m.actual else None,
                "currency": m.bill.mean.currency,
            }
            for each in self.offers
            for m in each.months
        )


def _offer_dict(each: OfferForecast) -> dict[str, Any]:
    return {
        "offer": each.offer.id,
        "total": outcome_dict(each.total),
        "years": {str(year): outcome_dict(sum_) for year, sum_ in each.years},
        "months": [
            {"month": f"{m.month:%Y-%m}"}
            | outcome_dict(m.bill)
            | ({"actual": str(m.actual.amount)} if m.actual else {})
            for m in each.months
        ],
        "fx": [str(rate) for rate in each.fx],
        "notes": list(each.notes),
    }


def outcome_dict(outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain JSON values."""
    error = outcome.mean_error
    return {
        "p10": str(outcome.p10.amount),
        "p50": str(outcome.p50.amount),
        "p90": str(outcome.p90.amount),
        "mean": str(outcome.mean.amount),
        "mean_error": None if error is None else str(error.amount),
    }


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
