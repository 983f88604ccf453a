"""Check price sheets: all problems of all sheets, each at its file and line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pricing.book import sheet_files
from pricing.errors import SheetError, SheetProblem
from pricing.rates import compile_sheets
from pricing.sheet import Sheet, read_sheet


def check_sheets(paths: Iterable[Path]) -> list[SheetProblem]:
    """Read and compile sheets (files or folders) and collect what is wrong.

    An empty list means that every sheet loads, compiles and has names that do not collide.
    """
    problems: list[SheetProblem] = []
    sheets: list[Sheet] = []
    try:
        files = sheet_files(paths)
    except SheetError as error:
        return list(error.problems)
    for path in files:
        try:
            sheet = read_sheet(path)
        except SheetError as error:
            problems += error.problems
        else:
            sheets.append(sheet)
            problems += _colliding_names(path, sheet)
    if not problems:
        try:
            compile_sheets(sheets)
        except SheetError as error:
            problems += error.problems
    return problems


def _colliding_names(path: Path, sheet: Sheet) -> list[SheetProblem]:
    owner: dict[str, str] = {model_id: model_id for model_id in sheet.models}
    problems = []
    for model_id, model in sheet.models.items():
        for alias in model.aliases:
            if owner.setdefault(alias, model_id) != model_id:
                said = f"models.{model_id}.aliases: {alias!r} already names {owner[alias]!r}"
                problems.append(SheetProblem(str(path), 1, said))
    return problems
