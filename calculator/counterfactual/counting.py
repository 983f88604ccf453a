"""One scan of a log that counts it finely enough for every target."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import prod
from typing import Any

import narwhals.stable.v2 as nw
import pyarrow as pa

from calculator.bulk.counted import count
from calculator.bulk.engine import together
from calculator.bulk.frames import Rows, open_rows
from calculator.bulk.layout import layout_for
from calculator.bulk.rejects import LARGEST, MOST_REQUESTS
from calculator.counterfactual.cuts import Bands, FineBook, bands_of
from calculator.counterfactual.targets import Target
from pricing.catalog import Catalog
from pricing.errors import UsageError

ROOM = 2**62
"""Numbers of buckets stay below."""


def count_for(
    logs: Sequence[Any],
    catalog: Catalog,
    targets: Sequence[Target],
    labels: Sequence[str] = (),
    *,
    billed: bool = False,
) -> pa.Table:
    """The price buckets of logs, cut where any target's prices cut, each log scanned once.

    Raises:
        UsageError: not a log; so many different factors that buckets cannot be numbered.
    """
    book, bands = FineBook(catalog, targets), bands_of(targets)
    keys = [*labels, *(band.column for band in bands)]
    tables = []
    for log in logs:
        rows = with_bands(open_rows(log), bands)
        _check_room(book, rows)
        tables.append(count(rows, book, keys, billed=billed))
    return together(tables)


def with_bands(rows: Rows, bands: Iterable[Bands]) -> Rows:
    """The rows with the band of their weighed output: that of the mean, and of all together."""
    columns = {band.column: _band(rows.columns, band) for band in bands}
    if not columns:
        return rows
    frame = rows.frame.with_columns(**columns)
    return replace(rows, frame=frame, columns=rows.columns | columns.keys())


def _band(columns: frozenset[str], band: Bands) -> Any:
    """Mean band × number of bands + band of the sum."""
    output, n = _sound("output_tokens", LARGEST), nw.lit(1)
    reasoning: Any = nw.lit(0)
    if "reasoning_tokens" in columns:
        reasoning = _sound("reasoning_tokens", LARGEST)
    if "requests" in columns:
        n = _sound("requests", MOST_REQUESTS)
    size = (output - reasoning) * 100 + reasoning * int(band.weight * 100)
    mean: Any = nw.lit(0)
    total: Any = nw.lit(0)
    for bound in band.bounds:
        mean = mean + (size > n * bound).cast(nw.Int64)
        total = total + (size > bound).cast(nw.Int64)
    return mean * (len(band.bounds) + 1) + total


def _sound(name: str, most: int) -> Any:
    """A count, or nothing where it is missing or will be refused."""
    value = nw.col(name)
    return nw.when((value >= 0) & (value <= most)).then(value).otherwise(nw.lit(0)).cast(nw.Int64)


def _check_room(book: FineBook, rows: Rows) -> None:
    digits = layout_for([book.union], rows.columns).digits
    if prod(digits.values()) >= ROOM:
        raise UsageError(
            "so many different token factors cannot be counted at once: price fewer offers, or "
            "give several of them the same factor"
        )
