"""`sheets parity`: yuan lists beside dollar lists, and which to sign."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated

import typer

from calculator.cli.options import AsJson, Fx, Sheets, catalog_of, fx_of
from calculator.report import print_json


class Vat(StrEnum):
    """Whether VAT comes back to the buyer."""

    recoverable = "recoverable"
    cost = "cost"


def _percent(text: str) -> Decimal:
    try:
        return Decimal(text.replace("%", "").strip())
    except InvalidOperation:
        raise typer.BadParameter(f"{text!r} is not a number of per cent such as -10%") from None


def parity_command(
    model: Annotated[
        str | None, typer.Argument(help="A model; default: every one on two lists.")
    ] = None,
    at: Annotated[
        datetime | None,
        typer.Option("--at", formats=["%Y-%m-%d"], help="Day of the lists; default: today."),
    ] = None,
    vat: Annotated[
        Vat | None, typer.Option("--vat", help="Default: list prices as they stand.")
    ] = None,
    dollar_vat: Annotated[
        Decimal,
        typer.Option(
            parser=_percent, metavar="PERCENT", help="VAT owed on the dollar list, as a cost."
        ),
    ] = "6",  # type: ignore[assignment]
    yuan_charge: Annotated[
        Decimal,
        typer.Option(
            parser=_percent, metavar="PERCENT", help="Fee (or -discount) on the yuan list."
        ),
    ] = "0",  # type: ignore[assignment]
    dollar_charge: Annotated[
        Decimal,
        typer.Option(
            parser=_percent, metavar="PERCENT", help="Fee (or -discount) on the dollar list."
        ),
    ] = "0",  # type: ignore[assignment]
    input_tokens: Annotated[int, typer.Option("--input", "-i", help="Of the mix.")] = 10_000,
    output_tokens: Annotated[int, typer.Option("--output", "-o", help="Of the mix.")] = 2_000,
    cache_read: Annotated[int, typer.Option("--cache-read", help="Of the input.")] = 0,
    reasoning: Annotated[int, typer.Option("--reasoning", help="Of the output.")] = 0,
    fx: Fx = None,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Compare a publisher's yuan and dollar lists: implied exchange rates, and which to sign."""
    from calculator.buying import BuyingTerms
    from calculator.cli.parity_text import parity_text
    from calculator.parity import list_parity
    from calculator.usage import Usage

    result = list_parity(
        model,
        at=at.date() if at else None,
        mix=Usage(input_tokens, output_tokens, cache_read, reasoning_tokens=reasoning),
        terms=BuyingTerms(vat.value if vat else "", dollar_vat, yuan_charge, dollar_charge),
        fx=fx_of(fx),
        catalog=catalog_of(sheets),
    )
    if as_json:
        print_json(result.to_dict())
    else:
        typer.echo(parity_text(result, detail=model is not None))
