"""`sheets check` and `sheets lock`: whether price sheets are right, and recorded as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from calculator.cli.options import AsJson
from calculator.report import print_json
from pricing.catalog import data_folder


def check_command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Sheets or folders; default: the packaged ones."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as problems.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check price sheets; what is wrong or odd, with file and line. Exit code 1 for a problem."""
    from pricing.care.check import check_sheets

    found = check_sheets(paths or [_packaged()])
    warnings = sum(one.severity == "warning" for one in found)
    problems = len(found) - warnings
    if as_json:
        rows = [
            {"path": p.path, "line": p.line, "severity": p.severity, "message": p.message}
            for p in found
        ]
        print_json({"found": rows, "counts": {"problems": problems, "warnings": warnings}})
    else:
        for one in found:
            typer.echo(str(one))
        typer.echo(f"{_count(problems, 'problem')}, {_count(warnings, 'warning')}")
    if problems or (strict and warnings):
        raise typer.Exit(1)


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _packaged() -> Path:
    """The packaged sheets, by a short path where one is in a checkout."""
    folder = data_folder() / "prices"
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def lock_command(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of sheets; default: the packaged ones.")
    ] = None,
) -> None:
    """Record each sheet's revision and content, so that no change goes without a new revision."""
    from pricing.care.check import lock_sheets

    path = lock_sheets(folder or _packaged())
    typer.echo(f"{path} written")
