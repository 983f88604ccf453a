"""Counting a log: rows grouped on their own engine, and the buckets brought home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from calculator.bulk.arrays import numbers, table, texts, whole
from calculator.bulk.bounds import NAME_KEYS
from calculator.bulk.buckets import BUCKET, SEPARATOR, TEXT, UNREADABLE
from calculator.bulk.cuts import DAY, Cuts
from calculator.bulk.digits import SINGLE
from calculator.bulk.frames import BILLED, COUNTS, Rows
from calculator.bulk.known import Book, Name
from calculator.bulk.layout import FEES
from calculator.bulk.numbering import Numbered, numbering, unsaid
from calculator.bulk.rejects import UNCOUNTED
from pricing.errors import UsageError

SELDOM = ("cache_write_tokens", "cache_write_long_tokens", *FEES)
NOTHING = whole([0])[0]
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
    rows = replace(rows, frame=rows.frame.select(*sorted(rows.columns)))
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
    """The columns that are summed, where they differ from the log's; requests beyond the first.

    What most rows have none of is null then: a sum passes over it.
    """
    alone = nw.col(SINGLE) if "requests" in rows.columns else None
    inputs = nw.col("input_tokens")
    ready: dict[str, Any] = {"_alone": inputs if alone is None else nw.when(alone).then(inputs)}
    for name in (c for c in SELDOM if c in rows.columns):
        ready[name] = nw.when(nw.col(name) > 0).then(nw.col(name))
    if alone is not None:
        n = nw.col("requests")
        more = nw.when(n > 1).then(n - 1)
        ready["requests"] = nw.when(nw.col(UNCOUNTED)).then(nw.lit(-1)).otherwise(more)
    if rows.engine != "duckdb":
        for name in (c for c in COUNTS if c in rows.columns):
            sound = nw.when(nw.col(BUCKET) >= 0).then(ready.get(name, nw.col(name)))
            ready[name], ready[f"_wide_{name}"] = sound, sound.cast(nw.Float64)
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
    refused = pc.less(found[BUCKET], NOTHING)
    for name in found.column_names:
        if name.startswith("_wide_"):
            if len(found) and pc.max(found[name]).as_py() >= FULL:
                raise _too_much(name.removeprefix("_wide_"))
            found = found.drop_columns(name)
        elif name in COUNTS:
            kept = pc.if_else(refused, NOTHING, found[name])
            try:
                summed = pc.cast(kept, pa.int64())
            except pa.ArrowInvalid:
                raise _too_much(name) from None
            found = found.set_column(found.column_names.index(name), name, summed)
    return found


def _too_much(name: str) -> UsageError:
    return UsageError(
        f"{name} of one offer and day add up to more than 64 bits hold: check their unit"
    )


def told(found: pa.Table, numbered: Numbered) -> pa.Table:
    """Buckets in plain words: names and seconds instead of a packed number."""
    layout, cuts = numbered.layout, numbered.cuts
    number = numbers(found[BUCKET])
    digits = layout.unpack(np.maximum(number, 0))
    own = digits["name"]
    said = _Texts(found)
    words = said.names(np.where(number < 0, -1, own), numbered.names)
    day_start = digits["day"] * DAY + _grid(cuts, "starts", layout.slots)[own, digits["slot"]]
    words |= {
        "reject": np.where(number == -UNREADABLE, 0, np.maximum(-number, 0)),
        "second": np.where(said.until > 0, said.since, day_start),
        "until": said.until,
        "unreadable": pc.if_else(
            pc.equal(found[BUCKET], whole([-UNREADABLE])[0]), said.whole, texts([""])[0]
        ),
    }
    for size in SIZES:
        side, _, which = size.partition("_")
        grid = _grid(cuts, f"{side}s", getattr(layout, f"{side}s"))
        words[size] = grid[own, np.maximum(digits[size] - (which == "reach"), 0)]
        if which == "reach":
            words[size] = np.where(digits[size] > 0, words[size], 0)
    words |= {name: digits[name] for name in ("mode", "uncounted")}
    words |= {f"any_{fee}": digits["fees"] >> i & 1 for i, fee in enumerate(layout.fees)}
    rest = {n: found[n] for n in found.column_names if n[0] != "_"}
    if "largest" in rest:
        rest["largest"] = pc.fill_null(rest["largest"], NOTHING)
    more = rest.get("requests", NOTHING)
    rest["requests"] = pc.if_else(
        pc.less(found[BUCKET], NOTHING), NOTHING, pc.add(found["rows"], more)
    )
    return table(words | rest)


class _Texts:
    """What the texts beside the numbers of buckets say."""

    def __init__(self, found: pa.Table) -> None:
        none = pa.chunked_array([texts([""] * len(found))])
        self.whole = pc.cast(found[TEXT], pa.string()) if TEXT in found.column_names else none
        coded = self.whole.combine_chunks().dictionary_encode()
        said = [_said(text) for text in coded.dictionary.to_pylist()] or [_said("")]
        self._columns = list(zip(*said, strict=True))
        self._of = numbers(coded.indices)
        self.since, self.until = (np.array(self._columns[i])[self._of] for i in (0, 1))

    def names(self, own: Any, names: list[Name]) -> dict[str, Any]:
        """The names of each bucket: from the table of names, or of the log itself (0).

        Refused rows (-1) have none.
        """
        told: dict[str, Any] = {}
        for i, name in enumerate(NAME_KEYS):
            listed = np.array([unsaid(name), *(n[i] for n in names)], dtype=object)
            said = np.array([t or unsaid(name) for t in self._columns[2 + i]], dtype=object)
            mine = np.where(own == 0, said[self._of], listed[np.maximum(own, 0)])
            told[name] = texts(mine.tolist())
        return told


def _said(text: str) -> tuple[int, int, str, str, str]:
    """Start and end of a period, and names: see `buckets`."""
    parts = text.split(SEPARATOR, 4)
    if len(parts) < 5:  # noqa: PLR2004
        return 0, 0, "", "", ""
    return int(parts[0]), int(parts[1]), parts[2], parts[3], parts[4]


def _grid(cuts: list[Cuts], side: str, width: int) -> Any:
    """Bounds of every name in a row of equal width, the last one repeated."""
    rows = [getattr(c, side) for c in cuts]
    return np.array([[*row, *[row[-1]] * (width - len(row))] for row in rows], dtype=np.int64)
