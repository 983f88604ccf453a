"""Check price sheets: all problems and warnings of all sheets, each at its file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from pricing.book import sheet_files
from pricing.care.collisions import colliding_names
from pricing.care.freshness import unsound_sources
from pricing.care.jumps import odd_entries
from pricing.care.lock import unlocked, write_lock
from pricing.care.odd_rates import odd_rates
from pricing.care.odd_tiers import odd_tiers
from pricing.catalog import data_folder
from pricing.compile.rates import compile_sheets
from pricing.errors import SheetError, SheetProblem
from pricing.sheets.sheet import Sheet, read_sheet


def check_sheets(paths: Iterable[Path], *, today: date | None = None) -> list[SheetProblem]:
    """Read and compile sheets (files or folders) and collect what is wrong or odd about them.

    A `problem` must be put right; a `warning` asks somebody to look, and most can be answered by a
    `note`. Without problems every sheet loads, compiles, has names that do not collide, and is as
    its lock file says. Sheets of one's own may resell packaged offers.

    Args:
        paths: in the order in which they are laid over each other.
        today: the day on which sources are stale or days have not come; today where left out.
    """
    day = today or datetime.now(UTC).date()
    try:
        files = sheet_files(paths)
    except SheetError as error:
        return list(error.problems)
    sheets: list[Sheet] = []
    found: list[SheetProblem] = []
    for path in files:
        try:
            sheets.append(read_sheet(path))
        except SheetError as error:
            found += error.problems
    for sheet in sheets:
        found += [*odd_entries(sheet), *odd_rates(sheet), *odd_tiers(sheet)]
        found += unsound_sources(sheet, day)
    for folder in {path.parent: None for path in files}:
        found += _unlocked(folder, sheets, day)
    beneath = list(_beneath(sheets, files))
    found += colliding_names([*beneath, *sheets])
    found += _compiled([*beneath, *sheets], unread={path.stem for path in files})
    order = {str(path): number for number, path in enumerate(files)}
    return sorted(dict.fromkeys(found), key=lambda p: (order.get(p.path, -1), p.line))


def lock_sheets(folder: Path, *, today: date | None = None) -> Path:
    """Write the lock file of a folder of sheets, and return its path.

    Raises:
        SheetError: a sheet cannot be read, or has changed without a new revision.
    """
    sheets: list[Sheet] = []
    problems: list[SheetProblem] = []
    for path in sheet_files([folder]):
        try:
            sheets.append(read_sheet(path))
        except SheetError as error:
            problems += error.problems
    if problems:
        raise SheetError(problems)
    return write_lock(folder, sheets, today or datetime.now(UTC).date())


def _unlocked(folder: Path, sheets: Sequence[Sheet], today: date) -> list[SheetProblem]:
    own = [sheet for sheet in sheets if Path(sheet.document.path).parent == folder]
    try:
        return list(unlocked(folder, own, today))
    except SheetError as error:
        return list(error.problems)


def _beneath(sheets: Sequence[Sheet], files: Sequence[Path]) -> Iterator[Sheet]:
    """The packaged sheets that sheets of one's own are laid over or resell from."""
    packaged = data_folder() / "prices"
    given = {path.resolve() for path in files}
    resold = (m.resells for sheet in sheets for m in sheet.models.values() if m.resells)
    needed = {sheet.provider for sheet in sheets} | {name.partition("/")[0] for name in resold}
    for provider in sorted(needed):
        path = (packaged / f"{provider}.yaml").resolve()
        if path.is_relative_to(packaged.resolve()) and path.is_file() and path not in given:
            yield read_sheet(path)


def _compiled(sheets: Sequence[Sheet], unread: set[str]) -> list[SheetProblem]:
    """What compiling finds; resales from a sheet that could not be read are left out."""
    unread = unread - {sheet.provider for sheet in sheets}
    kept = []
    for sheet in sheets:
        models = {
            model_id: model
            for model_id, model in sheet.models.items()
            if (model.resells or "").partition("/")[0] not in unread
        }
        kept.append(sheet.model_copy(update={"models": models}))
    try:
        compile_sheets(kept)
    except SheetError as error:
        return list(error.problems)
    return []
