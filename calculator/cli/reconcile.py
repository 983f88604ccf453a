"""`reconcile`: what was billed beside what the price book says."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calculator.cli.options import AsJson, Currency, Fx, Sheets, catalog_of, fx_of
from calculator.report import print_json

if TYPE_CHECKING:
    from calculator.logs import Log
    from calculator.reconcile import Reconciliation


def _percent(text: str) -> Decimal:
    try:
        return Decimal(text.replace("%", "").strip())
    except InvalidOperation:
        raise typer.BadParameter(f"{text!r} is not a number of per cent such as 6%") from None


def reconcile_command(
    files: Annotated[
        list[str], typer.Argument(help="Logs with amounts, or logs and the bills beside them.")
    ],
    as_: Annotated[
        str | None, typer.Option("--as", help="Format; default: recognised by its columns.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="A format of your own, as YAML.")
    ] = None,
    by: Annotated[
        str, typer.Option("--by", help="Group by any of day, month, provider, model, key, tag.")
    ] = "model",
    billed_in: Annotated[
        str | None,
        typer.Option("--billed-in", help="Currency of amounts in files that do not name it."),
    ] = None,
    seller: Annotated[
        str | None, typer.Option("--seller", help="Who sold all of it, whatever the files say.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", help="Of times in the files without an offset.")
    ] = None,
    currency: Currency = None,
    fx: Fx = None,
    tax: Annotated[
        Decimal | None,
        typer.Option(
            parser=_percent, metavar="PERCENT", help="Tax on the bill that no sheet tells."
        ),
    ] = None,
    sheets: Sheets = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 where anything stays unexplained.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Set what was billed beside the price book: every step between them, adding up exactly."""
    from calculator.logs import read_log
    from calculator.reconcile import reconcile

    catalog = catalog_of(sheets)
    if seller is not None:
        catalog.names.claim("", seller)
    with read_log(files, as_=as_, mapping=mapping, currency=billed_in, timezone=timezone) as log:
        log.sold_by(seller or catalog)
        result = reconcile(
            log,
            catalog,
            by=[name.strip() for name in by.split(",") if name.strip()],
            currency=currency,
            fx=fx_of(fx),
            tax=tax,
        )
        _say(log, result, as_json=as_json)
    open_ = any(fall.step("unexplained").amount for fall in result.totals.values())
    if strict and (open_ or result.rows_unbilled):
        raise typer.Exit(1)


def _say(log: Log, result: Reconciliation, *, as_json: bool) -> None:
    from calculator.cli.reconcile_text import group_table

    rejected = [str(kind) for kind in log.rejected]
    if as_json:
        read = [{"file": file.file, "format": file.format} for file in log.recognised]
        print_json({"files": read, "rejected": rejected} | result.to_dict())
        return
    for file in log.recognised:
        typer.echo(f"{file.file}: {file.name} ({file.convention})", err=True)
    for kind in rejected:
        typer.echo(f"left out: {kind}", err=True)
    typer.echo(str(result))
    if len(result.groups) > 1:
        typer.echo("\n".join(["", *group_table(result)]))
