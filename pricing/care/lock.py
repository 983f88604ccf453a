"""Revision discipline: a lock file that knows each sheet's revision and content.

A line a sheet: `provider revision hash`. The hash is of what the sheet says without its revision,
so that comments, layout and the order of keys do not count.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from pricing.errors import SheetError, SheetProblem
from pricing.files.strict_yaml import Document
from pricing.sheets.sheet import Sheet

LOCK = "sheets.lock"
_HEAD = "# provider revision hash; `tokenfare sheets lock` writes this file\n"


class Locked(NamedTuple):
    """What the lock file says of a sheet, and on which line."""

    revision: date
    hash: str
    line: int


def content_hash(document: Document) -> str:
    r"""The first 16 hex digits of the SHA-256 of what a sheet says, its revision left out.

    >>> from pricing.files.strict_yaml import parse
    >>> one = parse("revision: 2026-11-24\ntax: {percent: 6, name: VAT}")
    >>> two = parse("# new\ntax: {name: VAT, percent: 6.0}\nrevision: 2026-11-25")
    >>> content_hash(one) == content_hash(two)
    True
    """
    said = {key: value for key, value in document.data.items() if key != "revision"}
    text = json.dumps(said, default=_plain, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """Numbers by their value, `6` and `6.0` alike, and days as texts."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else f"{value.normalize():f}"
    return str(value)


def read_lock(folder: Path) -> dict[str, Locked]:
    """What the lock file of a folder says by provider; nothing where there is none.

    Raises:
        SheetError: a line that is not `provider revision hash`.
    """
    path = folder / LOCK
    locked: dict[str, Locked] = {}
    lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        words = line.split()
        try:
            provider, revision, digest = words
            locked[provider] = Locked(date.fromisoformat(revision), digest, number)
        except ValueError:
            said = "not `provider revision hash`: `tokenfare sheets lock` writes the file anew"
            raise SheetError([SheetProblem(str(path), number, said)]) from None
    return locked


def unlocked(folder: Path, sheets: Sequence[Sheet], today: date) -> Iterator[SheetProblem]:
    """What the sheets of a folder do not have in common with its lock file, if it has one."""
    locked = read_lock(folder)
    known = {sheet.provider for sheet in sheets}
    for sheet in sheets if locked else ():
        if said := _broken(sheet, locked.get(sheet.provider), today):
            yield sheet.problem(("revision",), said)
    for provider, line in locked.items():
        if provider not in known and not (folder / f"{provider}.yaml").exists():
            said = f"there is no sheet {provider}.yaml: run `tokenfare sheets lock`"
            yield SheetProblem(str(folder / LOCK), line.line, said)


def _broken(sheet: Sheet, locked: Locked | None, today: date) -> str:
    run = "run `tokenfare sheets lock`"
    if locked is None:
        return f"the sheet is not in {LOCK}: {run}"
    changed = content_hash(sheet.document) != locked.hash
    if sheet.revision < locked.revision:
        return f"{sheet.revision} is before {locked.revision}, which is locked: revisions only rise"
    if changed and sheet.revision == locked.revision < today:
        return f"the sheet has changed since {locked.revision}: write {today}, then {run}"
    if changed or sheet.revision != locked.revision:
        return f"the sheet has changed and is not locked: {run}"
    return ""


def write_lock(folder: Path, sheets: Sequence[Sheet], today: date) -> Path:
    """Lock the sheets of a folder as they are.

    Raises:
        SheetError: a sheet has changed without a new revision, its revision fell, or the file
            cannot be written.
    """
    locked = read_lock(folder)
    problems = []
    for sheet in sheets:
        old = locked.get(sheet.provider)
        rises = old is None or sheet.revision > old.revision
        same_day = old is not None and sheet.revision == old.revision >= today
        if not rises and not same_day and (said := _broken(sheet, old, today)):
            problems.append(sheet.problem(("revision",), said))
    if problems:
        raise SheetError(problems)
    lines = sorted(f"{s.provider} {s.revision} {content_hash(s.document)}\n" for s in sheets)
    path = folder / LOCK
    try:
        path.write_text(_HEAD + "".join(lines), encoding="utf-8")
    except OSError as error:
        said = f"cannot be written: {error.strerror}"
        raise SheetError([SheetProblem(str(path), 1, said)]) from None
    return path
