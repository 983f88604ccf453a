"""Makes a small log of each format from the columns that its vendor documents, always the same.

`python -m tests.logs.make_samples FOLDER` writes them all; tests take `samples()`. The amounts a
sample states are worked out in `vendor_rates`, from the vendors' list prices.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.logs.vendor_rates import Use

SK = "sk-proj-Zz9Yy8Xx7Ww6Vv5Uu4Tt3Ss2Rr1Qq0Pp"
MAIL = "mei.lin@example.com"
HEX_KEY = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
KEY_NAME = "laptop of Mei"
IP = "203.0.113.77"
ORG = "Lin Holdings"
BODY = "What is the password of the safe?"
SECRETS = (SK, MAIL, HEX_KEY, BODY, KEY_NAME, IP, ORG, "Zz9Yy8Xx7", "mei.lin")
"""What stands in the samples and must stand in nothing that a reader yields."""
_MODULES = ("openai", "anthropic", "gateway", "observer", "deepseek", "china", "trace", "table")


@dataclass(frozen=True)
class Sample:
    """A log of one format, and what is known of it."""

    format: str
    files: dict[str, bytes]
    rows: list[dict[str, Any]]
    """What it must be read as; columns left out have their default."""
    stated: dict[str, Decimal] = field(default_factory=dict)
    """Sum of the amounts it states, by currency."""
    listed: dict[str, Decimal] | None = None
    """Sum at list price, where that is another."""
    skipped: int = 0
    """Records in it that are no usage."""


_MAKERS: list[Callable[[], Sample]] = []


def sample(make: Callable[[], Sample]) -> Callable[[], Sample]:
    """Register a maker."""
    _MAKERS.append(make)
    return make


def samples() -> list[Sample]:
    """Every sample."""
    for module in _MODULES:
        import_module(f"tests.logs.{module}_samples")
    return [make() for make in _MAKERS]


def at(text: str) -> int:
    """UTC seconds of `2026-02-01T08:30:00`, or of a day."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def iso(second: int) -> str:
    """UTC seconds as `2026-02-01T08:30:00+00:00`."""
    return datetime.fromtimestamp(second, UTC).isoformat()


def stamp(second: int) -> str:
    """UTC seconds as `2026-02-01 08:30:00.123`."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d %H:%M:%S.123")


def header(columns: str) -> list[str]:
    """The names of a header."""
    return columns.split(",")


def flat(*parts: Sequence[Any]) -> list[Any]:
    """The cells of a row, written in groups."""
    return [cell for part in parts for cell in part]


def as_csv(rows: Iterable[Sequence[Any]], *, bom: bool = False, end: str = "\n") -> bytes:
    """Rows as CSV, header first."""
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows(rows)
    return (("\ufeff" if bom else "") + out.getvalue()).encode()


def as_lines(records: Iterable[Any]) -> bytes:
    """Records as JSON lines."""
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records).encode()


def as_json(document: Any) -> bytes:
    """A document as indented JSON."""
    return json.dumps(document, indent=1, ensure_ascii=False).encode()


def row(when: int, model: str, use: Use, **more: Any) -> dict[str, Any]:
    """The row that some use must be read as."""
    counts = {
        "input_tokens": use.input,
        "output_tokens": use.output,
        "cache_read_tokens": use.read,
        "cache_write_tokens": use.write + use.long,
        "cache_write_long_tokens": use.long,
        "web_searches": use.searches,
        "requests": use.requests,
    }
    return {"at": when, "model": model} | counts | more


def bill_row(start: int, until: int, amount: Decimal, **more: Any) -> dict[str, Any]:
    """A row of a bill in dollars."""
    return {"at": start, "until": until, "billed_amount": amount, "billed_currency": "USD"} | more


def total(rows: list[dict[str, Any]], currency: str) -> dict[str, Decimal]:
    """The sum of what rows state."""
    return {currency: sum((r["billed_amount"] for r in rows), Decimal(0))}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for made in samples():
        for name, content in made.files.items():
            target = folder / made.format / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
