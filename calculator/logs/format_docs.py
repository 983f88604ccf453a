"""The tables of `docs/log-formats.md`, made from the shipped formats and their fields.

`python -m calculator.logs.format_docs docs/log-formats.md` brings them up to date.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from pydantic import BaseModel

from calculator.logs import parts, values
from calculator.logs.format import LogFormat, shipped_formats
from calculator.logs.words import format_table
from pricing.sheets.format_docs import table

PARTS: dict[str, type[BaseModel]] = {
    kind.__name__: kind
    for kind in (
        LogFormat,
        parts.Time,
        values.Where,
        values.Piece,
        values.Text,
        values.Count,
        values.Keys,
        values.Amount,
        values.Label,
        values.Condition,
        values.Skip,
        parts.Long,
        parts.Unit,
        parts.Money,
        parts.Total,
        parts.Blocks,
    )
}
_FIELDS = re.compile(r"(<!-- fields of (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_FORMATS = re.compile(r"(<!-- formats -->\n).*?(<!-- end -->)", re.DOTALL)


def with_current_tables(text: str) -> str:
    """A document with what stands between its marks made anew."""
    known = format_table(list(shipped_formats().values()))
    text = _FORMATS.sub(lambda mark: f"{mark[1]}{known}\n{mark[2]}", text)
    return _FIELDS.sub(lambda mark: mark[1] + table(PARTS[mark[2]]) + mark[3], text)


if __name__ == "__main__":
    document = Path(sys.argv[1])
    document.write_text(with_current_tables(document.read_text("utf-8")), encoding="utf-8")
