"""Files and folders that appear under their name only when they are complete."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pricing.errors import NotWrittenError

_ASIDE = re.compile(r"\.(.+)\.(\d+)-\d+\.part")


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A place beside a path, which becomes the path when the block ends well.

    Raises:
        NotWrittenError: it could not be written; what stood there before is untouched.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_native_id()}.part")
    try:
        yield part
        if path.is_dir():
            shutil.rmtree(path)
        part.replace(path)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise NotWrittenError(f"{path} could not be written: {why}") from error
    finally:
        _remove(part)


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part, ignore_errors=True)
    else:
        with suppress(OSError):
            part.unlink()


def private(path: str, flags: int) -> int:
    """An opener of files that nobody but their owner may read."""
    return os.open(path, flags, 0o600)


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
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass  # it runs, for somebody else
    return True
