"""A forecast as text: a table of months for each offer, who is cheaper, the budget, assumptions."""

from __future__ import annotations

from collections.abc import Sequence

from calculator.forecast.budget import BudgetRisk, in_outcomes
from calculator.forecast.outcome import Forecast, OfferForecast, Outcome
from calculator.report import table_lines
from pricing.money import show_amount

AT_THAT_PACE = (
    "requests to come: in each world so many that the bills paid come out; what is off alike in "
    "all months cancels there, single months still differ"
)
_FEW = 4
"""Offers of which every pair is compared; with more, each is set beside the likely cheapest."""


def forecast_text(forecast: Forecast, risks: Sequence[BudgetRisk] = ()) -> str:
    """The whole forecast, for a terminal."""
    scenario = forecast.scenario
    names = ", ".join(job.name for job in forecast.jobs)
    lines = [
        f"{names}, {scenario.months} months from {scenario.start:%Y-%m}, in {scenario.currency}",
        "8 in 10 outcomes lie from P10 to P90; P50 is the middle one; the mean counts them all.",
    ]
    lines += _so_far(forecast)
    for each in forecast.offers:
        lines += ["", *_table(each)]
    lines += _cheaper(forecast)
    if risks:
        lines += ["", *map(str, risks)]
    lines += [f"not served: {n.reason}" for n in forecast.not_served]
    lines += ["", "assumptions", *(f"  {said}" for said in forecast.uncertainty.sentences())]
    if forecast.rebased:
        lines.append(f"  {AT_THAT_PACE}")
    lines.append(
        f"  {forecast.draws:,} possible worlds, the same for every offer, seed {forecast.seed}"
    )
    return "\n".join([*lines, "", *forecast.provenance.lines()])


def _so_far(forecast: Forecast) -> list[str]:
    """How far the bills paid ran from the plan, and what is taken from it."""
    if forecast.run_rate is None:
        return []
    lines = [str(forecast.run_rate)]
    if forecast.rebased:
        lines.append("the rest goes on at that pace: see the assumptions")
    else:
        lines.append("the rest is as planned; --rebase lets it go on at that pace")
    return lines


def _table(each: OfferForecast) -> list[str]:
    rows = [
        [f"{m.month:%Y-%m}", *_cells(m.bill), f"{show_amount(m.actual)} paid" if m.actual else ""]
        for m in each.months
    ]
    rows += [[str(year), *_cells(outcome), ""] for year, outcome in each.years]
    rows.append(["total", *_cells(each.total), ""])
    header = [each.offer.id, "P10", "P50", "P90", "mean", ""]
    error = each.total.mean_error
    simulated = (
        [f"  the mean is simulated: ± {show_amount(error)} (standard error)"] if error else []
    )
    notes = [f"  note: {note}" for note in each.notes]
    return [*table_lines(header, rows, right=(1, 2, 3, 4)), *simulated, *notes]


def _cells(outcome: Outcome) -> list[str]:
    return [show_amount(m) for m in (outcome.p10, outcome.p50, outcome.p90, outcome.mean)]


def _cheaper(forecast: Forecast) -> list[str]:
    """Chances that one offer's whole bill is below another's."""
    ranked = sorted(forecast.offers, key=lambda each: each.total.p50.amount)
    ids = [each.offer.id for each in ranked]
    few = len(ids) <= _FEW
    pairs = [(a, b) for i, a in enumerate(ids) for b in ids[i + 1 :] if few or i == 0]
    told = [
        f"{a} costs less than {b} {in_outcomes(forecast.chance_cheaper(a, b))}" for a, b in pairs
    ]
    return ["", *told] if told else []
