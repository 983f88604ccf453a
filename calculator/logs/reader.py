"""Any usage logs as one: files found, each recognised, all read by one SQL query."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from calculator.logs import sql
from calculator.logs.found import Recognised
from calculator.logs.log import Log
from pricing.errors import LogError

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from calculator.logs.choice import Choice
    from calculator.logs.format import LogFormat
    from calculator.logs.opened import Opened
    from calculator.logs.recognise import Fit

MEMORY = "400MB"
LEFT_OUT = {"type_pushdown", "build_side_probe_side"}
"""Optimizers of DuckDB that are not used. The first turns a TRY_CAST over a CSV scan into a cast
that fails; the second may take a log for smaller than the table that is laid beside it, and would
then hold all of the log in memory."""
Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


def read_log(  # noqa: PLR0913
    paths: Paths,
    *,
    as_: str | None = None,
    mapping: str | os.PathLike[str] | LogFormat | None = None,
    currency: str | None = None,
    timezone: str | None = None,
    start: datetime | None = None,
    salt: str | None = None,
    memory: str = MEMORY,
    quick: bool = False,
) -> Log:
    r"""Read usage logs of vendors, gateways and tools, and bills; formats may be mixed.

    Nothing is read but the first records until the rows of the result are asked for.

    Args:
        paths: files, folders or patterns: CSV, JSON, JSON lines, Parquet, gzip or zip of them.
        as_: id of the format of all files, where it is not to be recognised.
        mapping: a format of your own, or the YAML file it is written in. One that names no
            signs (`recognised_by`) is used for every file.
        currency: of amounts in files that do not name it, such as `CNY`.
        timezone: of times without an offset, and of days; instead of the format's own.
        start: when a log began whose times count from there, with its time zone.
        salt: what keys and people are hashed with; one of this machine's own where left out.
        memory: most that DuckDB may use.
        quick: read plain numbers of CSV files as such at once. Whatever stands in their place
            then costs its whole row, which is told by `Log.left_out`.

    Raises:
        LogError: no such file, an unknown format, a damaged or oversized file, no memory.
        SheetError: a mistake in the mapping, at its `file:line`.

    >>> from calculator import price_log
    >>> row = "2026-03-01T00:00:00Z,openai/gpt-5,10000,5000"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "log.csv"
    ...     _ = file.write_text(f"at,model,input_tokens,output_tokens\n{row}\n", "utf-8")
    ...     with read_log(file) as log:
    ...         print(price_log(log).totals["USD"].cost)
    $0.062500
    """
    from calculator.logs.choice import choose

    several = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    folder = Path(tempfile.mkdtemp(prefix="tokenfare-"))
    try:
        choice = choose(as_, mapping, currency, timezone, start)
        connection = _connection(folder, memory, salt)
        return _read(connection, [str(path) for path in several], folder, choice, quick=quick)
    except BaseException:  # whatever ends it, nothing is left behind
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _read(
    connection: DuckDBPyConnection,
    paths: Iterable[str],
    folder: Path,
    choice: Choice,
    *,
    quick: bool,
) -> Log:
    from calculator.logs.assemble import define_views, parts_of
    from calculator.logs.files import log_files
    from calculator.logs.opened import open_file

    opened = []
    for file in log_files(paths, folder):
        looked = open_file(connection, file, folder)
        fit = choice.fit(looked.seen)
        looked = looked.named(fit)
        opened.append((looked.typed(fit) if quick else looked, fit))
    parts = parts_of(opened, choice.currency)
    define_views(connection, parts)
    told = [_told(looked, fit) for looked, fit in opened]
    return Log(connection, parts, told, folder, choice.currency)


def _told(looked: Opened, fit: Fit) -> Recognised:
    from calculator.logs.words import convention

    form = fit.form
    return Recognised(looked.seen.shown, form.id, form.name, form.holds, convention(form))


def _connection(folder: Path, memory: str, salt: str | None) -> DuckDBPyConnection:
    import duckdb

    from calculator.logs.guard import SALT, own_salt

    connection = duckdb.connect()
    known = {name for (name,) in connection.execute("FROM duckdb_optimizers()").fetchall()}
    off = ",".join(sorted(known & LEFT_OUT))
    settings = {
        "TimeZone": "UTC",
        "temp_directory": str(folder),
        "disabled_optimizers": off,
        "autoinstall_known_extensions": "false",
        "enable_progress_bar": "true",
        "enable_progress_bar_print": "false",
    }
    for name, value in settings.items():
        connection.execute(f"SET {name} = {sql.text(value)}")
    try:
        connection.execute(f"SET memory_limit = {sql.text(memory)}")
    except duckdb.ParserException:
        raise LogError(f"{memory!r} is not an amount of memory such as 500MB or 2GB") from None
    connection.execute(f"SET VARIABLE {SALT} = {sql.text(salt or own_salt())}")
    return connection
