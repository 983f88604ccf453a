"""Log files priced on Apache Spark: rows go to the cluster, buckets come home."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from calculator.bulk.frames import REQUIRED
from calculator.bulk.writing import write_rows
from calculator.counterfactual.counting import count_for
from calculator.logbook.account import Account, account_of
from calculator.logbook.asked import Asked
from calculator.logbook.reading import Reading, opened
from calculator.logbook.spark_rows import kind_of, rows_of
from calculator.logbook.tally import Tally
from calculator.logs.files import named
from calculator.logs.found import Recognised, Rejected
from pricing.errors import LogError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from pricing.catalog import Catalog

LOCAL = "local[*]"
_CONVENTION = "columns as price_log takes them: totals include their parts, times in UTC seconds"


def price_files_on_spark(
    files: Sequence[str],
    asked: Asked,
    reading: Reading,
    *,
    master: str = LOCAL,
    rows: Path | None = None,
) -> Account:
    """Price log files on Spark; the result is the same to the last pico.

    CSV, JSON lines and Parquet whose columns are those of `price_log` are read by Spark itself,
    wherever they lie (`s3a://…`, `hdfs://…`); on a cluster also files of this machine, whose
    folder it must share. Files in any other format are first brought into that form on this
    machine, which a cluster elsewhere cannot see.

    Args:
        files: paths, folders, patterns, or addresses that Spark knows.
        asked: the question.
        reading: how to read the files, where they do not say.
        master: address of the cluster.
        rows: also write every row with its cost into this folder of `.parquet` or `.csv`.

    Raises:
        LogError: no Spark or Java; files that the cluster cannot see.
        UsageError, MissingRateError: as in `price_files`.
    """
    with ExitStack() as stack:
        session = stack.enter_context(_session(master))
        tally, frame = stack.enter_context(_read(session, files, reading, master, asked.catalog))
        if rows is not None:
            write_rows(frame, asked.book, rows)
        buckets = count_for([frame], asked.catalog, asked.targets, asked.labels)
    whole = Tally(buckets, tally.files, tally.rejected, tally.left_out, tally.moved_by)
    return account_of(whole, asked, reading)


@contextmanager
def _session(master: str) -> Iterator[SparkSession]:
    if importlib.util.find_spec("pyspark") is None:
        raise LogError("Spark is not installed: pip install 'tokenfare[spark]'")
    java = shutil.which("java") or os.environ.get("JAVA_HOME")
    if master.startswith("local") and not java:
        raise LogError("Spark needs Java 17 or newer, and there is no `java` on this machine")
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    builder = SparkSession.builder.master(master).appName("tokenfare")
    session = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    session.conf.set("spark.sql.session.timeZone", "UTC")
    try:
        yield session
    finally:
        if running is None:
            session.stop()


@contextmanager
def _read(
    session: SparkSession,
    files: Sequence[str],
    reading: Reading,
    master: str,
    catalog: Catalog,
) -> Iterator[tuple[Tally, DataFrame]]:
    """The rows as Spark sees them, and what is known of the files."""
    known = _as_they_are(files, reading, master)
    if known:
        told = [Recognised(file, "rows", "Rows", "usage", _CONVENTION) for file in known]
        yield _tally(told), rows_of(session, known)
        return
    if not master.startswith("local"):
        raise LogError(
            f"a cluster ({master}) reads CSV, JSON lines and Parquet with the columns "
            f"{', '.join(REQUIRED)} … where it can reach them; write such a file from any log with "
            "read_log(files).told.write_parquet('rows.parquet')"
        )
    with TemporaryDirectory(prefix="tokenfare-") as folder:
        place = str(Path(folder) / "rows.parquet")
        with opened(files, reading, catalog=catalog) as found:
            found.log.told_of(found.rows).write_parquet(place)
            left_out = found.log.left_out()
            tally = _tally(found.log.recognised, left_out, found.moved_by)
        yield tally, session.read.parquet(place)


def _tally(
    files: Sequence[Recognised], rejected: Sequence[Rejected] = (), moved_by: int = 0
) -> Tally:
    nothing: Any = None
    return Tally(nothing, tuple(files), tuple(rejected), tuple(rejected), moved_by)


def _as_they_are(files: Sequence[str], reading: Reading, master: str) -> list[str]:
    """The addresses that Spark can read itself; none where the files must be read first."""
    if reading != Reading(memory=reading.memory):
        return []
    if all("://" in file for file in files):
        return list(files)
    local = [path for file in files for path in named(file)]
    has = _has_columns if master.startswith("local") else _can_be_read
    return [str(path) for path in local] if all(map(has, local)) else []


def _can_be_read(path: Path) -> bool:
    """Whether a file is a table with our columns: what Spark reads of other kinds is another."""
    return _has_columns(path) or (kind_of(path.name) != "parquet" and _names_columns(path))


def _names_columns(path: Path) -> bool:
    """Whether the first line of a file names the columns that are needed."""
    import gzip
    from contextlib import suppress

    with (
        suppress(OSError, EOFError),
        (gzip.open if path.suffix == ".gz" else open)(path, "rb") as file,
    ):
        first = file.readline(1 << 16).decode("utf-8-sig", "replace")
        return all(re.search(rf'(^|[,\t{{ ])"?{name}"?\s*[,:\t\r\n]', first) for name in REQUIRED)
    return False


def _has_columns(path: Path) -> bool:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        schema = parquet.read_schema(path)
    except (OSError, pa.ArrowInvalid):
        return False
    return set(REQUIRED) <= set(schema.names) and pa.types.is_integer(schema.field("at").type)
