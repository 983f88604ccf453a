"""`break-even`, `tornado`, `waterfall`, `thinking`, `shift`, `events`: what moves a bill."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

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
    number_of,
    offers_of,
    scenario_of,
    workloads_of,
)
from calculator.provenance import Provenance
from calculator.report import print_json

if TYPE_CHECKING:
    from calculator.forecast.levers import Scenario

Currency = Annotated[str, typer.Option("--currency", help="Currency of the bills.")]
Turn = Annotated[
    str | None,
    typer.Option("--turn", help="Of several workloads, the one to turn; the others stay."),
]
_FIRST = "support-bot-thinking"


def break_even_command(
    first: Annotated[str, typer.Argument(help="provider/model")],
    second: Annotated[str, typer.Argument(help="provider/model")],
    by: Annotated[
        str,
        typer.Option("--by", help="volume, input, output, thinking, cache, batch, growth or fx."),
    ] = "thinking",
    least: Annotated[str | None, typer.Option("--from", help="Lower end of the range.")] = None,
    most: Annotated[str | None, typer.Option("--to", help="Upper end of the range.")] = None,
    second_thinks: Annotated[
        int | None,
        typer.Option("--second-thinks", help="Hold the second at so many thinking tokens."),
    ] = None,
    workload: WorkloadName = _FIRST,
    turn: Turn = None,
    start: Start = None,
    months: Months = 1,
    level: Level = None,
    currency: Currency = "USD",
    fx: Fx = None,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Find where the cheaper of two offers changes as one thing is turned."""
    from calculator.cli.what_if_text import break_even_dict, break_even_text
    from calculator.forecast.break_even import break_even
    from calculator.forecast.levers import LEVERS

    catalog = catalog_of(sheets)
    seen = scenario_of(catalog, workload, start, months, level, currency, fx_of(fx), turn)
    held = None
    if second_thinks is not None:
        held = LEVERS["thinking"].turned(seen, Fraction(second_thinks))
    one, two = offers_of(catalog, [first, second])
    low, high = (None if text is None else number_of(text) for text in (least, most))
    found = break_even(seen, one, two, by, least=low, most=high, second_stays=held)
    _say(as_json, break_even_dict(found), break_even_text(found), found.provenance, seen)


