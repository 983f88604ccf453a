"""`sheets …`: look after the price sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from calculator.cli import coverage, diff, history, parity
from calculator.cli.options import AsJson
from calculator.report import print_json
from pricing.catalog import data_folder

app = typer.Typer(help="Look after the price sheets.", no_args_is_help=True)
app.command("diff")(diff.diff_command)
app.command("history")(history.history_command)
app.command("parity")(parity.parity_command)
app.command("coverage")(coverage.coverage_command)


@app.command("check")
def sheets_check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Sheets or folders; default: the packaged ones."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check price sheets; every problem with its file and line. Exit code 1 if there is one."""
    from pricing.check import check_sheets

    problems = check_sheets(paths or [data_folder() / "prices"])
    if as_json:
        rows = [{"path": p.path, "line": p.line, "message": p.message} for p in problems]
        print_json({"problems": rows})
    else:
        for problem in problems:
            typer.echo(str(problem))
        typer.echo(f"{len(problems)} problem(s)" if problems else "no problem found")
    if problems:
        raise typer.Exit(1)
