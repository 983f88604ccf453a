"""What is asked of the forecast, as one value, and the two forecasts that answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import streamlit as st

from calculator.against import rivals
from calculator.comparison import Comparison
from calculator.dashboard import state
from calculator.dashboard.doubts import USUAL, uncertainty
from calculator.dashboard.lens import ahead
from calculator.dashboard.state import Lens
from calculator.forecast.actual import Actual
from calculator.forecast.actuals import begun_with, with_actuals
from calculator.forecast.budget import BudgetRisk, Per, budget_risk
from calculator.forecast.levers import Scenario
from calculator.forecast.outcome import Forecast
from calculator.forecast.simulate import forecast
from calculator.forecast.uncertainty import Uncertainty
from calculator.slots import month_starts
from calculator.workload import Workload
from pricing.money import Money

_KEPT = "outlook_asked"
_FEW_DRAWS = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """The choices of the page."""

    offers: tuple[str, ...]
    months: int = 12
    growth: Decimal | None = None
    """Per cent a month; None for the workload's own."""
    per: Per = "month"
    budget: Money | None = None
    spreads: Mapping[str, str] = field(default_factory=lambda: dict(USUAL))
    paid: tuple[tuple[date, Money], ...] = ()
    """Bills by the last day that they cover."""
    paid_to: str = ""
    """The offer that they were paid to; the first one where empty."""
    rebase: bool = False
    """Whether the months ahead go on at the pace of those bills."""


class Answered(NamedTuple):
    """The forecast, and the same with nothing uncertain: the bills exactly as stated."""

    likely: Forecast
    stated: Forecast


def first_asked(result: Comparison, seen: Lens) -> Asked:
    """The two offers that `rivals` finds."""
    return Asked(tuple(r.offer.id for r in rivals(result, seen.baseline) if r is not None))


def keep(asked: Asked) -> None:
    """Remember what the page asks, for the report."""
    st.session_state[_KEPT] = asked


def _of_link(result: Comparison, seen: Lens) -> Asked:
    """What the address asks, before the page of the forecast was ever open."""
    said = ahead.read(seen.currency)
    budget = said["ahead_budget"]
    return Asked(
        said["ahead"] or first_asked(result, seen).offers,
        said["ahead_months"],
        said["ahead_growth"],
        "total" if said["ahead_per"] == "total" else "month",
        None if budget is None else Money(budget, seen.currency),
        USUAL | dict(said["ahead_doubts"]),
    )


def kept(result: Comparison, seen: Lens) -> Asked:
    """What the page asked last, of offers and in the currency that are still looked at."""
    asked: Asked = st.session_state.get(_KEPT) or _of_link(result, seen)
    known = {r.offer.id for r in result.ranked}
    offers = tuple(name for name in asked.offers if name in known)
    if not offers:
        return first_asked(result, seen)
    moneys = [*([asked.budget] if asked.budget else []), *(money for _, money in asked.paid)]
    if any(money.currency != seen.currency for money in moneys):
        return replace(asked, offers=offers, budget=None, paid=(), paid_to="")
    to = asked.paid_to if asked.paid_to in offers else ""
    return replace(asked, offers=offers, paid_to=to)


def answered(seen: Lens, asked: Asked) -> Answered:
    """Both forecasts, worked out once.

    Raises:
        PricingError: a growth, a bill or an exchange rate that cannot be used.
    """
    plain = replace(asked, budget=None, per="month")
    return _answered(repr((seen, plain)), seen, plain)


@st.cache_resource(max_entries=32, show_spinner=False)
def _answered(key: str, _seen: Lens, _asked: Asked) -> Answered:
    likely = _forecast(_seen, _asked, uncertainty(_asked.spreads), None)
    return Answered(likely, _forecast(_seen, _asked, Uncertainty.none(), _FEW_DRAWS))


def _forecast(seen: Lens, asked: Asked, by: Uncertainty, draws: int | None) -> Forecast:
    jobs: Sequence[Workload] = [_grown(job, asked.growth) for job in seen.jobs]
    scenario = Scenario(jobs[0], seen.start, asked.months, seen.currency, state.fx_rates(seen))
    paid = [Actual(day.replace(day=1), money, day) for day, money in asked.paid]
    rebase = asked.rebase and bool(paid)
    if rebase:
        scenario, jobs = begun_with(scenario, jobs, paid)
    offers = [offer for offer in state.priced_offers(seen) if offer.id in asked.offers]
    offers.sort(key=lambda offer: asked.offers.index(offer.id))
    more = {} if draws is None else {"draws": draws}
    begins = seen.start.replace(day=1)
    found = forecast(scenario, offers, by, beside=jobs[1:], paid_before=begins, **more)
    return with_actuals(found, paid, paid_to=asked.paid_to or None, rebase=rebase)


def _grown(job: Workload, percent: Decimal | None) -> Workload:
    return job if percent is None else replace(job, growth=Fraction(percent) / 100)


def risks(asked: Asked, found: Answered) -> tuple[BudgetRisk, ...]:
    """The budget against each offer; nothing without a budget."""
    if asked.budget is None:
        return ()
    likely = found.likely
    return tuple(budget_risk(likely, o.offer, asked.budget, asked.per) for o in likely.offers)


def horizon(found: Forecast) -> tuple[date, date]:
    """The first day that is forecast, and the first day after it."""
    last = found.offers[0].months[-1].month
    return found.scenario.start, month_starts(last, 2)[-1]
