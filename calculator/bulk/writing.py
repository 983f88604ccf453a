"""A log with a cost beside each row, in a file that is whole or not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from calculator.bulk.frames import Rows, open_rows
from calculator.bulk.known import Book
from calculator.bulk.rows import costed
from calculator.files import aside
from pricing.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

POSITION = "_position"
PIECE = 1 << 16
"""Rows that are put in order together."""
MOST_WAITING = 8 * PIECE
"""Rows that may wait for those before them."""
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
    """In the order of the log, a piece at a time: to sort all of it would fill memory and disk."""
    try:
        _copied(relation, file, kind)
    except _Shuffled:  # the engine has laid the rows beside a table the other way round
        _copied(relation.order(POSITION), file, kind)


def _copied(relation: Any, file: Path, kind: str) -> None:
    import duckdb
    import pyarrow as pa

    # One thread writes: the same bytes on every run.
    with (
        relation.to_arrow_reader(PIECE) as read,
        duckdb.connect(config={"threads": 1, "memory_limit": MEMORY}) as writer,
    ):
        schema = read.schema.remove(read.schema.get_field_index(POSITION))
        pieces = _Told(in_order(read, POSITION))
        ordered = writer.from_arrow(pa.RecordBatchReader.from_batches(schema, pieces))
        try:
            if kind == ".csv":
                ordered.write_csv(str(file))
            else:
                ordered.write_parquet(str(file), compression="zstd")
        except duckdb.Error:
            if pieces.error is not None:
                raise pieces.error from None
            raise


class _Shuffled(Exception):
    """Rows do not come in anything like the order of their positions."""


class _Told:
    """Pieces that remember the error with which they end: an engine tells it as one of its own."""

    def __init__(self, pieces: Iterator[pa.RecordBatch]) -> None:
        self._pieces = pieces
        self.error: Exception | None = None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._pieces
        except Exception as error:  # Arrow tells of it in other words: kept for who asked
            self.error = error
            raise


def in_order(pieces: Iterable[pa.RecordBatch], position: str) -> Iterator[pa.RecordBatch]:
    """Rows by their position, which is left out.

    A join shuffles rows only within the few thousand that it looks up together: what comes too
    early waits.

    Args:
        pieces: the rows, each numbered from 1 on.
        position: the column of the numbers.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    due, waiting = 1, None
    for piece in pieces:
        table = pa.Table.from_batches([piece])
        if waiting is not None:
            table = pa.concat_tables([waiting, table]).sort_by(position)
        places = pa.array(range(due, due + len(table)), table[position].type)
        if not pc.all(pc.equal(table[position], places)).as_py():
            table = table.sort_by(position)
        ready = pc.sum(pc.equal(table[position], places)).as_py() or 0
        yield from table.slice(0, ready).drop_columns(position).to_batches()
        due, waiting = due + ready, table.slice(ready) if ready < len(table) else None
        if waiting is not None and len(waiting) > MOST_WAITING:
            raise _Shuffled
    if waiting is not None:
        yield from waiting.drop_columns(position).to_batches()


def _from_spark(frame: Any, folder: Path, kind: str) -> None:
    if kind == ".csv":
        frame.write.csv(str(folder), header=True)
    else:
        frame.write.parquet(str(folder), compression="zstd")


def _on_disk_engine(rows: Rows, log: Any) -> Rows:
    """The rows where they can be streamed to a file: frames in memory are handed to DuckDB."""
    if rows.engine.startswith("pyspark"):
        return rows
    if not rows.in_memory and rows.engine == "duckdb":
        counted = rows.frame.to_native().project(f"*, row_number() OVER () AS {POSITION}")
        return replace(rows, frame=nw.from_native(counted))
    import duckdb

    frame = nw.from_native(log)
    table = (frame.collect() if isinstance(frame, nw.LazyFrame) else frame).to_arrow()
    plain = rows.frame.select(*rows.columns).collect().to_arrow()
    for name in rows.columns:
        table = table.set_column(table.column_names.index(name), name, plain[name])
    connection = duckdb.connect(config={"memory_limit": MEMORY})
    connection.execute("SET disabled_optimizers = 'build_side_probe_side'")
    relation = connection.from_arrow(table)
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
