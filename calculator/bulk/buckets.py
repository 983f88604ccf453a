"""The one expression that puts each row into a price bucket, on any engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw

from calculator.bulk.cuts import DAY, Cuts
from calculator.bulk.frames import COUNTS, HINTS, NAMES, Rows
from calculator.bulk.layout import OFF_INFERRED, UNKNOWN, Layout
from calculator.bulk.rejects import UNCOUNTED, verdict
from pricing.lines import NO_LIMIT

BUCKET, NAME_ID, MODAL = "_bucket", "_name", "_modal"
NAME_KEYS = {name: f"_{name}" for name in NAMES}
PERIOD_KEYS = ("_from", "_until")
UNREADABLE = "_reject"


class Bounds(NamedTuple):
    """The cuts that hold for a row: numbers, or columns of the table of names."""

    starts: Sequence[Any]
    inputs: Sequence[Any]
    outputs: Sequence[Any]
    modal: Any


def bounds_of(cuts: Cuts) -> Bounds:
    """The same cuts for every row."""
    return Bounds(cuts.starts[1:], cuts.inputs[:-1], cuts.outputs[:-1], int(cuts.modal))


def bound_columns(table: nw.LazyFrame[Any]) -> Bounds:
    """The columns of the table of names that hold a row's own cuts."""
    names = table.collect_schema().names()
    starts, inputs, outputs = ([nw.col(n) for n in names if n.startswith(s)] for s in _SIDES)
    return Bounds(starts, inputs, outputs, nw.col(MODAL))


_SIDES = {"_starts": DAY, "_inputs": NO_LIMIT, "_outputs": NO_LIMIT}
"""The columns of bounds, and what fills them where a name has fewer."""


def table_of(names: Sequence[tuple[str, ...]], cuts: Sequence[Cuts]) -> dict[str, list[Any]]:
    """The table of names: a number and the cuts of each."""
    table: dict[str, list[Any]] = {
        key: [name[i] for name in names] for i, key in enumerate(NAME_KEYS.values())
    }
    table[NAME_ID] = list(range(1, len(names) + 1))
    table[MODAL] = [int(c.modal) for c in cuts]
    bounds = [bounds_of(c) for c in cuts]
    for i, (side, beyond) in enumerate(_SIDES.items()):
        width = max((len(b[i]) for b in bounds), default=0)
        for j in range(width):
            table[f"{side}{j}"] = [b[i][j] if j < len(b[i]) else beyond for b in bounds]
    return table


