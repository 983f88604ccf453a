"""`forecast`: bills of offers in the same possible worlds, with exact means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from calculator.comparison import NotServed, too_small
from calculator.forecast.levers import Scenario
from calculator.forecast.outcome import Forecast, OfferForecast
from calculator.forecast.plan import Plan, Planner
from calculator.forecast.summed import MonthMean, offer_forecast
from calculator.forecast.uncertainty import Uncertainty
from calculator.slots import NotServedError
from calculator.workload import Workload
from pricing.catalog import default_catalog
from pricing.errors import NotPricedError, WorkloadError
from pricing.offers import Offer

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_DRAWS = 100
MOST_NUMBERS = 100_000_000
"""Draws × (offers + months): so that a forecast stays within about 3 GB."""
SEED = 20_261_124


def forecast(
    scenario: Scenario,
    offers: Iterable[str | Offer],
    uncertainty: Uncertainty | None = None,
    *,
    draws: int = 10_000,
    seed: int = SEED,
    beside: Iterable[Workload] = (),
    paid_before: date | None = None,
) -> Forecast:
    """Forecast the bills of offers, month by month.

    Every offer is billed in the same worlds, so that a difference between two is theirs. The mean
    is exact where a closed form exists; quantiles are those of the worlds.

    Args:
        scenario: the workload and what it is billed for.
        offers: which offers.
        uncertainty: how far each assumption may be off; the argued defaults where left out.
        draws: how many worlds, at least 100.
        seed: of the worlds; the same seed gives the same numbers.
        beside: workloads billed together with the scenario's; they are off as it is.
        paid_before: months before this one need no price: their bills are known (`with_actuals`).

    Raises:
        WorkloadError: too few or too many draws, or a growth that might fall below -100 %.
        UnknownOfferError: an offer that is in no sheet.
        MissingRateError: no exchange rate for a currency.
    """
    by = uncertainty if uncertainty is not None else Uncertainty()
    book = scenario.catalog if scenario.catalog is not None else default_catalog()
    found = list(dict.fromkeys(book.offer(o) for o in offers))
    jobs = (scenario.workload, *scenario.beside, *beside)
    _check(by, jobs, draws, len(found) + scenario.months)
    plans, not_served = _planned(Planner(scenario, jobs, by, paid_before), found, jobs)
    from calculator.forecast.bills import Bills
    from calculator.forecast.draws import Draws

    bills = Bills(scenario, jobs, plans, Draws(by, draws, seed))
    made = [_summed(plan, bills.of(place)) for place, plan in enumerate(plans)]
    return Forecast(
        scenario=scenario,
        jobs=jobs,
        uncertainty=by,
        draws=draws,
        seed=seed,
        offers=tuple(each for each, _ in made),
        not_served=tuple(not_served),
        book_id=book.book_id,
        totals=tuple(worlds for _, worlds in made),
        bills=bills,
    )


def _planned(
    planner: Planner, offers: Iterable[Offer], jobs: tuple[Workload, ...]
) -> tuple[list[Plan], list[NotServed]]:
    """The offers' months, and those that cannot serve the workloads."""
    plans, not_served = [], []
    for offer in offers:
        try:
            if reason := too_small(jobs, offer):
                raise NotServedError(reason)
            plans.append(planner.plan(offer))
        except NotPricedError as reason:
            not_served.append(NotServed(offer, str(reason)))
    return plans, not_served


def _check(by: Uncertainty, jobs: Sequence[Workload], draws: int, rows: int) -> None:
    if not FEWEST_DRAWS <= draws <= MOST_NUMBERS // rows:
        raise WorkloadError(
            f"draws must be from {FEWEST_DRAWS} to {MOST_NUMBERS // rows:,} here, got {draws:,}"
        )
    for job in jobs:
        by.check_growth(job.growth)


def _summed(plan: Plan, bills: NDArray[Any]) -> tuple[OfferForecast, NDArray[Any]]:
    fx = dict.fromkeys(m.fx for m in plan.months if m.fx and m.fx.base != m.fx.quote)
    means = [MonthMean(m.month, m.mean, m.exact) for m in plan.months]
    return offer_forecast(plan.offer, means, bills, plan.notes, tuple(fx)), bills.sum(axis=0)