def tornado_command(
    offer: Annotated[str, typer.Argument(help="provider/model")],
    workload: WorkloadName = _FIRST,
    turn: Turn = None,
    start: Start = None,
    months: Months = 12,
    level: Level = None,
    currency: Currency = "USD",
    fx: Fx = None,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Show what moves a bill most: each thing turned down and up, the others kept."""
    from calculator.cli.what_if_text import tornado_dict, tornado_text
    from calculator.forecast.tornado import tornado

    catalog = catalog_of(sheets)
    seen = scenario_of(catalog, workload, start, months, level, currency, fx_of(fx), turn)
    found = tornado(seen, offers_of(catalog, [offer])[0])
    _say(as_json, tornado_dict(found), tornado_text(found), found.provenance, seen)


def waterfall_command(
    first: Annotated[str, typer.Argument(help="provider/model")],
    second: Annotated[
        str | None, typer.Argument(help="Another; default: the same, in another month.")
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--to-month", formats=["%Y-%m"], help="The other month: 2026-12."),
    ] = None,
    workload: WorkloadName = _FIRST,
    to_workload: Annotated[
        str | None, typer.Option("--to-workload", help="The workload of the other month.")
    ] = None,
    start: Start = None,
    level: Level = None,
    currency: Currency = "USD",
    fx: Fx = None,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Go from one bill to another in steps that add up: two offers, or two months."""
    from dataclasses import replace

    from calculator.cli.what_if_text import waterfall_dict, waterfall_text
    from calculator.forecast.waterfall import between_months, between_offers

    catalog = catalog_of(sheets)
    seen = scenario_of(catalog, workload, start, 1, level, currency, fx_of(fx), together=True)
    offers = offers_of(catalog, [first] if second is None else [first, second])
    if until is None and to_workload is None:
        if second is None:
            raise typer.BadParameter("name a second offer, --to-month or --to-workload")
        found = between_offers(seen, *offers)
    else:
        job = workloads_of(to_workload, level)[0] if to_workload else seen.workload
        month = until.date() if until else seen.start
        found = between_months(
            seen, replace(seen, workload=job, start=month), offers[0], offers[-1]
        )
    _say(as_json, waterfall_dict(found), waterfall_text(found), found.provenance)


def thinking_command(
    offers: Annotated[list[str], typer.Argument(help="provider/model, one or several.")],
    workload: WorkloadName = _FIRST,
    turn: Turn = None,
    start: Start = None,
    months: Months = 1,
    currency: Currency = "USD",
    fx: Fx = None,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Set answer money against thinking money; the bill at each level of thinking."""
    from calculator.cli.what_if_text import thinking_dict, thinking_text
    from calculator.forecast.thinking import thinking_cost

    catalog = catalog_of(sheets)
    seen = scenario_of(catalog, workload, start, months, None, currency, fx_of(fx), turn)
    found = [thinking_cost(seen, offer) for offer in offers_of(catalog, offers)]
    of = Provenance.together(each.provenance for each in found)
    told = {"offers": [thinking_dict(each) for each in found]}
    _say(as_json, told, thinking_text(found), of, seen)


def shift_command(
    offers: Annotated[
        list[str] | None, typer.Argument(help="Offers; default: the shortlist.")
    ] = None,
    to: Annotated[str, typer.Option("--to", help="batch or off_peak.")] = "batch",
    share: Annotated[str, typer.Option("--share", help="0.4, or 40%.")] = "50%",
    workload: WorkloadName = _FIRST,
    start: Start = None,
    months: Months = 12,
    level: Level = None,
    currency: Currency = "USD",
    fx: Fx = None,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Plan a shift of requests to batch, or out of the peak hours: savings, and what it forbids."""
    from calculator.cli.what_if_text import shift_dict, shift_text
    from calculator.comparison import shortlist
    from calculator.forecast.shift import shift

    if to not in ("batch", "off_peak"):
        raise typer.BadParameter(f"{to!r} is neither batch nor off_peak", param_hint="--to")
    catalog = catalog_of(sheets)
    chosen = offers_of(catalog, offers) if offers else shortlist(catalog)
    seen = scenario_of(catalog, workload, start, months, level, currency, fx_of(fx))
    plan = shift(seen, chosen, number_of(share), to)  # type: ignore[arg-type]
    _say(as_json, shift_dict(plan), shift_text(plan), plan.provenance)


def events_command(
    offers: Annotated[
        list[str] | None, typer.Argument(help="Offers; default: every one of the book.")
    ] = None,
    start: Annotated[
        datetime | None, typer.Option("--start", formats=["%Y-%m-%d"], help="Default: today.")
    ] = None,
    months: Months = 12,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """List what is announced to change: new prices, ends of promotions, retirements."""
    from calculator.cli.what_if_text import event_dict, events_text
    from calculator.forecast.events import price_events
    from calculator.slots import month_starts

    catalog = catalog_of(sheets)
    chosen = offers_of(catalog, offers) if offers else catalog.offers()
    first = start.date() if start else datetime.now(UTC).date()
    end: date = month_starts(first, months + 1)[-1]
    found = price_events(chosen, first, end, catalog)
    told = {"from": str(first), "until": str(end), "events": [event_dict(e) for e in found]}
    _say(as_json, told, events_text(found, first, end), Provenance(catalog.book_id))


def _say(
    as_json: bool, value: dict[str, Any], text: str, of: Provenance, seen: Scenario | None = None
) -> None:
    """Print a result, what is billed beside the workload that is turned, and the provenance."""
    told = []
    if seen and seen.beside:
        names = [job.name for job in seen.beside]
        value = {"turned": seen.workload.name, "beside": names} | value
        told = [f"of {seen.workload.name}; billed beside it as they stand: {', '.join(names)}"]
    if as_json:
        print_json(value | of.to_dict())
    else:
        typer.echo("\n".join((*told, text, *of.lines())))
