"""What must be known of a CSV file before DuckDB reads it: header, separator, encoding, quotes."""

from __future__ import annotations

import codecs
import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, NamedTuple

from calculator.logs.files import LogFile, pieces_of
from calculator.logs.source import LONGEST_ROW, NO_CELL
from pricing.errors import LogError

_SEPARATORS = (",", ";", "\t", "|")
MOST_COLUMNS = 2_000
LONGEST_TITLE = 1_000
"""Characters of a column's name."""
_HEAD = 1 << 18
_SAMPLE = 1_000


class CsvFile(NamedTuple):
    """A CSV file as DuckDB can read it."""

    file: LogFile
    columns: tuple[str, ...]
    delimiter: str
    skip: int
    """Lines before the header."""
    blanks: tuple[str, ...]
    """What it writes where there is nothing."""
    sample: tuple[tuple[str, ...], ...]
    """Its first rows."""
    cut_off: tuple[int, ...] = ()
    """Lines left out because a quotation mark is opened in them and never closed."""
    utf8: bool = True
    """Whether all of it is; a damaged line is none."""


class _Look(NamedTuple):
    """What the whole of a file is like."""

    quotes: bool
    even: bool
    """Whether all lines end alike."""
    utf8: bool


def open_csv(file: LogFile, folder: Path) -> CsvFile:
    """Look at the start of a file, and mend a copy of it in `folder` where that is needed.

    Raises:
        LogError: it is empty, no text, or its header is beyond the limits.
    """
    head = head_of(file)
    encoding = _encoding(head, file.shown)
    if encoding != "utf-8":
        file = _in_utf8(file, encoding, folder)
        head = head_of(file)
    text = head.decode("utf-8", errors="replace").removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    skip = next((i for i, line in enumerate(lines) if _is_header(line)), None)
    if skip is None:
        raise LogError(f"{file.shown}: the file is empty")
    delimiter = max(_SEPARATORS, key=lines[skip].count)
    titles = _titles(lines[skip], delimiter, file.shown)
    look = _looked_through(file)
    file, cut_off = _mended(file, look, len(titles), delimiter, folder)
    sample = _sample(lines[skip + 1 :], delimiter)
    written = {cell for row in sample for cell in row}
    blanks = tuple(word for word in NO_CELL if word in written)
    return CsvFile(file, _distinct(titles), delimiter, skip, blanks, sample, cut_off, look.utf8)


def _is_header(line: str) -> bool:
    return bool(line.strip(" \t,;|")) and not line.lower().startswith("sep=")


def _titles(line: str, delimiter: str, shown: str) -> list[str]:
    if line.count(delimiter) >= MOST_COLUMNS:
        raise too_wide(shown)
    if max(map(len, line.split(delimiter))) > LONGEST_TITLE:
        raise LogError(
            f"{shown}: the first line is no header: a name in it is longer than "
            f"{LONGEST_TITLE:,} characters"
        )
    return next(csv.reader([line], delimiter=delimiter))


def too_wide(shown: str) -> LogError:
    """What to say of a table with more columns than are read."""
    return LogError(
        f"{shown}: more than {MOST_COLUMNS:,} columns: keep those that say what was used"
    )


def _sample(lines: list[str], delimiter: str) -> tuple[tuple[str, ...], ...]:
    """Rows of the first lines; the last line may be half a line."""
    try:
        rows = csv.reader(lines[:-1][:_SAMPLE] or lines, delimiter=delimiter)
        return tuple(tuple(row) for row in rows if row)
    except csv.Error:
        return ()


def _distinct(titles: list[str]) -> tuple[str, ...]:
    """Names that DuckDB can tell apart; it knows no capitals."""
    seen: dict[str, str] = {}
    for i, title in enumerate(titles, 1):
        name = title.strip() or f"column {i}"
        while name.lower() in seen:
            name += "_"
        seen[name.lower()] = name
    return tuple(seen.values())


def head_of(file: LogFile) -> bytes:
    return next(pieces_of(file, _HEAD), b"")


def _encoding(head: bytes, shown: str) -> str:
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    if b"\0" in head:
        raise LogError(f"{shown}: not a text file: export it as CSV, JSON or Parquet")
    lines = head.split(b"\n")[:-1] or [head]
    odd = [i for i, line in enumerate(lines) if not _is_utf8(line)]
    # A damaged line is no other encoding; a header in it, or many lines, are.
    return "gb18030" if odd and (odd[0] == 0 or len(odd) * 20 > len(lines)) else "utf-8"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _in_utf8(file: LogFile, encoding: str, folder: Path) -> LogFile:
    reader = codecs.getincrementaldecoder(encoding)(errors="replace")
    with NamedTemporaryFile(dir=folder, delete=False) as copy:
        for piece in pieces_of(file):
            copy.write(reader.decode(piece).encode("utf-8"))
        copy.write(reader.decode(b"", final=True).encode("utf-8"))
    return LogFile(Path(copy.name), file.shown)


def _mended(
    file: LogFile, look: _Look, width: int, delimiter: str, folder: Path
) -> tuple[LogFile, tuple[int, ...]]:
    """Leave out lines that are cut off inside quotation marks: they would swallow what follows."""
    if not look.even:
        file = _with_even_ends(file, folder)
    if not look.quotes:
        return file, ()
    with _text(file) as lines:
        if not any(line.count(b'"') % 2 for line in lines):
            return file, ()
    with _text(file) as lines:
        bad = tuple(_cut_off(lines, width, delimiter.encode()))
    if not bad:
        return file, ()
    leave_out = set(bad)
    with _text(file) as lines, NamedTemporaryFile(dir=folder, delete=False) as copy:
        # An empty line keeps the numbers of the lines after it.
        copy.writelines(b"\n" if n in leave_out else line for n, line in enumerate(lines, 1))
    return LogFile(Path(copy.name), file.shown), bad


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
    that is a whole record by itself lies in no cell: the one before it was cut off.
    """
    first, open_cell = 0, b""
    for number, line in enumerate(lines, 1):
        odd = line.count(b'"') % 2 == 1
        if not first:
            first, open_cell = (number, line) if odd else (0, b"")
            continue
        joined = open_cell + line
        if odd and _cells(joined, delimiter) == width:
            first = 0
        elif odd or _cells(line, delimiter) == width or len(joined) > LONGEST_ROW:
            yield first
            first, open_cell = (number, line) if odd else (0, b"")
        else:
            open_cell = joined
    if first:
        yield first


def _cells(record: bytes, delimiter: bytes) -> int:
    """Cells of a record whose quotation marks are even."""
    return b"".join(record.split(b'"')[::2]).count(delimiter) + 1
