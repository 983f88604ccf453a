"""`forecast`: what bills may come to, in all likelihood."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calculator.cli.options import (
    AsJson,
    Fx,
    Level,
    Months,
    Sheets,
    Start,
    WorkloadName,
    catalog_of,
    fx_of,
    offers_of,
    workloads_of,
)
from calculator.report import print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calculator.forecast.actual import Actual
    from calculator.forecast.budget import BudgetRisk
    from calculator.forecast.outcome import Forecast
    from calculator.forecast.uncertainty import Uncertainty
    from calculator.workload import Workload

_ACTUAL = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?=([0-9_,]*\.?[0-9]+)")


def forecast_command(
    offers: Annotated[list[str], typer.Argument(help="provider/model, one or several.")],
    workload: WorkloadName = "support-bot-thinking",
    start: Start = None,
    months: Months = 12,
    level: Level = None,
    currency: Annotated[str, typer.Option("--currency")] = "USD",
    fx: Fx = None,
    budget: Annotated[
        str | None, typer.Option("--budget", help="For all months together: 50000.")
    ] = None,
    monthly_budget: Annotated[
        str | None, typer.Option("--monthly-budget", help="For each month.")
    ] = None,
    uncertainty: Annotated[
        list[str] | None,
        typer.Option(
            "--uncertainty",
            help="A YAML file, `none`, or one thing: volume=0.7..1.5. Repeat it.",
        ),
    ] = None,
    draws: Annotated[int, typer.Option("--draws", help="How many possible worlds.")] = 10_000,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Of the worlds.")] = None,
    actual: Annotated[
        list[str] | None,
        typer.Option(
            "--actual",
            help="A bill paid: 2026-11=1234.5, or to date: 2026-11-20=800. Repeat it.",
        ),
    ] = None,
    paid_to: Annotated[
        str | None,
        typer.Option("--paid-to", help="Whom --actual was paid to; default: the first offer."),
    ] = None,
    rebase: Annotated[
        bool,
        typer.Option("--rebase", help="Let the requests go on at the pace of --actual."),
    ] = False,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Forecast bills: 8 in 10 outcomes lie from P10 to P90."""
    from calculator.cli.forecast_text import forecast_text
    from calculator.forecast.actuals import begun_with, with_actuals
    from calculator.forecast.levers import Scenario
    from calculator.forecast.simulate import SEED, forecast

    catalog = catalog_of(sheets)
    jobs: Sequence[Workload] = workloads_of(workload, level)
    day = start.date() if start else datetime.now(UTC).date()
    scenario = Scenario(jobs[0], day, months, currency, fx_of(fx), catalog)
    paid = [_actual(text, currency) for text in actual or []]
    if rebase:
        if not paid:
            raise typer.BadParameter("needs a bill paid: --actual 2026-10=4100")
        scenario, jobs = begun_with(scenario, jobs, paid)
    result = forecast(
        scenario,
        offers_of(catalog, offers),
        _uncertainty(workload, uncertainty or []),
        draws=draws,
        seed=SEED if seed is None else seed,
        beside=jobs[1:],
        paid_before=day.replace(day=1),
    )
    to = offers_of(catalog, [paid_to])[0] if paid_to else None
    result = with_actuals(result, paid, paid_to=to, rebase=rebase)
    risks = _risks(result, budget, monthly_budget)
    if as_json:
        print_json(result.to_dict() | {"budgets": [risk.to_dict() for risk in risks]})
    else:
        typer.echo(forecast_text(result, risks))
    if not result.offers:
        raise typer.Exit(1)


def _risks(result: Forecast, budget: str | None, monthly: str | None) -> list[BudgetRisk]:
    """Both budgets, where given, against each offer."""
    from calculator.forecast.budget import Per, budget_risk, money_of

    budgets: list[tuple[str | None, Per]] = [(budget, "total"), (monthly, "month")]
    return [
        budget_risk(result, each.offer, money_of(amount, result.scenario.currency), per)
        for amount, per in budgets
        if amount
        for each in result.offers
    ]


def _uncertainty(workload: str, options: list[str]) -> Uncertainty:
    """The defaults, what the workload's own file says, then the options in their order."""
    from calculator.forecast.uncertainty import Uncertainty
    from calculator.forecast.uncertainty_file import of_spreads, read_uncertainty, with_options
    from calculator.profiles import read_profile

    result, path = Uncertainty(), Path(workload)
    if path.suffix.lower() in (".yaml", ".yml"):
        said = read_profile(path).uncertainty
        result = of_spreads(said) if said else result
    for option in options:
        if Path(option).suffix.lower() in (".yaml", ".yml"):
            result = read_uncertainty(Path(option), result)
        else:
            result = with_options(result, [option])
    return result


def _actual(text: str, currency: str) -> Actual:
    from calculator.forecast.actual import Actual
    from calculator.forecast.budget import money_of

    read = _ACTUAL.fullmatch(text.strip())
    try:
        if read is None:
            raise ValueError(text)
        year, month, day, amount = read.groups()
        through = date(int(year), int(month), int(day)) if day else None
        return Actual(date(int(year), int(month), 1), money_of(amount, currency), through)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is not a bill such as 2026-11=1234.5, or 2026-11-20=800 to date"
        ) from None
