"""`log`: what log files cost, and what they would have cost elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from calculator.cli.options import AsJson, Currency, Fx, Sheets, catalog_of, fx_of
from calculator.report import print_json


def log_command(
    files: Annotated[list[str], typer.Argument(help="Logs: files, folders or patterns.")],
    as_: Annotated[
        str | None, typer.Option("--as", help="Format; default: recognised by its columns.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="A format of your own, as YAML.")
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            help="Group by any of day, month, provider, model, offer, service_tier, key, tag.",
        ),
    ] = "model",
    currency: Currency = None,
    fx: Fx = None,
    model: Annotated[
        str | None, typer.Option("--model", help="The model, where the log names none.")
    ] = None,
    seller: Annotated[
        str | None, typer.Option("--seller", help="Who sold all of it, whatever the files say.")
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--start",
            help="When the log began: a trace counts from it, any other log is moved there.",
        ),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", help="Of times in the files without an offset.")
    ] = None,
    billed_in: Annotated[
        str | None,
        typer.Option("--billed-in", help="Currency of amounts in files that do not name it."),
    ] = None,
    on: Annotated[
        list[str] | None,
        typer.Option("--on", help="What it would have cost on this offer, or on `all`. Repeat it."),
    ] = None,
    tokens: Annotated[
        list[str] | None,
        typer.Option(
            "--tokens",
            help="Tokens there for one of the log: 1.1, or openai=1.1/0.95 (input/output).",
        ),
    ] = None,
    thinking: Annotated[
        str | None,
        typer.Option("--thinking", help="Reasoning tokens there for one of the log: 0.5, 0."),
    ] = None,
    thinking_ratio: Annotated[
        str | None,
        typer.Option("--thinking-ratio", help="Instead: reasoning tokens for a token of answer."),
    ] = None,
    cached: Annotated[
        str | None, typer.Option("--cached", help="Share of the input read from a cache: 60%.")
    ] = None,
    service_tier: Annotated[
        str | None, typer.Option("--service-tier", "-t", help="Of every request there: batch.")
    ] = None,
    out: Annotated[
        str | None,
        typer.Option("--out", help="Write .csv, .parquet or .json, or a folder that is resumed."),
    ] = None,
    rows: Annotated[
        bool, typer.Option("--rows", help="Write every row with its cost, not the groups.")
    ] = False,
    focus: Annotated[
        Path | None, typer.Option("--focus", help="Also write FOCUS 1.2: .csv or .parquet.")
    ] = None,
    engine: Annotated[str, typer.Option("--engine", help="duckdb or spark.")] = "duckdb",
    master: Annotated[
        str | None, typer.Option("--master", help="Address of the Spark cluster.")
    ] = None,
    memory: Annotated[
        str, typer.Option("--memory", help="Most that the engine may hold at once.")
    ] = "400MB",
    sheets: Sheets = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 where anything has no price.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Price usage logs exactly, at the prices then in force."""
    from calculator.cli.log_asked import reading_of, switches_of
    from calculator.cli.log_text import say
    from calculator.cli.log_work import Work, account_of, write
    from calculator.logbook.asked import Asked

    catalog = catalog_of(sheets)
    reading = reading_of(catalog, as_, mapping, timezone, billed_in, start, model, memory, seller)
    common, own = switches_of(tokens, thinking, thinking_ratio, cached, service_tier, on=bool(on))
    asked = Asked(
        catalog,
        tuple(name.strip() for name in by.split(",") if name.strip()),
        currency,
        fx_of(fx),
        tuple(on or ()),
        common,
        own,
        focus is not None,
    )
    work = Work(files, asked, reading, out, rows, focus, engine, master)
    account = account_of(work)
    write(account, work)
    print_json(account.to_dict()) if as_json else say(account, work)
    if strict and account.rows_unpriced:
        raise typer.Exit(1)
