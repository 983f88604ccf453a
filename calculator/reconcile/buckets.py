"""Usage under one price, as the engine counts it: one row of a log, or a bucket of alike rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from calculator.bulk.amounts import amounts
from calculator.bulk.counted import count
from calculator.bulk.frames import COUNTS, Rows
from calculator.bulk.known import Book
from calculator.bulk.placed import Placed, Placing, place
from calculator.bulk.reach import Found, Request
from pricing.offers import Offer


class Bucket(NamedTuple):
    """Usage with a price, and what it comes to at list price."""

    offer: Offer
    service_tier: str
    request: Request
    """What stands for each of its requests."""
    found: Found
    counts: Any
    """The sums of its tokens and things, named as in `Usage`."""
    picos: int
    low: int
    high: int
    """The least and the most it can have cost: they differ where band, hour or mode is in doubt."""

    @property
    def day(self) -> date:
        return day_of(self.request.second)


class Missing(NamedTuple):
    """Usage without a price, and why."""

    provider: str
    model: str
    service_tier: str
    reason: str
    day: date


class Counted(NamedTuple):
    """One row of what was counted."""

    usage: Bucket | Missing
    labels: dict[str, str | None]
    rows: int
    billed: int | None
    """Picos said to have been charged, where that was counted too."""
    currency: str | None


def day_of(second: int) -> date:
    return datetime.fromtimestamp(second, UTC).date()


def buckets(
    rows: Rows, book: Book, labels: Sequence[str] = (), *, billed: bool = False
) -> list[Counted]:
    """Count rows by price and labels, and price what was counted."""
    table = count(rows, book, labels, billed=billed)
    placing = place(table, book)
    priced = iter(_priced(table, placing))
    seconds = table["second"].to_pylist()
    usage = [
        next(priced) if has else _missing(placing, i, seconds[i])
        for i, has in enumerate(placing.has_rates.tolist())
    ]
    columns = [table[name].to_pylist() for name in labels]
    said = [dict(zip(labels, values, strict=True)) for values in zip(*columns, strict=True)]
    amounts_said, currencies = _billed(table)
    return [
        Counted(*row)
        for row in zip(
            usage,
            said or [{}] * len(usage),
            table["rows"].to_pylist(),
            amounts_said,
            currencies,
            strict=True,
        )
    ]


def picos_of(column: pa.ChunkedArray) -> list[int | None]:
    """Amounts in whole picos."""
    exact = column.cast(pa.decimal128(38, 12)).to_pylist()
    return [None if amount is None else int(amount.scaleb(12)) for amount in exact]


def _billed(table: pa.Table) -> tuple[list[int | None], list[str | None]]:
    if "billed_amount" not in table.column_names:
        return [None] * len(table), [None] * len(table)
    return picos_of(table["billed_amount"]), table["billed_currency"].to_pylist()


def _missing(placing: Placing, i: int, second: int) -> Missing:
    provider, model, tier = placing.names[placing.name_of[i]]
    outcome: Any = placing.outcomes[placing.outcome_of[i]]
    return Missing(provider, model, tier, outcome.message, day_of(second))


def _priced(table: pa.Table, placing: Placing) -> list[Bucket]:
    """The rows of the table that have rates."""
    mine = np.flatnonzero(placing.has_rates)
    table = table.take(pa.array(mine))
    placed: list[Any] = [placing.outcomes[i] for i in placing.outcome_of[mine]]
    sums = {n: _exact(table[n]) for n in COUNTS if n in table.column_names}
    several: list[Placed] = list({id(o): o for o in placed}.values())
    position = {id(o): i for i, o in enumerate(several)}
    which = np.array([position[id(o)] for o in placed], dtype=np.int64)
    money = amounts(sums, [o.found for o in several], which)
    every = zip(*(values.tolist() for values in sums.values()), strict=True)
    nothing = dict.fromkeys(COUNTS, 0)
    counts = (SimpleNamespace(**nothing | dict(zip(sums, v, strict=True))) for v in every)
    return [
        Bucket(one.offer, one.service_tier, request, one.found, count, *bounds)
        for one, request, count, *bounds in zip(
            placed, _requests(table), counts, money.cost, money.low, money.high, strict=True
        )
    ]


def _exact(column: pa.ChunkedArray) -> Any:
    """A column as Python's whole numbers."""
    return np.array([value or 0 for value in column.to_pylist()], dtype=object)


def _requests(table: pa.Table) -> Iterator[Request]:
    held = set(table.column_names)
    zeros = [0] * len(table)
    names = (_FEES.get(field, field) for field in Request._fields)
    columns = [table[name].to_pylist() if name in held else zeros for name in names]
    return map(Request._make, zip(*columns, strict=True))


_FEES = {name: f"any_{name}" for name in ("web_searches", "cache_token_hours", "citation_tokens")}
