"""The compiled price book: sheets read, compiled once, and kept as JSON by content hash.

A missing, damaged or unwritable cache only costs the time to compile again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from pricing.errors import SheetError, SheetProblem
from pricing.folders import cache_folder

FORMAT = 2
MAX_SHEETS = 1_000
MOST_KEPT = 20
"""Compiled books in the cache folder; those kept longest ago go first."""
READ_AT_MOST = 2_000_001
"""One byte more than a sheet may have: enough to know that it is too large."""


@dataclass(frozen=True, slots=True)
class Book:
    """Compiled offers as plain data, with the id that every result carries."""

    id: str
    sheets: list[list[Any]]
    offers: list[dict[str, Any]]
    paths: Sequence[str]
    """For each of the sheets its file if it is one of one's own, or an empty text."""


def sheet_files(sources: Iterable[Path]) -> list[Path]:
    """The YAML files of folders, in order of name, and files as given.

    Raises:
        SheetError: a path that does not exist, a folder without sheets or with far too many.
    """
    files: list[Path] = []
    for source in sources:
        if not source.exists():
            raise _no_sheet(source, "no such file or folder")
        files += _of_folder(source) if source.is_dir() else [source]
        if len(files) > MAX_SHEETS:
            said = f"more than {MAX_SHEETS:,} price sheets: is this the right folder?"
            raise _no_sheet(source, said)
    for path in files:
        if not path.is_file():
            raise _no_sheet(path, "not a file")
    return files


def _of_folder(folder: Path) -> list[Path]:
    files = sorted(islice(folder.glob("*.yaml"), MAX_SHEETS + 1))
    for path in sorted(folder.glob("*.yml")):
        raise _no_sheet(path, "a price sheet is named after its provider, and ends in .yaml")
    if not files:
        raise _no_sheet(folder, "there is no price sheet here (a .yaml file)")
    return files


def _no_sheet(path: Path, message: str) -> SheetError:
    return SheetError([SheetProblem(str(path), 1, message)])


def load(files: Sequence[Path], own: Sequence[Path] = ()) -> Book:
    """Read the book of these sheets from the cache, or compile and keep it.

    Args:
        files: the sheets, in the order in which they are laid over each other.
        own: those among them that are not packaged.

    Raises:
        SheetError: with the problems of every sheet that has some.
    """
    digest = _digest(files)
    kept = _cache_file(digest)
    book = _read(kept, digest) if kept else None
    if book is None:
        book = _compile(files, digest)
        if kept:
            _keep(kept, digest, book)
    mine = set(own)
    paths = [str(files[facts[-1]]) if files[facts[-1]] in mine else "" for facts in book.sheets]
    return replace(book, paths=paths)


def _digest(files: Sequence[Path]) -> str:
    from hashlib import sha256

    digest = sha256()
    for path in files:
        with path.open("rb") as stream:
            content = stream.read(READ_AT_MOST)
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _compiler() -> str:
    """What else decides the compiled form: our own code and the holiday calendar's version."""
    package = Path(__file__).parent
    ours = [package / "lines.py", package / "book.py"]
    for part in ("sheets", "compile"):
        ours += sorted((package / part).glob("*.py"))
    calendar = find_spec("holidays")
    versions = [Path(calendar.origin).parent / "version.py"] if calendar and calendar.origin else []
    return f"{FORMAT}-{_digest([path for path in ours + versions if path.exists()])[:16]}"


def _cache_file(digest: str) -> Path | None:
    folder = cache_folder()
    return folder / f"book-{digest[:16]}.json" if folder else None


def _read(path: Path, digest: str) -> Book | None:
    try:
        check, _, content = path.read_bytes().partition(b"\n")
        kept = json.loads(content) if check == _check(content) else {}
        if kept["key"] == [digest, _compiler()]:
            return Book(kept["id"], kept["sheets"], kept["offers"], ())
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return None


def _check(content: bytes) -> bytes:
    """A checksum: a price that the disk has changed by a bit is no price."""
    from zlib import crc32

    return b"%08x" % crc32(content)


def _keep(path: Path, digest: str, book: Book) -> None:
    """Write aside, then rename: a reader never sees half a file."""
    from pricing.files.aside import aside, clear, private

    kept = {"key": [digest, _compiler()], "id": book.id} | {
        "sheets": book.sheets,
        "offers": book.offers,
    }
    content = json.dumps(kept, separators=(",", ":")).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        clear(path.parent)
        with aside(path) as part, open(part, "xb", opener=private) as new:
            new.write(_check(content) + b"\n" + content)
        _drop_oldest(path.parent)
    except OSError:
        return


def _drop_oldest(folder: Path) -> None:
    """Each edit of a sheet leaves a book behind that nobody asks for again."""
    books = sorted(folder.glob("book-*.json"), key=lambda book: book.stat().st_mtime)
    for book in books[:-MOST_KEPT]:
        book.unlink(missing_ok=True)


def _compile(files: Sequence[Path], digest: str) -> Book:
    from pricing.sheets.sheet import read_sheet

    sheets: list[Any] = []
    problems: list[SheetProblem] = []
    for path in files:
        try:
            sheets.append(read_sheet(path))
        except SheetError as error:
            problems += error.problems
    if problems:
        raise SheetError(problems)
    return compile_book(sheets, digest)


def compile_book(sheets: Sequence[Any], digest: str) -> Book:
    """The book of sheets that are already read; `digest` names their content.

    Raises:
        SheetError: as `pricing.compile.rates.compile_sheets`.
    """
    from pricing.compile.rates import compile_sheets

    facts: list[list[Any]] = []
    order = {id(sheet): number for number, sheet in enumerate(sheets)}
    position: dict[int, int] = {}
    offers = []
    for compiled in compile_sheets(sheets):
        sheet, listed, model = compiled.sheet, compiled.listed, compiled.model
        if id(sheet) not in position:
            position[id(sheet)] = len(facts)
            facts.append([*_sheet_facts(sheet), order[id(sheet)]])
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
    return Book(f"{latest:%Y.%m.%d}+{digest[:8]}", facts, offers, [""] * len(facts))


def _sheet_facts(sheet: Any) -> list[Any]:
    charges = [[c.name, _text(c.percent), _text(c.per_month)] for c in sheet.charges]
    tax = [sheet.tax.name, str(sheet.tax.percent), sheet.tax.included] if sheet.tax else None
    return [sheet.provider, sheet.name, str(sheet.revision), sheet.currency, charges, tax]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
