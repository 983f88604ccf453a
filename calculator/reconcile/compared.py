"""What can be compared: usage of a log beside the amounts that its source says were charged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import narwhals.stable.v2 as nw
import pyarrow as pa

from calculator.bulk.frames import BILLED, LABELS, Rows, open_rows
from calculator.bulk.known import Book
from calculator.reconcile.bills import beside_bills, bills_of
from calculator.reconcile.buckets import Counted, buckets, picos_of
from calculator.reconcile.cells import Cell, cell_of
from pricing.errors import UsageError

ROWS_APART = 100_000
"""Up to so many rows, each is compared with its own amount; of more, alike rows together."""
ROW = "user"
"""The label that tells rows apart while they are counted."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The cells of a log, and what of it nobody says what it cost."""

    cells: tuple[Cell, ...]
    unbilled: tuple[Counted, ...]
    apart: bool
    """Whether each row was compared by itself."""
    repeated: int
    """Amounts of bills left out: the usage they are for says itself what it cost."""


def compared(log: Any, book: Book, labels: Sequence[str]) -> Compared:
    """Set usage beside amounts.

    Raises:
        UsageError: not a log; nowhere in it stands what was charged; a label is not a column.
    """
    rows = open_rows(log)
    for label in labels:
        if label not in rows.columns:
            raise UsageError(f"the log has no column {label!r}")
    bill = getattr(log, "bill", None)
    bills = bills_of(bill, book) if bill is not None else {}
    own: list[Cell] = []
    apart, others = True, rows
    if rows.columns.issuperset(BILLED):
        said = ~(nw.col("billed_amount").is_null() | nw.col("billed_currency").is_null())
        own, apart = _own(replace(rows, frame=rows.frame.filter(said)), book, labels)
        others = replace(rows, frame=rows.frame.filter(~said))
    laid, unbilled = beside_bills(buckets(others, book), bills)
    cells, repeated = _once(own, laid)
    if unbilled and not cells:
        raise UsageError(
            "the log does not say what was charged: it needs billed_amount and billed_currency, "
            "amounts in a currency that is named, or the bill's own file beside it"
        )
    apart = apart and not any(len(cell.buckets) > 1 for cell in laid)
    return Compared(tuple(cells), tuple(unbilled), apart, repeated)


def _once(own: list[Cell], laid: list[Cell]) -> tuple[list[Cell], int]:
    """All cells but those of bills for usage that says itself what it cost; and how many."""
    said = {(cell.facts["offer"], cell.day) for cell in own}
    kept = [cell for cell in laid if cell.buckets or (cell.facts["offer"], cell.day) not in said]
    return [*own, *kept], sum(cell.stated for cell in laid) - sum(cell.stated for cell in kept)


def _own(rows: Rows, book: Book, labels: Sequence[str]) -> tuple[list[Cell], bool]:
    """Cells of rows that say themselves what they cost."""
    size = rows.frame.select(nw.len()).collect("pyarrow").to_native().column(0)[0].as_py()
    if size <= ROWS_APART:
        return _apart(rows, book, labels), True
    counted = buckets(rows, book, labels, billed=True)
    return [cell_of(c, c.currency or "", c.billed or 0) for c in counted], False


def _apart(rows: Rows, book: Book, labels: Sequence[str]) -> list[Cell]:
    table = rows.frame.collect("pyarrow").to_native()
    billed, currencies = picos_of(table["billed_amount"]), table["billed_currency"].to_pylist()
    listed: list[int | None] = [None] * len(table)
    if "listed_amount" in table.column_names:
        listed = picos_of(table["listed_amount"])
    said = {name: table[name].to_pylist() for name in labels}
    kept = [name for name in table.column_names if name not in (*LABELS, *BILLED)]
    numbers = pa.array(map(str, range(len(table))), pa.string())
    marked = table.select(kept).append_column(ROW, numbers)
    cells = []
    for counted in buckets(open_rows(marked), book, [ROW]):
        i = int(counted.labels[ROW] or 0)
        own = {name: values[i] for name, values in said.items()}
        cells.append(
            cell_of(counted._replace(labels=own), currencies[i], billed[i] or 0, listed[i])
        )
    return cells
