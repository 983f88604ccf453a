"""Which files a log lies in: paths, folders and patterns, archives taken apart within limits."""

from __future__ import annotations

import errno
import glob
import gzip
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

from pricing.errors import LogError

READABLE = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet")
MOST_MEMBERS = 10_000
MOST_BYTES = 20_000_000_000
"""Of an archive when it is unpacked; a log file by itself may have any size."""
MOST_TIMES = 250
"""How many times its packed size a file may be; a usage log is packed 5 to 60 times."""
SMALL = 10_000_000
"""Up to this size nothing is a bomb."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""The disk that it is unpacked to is full: no fault of the archive."""
_STEP = 1 << 22
_MAGIC = {b"PK\x03\x04": "zip", b"PAR1": "parquet", b"\x1f\x8b": "gzip"}


class LogFile(NamedTuple):
    """A file that can be read as it lies there."""

    path: Path
    shown: str
    """What the user calls it: `usage.zip/amount.csv`."""
    gzip: bool = False


def log_files(paths: Iterable[str | Path], folder: Path) -> list[LogFile]:
    """The files that paths, folders and patterns name, each once; archives go into `folder`.

    Raises:
        LogError: nothing there, or an archive that is damaged, nested or beyond the limits.
    """
    found: dict[Path, str] = {}
    for path in paths:
        for file in named(str(path)):
            found.setdefault(file.resolve(), str(file))
    files = [file for path, shown in found.items() for file in _opened(path, shown, folder)]
    if not files:
        raise LogError("there is no log file: give CSV, JSON or Parquet files, or a zip of them")
    return files


def magic(path: Path) -> str | None:
    """What the first bytes of a file say it is: `zip`, `parquet`, `gzip`, or None."""
    with path.open("rb") as file:
        start = file.read(4)
    return next((kind for sign, kind in _MAGIC.items() if start.startswith(sign)), None)


def named(path: str) -> list[Path]:
    """The files that a path, folder or pattern names, archives as they are.

    Raises:
        LogError: there is none.
    """
    there = Path(path)
    if there.is_file():
        return [there]
    if there.is_dir():
        inside = sorted(file for file in there.rglob("*") if file.is_file())
        return [file for file in inside if is_log(file.name)]
    matching = sorted(Path(match) for match in glob.glob(path, recursive=True))
    files = [file for file in matching if file.is_file()]
    if not files:
        raise LogError(f"{path}: no such file")
    return files


def is_log(name: str) -> bool:
    name = name.lower().removesuffix(".gz")
    hidden = name.startswith((".", "__")) or "/." in name or "__macosx" in name
    return not hidden and name.endswith((*READABLE, ".zip"))


def _opened(path: Path, shown: str, folder: Path) -> Iterator[LogFile]:
    kind = magic(path)
    if kind == "zip":
        yield from _unzipped(path, shown, folder)
    elif kind == "gzip":
        _check_gzip(path, shown)
        yield LogFile(path, shown, gzip=True)
    else:
        yield LogFile(path, shown)


def _unzipped(path: Path, shown: str, folder: Path) -> Iterator[LogFile]:
    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise LogError(f"{shown}: more than {MOST_MEMBERS:,} files in one archive")
            for member in members:
                _check_name(member.filename, shown)
            left = MOST_BYTES
            for member in filter(_is_member, members):
                target = _new_file(folder)
                left -= _extract(archive, member, target, f"{shown}/{member.filename}", left)
                yield from _member(target, f"{shown}/{member.filename}")
    except (BadZipFile, zlib.error, RuntimeError, OSError, EOFError) as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise
        raise LogError(f"{shown}: the archive is damaged or has a password: {error}") from None


def _is_member(member: ZipInfo) -> bool:
    return not member.is_dir() and is_log(member.filename)


def _member(target: Path, shown: str) -> Iterator[LogFile]:
    if magic(target) == "zip":
        raise LogError(f"{shown}: an archive inside an archive: unpack it and give what is in it")
    yield from _opened(target, shown, target.parent)


def _check_name(name: str, shown: str) -> None:
    """No name is used as a path, but one that leads out of the archive is refused all the same."""
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or ":" in parts[0]:
        raise LogError(f"{shown}: a file in it is named {name!r}, which leads elsewhere")


def _new_file(folder: Path) -> Path:
    with NamedTemporaryFile(dir=folder, delete=False) as place:
        return Path(place.name)


def _extract(archive: ZipFile, member: ZipInfo, target: Path, shown: str, left: int) -> int:
    """Unpack one file, counting what really comes out: its stated size may be a lie."""
    most = min(left, max(SMALL, member.compress_size * MOST_TIMES))
    size = 0
    with archive.open(member) as packed, target.open("wb") as out:
        while piece := packed.read(_STEP):
            size += len(piece)
            if size > most:
                raise _bomb(shown)
            out.write(piece)
    return size


def _check_gzip(path: Path, shown: str) -> None:
    """Unpack it once into nothing, counting."""
    most = max(SMALL, path.stat().st_size * MOST_TIMES)
    size = 0
    for piece in unpacked(path, shown):
        size += len(piece)
        if size > most:
            raise _bomb(shown)


def unpacked(path: Path, shown: str) -> Iterator[bytes]:
    """The content of a gzip file, a few megabytes at a time.

    Raises:
        LogError: it is damaged or ends too early.
    """
    try:
        with gzip.open(path) as file:
            while piece := file.read(_STEP):
                yield piece
    except (OSError, EOFError, zlib.error) as error:
        raise LogError(f"{shown}: the gzip file is damaged or cut off: {error}") from None


def pieces_of(file: LogFile, size: int = _STEP) -> Iterator[bytes]:
    """The content of a file, unpacked, a piece at a time."""
    if file.gzip:
        yield from unpacked(file.path, file.shown)
        return
    with file.path.open("rb") as opened:
        while piece := opened.read(size):
            yield piece


def _bomb(shown: str) -> LogError:
    return LogError(
        f"{shown}: unpacks to more than {MOST_TIMES} times its size or more than "
        f"{MOST_BYTES // 10**9} GB in all: unpack it yourself if you trust it"
    )
