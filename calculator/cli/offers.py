"""`models` and `audit`: what the price book holds, and what others claim."""

from __future__ import annotations

from typing import Annotated

import typer

from calculator.audit import audit_claims
from calculator.cli.options import AsJson, Currency, Fx, Sheets, catalog_of, fx_of
from calculator.report import print_json, print_table
from pricing.catalog import Catalog
from pricing.errors import AmbiguousOfferError, UnknownOfferError
from pricing.fx import FxRates
from pricing.money import show_exact
from pricing.offers import Offer


def models_command(
    text: Annotated[
        str,
        typer.Argument(
            metavar="SEARCH", help="Words of a model, maker or seller; or a foreign id."
        ),
    ] = "",
    claimed: Annotated[bool, typer.Option("--claimed")] = False,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """List the offers of the price book."""
    from pricing.names.search import search

    catalog = catalog_of(sheets)
    found = search(catalog.offers(claimed=claimed), text) or _meant(catalog, text)
    rows = [
        [o.id, o.name, o.currency, o.thinking, ", ".join(o.service_tiers), o.status] for o in found
    ]
    header = ["offer", "name", "currency", "thinking", "service tiers", "status"]
    if as_json:
        print_json([dict(zip(header, row, strict=True)) for row in rows])
    else:
        print_table(header, rows)
        typer.echo(f"{len(rows)} offers")
    if not rows:
        raise typer.Exit(1)


def _meant(catalog: Catalog, name: str) -> list[Offer]:
    """What a name means that no offer contains; otherwise say what is near."""
    try:
        match = catalog.match(name)
    except AmbiguousOfferError as error:
        return [catalog.offer(candidate) for candidate in error.candidates]
    except UnknownOfferError as error:
        typer.echo(str(error), err=True)
        return []
    typer.echo(f"{name!r} is {match.offer.id}: {match.how}", err=True)
    return [match.offer]


def audit_command(currency: Currency = None, fx: Fx = None, as_json: AsJson = False) -> None:
    """Set each claimed price beside the price that can be sourced."""
    findings = audit_claims(fx=fx_of(fx))
    if as_json:
        print_json([finding.to_dict() for finding in findings])
        return
    for finding in findings:
        typer.echo(str(finding))
        if currency and finding.sourced_input.currency != currency:
            rates = fx_of(fx) or FxRates.ecb()
            shown = [
                rates.convert(m, currency, finding.day)
                for m in (finding.sourced_input, finding.sourced_output)
            ]
            texts = " / ".join(show_exact(c.money, 2) for c in shown)
            typer.echo(f"  sourced in {currency}: {texts}, {shown[0].rate}")
