"""`sheets history`: the steps of a price through time."""

from __future__ import annotations

from typing import Annotated

import typer

from calculator.cli.options import AsJson, Sheets, catalog_of
from calculator.report import print_json


def history_command(
    model: Annotated[str, typer.Argument(help="A model, or provider/model.")],
    provider: Annotated[
        str | None, typer.Option("--provider", help="Only there; default: all that sell it.")
    ] = None,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Show the steps of a price through time, in the currency it is sold in, with its sources."""
    from calculator.cli.history_text import history_text
    from pricing.changes.history import histories

    found = histories(model, provider, catalog=catalog_of(sheets))
    if as_json:
        print_json([history.to_dict() for history in found])
        return
    typer.echo("\n\n".join(history_text(history) for history in found))
