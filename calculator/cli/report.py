"""`report`: a comparison, and a forecast if asked for, as a file to hand on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calculator.cli.options import (
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

if TYPE_CHECKING:
    from collections.abc import Callable

    from calculator.forecast.levers import Scenario
    from calculator.forecast.outcome import Forecast
    from calculator.reports import Report
    from calculator.workload import Workload
    from pricing.offers import Offer


def report_command(
    out: Annotated[Path, typer.Argument(help="report.md, .html, .xlsx, .pdf or .png.")],
    offers: Annotated[
        list[str] | None, typer.Argument(help="Offers; default: the shortlist.")
    ] = None,
    workload: WorkloadName = "support-bot-thinking",
    start: Start = None,
    months: Months = 12,
    level: Level = None,
    currency: Annotated[str, typer.Option("--currency")] = "USD",
    fx: Fx = None,
    language: Annotated[str, typer.Option("--language", help="en or zh.")] = "en",
    forecast: Annotated[
        int, typer.Option("--forecast", min=0, help="Forecast so many of the cheapest offers.")
    ] = 0,
    seed: Annotated[int | None, typer.Option("--seed", min=0)] = None,
    sheets: Sheets = None,
) -> None:
    """Write a report by the file's ending: Markdown, HTML or Excel, the same bytes each time.

    PDF and PNG are printed by a Chromium on this machine.
    """
    from calculator.comparison import compare, shortlist
    from calculator.forecast.levers import Scenario
    from calculator.forecast.simulate import SEED
    from calculator.reports import report_of

    write = _writer(out, language)
    catalog = catalog_of(sheets)
    jobs = workloads_of(workload, level, language)
    day = start.date() if start else datetime.now(UTC).date()
    chosen = offers_of(catalog, offers) if offers else shortlist(catalog)
    asked = Scenario(jobs[0], day, months, currency, fx_of(fx), catalog)
    result = compare(
        jobs, chosen, start=day, months=months, currency=currency, fx=asked.fx, catalog=catalog
    )
    cheapest = [ranked.offer for ranked in result.ranked[:forecast]]
    outlook = _outlook(asked, cheapest, jobs[1:], SEED if seed is None else seed)
    _put(out, write(report_of(result, language, outlook)))
    typer.echo(f"{out} written, book {result.book_id}")


def _writer(out: Path, language: str) -> Callable[[Report], bytes]:
    """What makes a report into a file of this ending."""
    from calculator.reports.kinds import KINDS
    from calculator.reports.words import LANGUAGES

    writers = {f".{kind.ending}": kind.write for kind in KINDS.values()}
    if out.suffix not in writers:
        raise typer.BadParameter(f"{out.name} ends in none of {', '.join(writers)}")
    if language not in LANGUAGES:
        raise typer.BadParameter(f"{language!r} is none of {', '.join(LANGUAGES)}")
    return writers[out.suffix]


def _outlook(
    asked: Scenario, offers: list[Offer], beside: list[Workload], seed: int
) -> Forecast | None:
    from calculator.forecast.simulate import forecast

    return forecast(asked, offers, seed=seed, beside=beside) if offers else None


def _put(out: Path, content: bytes) -> None:
    from calculator.files import aside, clear

    clear(out.parent, out.name)
    with aside(out) as part:
        part.write_bytes(content)
