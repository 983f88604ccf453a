"""`report`: a comparison, and a forecast if asked for, as a file to hand on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

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
    from calculator.files import aside, clear
    from calculator.forecast.levers import Scenario
    from calculator.forecast.simulate import SEED
    from calculator.forecast.simulate import forecast as simulated
    from calculator.reports import report_of
    from calculator.reports.kinds import KINDS
    from calculator.reports.words import LANGUAGES

    writers = {f".{kind.ending}": kind.write for kind in KINDS.values()}
    if out.suffix not in writers:
        raise typer.BadParameter(f"{out.name} ends in none of {', '.join(writers)}")
    if language not in LANGUAGES:
        raise typer.BadParameter(f"{language!r} is none of {', '.join(LANGUAGES)}")
    catalog = catalog_of(sheets)
    jobs = workloads_of(workload, level)
    day = start.date() if start else datetime.now(UTC).date()
    chosen = offers_of(catalog, offers) if offers else shortlist(catalog)
    rates = fx_of(fx)
    result = compare(
        jobs, chosen, start=day, months=months, currency=currency, fx=rates, catalog=catalog
    )
    outlook = None
    if forecast and result.ranked:
        outlook = simulated(
            Scenario(jobs[0], day, months, currency, rates, catalog),
            [ranked.offer for ranked in result.ranked[:forecast]],
            seed=SEED if seed is None else seed,
            beside=jobs[1:],
        )
    made = report_of(result, language, outlook)
    clear(out.parent, out.name)
    with aside(out) as part:
        part.write_bytes(writers[out.suffix](made))
    typer.echo(f"{out} written, book {result.book_id}")
