"""Half-written files of processes that were killed: found by their name, and removed."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from pathlib import Path

_ASIDE = re.compile(r"\.(.+)\.(\d+)\.part")


def clear(folder: Path, name: str | None = None) -> None:
    """Remove from a folder what dead processes left half-written, of one file or of all."""
    if not folder.is_dir():
        return
    for file in folder.iterdir():
        found = _ASIDE.fullmatch(file.name)
        if found and file.is_file() and name in (None, found[1]) and not _alive(int(found[2])):
            with suppress(OSError):
                file.unlink()


def _alive(process: int) -> bool:
    """Whether a process runs; where asking would end it, the file it holds open tells."""
    if sys.platform == "win32":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
