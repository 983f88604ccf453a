"""Each row of a log beside its cost: the rates of its bucket joined on, and charged as columns."""

from __future__ import annotations

from collections.abc import Iterator
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
from calculator.bulk.placed import Placed, Placing, place
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
    filled = [n for n in ("at", *COUNTS, *HINTS) if n in rows.columns]
    kept = rows.frame.with_columns(**{f"_was_{name}": nw.col(name) for name in filled})
    with numbering(replace(rows, frame=kept), book) as numbered:
        keys = list(numbered.keys)
        found = numbered.frame.group_by(*keys).agg(nw.len().alias("rows")).collect("pyarrow")
        table = found.to_native()
        placing = place(told(table, numbered), book)
        with beside(rows, _rates(table.select(keys), placing)) as rates:
            joined = numbered.frame.join(rates, on=keys, how="left")
            was = {name: nw.col(f"_was_{name}") for name in filled}
            costs = _costs(rows, doubtful="_low_input" in rates.collect_schema().names())
            shown = [was.get(name, nw.col(name)).alias(name) for name in names]
            yield joined.with_columns(**costs).select(*shown, *map(nw.col, COSTS))


def _rates(keys: pa.Table, placing: Placing) -> pa.Table:
    """The rates of each bucket as a table: nulls, and the reason, where there are none."""
    outcomes = [placing.outcomes[i] for i in placing.outcome_of]
    columns: dict[str, Any] = {name: keys[name] for name in keys.column_names}
    found = [o.found if isinstance(o, Placed) else None for o in outcomes]
    sides = {"_": [f and f.mean for f in found]}
    if any(f is not None and not f.certain for f in found):
        sides |= {"_low_": [f and f.low for f in found], "_high_": [f and f.high for f in found]}
    for prefix, rates in sides.items():
        for i, name in enumerate(COLUMNS):
            columns[f"{prefix}{name}"] = pa.array([r and r[i] for r in rates], pa.int64())
    columns["_weight"] = pa.array([f and f.weight for f in found], pa.int64())
    columns["_offer"] = [o.offer.id if isinstance(o, Placed) else None for o in outcomes]
    columns["_currency"] = [o.offer.currency if isinstance(o, Placed) else None for o in outcomes]
    columns["_why"] = [o.message if isinstance(o, Unsold) else None for o in outcomes]
    return pa.table(columns)


def _costs(rows: Rows, *, doubtful: bool) -> dict[str, Any]:
    wide = nw.Int128() if rows.engine == "duckdb" else nw.Decimal(38, 0)
    usage = SimpleNamespace(**{name: _count(rows, name, wide) for name in COUNTS})

    def cost(prefix: str) -> Any:
        line = {name: nw.col(f"{prefix}{name}").cast(wide) for name in COLUMNS}
        return charge(usage, SimpleNamespace(**line))

    mean = _money(_rounded(cost("_"), nw.col("_weight").cast(wide)))
    return {
        "offer": nw.col("_offer"),
        "pricing_currency": nw.col("_currency"),
        "list_cost": mean,
        "list_cost_low": _money(cost("_low_")) if doubtful else mean,
        "list_cost_high": _money(cost("_high_")) if doubtful else mean,
        "unpriced": nw.col("_why"),
    }


def _count(rows: Rows, name: str, wide: Any) -> Any:
    """A count in a type that no product with a rate overflows."""
    if name not in rows.columns:
        return nw.lit(1 if name == "requests" else 0).cast(wide)
    sound = nw.col(BUCKET) >= 0
    if name == "requests":
        sound = sound & ~nw.col(UNCOUNTED)
    return nw.when(sound).then(nw.col(name)).otherwise(nw.lit(0)).cast(wide)


def _rounded(amount: Any, weight: Any) -> Any:
    """The mean over a period's weights, half to even."""
    whole = amount // weight
    rest = (amount - whole * weight) * 2
    odd = whole % 2 == 1
    up = (rest > weight) | ((rest == weight) & odd)
    return nw.when(up).then(whole + 1).otherwise(whole)


def _money(picos: Any) -> Any:
    """Currency units with twelve decimals; exact below ten million million units a row."""
    pico = nw.lit(Decimal("0.000000000001")).cast(nw.Decimal(12, 12))
    return picos.cast(nw.Decimal(25, 0)) * pico
