"""A log as the engine sees it: any frame, its known columns found, checked and made plain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import narwhals.stable.v2 as nw

from pricing.errors import UsageError, did_you_mean

REQUIRED = ("at", "model", "input_tokens", "output_tokens")
COUNTS = (
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_long_tokens",
    "reasoning_tokens",
    "requests",
    "web_searches",
    "cache_token_hours",
    "citation_tokens",
)
HINTS = ("input_over", "input_up_to")
"""Bounds of the size of each request of a row that sums up several."""
NAMES = ("provider", "model", "service_tier")
LABELS = ("key", "tag", "user")
TEXTS = (*NAMES, "reject", *LABELS, "billed_currency")
TIMES = ("at", "until")
BILLED = ("billed_amount", "billed_currency")
COLUMNS = (*TIMES, *TEXTS, "thinking", *COUNTS, *HINTS, *BILLED, "listed_amount")
FAR = 2.0**60
"""What no count or time reaches: beyond it a float does not fit 64 bits."""
ACCEPTED = "a pandas, Polars, Arrow or PySpark frame, a DuckDB relation, or a log that was read"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a log on their own engine; whole numbers are int64, times UTC seconds."""

    frame: nw.LazyFrame[Any]
    columns: frozenset[str]
    """Which of the known columns there are."""
    engine: str
    """`duckdb`, which counts pandas and Arrow frames too, `polars`, `pyspark`, or another name
    narwhals gives."""
    in_memory: bool


def open_rows(log: Any) -> Rows:
    """See a log as rows.

    Raises:
        UsageError: not a frame, a column is missing or cannot hold what it must.
    """
    frame = _frame(log)
    names = frame.collect_schema().names()
    for name in REQUIRED:
        if name not in names:
            hint = did_you_mean(name, names)
            raise UsageError(
                f"the log has no column {name!r}{hint}; a row needs {', '.join(REQUIRED)}"
            )
    rows = _plain(_on_its_engine(frame))
    return _in_duckdb(rows) if rows.engine == "pyarrow" else rows


