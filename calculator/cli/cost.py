"""`price`, `compare` and `project`: what something costs."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

import typer

from calculator.cli.options import (
    AsJson,
    At,
    Currency,
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
from calculator.comparison import compare, shortlist
from calculator.cost import price
from calculator.projection import project
from calculator.report import print_comparison, print_json, print_projection, projection_dict
from calculator.usage import Usage


def price_command(
    offer: Annotated[str, typer.Argument(help="provider/model")],
    input_tokens: Annotated[int, typer.Option("--input", "-i", help="Input tokens, all.")],
    output_tokens: Annotated[int, typer.Option("--output", "-o", help="Output tokens, all.")],
    cache_read: Annotated[int, typer.Option("--cache-read", help="Of the input.")] = 0,
    cache_write: Annotated[int, typer.Option("--cache-write", help="Of the input.")] = 0,
    reasoning: Annotated[int, typer.Option("--reasoning", help="Of the output.")] = 0,
    requests: Annotated[int, typer.Option("--requests", help="So many alike, together.")] = 1,
    at: At = None,
    service_tier: Annotated[str, typer.Option("--service-tier", "-t")] = "standard",
    thinking: Annotated[
        bool | None,
        typer.Option("--thinking/--no-thinking", help="Mode; default: from --reasoning."),
    ] = None,
    currency: Currency = None,
    fx: Fx = None,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Price one request and explain it."""
    usage = Usage(
        input_tokens, output_tokens, cache_read, cache_write, 0, reasoning, requests=requests
    )
    cost = price(
        usage,
        offer,
        at=at.replace(tzinfo=UTC) if at else None,
        service_tier=service_tier,
        thinking=thinking,
        catalog=catalog_of(sheets),
    )
    bill = cost.billed(currency, fx_of(fx))
    if as_json:
        billed = {"total": str(bill.total.amount), "currency": bill.total.currency}
        print_json(cost.to_dict() | {"billed": billed | {"fx": str(bill.fx) if bill.fx else None}})
        return
    typer.echo(str(cost))
    if bill.total != cost.list_cost:
        typer.echo(str(bill))


def compare_command(
    offers: Annotated[
        list[str] | None,
        typer.Argument(help="Offers; default: the shortlist."),
    ] = None,
    workload: WorkloadName = "support-bot-thinking",
    start: Start = None,
    months: Months = 1,
    level: Level = None,
    currency: Annotated[str, typer.Option("--currency")] = "USD",
    fx: Fx = None,
    every: Annotated[bool, typer.Option("--all", help="Every offer on sale.")] = False,
    claimed: Annotated[
        bool, typer.Option("--claimed", help="Prices nobody supports, too.")
    ] = False,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Rank offers on the bill of a workload."""
    catalog = catalog_of(sheets)
    named = offers_of(catalog, offers or [])
    chosen = named or (None if every or claimed else shortlist(catalog))
    result = compare(
        workloads_of(workload, level),
        chosen,
        start=start.date() if start else None,
        months=months,
        currency=currency,
        fx=fx_of(fx),
        claimed=claimed,
        catalog=catalog,
    )
    print_json(result.to_dict()) if as_json else print_comparison(result)


def project_command(
    offer: Annotated[str, typer.Argument(help="provider/model")],
    workload: WorkloadName = "support-bot-thinking",
    start: Start = None,
    months: Months = 12,
    level: Level = None,
    currency: Currency = None,
    fx: Fx = None,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Project a workload on one offer, month by month."""
    catalog = catalog_of(sheets)
    result = project(
        workloads_of(workload, level),
        offers_of(catalog, [offer])[0],
        start=start.date() if start else None,
        months=months,
        currency=currency,
        fx=fx_of(fx),
        catalog=catalog,
    )
    print_json(projection_dict(result)) if as_json else print_projection(result)
