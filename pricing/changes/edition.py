"""An edition of the price book: a sheet, a folder of them, a day, or a git revision."""

from __future__ import annotations

import re
import shutil
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from pricing import book as books
from pricing.catalog import Catalog, data_folder
from pricing.changes.revision import SHEETS, extract
from pricing.errors import EditionError, SheetError, SheetProblem
from pricing.offers import Offer

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of the price book, and what it is called."""

    name: str
    catalog: Catalog
    files: tuple[Path, ...]
    providers: tuple[str, ...]
    """The providers to be compared; the catalog may know more, for what they resell."""
    day: date | None = None
    """The day whose prices are meant; None for all prices of the book, at their dates."""

    @property
    def offers(self) -> list[Offer]:
        """The offers to be compared, claimed ones included."""
        return [offer for offer in self.catalog if offer.provider in self.providers]

    def on(self, day: date) -> Edition:
        """The same book, at the prices of one day."""
        return replace(self, name=f"{self.name} on {day}", day=day)

    def held(self, since: date) -> Catalog:
        """The book with the prices of its day held from another day on, for good.

        Raises:
            SheetError: a sheet has changed since and cannot be read any more.
        """
        from pricing.sheets.sheet import read_sheet

        if self.day is None:
            return self.catalog
        sheets = _resold([_held(read_sheet(path), self.day, since) for path in self.files])
        book = books.compile_book(sheets, self.catalog.book_id.rpartition("+")[2])
        return Catalog(replace(book, id=f"{self.catalog.book_id} on {self.day}"))


def read_edition(
    text: str, *, sheets: Sequence[Path] = (), repository: Path | None = None
) -> Edition:
    """Read what a person names: a day, a sheet or folder, `REV` or `REV:path` of git.

    Args:
        text: `2026-08-01` is a day of the packaged book; an existing path is a sheet or a folder
            and stands for itself; anything else is a git revision, of which `data/prices` is read.
        sheets: own sheets laid over the packaged ones, where a day is meant.
        repository: any folder of the git repository; the current one where left out.

    Raises:
        EditionError: it is none of these.
        SheetError: with every problem of every sheet.
    """
    if _DAY.fullmatch(text):
        files = books.sheet_files([data_folder() / "prices", *sheets])
        return replace(_read(text, files), day=_day(text))
    if Path(text).exists():
        return _read(text, books.sheet_files([Path(text)]))
    if text.endswith((".yaml", ".yml")) and ":" not in text:
        raise EditionError(f"{text}: no such price sheet")
    return _at_revision(text, repository)


def _at_revision(text: str, repository: Path | None) -> Edition:
    revision, _, path = text.partition(":")
    folder = Path(mkdtemp(prefix="tokenfare-"))
    try:
        files = books.sheet_files([extract(revision, path or SHEETS, folder, repository)])
        edition = _read(text, files)
    except EditionError as error:
        shutil.rmtree(folder)
        kinds = "a day, a sheet, a folder or a git revision"
        raise EditionError(f"{text!r} is not {kinds}: {error}") from None
    except SheetError as error:
        shutil.rmtree(folder)
        raise SheetError([_renamed(p, folder, revision) for p in error.problems]) from None
    weakref.finalize(edition.catalog, shutil.rmtree, folder, ignore_errors=True)
    return edition


def _renamed(problem: SheetProblem, folder: Path, revision: str) -> SheetProblem:
    path = Path(problem.path)
    known = path.is_relative_to(folder)
    inside = f"{revision}:{path.relative_to(folder).as_posix()}" if known else problem.path
    return replace(problem, path=inside)


def _read(name: str, files: list[Path]) -> Edition:
    """The book of these files alone, or with the packaged sheets they resell from below them."""
    providers = tuple(path.stem for path in files)
    try:
        return Edition(name, Catalog(books.load(files)), tuple(files), providers)
    except SheetError as error:
        if not any("resells" in problem.message for problem in error.problems):
            raise
    packaged = books.sheet_files([data_folder() / "prices"])
    below = [path for path in packaged if path.stem not in providers]
    return Edition(name, Catalog(books.load([*below, *files])), (*below, *files), providers)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise EditionError(f"{text} is not a day of the calendar") from None


def _held(sheet: Any, day: date, since: date) -> Any:
    """A sheet with each model's entry of a day from `since` on, and without the other models."""
    models = {}
    for model_id, model in sheet.models.items():
        on_the_day = [
            e for e in model.prices if e.from_ <= day and not (e.until and e.until <= day)
        ]
        if on_the_day:
            entry = on_the_day[-1].model_copy(update={"from_": since, "until": None})
            models[model_id] = model.model_copy(update={"prices": (entry,)})
        elif model.resells:
            models[model_id] = model
    return sheet.model_copy(update={"models": models})


def _resold(sheets: Iterable[Any]) -> list[Any]:
    """The sheets without what nobody sells on that day and others resell."""
    kept = list(sheets)
    sold = {f"{s.provider}/{m}" for s in kept for m, model in s.models.items() if model.prices}
    return [
        s.model_copy(
            update={
                "models": {
                    m: model
                    for m, model in s.models.items()
                    if model.prices or model.resells in sold
                }
            }
        )
        for s in kept
    ]


__all__ = ["Edition", "read_edition"]