def _on_its_engine(frame: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> Rows:
    engine = frame.implementation.value
    if isinstance(frame, nw.LazyFrame):
        return Rows(frame, frozenset(), engine, in_memory=False)
    if engine != "polars":
        frame, engine = _as_arrow(frame), "pyarrow"
    return Rows(frame.lazy(), frozenset(), engine, in_memory=True)


def _in_duckdb(rows: Rows) -> Rows:
    """Arrow's columns counted by DuckDB, which takes them as they lie in half of Arrow's time."""
    import duckdb

    relation = duckdb.connect().from_arrow(rows.frame.collect("pyarrow").to_native())
    return replace(rows, frame=nw.from_native(relation), engine="duckdb")


def _frame(log: Any) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
    try:
        return nw.from_native(log)  # type: ignore[no-any-return]
    except TypeError:
        inner = getattr(log, "relation", None)
        if inner is None:
            said = f"a log is {ACCEPTED}, not a {type(log).__name__}"
            raise UsageError(said) from None
        return nw.from_native(inner)  # type: ignore[no-any-return]


def _as_arrow(frame: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """The known columns in Arrow, where a missing number is a null and a text has one type."""
    import pyarrow as pa

    try:
        table = frame.select(c for c in frame.columns if c in COLUMNS).to_arrow()
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise UsageError(f"a column of the log holds values of several types: {error}") from None
    empty = [f.name for f in table.schema if f.type == pa.null() and f.name not in REQUIRED]
    table = table.drop_columns(empty)
    for i, field in enumerate(table.schema):
        if field.type in (pa.large_string(), pa.string_view()) or pa.types.is_dictionary(
            field.type
        ):
            table = table.set_column(i, field.name, table[i].cast(pa.string()))
    return nw.from_native(table, eager_only=True)


def _plain(rows: Rows) -> Rows:
    """Only sound types: int64 counts, UTC seconds, text labels; columns without values left out."""
    schema = {**rows.frame.collect_schema(), **_nanoseconds(rows)}
    present = {
        n: d for n, d in schema.items() if n in COLUMNS and (d != nw.Unknown or n in REQUIRED)
    }
    for name in TIMES:
        dtype = present.get(name)
        if isinstance(dtype, nw.Datetime):
            rows = _in_seconds(rows, name, dtype)
        elif dtype not in (None, nw.Unknown) and not dtype.is_numeric():
            raise UsageError(f"{name} is {dtype}: give UTC seconds, or a timestamp with its zone")
    casts = [*_texts(present), *_thinking(present), *_whole(rows, present)]
    frame = rows.frame.with_columns(*casts) if casts else rows.frame
    return replace(rows, frame=frame, columns=frozenset(present))


def _texts(present: dict[str, Any]) -> list[nw.Expr]:
    return [nw.col(n).cast(nw.String) for n, d in present.items() if n in TEXTS and d != nw.String]


def _thinking(present: dict[str, Any]) -> list[nw.Expr]:
    dtype = present.get("thinking")
    if dtype is None or dtype == nw.Boolean:
        return []
    if dtype.is_integer():
        return [nw.col("thinking") != 0]
    raise UsageError(f"thinking is {dtype}: write true, false or nothing")


def _whole(rows: Rows, present: dict[str, Any]) -> list[nw.Expr]:
    casts = []
    for name in (*COUNTS, *HINTS, *TIMES):
        dtype = present.get(name, nw.Int64)
        if dtype == nw.Int64 or isinstance(dtype, nw.Datetime):
            continue
        if dtype.is_float() and rows.in_memory:
            _check_whole(rows, name)
            casts.append(nw.col(name).clip(-FAR, FAR).cast(nw.Int64))
            continue
        if not (dtype.is_integer() or dtype == nw.Unknown or _whole_decimal(dtype)):
            raise UsageError(f"{name} is {dtype}: cast it to whole numbers first")
        casts.append(nw.col(name).cast(nw.Int64))
    return casts


def _whole_decimal(dtype: Any) -> bool:
    return isinstance(dtype, nw.Decimal) and dtype.scale == 0


def _check_whole(rows: Rows, name: str) -> None:
    """Numbers with a point are let through where each is whole: pandas makes them of gaps."""
    column = rows.frame.select(name).collect()[name].drop_nulls()
    odd = column.filter(column % 1 != 0)
    if len(odd):
        raise UsageError(f"{name} holds {odd[0]}, which is not a whole number")


def _nanoseconds(rows: Rows) -> dict[str, Any]:
    """The times of DuckDB whose type narwhals does not know."""
    if rows.engine != "duckdb":
        return {}
    native = rows.frame.to_native()
    kinds = zip(native.columns, map(str, native.types), strict=True)
    return {name: nw.Datetime("ns", "UTC") for name, kind in kinds if kind == "TIMESTAMPTZ_NS"}


def _in_seconds(rows: Rows, name: str, dtype: nw.Datetime) -> Rows:
    if dtype.time_zone is None:
        raise UsageError(
            f"{name} has no time zone: prices change by the hour, so say which clock, "
            "or give UTC seconds"
        )
    if rows.engine == "duckdb":
        seconds = f'epoch_us(CAST("{name}" AS TIMESTAMPTZ)) // 1000000'
        native = rows.frame.to_native().project(f'* REPLACE ({seconds} AS "{name}")')
        return replace(rows, frame=nw.from_native(native))
    if rows.engine.startswith("pyspark"):
        native = rows.frame.to_native()
        return replace(
            rows, frame=nw.from_native(native.withColumn(name, native[name].cast("long")))
        )
    whole = nw.col(name).dt.timestamp("us") // 1_000_000
    return replace(rows, frame=rows.frame.with_columns(whole.alias(name)))
