"""The tables of `docs/price-sheets.md`, generated from the docstrings of the format's fields."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from pricing.fx_file import RatesFile
from pricing.sheets import entries, sheet, source

PARTS: dict[str, type[BaseModel]] = {
    kind.__name__: kind
    for kind in (
        sheet.Sheet,
        sheet.Model,
        entries.PriceEntry,
        entries.TokenRates,
        entries.Rates,
        entries.RateSet,
        entries.Tier,
        entries.Bounds,
        entries.Variant,
        entries.Window,
        entries.Except,
        entries.Fee,
        source.Source,
        sheet.UsageConvention,
        sheet.Charge,
        sheet.Tax,
        sheet.Claim,
        RatesFile,
    )
}
_MARKED = re.compile(r"(<!-- fields of (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_REQUIRED = "needed"


def with_current_tables(text: str) -> str:
    """A document with what stands between its `fields of` and `end` marks made anew."""
    return _MARKED.sub(lambda mark: mark[1] + table(PARTS[mark[2]]) + mark[3], text)


def table(kind: type[BaseModel]) -> str:
    """Key, default and meaning of each field that a part of the format has of its own.

    >>> print(table(sheet.UsageConvention).splitlines()[2][:44])
    | `cached` | `in_input` | Whether the report
    """
    inherited = {name for base in kind.__mro__[1:] for name in getattr(base, "model_fields", {})}
    rows = [
        f"| `{field.alias or name}` | {_default(field)} | {_sentence(field.description)} |"
        for name, field in kind.model_fields.items()
        if name not in inherited
    ]
    return "\n".join(["| key | default | meaning |", "| --- | --- | --- |", *rows, ""])


def _default(field: Any) -> str:
    if field.is_required():
        return _REQUIRED
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        return " ".join(f"`{key}: {part}`" for key, part in value)
    if value is None or value == "" or (isinstance(value, tuple | dict) and not value):
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text.replace('(', '[').replace(')', ']')}`"


def _sentence(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", r"\|")


if __name__ == "__main__":
    document = Path(sys.argv[1])
    document.write_text(with_current_tables(document.read_text("utf-8")), encoding="utf-8")
