"""Each row of a log beside its cost: the rates of its bucket joined on, and charged as columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import narwhals.stable.v2 as nw
import pyarrow as pa

from calculator.bulk.beside import beside
from calculator.bulk.buckets import BUCKET
from calculator.bulk.counted import told
from calculator.bulk.frames import COUNTS, HINTS, Rows
from calculator.bulk.known import Book, Unsold
from calculator.bulk.numbering import numbering
from calculator.bulk.placed import Placed, Placing, in_time, place
from calculator.bulk.reach import COLUMNS
from calculator.bulk.rejects import UNCOUNTED
from calculator.charge import charge
from pricing.errors import UsageError

COSTS = (
    "offer",
    "pricing_currency",
    "list_cost",
    "list_cost_low",
    "list_cost_high",
    "unpriced",
)
"""The columns that a row gets: its offer, exact cost and sure bounds of it, or why it has none."""


@contextmanager
def costed(rows: Rows, book: Book) -> Iterator[nw.LazyFrame[Any]]:
    """The rows of a DuckDB or Spark log with `COSTS`, for as long as the block lasts.

    Raises:
        UsageError: the log has a column of such a name.
    """
    names = rows.frame.collect_schema().names()
    if taken := [name for name in names if name in COSTS]:
        raise UsageError(f"the log has a column {taken[0]!r} already: rename it")
    filled = {n for n in ("at", *COUNTS, *HINTS) if n in rows.columns}
    filled |= {name for name in names if name.startswith("_")}
    kept = rows.frame.with_columns(**{f"_was_{name}": nw.col(name) for name in filled})
    kept = kept.drop(*(name for name in names if name.startswith("_")))
    with numbering(replace(rows, frame=kept), book) as numbered:
        keys = list(numbered.keys)
        found = numbered.frame.group_by(*keys).agg(nw.len().alias("rows")).collect("pyarrow")
        packed = found.to_native()
        words, order = in_time(told(packed, numbered))
        with beside(rows, _rates(packed.take(order).select(keys), place(words, book))) as rates:
            joined = numbered.frame.join(rates, on=keys, how="left")
            was = {name: nw.col(f"_was_{name}") for name in filled}
            shown = [was.get(name, nw.col(name)).alias(name) for name in names]
            frame = _with_costs(joined, rows, rates.collect_schema().names())
            yield frame.select(*shown, *map(nw.col, COSTS))


def _rates(keys: pa.Table, placing: Placing) -> pa.Table:
    """The rates of each bucket as a table: nulls, and the reason, where there are none.

    The mean over a period is told as whole picos and, of the seconds of the period, what is over.
    """
    outcomes = [placing.outcomes[i] for i in placing.outcome_of]
    found = [o.found if isinstance(o, Placed) else None for o in outcomes]
    columns: dict[str, Any] = {name: keys[name] for name in keys.column_names}
    columns |= _side("_rate_", [f and [rate // f.weight for rate in f.mean] for f in found])
    if any(f is not None and f.weight > 1 for f in found):
        columns |= _side("_over_", [f and [rate % f.weight for rate in f.mean] for f in found])
        columns["_weight"] = pa.array([f and f.weight for f in found], pa.int64())
    if any(f is not None and not f.certain for f in found):
        columns |= _side("_low_", [f and f.low for f in found])
        columns |= _side("_high_", [f and f.high for f in found])
    columns["_offer"] = [o.offer.id if isinstance(o, Placed) else None for o in outcomes]
    columns["_currency"] = [o.offer.currency if isinstance(o, Placed) else None for o in outcomes]
    columns["_why"] = [o.message if isinstance(o, Unsold) else None for o in outcomes]
    return pa.table(columns)


def _side(prefix: str, rates: list[Sequence[int] | None]) -> dict[str, Any]:
    return {
        f"{prefix}{name}": pa.array([r and r[i] for r in rates], pa.int64())
        for i, name in enumerate(COLUMNS)
    }


def _with_costs(frame: nw.LazyFrame[Any], rows: Rows, given: list[str]) -> nw.LazyFrame[Any]:
    wide = nw.Int128() if rows.engine == "duckdb" else nw.Decimal(38, 0)
    usage = SimpleNamespace(**{name: _count(rows, name, wide) for name in COUNTS})

    def cost(prefix: str) -> Any:
        line = {name: nw.col(f"{prefix}{name}").cast(wide) for name in COLUMNS}
        return charge(usage, SimpleNamespace(**line))

    frame = frame.with_columns(_mean=cost("_rate_"))
    if "_weight" in given:
        frame = _with_rounded(frame.with_columns(_over=cost("_over_")), wide)
    money, doubtful = _money(nw.col("_mean")), "_low_input" in given
    return frame.with_columns(
        offer=nw.col("_offer"),
        pricing_currency=nw.col("_currency"),
        list_cost=money,
        list_cost_low=_money(cost("_low_")) if doubtful else money,
        list_cost_high=_money(cost("_high_")) if doubtful else money,
        unpriced=nw.col("_why"),
    )


def _count(rows: Rows, name: str, wide: Any) -> Any:
    """A count in a type that no product with a rate overflows."""
    if name not in rows.columns:
        return nw.lit(1 if name == "requests" else 0).cast(wide)
    sound = nw.col(BUCKET) >= 0
    if name == "requests":
        sound = sound & ~nw.col(UNCOUNTED)
    return nw.when(sound).then(nw.col(name)).otherwise(nw.lit(0)).cast(wide)


def _with_rounded(frame: nw.LazyFrame[Any], wide: Any) -> nw.LazyFrame[Any]:
    """Add to the mean what was left over, divided by the weight: half to even.

    Some engines divide as floats: the quotient, which is at most the number of tokens, is then
    wrong by one or two, and is set right.
    """
    weight, over, whole = nw.col("_weight").cast(wide), nw.col("_over"), nw.col("_whole")
    frame = frame.with_columns(_whole=(over // weight).cast(wide))
    for _ in range(2):
        rest = over - whole * weight
        step = nw.when(rest < 0).then(nw.lit(-1)).otherwise((rest >= weight).cast(nw.Int64))
        frame = frame.with_columns(_whole=whole + step.cast(wide))
    frame = frame.with_columns(_twice=(over - whole * weight) * 2, _mean=nw.col("_mean") + whole)
    twice, odd = nw.col("_twice"), nw.col("_mean") % 2 == 1
    up = (twice > weight) | ((twice == weight) & odd)
    return frame.with_columns(_mean=nw.col("_mean") + up.cast(nw.Int64).cast(wide))


def _money(picos: Any) -> Any:
    """Currency units with twelve decimals; exact below ten million million units a row."""
    pico = nw.lit(Decimal("0.000000000001")).cast(nw.Decimal(12, 12))
    return picos.cast(nw.Decimal(25, 0)) * pico