def prepared(rows: Rows) -> nw.LazyFrame[Any]:
    """The rows without gaps, with the day of each and the texts that name its price."""
    gaps: dict[str, Any] = {"at": nw.col("at").fill_null(0)}
    for name in (*COUNTS, *HINTS):
        if name in rows.columns:
            gaps[name] = nw.col(name).fill_null(_MISSING.get(name, 0))
    if "requests" in rows.columns:
        gaps[UNCOUNTED] = nw.col("requests").is_null()
    for name, key in NAME_KEYS.items():
        if name in rows.columns:
            other = "standard" if name == "service_tier" else ""
            gaps[key] = nw.col(name).fill_null(other)
    if "until" in rows.columns:
        summed = ~nw.col("until").is_null()
        gaps["_from"] = nw.when(summed).then(nw.col("at")).otherwise(0)
        gaps["_until"] = nw.col("until").fill_null(0)
    if "reject" in rows.columns:
        gaps[UNREADABLE] = nw.col("reject").fill_null("")
    gaps["_mode"] = _mode(rows.columns)
    frame = rows.frame.with_columns(**gaps).with_columns(_day=nw.col("at") // DAY)
    return frame.with_columns(_second=nw.col("at") - nw.col("_day") * DAY + 1)


_MISSING = {
    "input_tokens": -1,
    "output_tokens": -1,
    "requests": 1,
    "input_over": -1,
    "input_up_to": NO_LIMIT,
}
"""What stands for an absent number: nothing, or what is refused where there must be one."""


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


def bucket(columns: frozenset[str], layout: Layout, name: Any, bounds: Bounds) -> Any:
    """The number of a row's bucket for these bounds."""
    values = {
        "name": name,
        "day": nw.col("_day"),
        "slot": _passed(nw.col("_second"), bounds.starts),
        "mode": nw.col("_mode") * bounds.modal,
        **{fee: (nw.col(fee) > 0).cast(nw.Int64) for fee in layout.fees},
    }
    inputs, outputs = nw.col("input_tokens"), nw.col("output_tokens")
    if not layout.several:
        values["input"] = _passed(inputs, bounds.inputs)
        values["output"] = _passed(outputs, bounds.outputs)
        return layout.pack(values)
    return layout.pack(
        values
        | _sizes("input", inputs, bounds.inputs, hinted=layout.hinted)
        | _sizes("output", outputs, bounds.outputs, hinted=False)
        | {"uncounted": nw.col(UNCOUNTED).cast(nw.Int64)}
    )


def _sizes(side: str, total: Any, bounds: Sequence[Any], *, hinted: bool) -> dict[str, Any]:
    """The band that the mean size of a row's requests decides, and those any can be in.

    One request is in the band of its size, and nothing else in reach (0). Of several, any may
    be as large as all together. Of nobody knows how many, the smallest band counts.
    """
    n, uncounted = nw.col("requests"), nw.col(UNCOUNTED)
    mean, highest, lowest = _passed(total, bounds, n), _passed(total, bounds), nw.lit(0)
    if hinted:
        lowest = _passed(nw.col("input_over") + 1, bounds)
        limit = _passed(nw.col("input_up_to"), bounds)
        highest = nw.when(limit < highest).then(limit).otherwise(highest)
        highest = nw.when(lowest > highest).then(lowest).otherwise(highest)
        mean = nw.when(mean > highest).then(highest).otherwise(mean)
        mean = nw.when(mean < lowest).then(lowest).otherwise(mean)
    alone = (n == 1) & ~uncounted
    return {
        side: nw.when(uncounted).then(lowest).otherwise(mean),
        f"{side}_from": nw.when(alone).then(nw.lit(0)).otherwise(lowest),
        f"{side}_reach": nw.when(alone).then(nw.lit(0)).otherwise(highest + 1),
    }


def _passed(size: Any, bounds: Sequence[Any], times: Any = None) -> Any:
    """How many bounds, each for so many requests, a size is above: most are above none."""
    passed: Any = nw.lit(len(bounds))
    for i, bound in reversed(list(enumerate(bounds))):
        within = size <= (bound if times is None else bound * times)
        passed = nw.when(within).then(nw.lit(i)).otherwise(passed)
    return passed


def numbered(
    rows: Rows, layout: Layout, union: Cuts, table: nw.LazyFrame[Any] | None, *, complete: bool
) -> nw.LazyFrame[Any]:
    """The rows with the number of their bucket; names that no table holds stay text beside it.

    Args:
        rows: the log.
        layout: the digits of the number.
        union: the cuts of all offers, for rows whose name the table does not hold.
        table: names with cuts of their own, on the rows' engine.
        complete: whether the table holds every name there is.
    """
    frame, columns = prepared(rows), rows.columns
    anyone = bucket(columns, layout, nw.lit(0).cast(nw.Int64), bounds_of(union))
    texts = [key for name, key in NAME_KEYS.items() if name in columns]
    if table is None:
        return frame.with_columns(verdict(columns, anyone).alias(BUCKET))
    frame = frame.join(table, on=texts, how="left")
    number = bucket(columns, layout, nw.col(NAME_ID), bound_columns(table))
    if not complete:
        unknown = nw.col(NAME_ID).is_null()
        number = nw.when(unknown).then(anyone).otherwise(number)
        shown = [
            nw.when(unknown).then(nw.col(key)).otherwise(nw.lit("")).alias(key) for key in texts
        ]
        return frame.with_columns(verdict(columns, number).alias(BUCKET), *shown)
    return frame.with_columns(verdict(columns, number).alias(BUCKET))
