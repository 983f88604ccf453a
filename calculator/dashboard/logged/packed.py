"""How large uploaded archives are when they are unpacked, before any of them touches the disk."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from calculator.dashboard.limits import LOG_FILES_UNPACKED, MB
from pricing.errors import LogError

_GZIP, _STEP = 31, 1 << 20


def check_unpacked(files: Iterable[tuple[str, bytes]]) -> None:
    """Refuse files that unpack to more than the server has room for.

    Raises:
        LogError: they do.
    """
    left = LOG_FILES_UNPACKED
    for name, content in files:
        left -= _unpacked(content, left)
        if left < 0:
            raise LogError(
                f"{name}: unpacks to more than the {LOG_FILES_UNPACKED // MB} MB that a page "
                "takes: use the command tokenfare log on your own machine"
            )


def _unpacked(content: bytes, most: int) -> int:
    """Bytes of an archive's content, counted no further than just beyond `most`; others: 0."""
    if content.startswith(b"PK"):
        try:
            with ZipFile(BytesIO(content)) as archive:
                return sum(member.file_size for member in archive.infolist())
        except (BadZipFile, OSError, ValueError):
            return 0
    return _ungzipped(content, most) if content.startswith(b"\x1f\x8b") else 0


def _ungzipped(content: bytes, most: int) -> int:
    size, reader = 0, zlib.decompressobj(_GZIP)
    try:
        while content and size <= most:
            size += len(reader.decompress(content, _STEP))
            content = reader.unconsumed_tail or reader.unused_data
            reader = zlib.decompressobj(_GZIP) if reader.eof else reader
    except zlib.error:
        return size
    return size
