"""The compiled price book: sheets read, compiled once, and kept as JSON by content hash.

A missing, damaged or unwritable cache only costs the time to compile again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pricing.errors import SheetError, SheetProblem

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Book:
    """Compiled offers as plain data, with the id that every result carries."""

    id: str
    sheets: list[list[Any]]
    offers: list[dict[str, Any]]


def sheet_files(sources: Iterable[Path]) -> list[Path]:
    """The YAML files of folders, in order of name, and files as given.

    Raises:
        SheetError: a path that does not exist.
    """
    files: list[Path] = []
    for source in sources:
        if not source.exists():
            raise SheetError([SheetProblem(str(source), 1, "no such file or folder")])
        files += sorted(source.glob("*.yaml")) if source.is_dir() else [source]
    return files


def load(files: Sequence[Path]) -> Book:
    """Read the book of these sheets from the cache, or compile and keep it.

    Raises:
        SheetError: with the problems of every sheet that has some.
    """
    digest = _digest(files)
    kept = _cache_file(digest)
    cached = _read(kept, digest)
    if cached is not None:
        return cached
    book = _compile(files, digest)
    _keep(kept, digest, book)
    return book


def _digest(files: Sequence[Path]) -> str:
    from hashlib import sha256

    digest = sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _compiler() -> str:
    """What else decides the compiled form: our own code and the holiday calendar's version."""
    package = Path(__file__).parent
    names = ("rates", "cells", "entries", "source", "sheet", "job", "windows", "lines", "book")
    calendar = find_spec("holidays")
    versions = [Path(calendar.origin).parent / "version.py"] if calendar and calendar.origin else []
    sources = [package / f"{name}.py" for name in names] + versions
    return f"{FORMAT}-{_digest([path for path in sources if path.exists()])[:16]}"


def _cache_file(digest: str) -> Path:
    from platformdirs import user_cache_path

    folder = os.environ.get("TOKENFARE_CACHE") or user_cache_path("tokenfare", appauthor=False)
    return Path(folder) / f"book-{digest[:16]}.json"


def _read(path: Path, digest: str) -> Book | None:
    try:
        kept = json.loads(path.read_bytes())
        if kept["key"] == [digest, _compiler()]:
            return Book(kept["id"], kept["sheets"], kept["offers"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return None


def _keep(path: Path, digest: str, book: Book) -> None:
    """Write aside, then rename: a reader never sees half a file."""
    from tempfile import NamedTemporaryFile

    content = {"key": [digest, _compiler()], "id": book.id} | {
        "sheets": book.sheets,
        "offers": book.offers,
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent, delete=False) as aside:
            json.dump(content, aside, separators=(",", ":"))
        os.replace(aside.name, path)
    except OSError:
        return


def _compile(files: Sequence[Path], digest: str) -> Book:
    from pricing.sheet import read_sheet

    sheets: list[Any] = []
    problems: list[SheetProblem] = []
    for path in files:
        try:
            sheets.append(read_sheet(path))
        except SheetError as error:
            problems += error.problems
    if problems or not sheets:
        raise SheetError(problems or [SheetProblem("prices", 1, "there is no price sheet here")])
    return compile_book(sheets, digest)


def compile_book(sheets: Sequence[Any], digest: str) -> Book:
    """The book of sheets that are already read; `digest` names their content.

    Raises:
        SheetError: as `pricing.rates.compile_sheets`.
    """
    from pricing.rates import compile_sheets

    facts: list[list[Any]] = []
    position: dict[int, int] = {}
    offers = []
    for compiled in compile_sheets(sheets):
        sheet, listed, model = compiled.sheet, compiled.listed, compiled.model
        if id(sheet) not in position:
            position[id(sheet)] = len(facts)
            facts.append(_sheet_facts(sheet))
        offers.append(
            {
                "sheet": position[id(sheet)],
                "model": compiled.model_id,
                "name": listed.name or model.name or compiled.model_id,
                "publisher": listed.publisher or model.publisher or sheet.provider,
                "aliases": listed.aliases,
                "context_window": listed.context_window or model.context_window,
                "always_thinks": model.always_thinks,
                "currency": compiled.currency,
                "resells": listed.resells or "",
                "successor": listed.successor or model.successor or "",
                "claim": listed.claim.model_dump(mode="json") if listed.claim else None,
                "terms": compiled.terms,
                "lines": compiled.lines,
            }
        )
    latest = max(sheet.revision for sheet in sheets)
    return Book(f"{latest:%Y.%m.%d}+{digest[:8]}", facts, offers)


def _sheet_facts(sheet: Any) -> list[Any]:
    charges = [[c.name, _text(c.percent), _text(c.per_month)] for c in sheet.charges]
    tax = [sheet.tax.name, str(sheet.tax.percent), sheet.tax.included] if sheet.tax else None
    return [sheet.provider, sheet.name, str(sheet.revision), sheet.currency, charges, tax]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
