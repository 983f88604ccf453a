"""`log` at work: the engine chosen, the way shown, the files written whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from calculator.files import clear
from calculator.logbook import Account, Reading, price_files, price_files_in
from calculator.logbook.asked import Asked
from calculator.logbook.outputs import KINDS, write_account, write_folder
from pricing.errors import UsageError

if TYPE_CHECKING:
    from calculator.logbook.watch import Tell

ENGINES = ("duckdb", "spark")
ROW_KINDS = (".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done.

    Raises:
        UsageError: options that do not go together.
    """

    files: list[str]
    asked: Asked
    reading: Reading
    out: str | None
    rows: bool
    focus: Path | None
    engine: str
    master: str | None

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise UsageError(f"--engine is duckdb or spark, not {self.engine!r}")
        if self.master and self.engine != "spark":
            raise UsageError("--master is the address of a Spark cluster: add --engine spark")
        if self.rows and self.out is None:
            raise UsageError("--rows writes every row: say where with --out rows.parquet")
        if self.folder and self.engine == "spark":
            raise UsageError("parts of files are kept by DuckDB alone: give --out a file on Spark")
        kinds = ROW_KINDS if self.rows else KINDS
        if self.file and self.file.suffix not in kinds:
            raise UsageError(f"--out {self.file}: write {', '.join(kinds)}, or a folder: out/")

    @property
    def folder(self) -> Path | None:
        """Where parts are kept: an `--out` that is a folder, or looks like one."""
        if self.out is None:
            return None
        path = Path(self.out)
        looks = self.out.endswith(("/", "\\")) or not path.suffix
        return path if looks or (path.is_dir() and self.engine == "duckdb") else None

    @property
    def file(self) -> Path | None:
        return None if self.out is None or self.folder else Path(self.out)


def account_of(work: Work) -> Account:
    """Do it.

    Raises:
        LogError, UsageError, MissingRateError: as in `price_files`.
    """
    rows = work.file if work.rows else None
    if rows is not None:
        rows.parent.mkdir(parents=True, exist_ok=True)
        clear(rows.parent, rows.name)
    if work.engine == "spark":
        from calculator.logbook.spark import LOCAL, price_files_on_spark

        master = work.master or LOCAL
        return price_files_on_spark(work.files, work.asked, work.reading, master=master, rows=rows)
    with progress_bar() as tell:
        if work.folder:
            return price_files_in(
                work.folder, work.files, work.asked, work.reading, rows=work.rows, tell=tell
            )
        return price_files(work.files, work.asked, work.reading, rows=rows, tell=tell)


def write(account: Account, work: Work) -> None:
    """Write what was asked for, besides the rows; what says that all is complete comes last.

    Raises:
        UsageError: another kind of file.
    """
    if work.focus is not None:
        from calculator.focus import write_focus

        asked = work.asked
        clear(work.focus.parent, work.focus.name)
        write_focus(account.for_focus(), work.focus, currency=asked.currency, fx=asked.fx)
    if work.folder:
        write_folder(account, work.folder)
    elif work.file and not work.rows:
        clear(work.file.parent, work.file.name)
        write_account(account, work.file)


@contextmanager
def progress_bar() -> Iterator[Tell | None]:
    """Who is to be told how far the work is: a bar on a terminal, nobody elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda what, done: bar.update(task, description=what, completed=done)
