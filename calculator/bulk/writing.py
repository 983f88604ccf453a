"""A log with a cost beside each row, in a file that is whole or not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw

from calculator.bulk.frames import Rows, open_rows
from calculator.bulk.known import Book
from calculator.bulk.rows import costed
from calculator.files import aside
from pricing.errors import UsageError

POSITION = "_position"
MEMORY = "500MB"
"""What DuckDB may hold at once where the log is a frame; a relation keeps its own limit."""


def write_rows(log: Any, book: Book, path: Path) -> None:
    """Write a log's rows with their costs to a `.parquet` or `.csv` file; Spark makes a folder.

    The file appears when it is complete: it is written beside its place and then renamed.

    Raises:
        UsageError: another kind of file; a column of the log that is in the way.
    """
    if path.suffix not in (".parquet", ".csv"):
        raise UsageError(f"{path}: rows are written as .parquet or .csv")
    rows = _on_disk_engine(open_rows(log), log)
    with costed(rows, book) as frame, aside(path) as file:
        shown = _spreadsheet_safe(frame) if path.suffix == ".csv" else frame
        write = _from_duckdb if rows.engine == "duckdb" else _from_spark
        write(shown.to_native(), file, path.suffix)


def _from_duckdb(relation: Any, file: Path, kind: str) -> None:
    """In the order of the log, which a join does not keep."""
    ordered = relation.order(POSITION).project(f"* EXCLUDE ({POSITION})")
    if kind == ".csv":
        ordered.write_csv(str(file))
    else:
        ordered.write_parquet(str(file), compression="zstd")


def _from_spark(frame: Any, folder: Path, kind: str) -> None:
    if kind == ".csv":
        frame.write.csv(str(folder), header=True)
    else:
        frame.write.parquet(str(folder), compression="zstd")


def _on_disk_engine(rows: Rows, log: Any) -> Rows:
    """The rows where they can be streamed to a file: frames in memory are handed to DuckDB."""
    if rows.engine.startswith("pyspark"):
        return rows
    if rows.engine == "duckdb":
        counted = rows.frame.to_native().project(f"*, row_number() OVER () AS {POSITION}")
        return replace(rows, frame=nw.from_native(counted))
    import duckdb

    frame = nw.from_native(log)
    table = (frame.collect() if isinstance(frame, nw.LazyFrame) else frame).to_arrow()
    plain = rows.frame.select(*rows.columns).collect().to_arrow()
    for name in rows.columns:
        table = table.set_column(table.column_names.index(name), name, plain[name])
    relation = duckdb.connect(config={"memory_limit": MEMORY}).from_arrow(table)
    return _on_disk_engine(open_rows(relation), relation)


def _spreadsheet_safe(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Texts that a spreadsheet would run as a formula, with an apostrophe before them."""
    schema = frame.collect_schema()
    safe = {}
    for name in (n for n, dtype in schema.items() if dtype == nw.String):
        text = nw.col(name)
        formula = nw.any_horizontal(
            *(text.str.starts_with(sign) for sign in "=+-@\t\r"), ignore_nulls=True
        )
        safe[name] = nw.when(formula).then(nw.concat_str(nw.lit("'"), text)).otherwise(text)
    return frame.with_columns(**safe)
