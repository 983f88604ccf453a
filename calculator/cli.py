"""The command line: parse, call, print. Exit codes: 0 done, 1 problems found, 2 wrong call."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from calculator.audit import audit_claims
from calculator.comparison import compare, shortlist
from calculator.cost import price
from calculator.projection import project
from calculator.report import (
    print_comparison,
    print_json,
    print_projection,
    print_table,
    projection_dict,
)
from calculator.usage import Usage
from calculator.workload import Workload
from pricing.catalog import Catalog, data_folder, load_catalog
from pricing.errors import PricingError, WorkloadError, did_you_mean
from pricing.fx import FxRates
from pricing.money import show_exact

app = typer.Typer(
    help="What will my LLM workload cost on each provider, and why?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
sheets_app = typer.Typer(help="Look after the price sheets.", no_args_is_help=True)
app.add_typer(sheets_app, name="sheets")

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


@app.command("price")
def price_command(
    offer: Annotated[str, typer.Argument(help="provider/model")],
    input_tokens: Annotated[int, typer.Option("--input", "-i", help="Input tokens, all.")],
    output_tokens: Annotated[int, typer.Option("--output", "-o", help="Output tokens, all.")],
    cache_read: Annotated[int, typer.Option("--cache-read", help="Of the input.")] = 0,
    cache_write: Annotated[int, typer.Option("--cache-write", help="Of the input.")] = 0,
    reasoning: Annotated[int, typer.Option("--reasoning", help="Of the output.")] = 0,
    requests: Annotated[int, typer.Option("--requests", help="So many alike, together.")] = 1,
    at: At = None,
    service_tier: Annotated[str, typer.Option("--service-tier", "-t")] = "standard",
    thinking: Annotated[
        bool | None,
        typer.Option("--thinking/--no-thinking", help="Mode; default: from --reasoning."),
    ] = None,
    currency: Currency = None,
    fx: Fx = None,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Price one request and explain it."""
    usage = Usage(
        input_tokens, output_tokens, cache_read, cache_write, 0, reasoning, requests=requests
    )
    cost = price(
        usage,
        offer,
        at=at.replace(tzinfo=UTC) if at else None,
        service_tier=service_tier,
        thinking=thinking,
        catalog=_catalog(sheets),
    )
    bill = cost.billed(currency, _fx(fx))
    if as_json:
        billed = {"total": str(bill.total.amount), "currency": bill.total.currency}
        print_json(cost.to_dict() | {"billed": billed | {"fx": str(bill.fx) if bill.fx else None}})
        return
    typer.echo(str(cost))
    if bill.total != cost.list_cost:
        typer.echo(str(bill))


@app.command("compare")
def compare_command(
    offers: Annotated[
        list[str] | None,
        typer.Argument(help="Offers; default: the shortlist."),
    ] = None,
    workload: WorkloadName = "support-bot-thinking",
    start: Start = None,
    months: Months = 1,
    level: Level = None,
    currency: Annotated[str, typer.Option("--currency")] = "USD",
    fx: Fx = None,
    every: Annotated[bool, typer.Option("--all", help="Every offer on sale.")] = False,
    claimed: Annotated[
        bool, typer.Option("--claimed", help="Prices nobody supports, too.")
    ] = False,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Rank offers on the bill of a workload."""
    catalog = _catalog(sheets)
    chosen = offers or (None if every or claimed else shortlist(catalog))
    result = compare(
        _workloads(workload, level),
        chosen,
        start=start.date() if start else None,
        months=months,
        currency=currency,
        fx=_fx(fx),
        claimed=claimed,
        catalog=catalog,
    )
    print_json(result.to_dict()) if as_json else print_comparison(result)


@app.command("project")
def project_command(
    offer: Annotated[str, typer.Argument(help="provider/model")],
    workload: WorkloadName = "support-bot-thinking",
    start: Start = None,
    months: Months = 12,
    level: Level = None,
    currency: Currency = None,
    fx: Fx = None,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Project a workload on one offer, month by month."""
    result = project(
        _workloads(workload, level),
        offer,
        start=start.date() if start else None,
        months=months,
        currency=currency,
        fx=_fx(fx),
        catalog=_catalog(sheets),
    )
    print_json(projection_dict(result)) if as_json else print_projection(result)


@app.command("models")
def models_command(
    search: Annotated[str, typer.Argument(help="Part of a provider, model or name.")] = "",
    claimed: Annotated[bool, typer.Option("--claimed")] = False,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """List the offers of the price book."""
    wanted = search.lower()
    found = [
        offer
        for offer in _catalog(sheets).offers(claimed=claimed)
        if wanted in " ".join((offer.id, offer.name, *offer.aliases)).lower()
    ]
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


@sheets_app.command("check")
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


@app.command("audit")
def audit_command(currency: Currency = None, fx: Fx = None, as_json: AsJson = False) -> None:
    """Set each claimed price beside the price that can be sourced."""
    findings = audit_claims(fx=_fx(fx))
    if as_json:
        print_json([finding.to_dict() for finding in findings])
        return
    for finding in findings:
        typer.echo(str(finding))
        if currency and finding.sourced_input.currency != currency:
            rates = _fx(fx) or FxRates.ecb()
            shown = [
                rates.convert(m, currency, finding.day)
                for m in (finding.sourced_input, finding.sourced_output)
            ]
            texts = " / ".join(show_exact(c.money, 2) for c in shown)
            typer.echo(f"  sourced in {currency}: {texts}, {shown[0].rate}")


@app.command("dashboard")
def dashboard_command(
    port: Annotated[int, typer.Option("--port")] = 8501,
    host: Annotated[str, typer.Option("--host", help="Default: this machine only.")] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it.")] = True,
) -> None:
    """Open the dashboard."""
    from calculator.dashboard.serve import serve

    serve(host, port, open_browser=browser)


def main() -> None:
    """Entry point: our own errors become one message and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8")
    try:
        app()
    except PricingError as error:
        typer.echo(f"tokenfare: {error}", err=True)
        raise SystemExit(2) from None


def _catalog(sheets: list[Path] | None) -> Catalog:
    return load_catalog(*(sheets or []))


def _fx(text: str | None) -> FxRates | None:
    if text is None:
        return None
    if text.replace(".", "", 1).isdigit():
        return FxRates.fixed("USD/CNY", text)
    return FxRates.from_file(text)


def _workloads(name: str, level: str | None) -> list[Workload]:
    from calculator.profiles import presets, read_profile

    path = Path(name)
    if path.suffix.lower() in (".yaml", ".yml"):
        found = [read_profile(path).workload()]
    elif path.suffix.lower() in (".csv", ".tsv", ".txt"):
        found = _from_csv(path)
    else:
        known = presets()
        if name not in known:
            raise WorkloadError(
                f"no preset is called {name!r} (there are {', '.join(known)})"
                + did_you_mean(name, known)
            )
        found = [known[name].workload()]
    return [w.at_level(level) for w in found] if level else found


def _from_csv(path: Path) -> list[Workload]:
    from calculator.workload_csv import read_workload_csv

    upload = read_workload_csv(path)
    for problem in upload.problems:
        typer.echo(
            f"{path}:{problem.line}: {problem.column} {problem.value!r}: {problem.message}",
            err=True,
        )
    if upload.rejected:
        typer.echo(
            f"{upload.rows} rows read ({upload.encoding}): {len(upload.workloads)} ready, "
            f"{upload.rejected} rejected",
            err=True,
        )
    if not upload.workloads:
        raise WorkloadError(f"{path}: no row can be used")
    return list(upload.workloads)
