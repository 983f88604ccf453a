"""A forecast: what a bill may come to, month by month and in all, for offers in the same worlds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from calculator.comparison import NotServed
from calculator.forecast.levers import Scenario
from calculator.forecast.uncertainty import Uncertainty
from calculator.provenance import Provenance
from calculator.workload import Workload
from pricing.errors import UnknownOfferError, did_you_mean
from pricing.fx import FxRate
from pricing.money import Money
from pricing.offers import Offer

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from calculator.forecast.bills import WorldBills
    from calculator.forecast.run_rate import RunRate


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
    run_rate: RunRate | None = None
    """How far bills that are known ran from the plan."""
    rebased: bool = False
    """Whether the months to come are at the pace of those bills."""

    @property
    def provenance(self) -> Provenance:
        """The price book, and the exchange rates that the worlds depart from."""
        return Provenance.of(self.book_id, (rate for each in self.offers for rate in each.fx))

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
            **self.provenance.to_dict(),
            "draws": self.draws,
            "seed": self.seed,
            "assumptions": list(self.uncertainty.sentences()),
            "run_rate": self.run_rate.to_dict() if self.run_rate else None,
            "rebased": self.rebased,
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
