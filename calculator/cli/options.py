"""Options that several commands share, and what they stand for."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calculator.workload import Workload
from pricing.catalog import Catalog, load_catalog
from pricing.errors import UsageError, WorkloadError, did_you_mean
from pricing.fx import FxRates
from pricing.offers import Offer

if TYPE_CHECKING:
    from calculator.forecast.levers import Scenario

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON; amounts are exact texts.")]
Sheets = Annotated[
    list[Path] | None,
    typer.Option("--sheets", help="Own sheets (file or folder) laid over the packaged ones."),
]
Currency = Annotated[
    str | None,
    typer.Option("--currency", help="Currency to show, such as CNY or USD."),
]
Fx = Annotated[
    str | None,
    typer.Option("--fx", help="Yuan for one dollar, or a YAML file of rates; default: ECB."),
]
At = Annotated[
    datetime | None,
    typer.Option("--at", help="Instant of the request in UTC; default: now."),
]
Level = Annotated[
    str | None,
    typer.Option("--thinking-level", help="off, low, normal or high."),
]
WorkloadName = Annotated[
    str, typer.Option("--workload", "-w", help="A preset, a YAML profile or a CSV file.")
]
Start = Annotated[
    datetime | None,
    typer.Option("--start", formats=["%Y-%m", "%Y-%m-%d"], help="First month; default: this one."),
]
Months = Annotated[int, typer.Option("--months", "-m", min=1, max=120, help="How many months.")]


def catalog_of(sheets: list[Path] | None) -> Catalog:
    return load_catalog(*(sheets or []))


def offers_of(catalog: Catalog, names: list[str]) -> list[Offer]:
    """The offers that names mean; why, where a name is not the offer's own."""
    matches = [catalog.match(name) for name in names]
    for name, match in zip(names, matches, strict=True):
        if not match.exact:
            typer.echo(f"matched {name!r} to {match.offer.id} because: {match.how}", err=True)
    return [match.offer for match in matches]


def fx_of(text: str | None) -> FxRates | None:
    if text is None:
        return None
    try:
        rate = Decimal(text)
    except InvalidOperation:
        if Path(text).exists():
            return FxRates.from_file(text)
        raise UsageError(f"--fx {text}: no such file, and no rate such as 7.10") from None
    if not rate.is_finite() or rate <= 0:
        raise UsageError(f"--fx {text}: give yuan for one dollar, such as 7.10")
    return FxRates.fixed("USD/CNY", rate)


def workloads_of(name: str, level: str | None, language: str = "en") -> list[Workload]:
    """The workloads that an option names, each by its name in a language where it has one."""
    from calculator.profiles import presets, read_profile

    path = Path(name)
    if path.suffix.lower() in (".yaml", ".yml"):
        found = [read_profile(path).workload(language)]
    elif path.suffix.lower() in (".csv", ".tsv", ".txt"):
        found = _from_csv(path)
    else:
        known = presets()
        if name not in known:
            raise WorkloadError(
                f"no preset is called {name!r} (there are {', '.join(known)})"
                + did_you_mean(name, known)
            )
        found = [known[name].workload(language)]
    return [w.at_level(level) for w in found] if level else found


def scenario_of(
    catalog: Catalog,
    workload: str,
    start: datetime | None,
    months: int,
    level: str | None,
    currency: str,
    fx: FxRates | None,
    turn: str | None = None,
    *,
    together: bool = False,
) -> Scenario:
    """The one workload that an option names, or the one of several to `turn` with those beside it.

    Where nothing is turned, all of them are billed `together`.

    Raises:
        WorkloadError: several workloads, and none of them named.
    """
    from calculator.forecast.levers import Scenario

    jobs = workloads_of(workload, level)
    named = jobs[:1] if together else [job for job in jobs if turn in (None, job.name)]
    if len(named) != 1:
        names = ", ".join(job.name for job in jobs[:5]) + (" …" if len(jobs) > 5 else "")  # noqa: PLR2004
        raise WorkloadError(
            f"{workload} has {len(jobs)} workloads ({names}): --turn one of them, where the "
            "command has it, or give one alone"
        )
    day = start.date() if start else datetime.now(UTC).date()
    beside = tuple(job for job in jobs if job is not named[0])
    return Scenario(named[0], day, months, currency, fx, catalog, beside)


def number_of(text: str) -> Fraction:
    """A number of a command line: `400`, `0.4`, `1/4` or `40%`."""
    plain = text.strip().replace("_", "").replace(",", "")
    try:
        return Fraction(Decimal(plain[:-1])) / 100 if plain.endswith("%") else Fraction(plain)
    except (ValueError, ArithmeticError):
        raise typer.BadParameter(f"{text!r} is not a number such as 400, 0.4 or 40%") from None


def _from_csv(path: Path) -> list[Workload]:
    from calculator.workload_csv import read_workload_csv

    upload = read_workload_csv(path)
    for problem in upload.problems:
        typer.echo(
            f"{path}:{problem.line}: {problem.column} {problem.value!r}: {problem.message}",
            err=True,
        )
    if upload.untold:
        typer.echo(f"{path}: {upload.untold:,} more problems", err=True)
    if upload.rejected:
        typer.echo(
            f"{upload.rows} row{'s' * (upload.rows != 1)} read ({upload.encoding}): "
            f"{len(upload.workloads)} ready, {upload.rejected} rejected",
            err=True,
        )
    if not upload.workloads:
        raise WorkloadError(f"{path}: no row can be used")
    return list(upload.workloads)
