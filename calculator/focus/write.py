"""FOCUS rows as a CSV or Parquet file that is whole or not there."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calculator.bulk import PricedLog
from calculator.files import aside, inert
from calculator.focus.columns import COLUMNS, VERSION, Cell, Row
from calculator.focus.rows import focus_rows
from pricing.errors import UsageError
from pricing.fx import FxRates

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 50_000


def write_focus(
    priced: PricedLog,
    path: str | os.PathLike[str],
    *,
    currency: str | None = None,
    fx: FxRates | None = None,
    account: str | None = None,
) -> int:
    """Write a priced log as FOCUS 1.2 to a `.csv` or `.parquet` file; see `focus_rows`.

    Returns:
        How many rows were written.

    Raises:
        UsageError: another kind of file; a log priced in one currency, or not by offer and day.
        MissingRateError: no exchange rate on a day of use.
    """
    file = Path(path)
    if file.suffix not in (".csv", ".parquet"):
        raise UsageError(f"{file}: a FOCUS file is written as .csv or .parquet")
    rows = focus_rows(priced, currency=currency, fx=fx, account=account)
    with aside(file) as part:
        if file.suffix == ".csv":
            return _write_csv(rows, part)
        return _write_parquet(rows, part, priced.book_id)


def _write_csv(rows: Iterable[Row], file: Path) -> int:
    count = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow([_text(row.get(name)) for name in COLUMNS])
            count += 1
    return count


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(cell, Decimal):
        return plain(cell)
    return str(inert(cell))


def plain(number: Decimal) -> str:
    """A number with a point and no needless zeros: readers then know it for a decimal.

    >>> plain(Decimal("0.048000000000")), plain(Decimal("1E+3"))
    ('0.048', '1000.0')
    """
    whole, _, decimals = f"{number:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0') or '0'}"


def _write_parquet(rows: Iterable[Row], file: Path, book_id: str) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    about = {b"tokenfare": f"FOCUS {VERSION}, price book {book_id}".encode()}
    schema = pa.schema([(name, _arrow(kind)) for name, kind in COLUMNS.items()], about)
    count, batch = 0, []
    with parquet.ParquetWriter(file, schema, compression="zstd") as out:
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                out.write_table(_table(batch, schema))
                count, batch = count + len(batch), []
        out.write_table(_table(batch, schema))
    return count + len(batch)


def _table(rows: list[Row], schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    columns = {f.name: pa.array([row.get(f.name) for row in rows], f.type) for f in schema}
    return pa.table(columns, schema=schema)


def _arrow(kind: Any) -> pa.DataType:
    import pyarrow as pa

    known = {
        str: pa.string(),
        bool: pa.bool_(),
        datetime: pa.timestamp("us", "UTC"),
        Decimal: pa.decimal128(38, 12),
    }
    return known[kind]
