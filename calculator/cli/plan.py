"""`plan`: a bill over months in which the plan itself changes."""

from __future__ import annotations

import re
from datetime import date
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
    number_of,
    offers_of,
    scenario_of,
)
from calculator.report import print_json, table_lines
from pricing.money import show_amount

if TYPE_CHECKING:
    from calculator.forecast.changes import Change, Plan

_CHANGE = re.compile(r"(\d{4})-(\d\d):(?:([a-z]+)=([^/]+)(?:/(\d+))?|(\S+/\S+))")


def plan_command(
    offer: Annotated[str, typer.Argument(help="provider/model")],
    change: Annotated[
        list[str] | None,
        typer.Option(
            "--change",
            help="2027-01:openai/gpt-5-mini, 2027-01:cache=80%, 2027-01:thinking=400/3 (over 3 "
            "months). Repeat it.",
        ),
    ] = None,
    workload: WorkloadName = "support-bot-thinking",
    start: Start = None,
    months: Months = 12,
    level: Level = None,
    currency: Annotated[str, typer.Option("--currency")] = "USD",
    fx: Fx = None,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Bill a workload while the plan changes: another model, cache, thinking; retirements too."""
    from calculator.forecast.changes import plan

    catalog = catalog_of(sheets)
    seen = scenario_of(catalog, workload, start, months, level, currency, fx_of(fx))
    found = plan(seen, offers_of(catalog, [offer])[0], [_change(text) for text in change or []])
    print_json(_dict(found)) if as_json else typer.echo(_text(found))
    if found.gaps:
        raise typer.Exit(1)


def _change(text: str) -> Change:
    from calculator.forecast.changes import Change
    from calculator.forecast.levers import lever

    read = _CHANGE.fullmatch(text.strip())
    if read is None:
        raise typer.BadParameter(
            f"{text!r} is not a change such as 2027-01:openai/gpt-5-mini or 2027-01:cache=80%"
        )
    year, month, name, value, ramp, offer = read.groups()
    try:
        day = date(int(year), int(month), 1)
    except ValueError:
        raise typer.BadParameter(f"{text!r}: {year}-{month} is no month") from None
    if offer:
        return Change(day, offer=offer)
    return Change(day, lever=lever(name).name, value=number_of(value), ramp=int(ramp or 1))


def _text(found: Plan) -> str:
    rows = [
        [
            f"{m.bill.month:%Y-%m}" if m.bill else "—",
            m.offer.id,
            show_amount(m.bill.total) if m.bill else "—",
            m.said,
        ]
        for m in found.months
    ]
    floor = f" at least: {len(found.gaps)} months are served by nobody" if found.gaps else ""
    table = table_lines(["month", "offer", "bill", ""], rows, right=(2,))
    told = f"total {show_amount(found.total)}{floor}"
    return "\n".join([*table, told, *found.provenance.lines()])


def _dict(found: Plan) -> dict[str, object]:
    return {
        "currency": found.currency,
        **found.provenance.to_dict(),
        "total": str(found.total.amount),
        "is_floor": bool(found.gaps),
        "months": [
            {
                "month": f"{m.bill.month:%Y-%m}" if m.bill else None,
                "offer": m.offer.id,
                "bill": str(m.bill.total.amount) if m.bill else None,
                "said": m.said,
            }
            for m in found.months
        ],
    }
