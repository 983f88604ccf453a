"""Counting a log: its names looked at first, rows grouped on their engine, buckets brought home."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from calculator.bulk.beside import JOINABLE, beside
from calculator.bulk.buckets import BUCKET, NAME_KEYS, PERIOD_KEYS, numbered, table_of
from calculator.bulk.cuts import DAY, WHOLE, Cuts
from calculator.bulk.frames import COUNTS, NAMES, Rows
from calculator.bulk.known import Book, Name
from calculator.bulk.layout import NAMES as MOST_NAMES
from calculator.bulk.layout import Layout, layout_for
from pricing.errors import UsageError
from pricing.lines import NO_LIMIT

LOOK_AT = 100_000
"""Rows of a log too large for memory that are looked at for names."""
FULL = 2.0**62
"""Sums of this size are near the end of 64 bits, where some engines start again below zero."""
SIZES = ("input", "output", "input_reach", "output_reach")


def count(rows: Rows, book: Book, labels: Sequence[str] = ()) -> pa.Table:
    """One row for each price bucket of a log: what stands for its rows, and their sums.

    Columns: the names as the log says them, `reject`, `unreadable`, labels; `second`, `until`,
    `mode`, the sizes and fees of a request that stands for all; the sums; `rows`, `largest`.

    Raises:
        UsageError: a label is not a column; sums that 64 bits cannot hold.
    """
    for label in labels:
        if label not in rows.columns:
            raise UsageError(f"the log has no column {label!r} to group by")
    names, complete = look(rows)
    cuts = [book.cuts(name) for name in names]
    other = WHOLE if complete else book.union
    layout = layout_for([other, *cuts], rows.columns)
    table = pa.table(table_of(names, cuts)) if names else None
    with beside(rows, table) if table is not None else nullcontext() as joined:
        frame = numbered(rows, layout, other, joined, complete=complete)
        keys = [BUCKET, *_keys(rows, labels, named=not complete)]
        found = _collected(rows, _grouped(rows, frame, keys))
    return _told(_checked(found), layout, names, [other, *cuts])


def look(rows: Rows) -> tuple[list[Name], bool]:
    """Names at the head of a log, and whether they are all: an engine is told their cuts."""
    if rows.engine not in JOINABLE:
        return [], False
    head = rows.frame if rows.in_memory else rows.frame.head(LOOK_AT)
    present = [name for name in NAMES if name in rows.columns]
    gaps = {n: nw.col(n).fill_null("standard" if n == "service_tier" else "") for n in present}
    table = head.select(**gaps).unique().collect("pyarrow").to_native()
    columns = [
        table[n].to_pylist() if n in present else [_unsaid(n)] * len(table) for n in NAMES
    ]
    names = sorted(zip(*columns, strict=True))[: MOST_NAMES - 1]
    return names, rows.in_memory and len(names) == len(table)


def _unsaid(name: str) -> str:
    return "standard" if name == "service_tier" else ""


def _keys(rows: Rows, labels: Sequence[str], *, named: bool) -> list[str]:
    texts = [key for name, key in NAME_KEYS.items() if name in rows.columns] if named else []
    period = PERIOD_KEYS if "until" in rows.columns else ()
    unreadable = ["reject"] if "reject" in rows.columns else []
    return [*texts, *period, *unreadable, *labels]


def _grouped(
    rows: Rows, frame: nw.LazyFrame[Any], keys: Sequence[str]
) -> nw.LazyFrame[Any]:
    """Sums of the counts; where an engine wraps or refuses, of sound rows, with a float beside."""
    present = [name for name in COUNTS if name in rows.columns]
    ready: dict[str, Any] = {}
    sums = [nw.len().alias("rows"), nw.col("_alone").max().alias("largest")]
    alone = nw.col("input_tokens")
    if "requests" in rows.columns:
        alone = nw.when(nw.col("requests") == 1).then(alone).otherwise(nw.lit(0))
    if rows.engine != "duckdb":
        sound = nw.col(BUCKET) >= 0
        for name in present:
            ready[name] = nw.when(sound).then(nw.col(name)).otherwise(nw.lit(0))
            ready[f"_wide_{name}"] = ready[name].cast(nw.Float64)
    named = [*present, *(name for name in ready if name[0] == "_")]
    sums += [nw.col(name).sum() for name in named]
    return frame.with_columns(_alone=alone, **ready).group_by(*keys).agg(*sums)


def _collected(rows: Rows, grouped: nw.LazyFrame[Any]) -> pa.Table:
    if rows.engine == "polars":
        return grouped.collect("polars", engine="streaming").to_arrow()
    return grouped.collect("pyarrow").to_native()


def _checked(found: pa.Table) -> pa.Table:
    """The sums as int64, those of refused rows as nothing.

    Raises:
        UsageError: a sum beyond 64 bits.
    """
    refused = pc.less(found[BUCKET], 0)
    for name in found.column_names:
        if name.startswith("_wide_"):
            if len(found) and pc.max(found[name]).as_py() >= FULL:
                raise _too_much(name.removeprefix("_wide_"))
            found = found.drop_columns(name)
        elif name in COUNTS:
            kept = pc.if_else(refused, pa.scalar(0, found[name].type), found[name])
            try:
                whole = pc.cast(kept, pa.int64())
            except pa.ArrowInvalid:
                raise _too_much(name) from None
            found = found.set_column(found.column_names.index(name), name, whole)
    return found


def _too_much(name: str) -> UsageError:
    return UsageError(
        f"{name} of one offer and day add up to more than 64 bits hold: check their unit"
    )


def _told(
    found: pa.Table, layout: Layout, names: list[Name], cuts: list[Cuts]
) -> pa.Table:
    """Buckets in plain words: names and seconds instead of a packed number."""
    number = found[BUCKET].to_numpy()
    digits = layout.unpack(np.maximum(number, 0))
    own = digits["name"]
    told = _names(found, own, names)
    day_start = digits["day"] * DAY + _grid(cuts, "starts", layout.slots)[own, digits["slot"]]
    period_end = found["_until"].to_numpy() if "_until" in found.column_names else 0 * number
    if "_from" in found.column_names:
        day_start = np.where(period_end > 0, found["_from"].to_numpy(), day_start)
    told |= {"reject": np.maximum(-number, 0), "second": day_start, "until": period_end}
    for side in ("input", "output"):
        grid = _grid(cuts, f"{side}s", getattr(layout, f"{side}s"))
        reach = digits[f"{side}_reach"]
        told[side] = grid[own, digits[side]]
        told[f"{side}_reach"] = np.where(reach > 0, grid[own, np.maximum(reach - 1, 0)], 0)
    told |= {"mode": digits["mode"], **{f"any_{fee}": digits[fee] for fee in layout.fees}}
    if "reject" in found.column_names:
        told["unreadable"] = found["reject"]
    rest = {n: found[n] for n in found.column_names if n[0] != "_" and n != "reject"}
    return pa.table(told | rest)


def _names(found: pa.Table, own: Any, names: list[Name]) -> dict[str, Any]:
    """The three texts of each bucket's name: from the table of names, or from the log itself."""
    told: dict[str, Any] = {}
    for i, (name, key) in enumerate(NAME_KEYS.items()):
        listed = pa.array([_unsaid(name), *(n[i] for n in names)]).take(pa.array(own))
        if key in found.column_names:
            listed = pc.if_else(pa.array(own > 0), listed, pc.cast(found[key], pa.string()))
        told[name] = listed
    return told


def _grid(cuts: list[Cuts], side: str, width: int) -> Any:
    """Bounds of every name in a row of equal width, the last one repeated."""
    rows = [getattr(c, side) for c in cuts]
    return np.array([[*row, *[row[-1]] * (width - len(row))] for row in rows], dtype=np.int64)
