"""The one expression that puts each row into a price bucket, on any engine."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Any

import narwhals.stable.v2 as nw

from calculator.bulk.bounds import NAME_ID, NAME_KEYS, bound_columns, bounds_of
from calculator.bulk.cuts import DAY, Cuts
from calculator.bulk.digits import SUMMED, Picked, steps
from calculator.bulk.frames import COUNTS, HINTS, NAMES, REQUIRED, Rows
from calculator.bulk.layout import OFF_INFERRED, UNKNOWN, Layout
from calculator.bulk.rejects import UNCOUNTED, verdict
from pricing.lines import NO_LIMIT

BUCKET, TEXT = "_bucket", "_text"
"""Columns: the number of a row's bucket; and what else tells it apart, mostly nothing."""
SEPARATOR = "\x1f"
UNREADABLE = 100
"""Minus this is the number of a row that could not be read; the text says why."""


def prepared(rows: Rows, gaps: Collection[str] = NAMES) -> nw.LazyFrame[Any]:
    """The rows with their day and the texts that name their price, and without most gaps.

    What a row must have is left as it is: `verdict` refuses a gap there.

    Args:
        rows: the log.
        gaps: those of the names that are given without gaps, under `NAME_KEYS`; to copy texts
            costs an engine more than to count.
    """
    filled: dict[str, Any] = {}
    for name in (*COUNTS, *HINTS):
        if name in rows.columns and name not in REQUIRED:
            filled[name] = nw.col(name).fill_null(_MISSING.get(name, 0))
    if "requests" in rows.columns:
        filled[UNCOUNTED] = nw.col("requests").is_null()
    for name, key in NAME_KEYS.items():
        if name in rows.columns and name in gaps:
            filled[key] = _without_gaps(name)
    if "until" in rows.columns:
        filled["_until"] = nw.col("until").fill_null(0)
    filled["_mode"] = _mode(rows.columns)
    frame = _with_day(rows.frame.with_columns(**filled), rows.engine)
    return frame.with_columns(_second=nw.col("at") - nw.col("_day") * DAY + 1)


def _with_day(frame: nw.LazyFrame[Any], engine: str) -> nw.LazyFrame[Any]:
    """The UTC day of each row's time; DuckDB's whole division needs no help for sound times."""
    if engine == "duckdb":
        native = frame.to_native().project(f'*, "at" // {DAY} AS "_day"')
        return nw.from_native(native)  # type: ignore[no-any-return]
    return frame.with_columns(_day=nw.col("at") // DAY)


def _without_gaps(name: str) -> Any:
    return nw.col(name).fill_null("standard" if name == "service_tier" else "")


_MISSING = {
    "requests": 1,
    "input_over": -1,
    "input_up_to": NO_LIMIT,
}
"""What stands for an absent number, where that is not nothing."""


def _mode(columns: frozenset[str]) -> Any:
    """Which of the modes of `layout` a row ran in."""
    judged: Any = nw.lit(UNKNOWN)
    if "reasoning_tokens" in columns:
        reasoning = nw.col("reasoning_tokens")
        on = (reasoning > 0).cast(nw.Int64) + OFF_INFERRED
        judged = nw.when(reasoning.is_null()).then(nw.lit(UNKNOWN)).otherwise(on)
    if "thinking" in columns:
        said = nw.col("thinking")
        judged = nw.when(said.is_null()).then(judged).otherwise(said.cast(nw.Int64))
    return judged


def numbered(
    rows: Rows,
    layout: Layout,
    union: Cuts,
    table: nw.LazyFrame[Any] | None,
    *,
    gaps: Collection[str],
    complete: bool,
) -> nw.LazyFrame[Any]:
    """The rows with the number of their bucket, and the text that some need beside it.

    Args:
        rows: the log.
        layout: the digits of the number.
        union: the cuts of all offers, for rows whose name the table does not hold.
        table: names with cuts of their own, on the rows' engine.
        gaps: those of the names that some rows do not tell.
        complete: whether the table holds every name there is.
    """
    columns = rows.columns
    frame = prepared(rows, gaps)
    name, picked = nw.lit(0), Picked(None, bounds_of(union), nw.lit(True))
    if table is not None:
        present = {name: key for name, key in NAME_KEYS.items() if name in columns}
        said = [key if name in gaps else name for name, key in present.items()]
        frame = frame.join(table, left_on=said, right_on=[*present.values()], how="left")
        name, own = nw.col(NAME_ID), bound_columns(table)
        picked = Picked(own, None, nw.lit(False))
        if not complete:
            unknown = nw.col(NAME_ID).is_null()
            picked, name = Picked(own, bounds_of(union), unknown), name.fill_null(0)
    for added in steps(picked, layout, columns):
        frame = frame.with_columns(**added)
    number = _number(layout, name.cast(nw.Int64))
    return frame.with_columns(**_bucket(columns, picked, number, complete=complete))


def has_text(columns: frozenset[str], *, complete: bool) -> bool:
    """Whether some rows may need a text beside the number of their bucket."""
    return not complete or "until" in columns or "reject" in columns


def _number(layout: Layout, name: Any) -> Any:
    digits = {digit: nw.col(f"_{digit}") for digit in layout.digits}
    uncounted = nw.col(UNCOUNTED).cast(nw.Int64) if layout.several else nw.lit(0)
    return layout.pack(digits | {"name": name, "fees": _fees(layout), "uncounted": uncounted})


def _fees(layout: Layout) -> Any:
    """A bit for each counted thing that a row has any of."""
    some = [nw.col(fee) > 0 for fee in layout.fees]
    if not some:
        return nw.lit(0)
    bits: Any = nw.lit(0)
    for i, any_of_it in enumerate(some):
        bits = bits + any_of_it.cast(nw.Int64) * 2**i
    return nw.when(reduce(or_, some)).then(bits).otherwise(nw.lit(0))


def _bucket(
    columns: frozenset[str], picked: Picked, number: Any, *, complete: bool
) -> dict[str, Any]:
    number = verdict(columns, number)
    if "reject" in columns:
        unread = nw.lit(-UNREADABLE).cast(nw.Int64)
        number = nw.when(nw.col("reject").is_null()).then(number).otherwise(unread)
    if not has_text(columns, complete=complete):
        return {BUCKET: number}
    return {BUCKET: number, TEXT: _text(columns, picked.unknown)}


def _text(columns: frozenset[str], unknown: Any) -> Any:
    """Start and end of a period and the unknown names of a row; or why it could not be read."""
    nothing, parts, special = nw.lit(""), [nw.lit("0"), nw.lit("0")], unknown
    if "until" in columns:
        summed = nw.col(SUMMED)
        special = unknown | summed
        edges = (nw.col("at"), nw.col("_until"))
        parts = [nw.when(summed).then(e).otherwise(nw.lit(0)).cast(nw.String) for e in edges]
    for name in NAME_KEYS:
        said = nw.when(unknown).then(_without_gaps(name)).otherwise(nothing)
        parts.append(said if name in columns else nothing)
    text = nw.when(special).then(nw.concat_str(*parts, separator=SEPARATOR)).otherwise(nothing)
    if "reject" not in columns:
        return text
    return nw.when(nw.col("reject").is_null()).then(text).otherwise(nw.col("reject"))
