"""What has been paid already, and the forecast for the rest of the month and of the year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from calculator.forecast.actual import Actual, by_month, left_of
from calculator.forecast.levers import Scenario
from calculator.forecast.outcome import Forecast, MonthOutcome
from calculator.forecast.run_rate import RunRate, begun_in, run_rate
from calculator.forecast.summed import MonthMean, offer_forecast
from calculator.forecast.uncertainty import Uncertainty
from calculator.slots import month_starts
from calculator.workload import Workload
from pricing.errors import NotPricedError, WorkloadError
from pricing.money import Money, to_picos
from pricing.offers import Offer

if TYPE_CHECKING:
    from calculator.forecast.bills import Rows


def with_actuals(
    forecast: Forecast,
    actuals: Iterable[Actual],
    *,
    paid_to: str | Offer | None = None,
    rebase: bool = False,
) -> Forecast:
    """Put known bills in the place of forecast ones.

    A whole month's bill takes the place of its outcomes; of a month in progress, the bill to date
    and that share of the month's outcomes that belongs to the requests of the days to come. Bills
    of months before the forecast are put before it, so that its years are whole. What was paid
    counts for every offer alike: the question is what to use from here on.

    How far the bills ran from the plan is told beside it, where the offer paid can have billed
    those days. With `rebase`, what is left goes on at that pace; `docs/forecast.md` argues it.

    Args:
        forecast: the worlds.
        actuals: bills, in the forecast's currency; at most one for a month.
        paid_to: the offer that they were paid to; the first of the forecast where left out.
        rebase: whether the requests to come are scaled so that the known bills come out as paid.

    Raises:
        CurrencyMismatchError: a bill in another currency.
        UnknownOfferError: the offer paid takes no part in the forecast.
        WorkloadError: two bills for a month, one after the forecast's end, a part of a month
            before its start; with `rebase`, any before its start, or a plan without requests.
        NotServedError, NotPricedError: with `rebase`, the offer paid was not sold then.
    """
    known = by_month(forecast, actuals)
    if not known or not forecast.offers:
        return forecast
    place = 0 if paid_to is None else forecast.place(paid_to)
    offer = forecast.offers[place].offer
    if not rebase:
        return replace(_laid(forecast, known, None), run_rate=_run_rate(forecast, offer, known))
    _check_begun(forecast, known)
    rate = _paid_beside_plan(forecast, offer, known)
    if forecast.uncertainty == Uncertainty.none():
        found = _laid(_at_volume(forecast, rate.volume, known), known, None)
    else:
        found = _laid(forecast, known, place)
    return replace(
        found, run_rate=rate, rebased=True, scenario=forecast.scenario, jobs=forecast.jobs
    )


def begun_with(
    scenario: Scenario, jobs: Sequence[Workload], actuals: Sequence[Actual]
) -> tuple[Scenario, tuple[Workload, ...]]:
    """A plan that begins with the first bill, as `with_actuals` needs it to rebase.

    Raises:
        WorkloadError: a month before the plan whose bill is not among them, or not whole.
    """
    known = {actual.month for actual in actuals if actual.whole}
    first = min(actual.month for actual in actuals)
    seen, moved = begun_in(scenario, jobs, first)
    before = (m for m in month_starts(first, seen.months) if m < scenario.start.replace(day=1))
    if gap := next((month for month in before if month not in known), None):
        raise WorkloadError(
            f"the bill of {gap:%Y-%m} is missing or not whole: a pace needs every month from the "
            "first bill to the forecast"
        )
    return seen, moved


def _at_volume(forecast: Forecast, volume: Fraction, known: Mapping[date, Actual]) -> Forecast:
    """The same forecast for so many times the requests."""
    from calculator.forecast.simulate import forecast as forecast_of

    months = month_starts(forecast.scenario.start, forecast.scenario.months)
    unpaid = (month for month in months if month not in known or not known[month].whole)
    first, *beside = (replace(job, requests=job.requests * volume) for job in forecast.jobs)
    return forecast_of(
        replace(forecast.scenario, workload=first, beside=()),
        [each.offer for each in forecast.offers],
        forecast.uncertainty,
        draws=forecast.draws,
        seed=forecast.seed,
        beside=beside,
        paid_before=next(unpaid, None),
    )


def _check_begun(forecast: Forecast, known: Mapping[date, Actual]) -> None:
    month = min(known)
    if month < forecast.scenario.start.replace(day=1):
        raise WorkloadError(
            f"a bill for {month:%Y-%m}, before the forecast begins: begin it in {month:%Y-%m}, so "
            "that what was planned then is known"
        )


def _laid(forecast: Forecast, known: dict[date, Actual], paid: int | None) -> Forecast:
    """Known bills in their places; what is left at the pace of the offer paid, if one is given."""
    first = forecast.scenario.start.replace(day=1)
    ahead = [known[month] for month in sorted(known) if month < first]
    months = month_starts(first, forecast.scenario.months)
    given = [known.get(month) for month in months]
    left = [
        left_of(forecast.jobs, month, index, actual)
        for index, (month, actual) in enumerate(zip(months, given, strict=True))
    ]
    scaled = None if paid is None else _pace(forecast, paid, given, left)
    from calculator.forecast.known_bills import KnownBills

    paid_before = [actual.money for actual in ahead]
    paid_within = [actual.money if actual else None for actual in given]
    bills = KnownBills(forecast.bills, paid_before, paid_within, left, scaled)
    offers, totals = [], []
    for place, each in enumerate(forecast.offers):
        means = [MonthMean(a.month, a.money, exact=True, actual=a.money) for a in ahead]
        for outcome, share, actual in zip(each.months, left, given, strict=True):
            means.append(_mean(outcome, share, actual, as_planned=scaled is None))
        rows = bills.of(place)
        offers.append(offer_forecast(each.offer, means, rows, each.notes, each.fx))
        totals.append(rows.sum(axis=0))
    return replace(forecast, offers=tuple(offers), totals=tuple(totals), bills=bills)


def _run_rate(forecast: Forecast, offer: Offer, known: Mapping[date, Actual]) -> RunRate | None:
    """How far the bills ran from the plan; None where there is none to hold them against."""
    try:
        return _paid_beside_plan(forecast, offer, known)
    except (NotPricedError, WorkloadError):
        return None


def _paid_beside_plan(forecast: Forecast, offer: Offer, known: Mapping[date, Actual]) -> RunRate:
    scenario, jobs = begun_in(forecast.scenario, forecast.jobs, min(known))
    months = month_starts(scenario.start, scenario.months)
    paid = {
        month: (actual.money, actual.last, 1 - left_of(jobs, month, months.index(month), actual))
        for month, actual in known.items()
    }
    return run_rate(scenario, jobs, offer, paid)


def _pace(
    forecast: Forecast, place: int, known: Sequence[Actual | None], left: Sequence[Fraction]
) -> Rows:
    from calculator.forecast.rebased import pace

    paid = {
        number: (float(actual.money.amount), 1 - share)
        for number, (actual, share) in enumerate(zip(known, left, strict=True))
        if actual
    }
    return pace(forecast, place, paid)


def _mean(
    outcome: MonthOutcome, share: Fraction, actual: Actual | None, *, as_planned: bool
) -> MonthMean:
    """The expected bill of a month; what is at the pace of known bills has no closed form."""
    mean, exact = outcome.bill.mean, as_planned and outcome.bill.mean_error is None
    if actual is None:
        return MonthMean(outcome.month, mean, exact)
    rest = Money.of_picos(to_picos(Fraction(mean.amount) * share), mean.currency)
    return MonthMean(outcome.month, actual.money + rest, exact or not share, actual.money)
