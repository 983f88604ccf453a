"""Small sheets of one day's writing, compiled without the packaged ones."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pricing import Catalog
from pricing.book import compile_book
from pricing.compile.rates import Compiled, compile_sheets
from pricing.errors import SheetError
from pricing.lines import RateLine
from pricing.sheets.sheet import read_sheet
from tests.sheet_text import write_sheet


def compiled(folder: Path, models: str, **more: str) -> Compiled:
    """The last offer of a sheet in yuan and Beijing time."""
    return compile_sheets([read_sheet(write_sheet(folder, models, **more))])[-1]


def lines(
    folder: Path, prices: str, thinking: str = "not_applicable", **more: str
) -> list[RateLine]:
    """The rate lines of a model `m` with one price entry, given below its `from`."""
    return list(compiled(folder, model(prices, thinking), **more).lines)


def model(prices: str, thinking: str = "not_applicable") -> str:
    """A model `m` whose one entry of 2026 has these keys."""
    entry = "\n".join(f"        {row}" for row in prices.strip().splitlines())
    return f"m:\n  thinking: {thinking}\n  prices:\n      - from: 2026-01-01\n{entry}"


def told(folder: Path, models: str, **more: str) -> list[str]:
    """What is wrong with a sheet that reads well, without the folder's name."""
    try:
        compiled(folder, models, **more)
    except SheetError as error:
        return [str(problem).replace(f"{folder}/", "") for problem in error.problems]
    return []


def second(text: str) -> int:
    """The UTC second of an instant with an offset."""
    return int(datetime.fromisoformat(text).timestamp())


def per_million(line: RateLine, *kinds: str) -> tuple[float, ...]:
    """Prices per million tokens: a line counts 10^-12 of the currency per token."""
    return tuple(getattr(line, kind) / 10**6 for kind in kinds)


def book_of(*sheets: Path) -> Catalog:
    """A catalog of these sheets alone."""
    return Catalog(compile_book([read_sheet(path) for path in sheets], "5eed" * 16))
