"""A comparison as files: CSV, Excel, Parquet and JSON, with exact amounts and inert texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

from calculator.comparison import Comparison
from calculator.files import inert


class Kind(NamedTuple):
    """A kind of file: its ending, its media type, and how a comparison becomes one."""

    ending: str
    mime: str
    write: Callable[[Comparison], bytes]


def csv(result: Comparison) -> bytes:
    """CSV with a byte order mark, so that spreadsheets read its characters."""
    safe = result.to_frame().map(inert)
    return str(safe.to_csv(index=False)).encode("utf-8-sig")


def xlsx(result: Comparison) -> bytes:
    """A workbook: the ranking with amounts as numbers, and what it was made from."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    frame = result.to_frame()
    ranking = book.create_sheet("ranking")
    ranking.freeze_panes = "C2"
    ranking.append(list(frame.columns))
    for row in frame.itertuples(index=False):
        ranking.append([_cell(ranking, value) for value in row])
    about = book.create_sheet("about")
    for name, value in _about(result).items():
        about.append([name, _cell(about, value)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def parquet(result: Comparison) -> bytes:
    """Parquet with amounts as decimals, and what it was made from as the file's metadata."""
    import pyarrow as pa
    from pyarrow import parquet as files

    table = pa.Table.from_pandas(result.to_frame(), preserve_index=False)
    about = json.dumps(_about(result), ensure_ascii=False)
    out = BytesIO()
    files.write_table(
        table.replace_schema_metadata({**(table.schema.metadata or {}), b"tokenfare": about}), out
    )
    return out.getvalue()


def as_json(result: Comparison) -> bytes:
    """The whole result; amounts are texts, so that they stay exact."""
    return json.dumps(result.to_dict(), ensure_ascii=False, indent=1).encode()


KINDS = {
    "csv": Kind("csv", "text/csv", csv),
    "xlsx": Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
    "parquet": Kind("parquet", "application/vnd.apache.parquet", parquet),
    "json": Kind("json", "application/json", as_json),
}


def file_name(result: Comparison, kind: Kind) -> str:
    """Such as `tokenfare-2026-11-USD.csv`."""
    return f"tokenfare-{result.start:%Y-%m}-{result.currency}.{kind.ending}"


def _cell(sheet: Any, value: Any) -> Any:
    """A cell whose text is a text, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return value if isinstance(value, (Decimal, int)) else None
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell


def _about(result: Comparison) -> dict[str, str]:
    facts = result.to_dict()
    about = {name: str(facts[name]) for name in ("book", "currency", "start", "months")}
    about["workloads"] = "; ".join(facts["workloads"])
    about["fx"] = "; ".join(map(str, result.fx_used))
    return about
