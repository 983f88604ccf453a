"""The buckets that have rates, those alike in all that matters taken together and charged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from calculator.bulk.amounts import Amounts, amounts
from calculator.bulk.arrays import numbers, whole
from calculator.bulk.cuts import DAY
from calculator.bulk.frames import COUNTS, LABELS
from calculator.bulk.grouping import Groups
from calculator.bulk.placed import Placed, Placing
from pricing.money import EXACT
from pricing.offers import Offer

BY = ("day", "month", "provider", "model", "offer", "service_tier", "price", *LABELS)
"""What the sums of a log can be grouped by."""


@dataclass(frozen=True, slots=True)
class Sold:
    """Charged sums: an entry of every array for each outcome, day or month, and value of `by`."""

    keys: tuple[Any, ...]
    """For each of `by`, the values."""
    offers: list[Offer]
    offer_of: Any
    currency: Any
    day: Any
    """The last UTC day among the rows."""
    amounts: Amounts
    sums: dict[str, Any]
    """Of the counts and of `rows`."""
    billed: dict[str, Any]
    """Picos said to have been charged, by currency."""

    def merged(self, groups: Groups) -> Sold:
        """An entry for each group of entries."""
        first = groups.first
        return replace(
            self,
            keys=tuple(column[first] for column in self.keys),
            offer_of=self.offer_of[first],
            currency=self.currency[first],
            day=groups.max(self.day),
            amounts=self.amounts.summed(groups),
            sums={name: groups.sum(values) for name, values in self.sums.items()},
            billed={c: groups.sum(picos) for c, picos in self.billed.items()},
        )


def sold(buckets: pa.Table, placing: Placing, by: Sequence[str], *, by_day: bool) -> Sold:
    """Charge the buckets that have rates.

    Args:
        buckets: what was counted.
        placing: what became of each.
        by: what the sums are grouped by, some of `BY`.
        by_day: whether days are kept apart, as a conversion needs; months are in any case.
    """
    priced = [o for o in placing.outcomes if isinstance(o, Placed)]
    number = np.cumsum([isinstance(o, Placed) for o in placing.outcomes], dtype=np.int64) - 1
    mine = np.flatnonzero(placing.has_rates)
    table = buckets.take(whole(mine))
    outcome_of = number[placing.outcome_of[mine]]
    day = numbers(table["second"]) // DAY
    keys = [_key(name, table, priced, outcome_of, day) for name in by]
    alike = Groups([outcome_of, *keys, day if by_day else month_of(day)])
    here = outcome_of[alike.first]
    sums = {n: alike.sum(numbers(table[n])) for n in (*COUNTS, "rows") if n in table.column_names}
    offers = list(dict.fromkeys(o.offer for o in priced))
    position = {offer: i for i, offer in enumerate(offers)}
    offer_of = np.array([position[o.offer] for o in priced], dtype=np.int64)[here]
    currencies = np.array([o.currency for o in offers], dtype=object)
    return Sold(
        tuple(_values(column, alike.first) for column in keys),
        offers,
        offer_of,
        currencies[offer_of],
        alike.max(day),
        amounts(sums, [o.found for o in priced], here),
        sums,
        billed_sums(table, alike),
    )


def billed_sums(table: pa.Table, groups: Groups) -> dict[str, Any]:
    """Picos said to have been charged, by currency and group; nothing where not asked for."""
    if "billed_amount" not in table.column_names:
        return {}
    currencies = np.array(table["billed_currency"].to_pylist(), dtype=object)
    amounts = table["billed_amount"].cast(pa.decimal128(38, 12)).to_pylist()
    picos = np.array([int((a or 0) and EXACT.scaleb(a, 12)) for a in amounts], dtype=object)
    every = sorted({c for c in currencies if c is not None})
    return {c: groups.sum(np.where(currencies == c, picos, 0)) for c in every}


def _key(name: str, table: pa.Table, priced: list[Placed], outcome_of: Any, day: Any) -> Any:
    """The column that a group-by names."""
    if name == "day":
        return day
    if name == "month":
        return month_of(day)
    if name in LABELS:
        return table[name]
    words = {
        "provider": [o.offer.provider for o in priced],
        "model": [o.offer.model for o in priced],
        "offer": [o.offer.id for o in priced],
        "service_tier": [o.service_tier for o in priced],
        "price": [o.price for o in priced] if name == "price" else [],
    }[name]
    return np.array(words, dtype=object)[outcome_of]


def month_of(day: Any) -> Any:
    """Months since 1970-01 of days since 1970-01-01."""
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _values(column: Any, first: Any) -> Any:
    if isinstance(column, np.ndarray):
        return column[first]
    return np.array(column.take(whole(first)).to_pylist(), dtype=object)
