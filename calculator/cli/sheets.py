"""`sheets …`: look after the price sheets."""

from __future__ import annotations

import typer

from calculator.cli import check, coverage, diff, history, parity, peers

app = typer.Typer(help="Look after the price sheets.", no_args_is_help=True)
app.command("check")(check.check_command)
app.command("lock")(check.lock_command)
app.command("diff")(diff.diff_command)
app.command("history")(history.history_command)
app.command("parity")(parity.parity_command)
app.command("coverage")(coverage.coverage_command)
app.command("compare-sources")(peers.compare_sources_command)
app.command("import")(peers.import_command)
