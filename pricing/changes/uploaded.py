"""A price sheet that somebody hands in as bytes, as an edition to be compared with the book's."""

from __future__ import annotations

import re
import shutil
import weakref
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path, PurePath
from tempfile import mkdtemp
from typing import Any

from pricing import book as books
from pricing.catalog import Catalog, data_folder
from pricing.changes.edition import Edition
from pricing.errors import SheetError
from pricing.folders import sheets_of_environment

_PROVIDER = re.compile(r"[a-z0-9][a-z0-9-]{0,80}", re.ASCII)


def uploaded_edition(name: str, content: bytes) -> Edition:
    """Read a sheet of any file name: it is taken for that of the provider it names.

    Nothing of it outlasts the edition: neither the file nor its compiled form is kept.

    Args:
        name: what the file was called; problems are told under it.
        content: the sheet, at most 2 MB.

    Raises:
        SheetError: with every problem at its line.
    """
    shown = PurePath(name.replace("\\", "/")).name or "sheet.yaml"
    folder = Path(mkdtemp(prefix="tokenfare-"))
    try:
        edition = _edition(shown, _named_after_provider(folder, content), content)
    except SheetError as error:
        shutil.rmtree(folder)
        told = [replace(p, path=shown) if _inside(p.path, folder) else p for p in error.problems]
        raise SheetError(told) from None
    weakref.finalize(edition.catalog, shutil.rmtree, folder, ignore_errors=True)
    return edition


def same_providers(catalog: Catalog, beside: Edition) -> Edition:
    """What the packaged book, with one's own sheets over it, has of an edition's providers."""
    files = books.sheet_files([data_folder() / "prices", *sheets_of_environment()])
    return Edition(catalog.book_id, catalog, tuple(files), beside.providers)


def _edition(shown: str, path: Path, content: bytes) -> Edition:
    """The sheet with those packaged ones below it whose offers it resells."""
    from pricing.sheets.sheet import read_sheet

    sheet = read_sheet(path)
    below = tuple(_resold_files(sheet))
    sheets = [*map(read_sheet, below), sheet]
    catalog = Catalog(books.compile_book(sheets, sha256(content).hexdigest()))
    return Edition(shown, catalog, (*below, path), (sheet.provider,))


def _resold_files(sheet: Any) -> Iterator[Path]:
    origins = {m.resells.partition("/")[0] for m in sheet.models.values() if m.resells}
    for path in books.sheet_files([data_folder() / "prices"]):
        if path.stem in origins - {sheet.provider}:
            yield path


def _named_after_provider(folder: Path, content: bytes) -> Path:
    """The content in a file of the name that a sheet must have."""
    from pricing.files import strict_yaml

    path = folder / "sheet.yaml"
    path.write_bytes(content)
    data = strict_yaml.read(path).data
    provider = data.get("provider") if isinstance(data, dict) else None
    if isinstance(provider, str) and _PROVIDER.fullmatch(provider):
        return path.rename(folder / f"{provider}.yaml")
    return path


def _inside(path: str, folder: Path) -> bool:
    return Path(path).is_relative_to(folder)
