"""What the whole of a CSV file is like, and a copy of it without the lines that spoil others."""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, NamedTuple

from calculator.logs import reasons
from calculator.logs.files import LogFile, pieces_of
from calculator.logs.source import LONGEST_ROW


class _Look(NamedTuple):
    """What the whole of a file is like."""

    quotes: bool
    even: bool
    """Whether all lines end alike."""
    utf8: bool


def mended(
    file: LogFile, header: int, shape: tuple[int, str], folder: Path
) -> tuple[LogFile, tuple[tuple[int, str], ...]]:
    """Leave out damaged lines, at which DuckDB may stop, and those cut off inside quotation marks.

    The latter would swallow what follows.
    """
    look = _looked_through(file)
    damaged: tuple[int, ...] = ()
    cut_off: tuple[int, ...] = ()
    if not look.even:
        file = _with_even_ends(file, folder)
    if not look.utf8:
        with _text(file) as lines:
            damaged = tuple(n for n, line in enumerate(lines, 1) if not is_utf8(line))
        file = _without(file, damaged, folder, readable=header)
    if look.quotes:
        width, delimiter = shape[0], shape[1].encode()
        with _text(file) as lines:
            open_ = any(line.count(b'"') % 2 or _runs_on(line, delimiter) for line in lines)
        if open_:
            with _text(file) as lines:
                cut_off = tuple(_cut_off(lines, width, delimiter))
            file = _without(file, cut_off, folder)
    left_out = [(n, reasons.NOT_UTF8) for n in damaged if n > header]
    return file, (*left_out, *((n, reasons.OPEN_QUOTE) for n in cut_off))


def _without(
    file: LogFile, left_out: tuple[int, ...], folder: Path, *, readable: int = 0
) -> LogFile:
    """A copy in which these lines are empty, so that those after them keep their numbers.

    Up to the line `readable` they stay, with U+FFFD for each damaged character.
    """
    if not left_out:
        return file
    bad = set(left_out)
    with _text(file) as lines, NamedTemporaryFile(dir=folder, delete=False) as copy:
        for number, line in enumerate(lines, 1):
            if number not in bad:
                copy.write(line)
            elif number <= readable:
                copy.write(line.decode("utf-8", "replace").encode())
            else:
                copy.write(b"\n")
    return LogFile(Path(copy.name), file.shown)


def _looked_through(file: LogFile) -> _Look:
    quotes, ends, returns, pairs, last = False, 0, 0, 0, b""
    utf8, decoder = True, codecs.getincrementaldecoder("utf-8")()
    for piece in pieces_of(file):
        utf8 = utf8 and _goes_on(decoder, piece)
        quotes = quotes or b'"' in piece
        if returns or b"\r" in piece:
            ends, returns = ends + piece.count(b"\n"), returns + piece.count(b"\r")
            pairs += piece.count(b"\r\n") + (last == b"\r" and piece.startswith(b"\n"))
        else:
            ends += b"\n" in piece
        last = piece[-1:]
    even = not returns or not ends or ends == returns == pairs
    return _Look(quotes, even, utf8 and not decoder.getstate()[0])


def _goes_on(decoder: codecs.IncrementalDecoder, piece: bytes) -> bool:
    """Whether UTF-8 text goes on with this piece, which may end within a character."""
    if piece.isascii() and not decoder.getstate()[0]:
        return True
    try:
        decoder.decode(piece)
    except UnicodeDecodeError:
        return False
    return True


def _with_even_ends(file: LogFile, folder: Path) -> LogFile:
    with NamedTemporaryFile(dir=folder, delete=False) as copy:
        kept = b""
        for piece in pieces_of(file):
            whole = kept + piece
            kept = b"\r" if whole.endswith(b"\r") else b""
            whole = whole.removesuffix(b"\r") if kept else whole
            copy.write(whole.replace(b"\r\n", b"\n").replace(b"\r", b" "))
    return LogFile(Path(copy.name), file.shown)


def _text(file: LogFile) -> IO[bytes]:
    return gzip.open(file.path) if file.gzip else file.path.open("rb")  # type: ignore[return-value]


def _cut_off(lines: IO[bytes], width: int, delimiter: bytes) -> Iterator[int]:
    """Numbers of lines whose open quotation mark does not begin a cell of several lines.

    Such a cell ends where the marks are even again and the record has its number of cells. A line
    that is a whole record by itself lies in no cell: the one before it was cut off, and the lines
    between are lines of their own.
    """
    first, open_cell, within = 0, b"", list[int]()
    for number, line in enumerate(lines, 1):
        odd = line.count(b'"') % 2 == 1
        if first:
            joined = open_cell + line
            if odd and _cells(joined, delimiter) == width and not _runs_on(joined, delimiter):
                first, within = 0, []
                continue
            if not odd and _cells(line, delimiter) != width and len(joined) <= LONGEST_ROW:
                open_cell = joined
                within += [number] if _runs_on(line, delimiter) else []
                continue
            yield from (first, *within)
        first, open_cell, within = (number, line, []) if odd else (0, b"", [])
        if not odd and _runs_on(line, delimiter):
            yield number
    if first:
        yield from (first, *within)


def _cells(record: bytes, delimiter: bytes) -> int:
    """Cells of a record whose quotation marks are even."""
    return b"".join(record.split(b'"')[::2]).count(delimiter) + 1


def _runs_on(record: bytes, delimiter: bytes) -> bool:
    """Whether a quoted cell goes on after its closing mark with a letter DuckDB may cut in two.

    A mark in the middle of a cell that does not begin with one is a letter like any other.
    """
    if record.isascii():
        return False
    outside = record.split(b'"')[::2]
    quoted = False
    for place, (before, after) in enumerate(pairwise(outside)):
        quoted = before.endswith(delimiter) or (not before and (quoted or not place))
        if quoted and not after.isascii() and not after.startswith(delimiter):
            return True
    return False


def is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
