"""An account as files: the groups as a table, the ranking, or all of it in a folder."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from calculator.bulk.priced import PricedLog
from calculator.counterfactual.ranked import Repriced
from calculator.files import aside, inert
from calculator.logbook.account import Account
from calculator.logbook.parts import DONE
from pricing.errors import UsageError
from pricing.lines import RATES
from pricing.money import EXACT

if TYPE_CHECKING:
    import pyarrow as pa

PARTS = (*RATES, "offset")
KINDS = (".csv", ".parquet", ".json")
LARGEST = 2**63


class Column(NamedTuple):
    name: str
    kind: str
    """`text`, `amount` or `count`."""
    values: list[Any]


def group_columns(priced: PricedLog) -> list[Column]:
    """The groups as a table: labels, currency, exact amounts, rows, counts, and cost by part."""
    sums = [group.sum for group in priced.groups]
    keys = [[group.key[i] for group in priced.groups] for i in range(len(priced.by))]
    counts = dict.fromkeys(name for s in sums for name in s.counts)
    texts = dict(zip(priced.by, keys, strict=True)) | {"currency": [s.currency for s in sums]}
    amounts = {
        "cost": [s.picos for s in sums],
        "low": [s.low_picos for s in sums],
        "high": [s.high_picos for s in sums],
        "doubtful": [s.doubtful_picos for s in sums],
    }
    whole = {"rows": [s.rows for s in sums]}
    whole |= {name: [s.counts.get(name, 0) for s in sums] for name in counts}
    used = [part for part in PARTS if any(part in s.part_picos for s in sums)]
    parts = {f"{part}_cost": [s.part_picos.get(part, 0) for s in sums] for part in used}
    return [
        *(Column(name, "text", values) for name, values in texts.items()),
        *(Column(name, "amount", _units(picos)) for name, picos in amounts.items()),
        *(Column(name, "count", values) for name, values in whole.items()),
        *(Column(name, "amount", _units(picos)) for name, picos in parts.items()),
    ]


def _units(picos: list[int]) -> list[Decimal]:
    return [Decimal(n).scaleb(-12, EXACT) for n in picos]


def write_account(account: Account, path: Path) -> None:
    """Write the groups to a `.csv` or `.parquet` file, or the whole account to a `.json` file.

    Raises:
        UsageError: another kind of file.
    """
    if path.suffix not in KINDS:
        raise UsageError(f"{path}: write .csv, .parquet or .json, or a folder: {path}/")
    path.parent.mkdir(parents=True, exist_ok=True)
    with aside(path) as part:
        if path.suffix == ".parquet":
            _write_parquet(account.priced, part)
        else:
            part.write_bytes(as_csv(account) if path.suffix == ".csv" else as_json(account))


def write_folder(account: Account, folder: Path) -> None:
    """Write everything about an account into a folder; what says that it is complete comes last."""
    write_account(account, folder / "groups.csv")
    write_account(account, folder / "groups.parquet")
    offers = folder / "offers.csv"
    if account.repriced is not None:
        with aside(offers) as part:
            part.write_bytes(ranking_csv(account.repriced))
    else:
        offers.unlink(missing_ok=True)
    with aside(folder / DONE) as part:
        part.write_bytes(as_json(account))


def as_json(account: Account) -> bytes:
    """The whole account; amounts are texts, so that they stay exact."""
    return json.dumps(account.to_dict(), ensure_ascii=False, indent=1).encode()


def as_csv(account: Account) -> bytes:
    """The groups, with no cell that a spreadsheet runs."""
    columns = group_columns(account.priced)
    rows = zip(*(column.values for column in columns), strict=True)
    return _csv([column.name for column in columns], rows)


def ranking_csv(repriced: Repriced) -> bytes:
    """The ranking, with no cell that a spreadsheet runs."""
    frame = repriced.to_frame()
    return _csv(list(frame.columns), frame.to_numpy(dtype=object).tolist())


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """With a byte order mark, so that spreadsheets read its characters."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else inert(value)


def _write_parquet(priced: PricedLog, path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    columns = group_columns(priced)
    table = pa.table({column.name: _array(column) for column in columns})
    about = {"tokenfare": f"price book {priced.book_id}"}
    parquet.write_table(table.replace_schema_metadata(about), path, compression="zstd")


def _array(column: Column) -> pa.Array:
    import pyarrow as pa

    if column.kind == "text":
        return pa.array(column.values, pa.string())
    if column.kind == "amount":
        return pa.array(column.values, pa.decimal128(38, 12))
    small = all(value < LARGEST for value in column.values)
    return pa.array(column.values, pa.int64() if small else pa.decimal128(38, 0))
