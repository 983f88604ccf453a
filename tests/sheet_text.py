"""Small price sheets written for a test, and read as a book of their own."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

from pricing.changes.edition import Edition, read_edition

HEAD = """\
schema: 1
provider: {provider}
name: {provider}
revision: 2026-11-24
currency: {currency}
timezone: Asia/Shanghai
source: {{status: community, url: "https://example.org/prices", retrieved: 2026-11-20}}
{more}models:
"""


def write_sheet(
    folder: Path, models: str, provider: str = "demo", currency: str = "CNY", more: str = ""
) -> Path:
    """Write a sheet of these models below a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{provider}.yaml"
    head = HEAD.format(provider=provider, currency=currency, more=more)
    path.write_text(head + indent(dedent(models).strip("\n") + "\n", "  "), encoding="utf-8")
    return path


def edition(folder: Path, models: str, name: str = "", more: str = "") -> Edition:
    """The edition of one small sheet."""
    return read_edition(str(write_sheet(folder / (name or "one"), models, more=more)))
