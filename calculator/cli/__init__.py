"""The command line: parse, call, print. Exit codes: 0 done, 1 problems found, 2 wrong call."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from tempfile import gettempdir
from typing import Annotated

import typer

from calculator.cli import (
    cost,
    diff,
    fit,
    forecast,
    log,
    offers,
    plan,
    reconcile,
    report,
    sheets,
    what_if,
)
from pricing.errors import PricingError

app = typer.Typer(
    help="What will my LLM workload cost on each provider, and why?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("price")(cost.price_command)
app.command("compare")(cost.compare_command)
app.command("project")(cost.project_command)
app.command("forecast")(forecast.forecast_command)
app.command("fit")(fit.fit_command)
app.command("log")(log.log_command)
app.command("reconcile")(reconcile.reconcile_command)
app.command("models")(offers.models_command)
app.command("audit")(offers.audit_command)
for _command in (
    what_if.break_even_command,
    what_if.tornado_command,
    what_if.waterfall_command,
    what_if.thinking_command,
    what_if.shift_command,
    what_if.events_command,
):
    app.command(_command.__name__.removesuffix("_command").replace("_", "-"))(_command)
app.command("diff")(diff.diff_command)
app.command("plan")(plan.plan_command)
app.command("report")(report.report_command)
app.add_typer(sheets.app, name="sheets")


@app.command("dashboard")
def dashboard_command(
    port: Annotated[int, typer.Option("--port", min=1, max=65_535)] = 8501,
    host: Annotated[str, typer.Option("--host", help="Default: this machine only.")] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it.")] = True,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host", help="A host name people reach it under; others are refused. Repeat it."
        ),
    ] = None,
    logs: Annotated[
        Path | None,
        typer.Option("--logs", help="A folder of logs that visitors may price where they lie."),
    ] = None,
) -> None:
    """Open the dashboard."""
    from calculator.dashboard.serve import serve

    serve(host, port, open_browser=browser, allowed=allow_host or (), logs=logs)


def main() -> None:
    """Entry point: our own errors, and files that fail, become one message and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8")
    try:
        app()
    except (PricingError, OSError) as error:
        typer.echo(f"tokenfare: {_told(error)}", err=True)
        raise SystemExit(2) from None


def _told(error: Exception) -> str:
    """What went wrong; a file or disk that failed is named with what can be done."""
    if isinstance(error, PricingError) or not isinstance(error, OSError) or not error.strerror:
        return str(error)
    where = f"{error.filename}: " if error.filename else ""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    room = f" (work is put down in {gettempdir()}; TMPDIR names another place)" if full else ""
    return f"{where}{error.strerror}{room}"
