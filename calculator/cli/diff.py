"""`sheets diff`: two editions of the price book, and what the change does to a bill."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated

import typer

from calculator.cli.options import (
    AsJson,
    Currency,
    Fx,
    Level,
    Months,
    Sheets,
    Start,
    fx_of,
    workloads_of,
)
from calculator.report import print_json

_EDITION = "A day, a sheet, a folder, or a git revision (REV or REV:path)."


def _percent(text: str) -> Fraction:
    try:
        return Fraction(Decimal(text.replace("%", "").strip()))
    except (InvalidOperation, ValueError):
        raise typer.BadParameter(f"{text!r} is not a number of per cent such as 5%") from None


def diff_command(
    before: Annotated[str, typer.Argument(metavar="A", help=_EDITION)],
    after: Annotated[str, typer.Argument(metavar="B", help=_EDITION)],
    workload: Annotated[
        str | None,
        typer.Option("--workload", "-w", help="What it does to this bill: as for compare."),
    ] = None,
    start: Start = None,
    months: Months = 1,
    level: Level = None,
    currency: Currency = None,
    fx: Fx = None,
    sheets: Sheets = None,
    as_json: AsJson = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print Markdown, for a pull request.")
    ] = False,
    fail_above: Annotated[
        Fraction | None,
        typer.Option(
            parser=_percent,
            metavar="PERCENT",
            help="Exit with 1 if a rate (with --workload: a bill) rises by more, as 5%.",
        ),
    ] = None,
) -> None:
    """Compare two editions of the price book: rates, rules, and with --workload the bill."""
    from calculator.cli.diff_text import diff_document
    from calculator.diff import diff_bills
    from pricing.changes.diff import diff_prices
    from pricing.changes.edition import read_edition

    own = tuple(sheets or ())
    prices = diff_prices(read_edition(before, sheets=own), read_edition(after, sheets=own))
    bills = None
    if workload:
        bills = diff_bills(
            prices,
            workloads_of(workload, level),
            start=start.date() if start else None,
            months=months,
            currency=currency,
            fx=fx_of(fx),
        )
    if as_json:
        print_json(prices.to_dict() | ({"workload": bills.to_dict()} if bills else {}))
    else:
        typer.echo(diff_document(prices, bills, markdown=as_markdown))
    if fail_above is None:
        return
    risen = bills.risen_above(fail_above) if bills else prices.risen_above(fail_above)
    if risen:
        what = "bill(s)" if bills else "rate(s)"
        typer.echo(f"{len(risen)} {what} rise by more than {float(fail_above):g} %", err=True)
        raise typer.Exit(1)
