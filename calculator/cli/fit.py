"""`fit`: a workload profile out of a log."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from calculator.cli.options import AsJson, Sheets, catalog_of
from calculator.report import print_json
from pricing.errors import LogError, WorkloadError

if TYPE_CHECKING:
    from calculator.fit import Fitted
    from calculator.logs import Log


def fit_command(
    files: Annotated[list[str], typer.Argument(help="Logs: files, folders or patterns.")],
    as_: Annotated[
        str | None, typer.Option("--as", help="Format; default: recognised by its columns.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="A format of your own, as YAML.")
    ] = None,
    zone: Annotated[
        str, typer.Option("--zone", help="Clock of the people who ask: Asia/Shanghai.")
    ] = "UTC",
    timezone: Annotated[
        str | None, typer.Option("--timezone", help="Of times in the files without an offset.")
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--start", help="When a trace began, on the clock of --zone."),
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", help="Only this model, as the log names it.")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="Name of the profile.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the profile here.")] = None,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Find the workload in a log: volume, hours, sizes, cache, thinking, service tiers, growth."""
    from calculator.fit import fit_workload
    from calculator.logs import read_log

    began = _instant(start, zone) if start else None
    options = {"as_": as_, "mapping": mapping, "timezone": timezone}
    with read_log(files, start=began, **options) as log:  # type: ignore[arg-type]
        called = name or Path(files[0]).stem
        fitted = fit_workload(log, called, zone=zone, model=model, catalog=catalog_of(sheets))
        _say(log, fitted, as_json=as_json)
    if out is not None:
        _write(fitted, out)
    elif not as_json:
        typer.echo("write it with --out profile.yaml, then: tokenfare compare -w profile.yaml")


def _instant(text: str, zone: str) -> datetime:
    try:
        said = datetime.fromisoformat(text)
        return said if said.tzinfo else said.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, KeyError, OSError):
        raise LogError(f"--start {text!r} is not a time such as 2026-11-20T09:00+08:00") from None


def _say(log: Log, fitted: Fitted, *, as_json: bool) -> None:
    if as_json:
        print_json(fitted.to_dict() | {"rejected": [str(kind) for kind in log.rejected]})
        return
    for file in log.recognised:
        typer.echo(f"{file.file}: {file.name} ({file.convention})", err=True)
    for kind in log.rejected:
        typer.echo(f"left out: {kind}", err=True)
    typer.echo(str(fitted))


def _write(fitted: Fitted, out: Path) -> None:
    from calculator.files import aside, clear

    if out.suffix.lower() not in (".yaml", ".yml"):
        raise WorkloadError(f"{out}: a profile is a YAML file: call it {out.with_suffix('.yaml')}")
    clear(out.parent, out.name)
    with aside(out) as part:
        part.write_text(fitted.to_yaml(), "utf-8")
    typer.echo(f"written: {out}", err=True)
