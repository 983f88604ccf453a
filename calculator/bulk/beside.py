"""A small table laid beside a log, on the log's own engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from calculator.bulk.frames import Rows

if TYPE_CHECKING:
    import pyarrow as pa

JOINABLE = ("duckdb", "polars", "pyspark", "pyspark[connect]")


@contextmanager
def beside(rows: Rows, table: pa.Table) -> Iterator[nw.LazyFrame[Any]]:
    """The table as a frame of the log's engine, for as long as the block lasts."""
    if rows.engine == "duckdb":
        with TemporaryDirectory(prefix="tokenfare-") as folder:
            yield _in_duckdb(rows, table, Path(folder) / "table.parquet")
    elif rows.engine == "polars":
        import polars as pl

        yield nw.from_native(pl.DataFrame(pl.from_arrow(table))).lazy()
    else:
        yield _in_spark(rows, table)


def _in_duckdb(rows: Rows, table: pa.Table, file: Path) -> nw.LazyFrame[Any]:
    """Through a file: the one way into a relation's connection, which it does not show.

    DuckDB takes what comes out of a list for a single row. It would otherwise hold a log in memory
    whose number of rows it guesses to be less than the table's.
    """
    import pyarrow.parquet as pq

    pq.write_table(table, file)
    quoted = str(file).replace("'", "''")
    listed = f"SELECT list(t) AS rows FROM read_parquet('{quoted}') AS t"
    asked = f"SELECT unnest(rows, recursive := true) FROM ({listed})"
    relation = rows.frame.to_native().query("log", asked)
    return nw.from_native(relation)  # type: ignore[no-any-return]


def _in_spark(rows: Rows, table: pa.Table) -> nw.LazyFrame[Any]:
    import pyarrow as pa
    from pyspark.sql.types import LongType, StringType, StructField, StructType

    kinds = [LongType() if pa.types.is_integer(f.type) else StringType() for f in table.schema]
    fields = [StructField(n, k) for n, k in zip(table.column_names, kinds, strict=True)]
    session = rows.frame.to_native().sparkSession
    values = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    return nw.from_native(session.createDataFrame(values, StructType(fields)))  # type: ignore[no-any-return]
