"""What must be known of a CSV file before DuckDB reads it: header, separator, encoding, quotes."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from calculator.logs.files import LogFile, pieces_of
from calculator.logs.mended import is_utf8, mended
from calculator.logs.source import NO_CELL
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
    left_out: tuple[tuple[int, str], ...] = ()
    """Lines that would spoil others, with the code of what is wrong with each."""


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
    file, left_out = mended(file, skip + 1, (len(titles), delimiter), folder)
    sample = _sample(lines[skip + 1 :], delimiter)
    written = {cell for row in sample for cell in row}
    blanks = tuple(word for word in NO_CELL if word in written)
    return CsvFile(file, _distinct(titles), delimiter, skip, blanks, sample, left_out)


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
    odd = [i for i, line in enumerate(lines) if not is_utf8(line)]
    # A damaged line is no other encoding; a header in it, or many lines, are.
    return "gb18030" if odd and (odd[0] == 0 or len(odd) * 20 > len(lines)) else "utf-8"


def _in_utf8(file: LogFile, encoding: str, folder: Path) -> LogFile:
    reader = codecs.getincrementaldecoder(encoding)(errors="replace")
    with NamedTemporaryFile(dir=folder, delete=False) as copy:
        for piece in pieces_of(file):
            copy.write(reader.decode(piece).encode("utf-8"))
        copy.write(reader.decode(b"", final=True).encode("utf-8"))
    return LogFile(Path(copy.name), file.shown)
