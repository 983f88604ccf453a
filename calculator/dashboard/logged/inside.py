"""Files inside the one folder that the server opens: nothing leads out of it, links included."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from calculator.dashboard.limits import LOG_FILES_LOOKED_AT
from calculator.logs.files import is_log
from pricing.errors import LogError

LONGEST_PATH = 300


def inside(root: Path, text: str) -> tuple[Path, ...]:
    """The files that a path, folder or pattern names, each as it really lies.

    Raises:
        LogError: it leads elsewhere, there is no such file, or there are too many.
    """
    shown = _shown(text)
    steps = Path(text).parts
    if Path(text).is_absolute() or ".." in steps or shown != text:
        raise LogError(f"{shown}: name a file, folder or pattern inside the folder of logs")
    try:
        found = dict.fromkeys(path.resolve() for path in _named(root, steps))
    except OSError:
        found = {}
    here = tuple(path for path in found if path.is_relative_to(root))
    if not here:
        raise LogError(f"{shown}: no such file in the folder of logs")
    return here


def _shown(text: str) -> str:
    """A text as a message may say it: printable, and not too long."""
    plain = "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
    return plain if len(plain) <= LONGEST_PATH else f"{plain[:LONGEST_PATH]}…"


def _named(root: Path, steps: Sequence[str]) -> list[Path]:
    """Links to folders are not followed, which may go round in circles, unless they are named."""
    there = root.joinpath(*steps)
    if there.is_file():
        return [there]
    first = next((place for place, step in enumerate(steps) if _magic(step)), len(steps))
    start, wanted = root.joinpath(*steps[:first]), steps[first:]
    if not start.resolve().is_relative_to(root):
        return []
    if not wanted:
        return [path for path in _files(start) if is_log(path.name)]
    return [path for path in _files(start) if _fits(path.relative_to(start).parts, wanted)]


def _magic(text: str) -> bool:
    return any(sign in text for sign in "*?[")


def _files(start: Path) -> Iterator[Path]:
    seen = 0
    for folder, _, names in os.walk(start):
        seen += 1 + len(names)
        if seen > LOG_FILES_LOOKED_AT:
            raise LogError(
                f"more than {LOG_FILES_LOOKED_AT:,} files are there: name a folder further down"
            )
        yield from (path for name in sorted(names) if (path := Path(folder, name)).is_file())


def _fits(parts: Sequence[str], steps: Sequence[str]) -> bool:
    """Whether a path fits a pattern, in one pass however many stars it has.

    >>> _fits(("2026", "11", "a.csv"), ("**", "*.csv")), _fits(("a", "b.csv"), ("*.csv",))
    (True, False)
    """
    at = _over(0, steps)
    for part in parts:
        at = {
            place
            for before in at
            if before < len(steps) and _is(part, steps[before])
            for place in _over(before if steps[before] == "**" else before + 1, steps)
        }
    return len(steps) in at


def _over(place: int, steps: Sequence[str]) -> set[int]:
    """Where one may stand: `**` stands for no folder too."""
    places = {place}
    while place < len(steps) and steps[place] == "**":
        place += 1
        places.add(place)
    return places


def _is(part: str, step: str) -> bool:
    hidden = part.startswith(".") and not step.startswith(".")
    return not hidden and (step == "**" or fnmatchcase(part, step))
