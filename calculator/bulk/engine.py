"""`price_log`: what a log of any size costs, on the engine that holds it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from calculator.bulk.counted import count
from calculator.bulk.finish import finish
from calculator.bulk.frames import COUNTS, LABELS, open_rows
from calculator.bulk.known import book_of
from calculator.bulk.priced import PricedLog
from calculator.bulk.sold import BY
from calculator.bulk.sums import Unread
from calculator.bulk.writing import write_rows
from pricing.catalog import Catalog, default_catalog
from pricing.errors import UsageError, did_you_mean
from pricing.fx import FxRates


def price_log(
    log: Any,
    catalog: Catalog | None = None,
    *,
    by: Sequence[str] = ("day", "model"),
    currency: str | None = None,
    fx: FxRates | None = None,
    billed: bool = False,
    per_row: Path | str | None = None,
) -> PricedLog:
    """Price a log: pandas, Polars, Arrow or PySpark frames, a DuckDB relation, a log that was read.

    A row is a request, or the sum of several (`requests`), at an instant (`at`, UTC seconds or a
    timestamp with its zone) or over a period (`until`). It must have `at`, `model`,
    `input_tokens` and `output_tokens`, which include their parts; see docs/scale.md for the rest.
    The engine of the frame counts tokens; money is multiplied in Python's whole numbers, so that
    the result is exact and the same on every engine.

    Args:
        log: the rows; several logs in a list are priced as one.
        catalog: price sheets; the packaged ones where left out.
        by: what to group by: day, month, provider, model, offer, service_tier, price (thinking
            mode, hours and band), key, tag, user.
        currency: convert every amount, at the rate of its UTC day.
        fx: exchange rates; the ECB's where left out.
        billed: also sum what the log says was charged (`billed_amount`, `billed_currency`).
        per_row: also write the rows, each with its offer, cost and bounds, to this `.parquet` or
            `.csv` file; on Spark a folder of that name. It appears when it is complete.

    Raises:
        UsageError: not a log, a column is missing or cannot hold what it must.
        MissingRateError: no exchange rate for a currency on a day of use.

    >>> import pyarrow as pa
    >>> log = pa.table({"at": [1772323200], "model": ["alibaba-cn/qwen-plus"], "thinking": [True],
    ...     "input_tokens": [10_000], "output_tokens": [5_000], "reasoning_tokens": [4_000]})
    >>> price_log(log).totals["CNY"].cost
    Money('0.048000000000', 'CNY')
    """
    for name in by:
        if name not in BY:
            hint = did_you_mean(name, BY)
            raise UsageError(f"cannot group by {name!r}{hint}; there are {', '.join(BY)}")
    book = book_of(catalog if catalog is not None else default_catalog())
    labels = [name for name in by if name in LABELS]
    logs = list(log) if isinstance(log, list | tuple) else [log]
    if per_row is not None:
        if len(logs) > 1:
            raise UsageError("rows are written for one log at a time: call once for each")
        write_rows(logs[0], book, Path(per_row))
    told = [open_rows(getattr(one, "told", one)) for one in logs]
    counted = [count(rows, book, labels, billed=billed) for rows in told]
    found = finish(together(counted), book, by, currency=currency, fx=fx)
    return found.with_unread(unread(logs))


def unread(logs: Sequence[Any]) -> list[Unread]:
    """Lines that are no rows, of logs that were read and counted to their end."""
    return [kind for log in logs for kind in getattr(log, "left_out", tuple)()]


def together(counted: Sequence[pa.Table]) -> pa.Table:
    """The buckets of several logs in one table; a count that a log does not have is nothing."""
    if len(counted) == 1:
        return counted[0]
    table = pa.concat_tables(counted, promote_options="permissive")
    for name in table.column_names:
        if table[name].null_count and (name in COUNTS or name.startswith("any_")):
            filled = table[name].fill_null(0)
            table = table.set_column(table.column_names.index(name), name, filled)
    return table
