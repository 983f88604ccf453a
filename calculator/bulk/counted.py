"""Counting a log: rows grouped on their own engine, and the buckets brought home."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from calculator.bulk.buckets import BUCKET, NAME_KEYS, UNREADABLE
from calculator.bulk.cuts import DAY, Cuts
from calculator.bulk.frames import BILLED, COUNTS, Rows
from calculator.bulk.known import Book, Name
from calculator.bulk.numbering import Numbered, numbering, unsaid
from calculator.bulk.rejects import UNCOUNTED
from pricing.errors import UsageError

FULL = 2.0**62
"""Sums of this size are near the end of 64 bits, where some engines start again below zero."""
SIZES = ("input", "input_from", "input_reach", "output", "output_reach")
"""Of a bucket: sizes of one request in the band that counts, and in the lowest and highest within
reach; reach is 0 for single requests."""


def count(rows: Rows, book: Book, labels: Sequence[str] = (), *, billed: bool = False) -> pa.Table:
    """One row for each price bucket of a log: what stands for its rows, and their sums.

    Columns: the names as the log says them; `reject`, `unreadable`; `second`, `until`, `mode`,
    `uncounted`, the `SIZES` and fees of a request that stands for all; labels; the sums; `rows`;
    `largest`, the largest input of a single request.

    Raises:
        UsageError: a label is not a column; sums that 64 bits cannot hold.
    """
    for label in [*labels, *(BILLED if billed else ())]:
        if label not in rows.columns:
            raise UsageError(f"the log has no column {label!r}")
    extra = [*labels, *(["billed_currency"] if billed else [])]
    with numbering(rows, book) as numbered:
        grouped = _grouped(rows, numbered.frame, [*numbered.keys, *extra], billed=billed)
        return told(_checked(_collected(rows, grouped)), numbered)


def _grouped(
    rows: Rows, frame: nw.LazyFrame[Any], keys: Sequence[str], *, billed: bool
) -> nw.LazyFrame[Any]:
    """Sums of the counts; where an engine wraps or refuses, of sound rows, with a float beside."""
    ready = _ready(rows)
    summed = [*(c for c in COUNTS if c in rows.columns), *(n for n in ready if n[:5] == "_wide")]
    sums = [nw.len().alias("rows"), nw.col("_alone").max().alias("largest")]
    sums += [nw.col(name).sum() for name in [*summed, *(["billed_amount"] if billed else [])]]
    return frame.with_columns(**ready).group_by(*keys).agg(*sums)


def _ready(rows: Rows) -> dict[str, Any]:
    """The columns that are summed, where they differ from those of the log."""
    sound = nw.col(BUCKET) >= 0
    ready: dict[str, Any] = {"_alone": nw.col("input_tokens")}
    if "requests" in rows.columns:
        n, uncounted = nw.col("requests"), nw.col(UNCOUNTED)
        nothing = nw.lit(0)
        ready["requests"] = nw.when(uncounted).then(nothing).otherwise(n)
        alone = (n == 1) & ~uncounted
        ready["_alone"] = nw.when(alone).then(nw.col("input_tokens")).otherwise(nothing)
    if rows.engine != "duckdb":
        for name in (c for c in COUNTS if c in rows.columns):
            value = ready.get(name, nw.col(name))
            ready[name] = nw.when(sound).then(value).otherwise(nw.lit(0))
            ready[f"_wide_{name}"] = ready[name].cast(nw.Float64)
    return ready


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


def told(found: pa.Table, numbered: Numbered) -> pa.Table:
    """Buckets in plain words: names and seconds instead of a packed number."""
    layout, cuts = numbered.layout, numbered.cuts
    number = found[BUCKET].to_numpy()
    digits = layout.unpack(np.maximum(number, 0))
    own = digits["name"]
    words = _names(found, np.where(number < 0, -1, own), numbered.names)
    day_start = digits["day"] * DAY + _grid(cuts, "starts", layout.slots)[own, digits["slot"]]
    period_end = found["_until"].to_numpy() if "_until" in found.column_names else 0 * number
    if "_from" in found.column_names:
        day_start = np.where(period_end > 0, found["_from"].to_numpy(), day_start)
    words |= {"reject": np.maximum(-number, 0), "second": day_start, "until": period_end}
    for size in SIZES:
        side, _, which = size.partition("_")
        grid = _grid(cuts, f"{side}s", getattr(layout, f"{side}s"))
        words[size] = grid[own, np.maximum(digits[size] - (which == "reach"), 0)]
        if which == "reach":
            words[size] = np.where(digits[size] > 0, words[size], 0)
    words |= {name: digits[name] for name in ("mode", "uncounted")}
    words |= {f"any_{fee}": digits[fee] for fee in layout.fees}
    if UNREADABLE in found.column_names:
        words["unreadable"] = found[UNREADABLE]
    if "requests" not in found.column_names:
        words["requests"] = found["rows"]
    rest = {n: found[n] for n in found.column_names if n[0] != "_"}
    return pa.table(words | rest)


def _names(found: pa.Table, own: Any, names: list[Name]) -> dict[str, Any]:
    """The three texts of each bucket's name: from the table of names, or the log itself (0).

    Refused rows (-1) have none.
    """
    told: dict[str, Any] = {}
    for i, (name, key) in enumerate(NAME_KEYS.items()):
        texts = pa.array([unsaid(name), *(n[i] for n in names)])
        listed = texts.take(pa.array(np.maximum(own, 0)))
        if key in found.column_names:
            listed = pc.if_else(pa.array(own == 0), pc.cast(found[key], pa.string()), listed)
        told[name] = listed
    return told


def _grid(cuts: list[Cuts], side: str, width: int) -> Any:
    """Bounds of every name in a row of equal width, the last one repeated."""
    rows = [getattr(c, side) for c in cuts]
    return np.array([[*row, *[row[-1]] * (width - len(row))] for row in rows], dtype=np.int64)
