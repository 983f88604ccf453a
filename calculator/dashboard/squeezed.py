"""Bytes as a short text for a link, and back: safe to expand from anyone."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from calculator.dashboard.limits import LINK_EXPANDED


def squeeze(plain: bytes) -> str:
    """Bytes as letters, digits, `-` and `_`.

    >>> expand(squeeze(b"support bot"))
    b'support bot'
    """
    return urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")


def expand(text: str) -> bytes:
    """The bytes of a squeezed text.

    Raises:
        ValueError: the text is damaged, or its bytes are too many.
    """
    reader = zlib.decompressobj()
    try:
        packed = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        plain = reader.decompress(packed, LINK_EXPANDED)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not reader.eof:
        raise ValueError("cut short, or too long")
    return plain
