"""A CSV file's bytes as rows of cells: its encoding, its separator, its lines, its limits."""

from __future__ import annotations

import re
from io import StringIO
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from calculator.files import inert
from pricing.errors import WorkloadError

if TYPE_CHECKING:
    import pandas as pd

MAX_BYTES = 20_000_000
MAX_CELLS = 10_000_000
MAX_COLUMNS = 200
SPARE_COLUMNS = 8
_SEPARATORS = (",", ";", "\t")
_BLANK_START = re.compile(r"(?:[ \t,;]*\n)+")

Row = tuple[str, ...]


class Table(NamedTuple):
    """A CSV file, cut into cells."""

    header: list[str]
    rows: list[tuple[int, Row]]
    """Each with the line it begins on, as an editor counts; blank ones are left out."""
    encoding: str
    separator: str


def read_table(source: bytes | Path | BinaryIO) -> Table:
    """The cells of CSV bytes, a path or an open binary file.

    Raises:
        WorkloadError: nothing in it can be read: empty, too large, binary, or no table.
    """
    text, encoding = _decoded(_content(source))
    body = text.replace("\r\n", "\n").replace("\r", "\n")
    lead = _BLANK_START.match(body)
    skipped = lead.group().count("\n") if lead else 0
    body = body.split("\n", skipped)[skipped]
    separator = _separator(body)
    rows = _cells(body, separator)
    header = [cell.strip() for cell in rows[0]]
    while header and not header[-1]:
        header.pop()
    numbered = zip(_lines(rows, skipped + 1), rows, strict=True)
    filled = [(line, row) for line, row in numbered if "".join(row).strip()][1:]
    return Table(header, filled, encoding, separator)


def as_csv(header: list[str], rows: list[Row], separator: str) -> str:
    """Rows under their header as text, with no cell that a spreadsheet would calculate."""
    import pandas as pd

    # A row with too many cells keeps them: cut short, it would pass when it is read again.
    frame = pd.DataFrame(rows or [tuple(header)], dtype=object).iloc[: len(rows)]
    last = max((i for row in rows for i in _filled(row, len(header))), default=len(header) - 1)
    titles = [*map(inert, header), *[""] * (last + 1 - len(header))]
    frame = frame.iloc[:, : last + 1].map(inert)
    return str(frame.to_csv(index=False, sep=separator, header=titles))


def _filled(row: tuple[str, ...], start: int) -> list[int]:
    return [i for i, cell in enumerate(row[start:], start) if cell.strip()]


def _lines(rows: list[tuple[str, ...]], first: int) -> list[int]:
    """The line each row begins on; a quoted cell may span several."""
    if not any("\n" in "".join(row) for row in rows):
        return list(range(first, first + len(rows)))
    longer = [sum(cell.count("\n") for cell in row) for row in rows]
    return list(accumulate((1 + extra for extra in longer[:-1]), initial=first))


def _content(source: bytes | Path | BinaryIO) -> bytes:
    if isinstance(source, Path):
        if not source.is_file():
            raise WorkloadError(f"{source}: no such file")
        _limit(source.stat().st_size)
        return source.read_bytes()
    content = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    _limit(len(content))
    return content


def _limit(size: int) -> None:
    if size > MAX_BYTES:
        raise WorkloadError(
            f"the file is larger than {MAX_BYTES // 10**6} MB: a workload file has one row per "
            "workload, not per request"
        )
    if not size:
        raise WorkloadError("the file is empty")


def _decoded(content: bytes) -> tuple[str, str]:
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    text, encoding = (_text(content, "utf-16"), "utf-16") if wide else _narrow(content)
    if "\0" in text:
        raise _no_csv()
    return text, encoding


def _narrow(content: bytes) -> tuple[str, str]:
    if b"\0" in content or content[:4] in (b"PK\3\4", b"%PDF"):
        raise _no_csv()
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return _text(content, "gb18030"), "gb18030"


def _no_csv() -> WorkloadError:
    return WorkloadError("this is not a CSV file: save the table as CSV (UTF-8) and try again")


def _text(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise WorkloadError(
            "the file's characters cannot be read: save it as CSV (UTF-8) and try again"
        ) from None


def _separator(text: str) -> str:
    first = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    return max(_SEPARATORS, key=first.count)


def _cells(text: str, separator: str) -> list[tuple[str, ...]]:
    import pandas as pd

    if not text.strip():
        raise WorkloadError("the file is empty")
    # A short file may still be a vast table: nineteen million line ends, or as many commas.
    cells = (text.count("\n") + 1) * (text.split("\n", 1)[0].count(separator) + SPARE_COLUMNS)
    if cells > MAX_CELLS:
        raise WorkloadError(f"the file is larger than {MAX_CELLS:,} cells: take out blank rows")
    if text.split("\n", 1)[0].count(separator) >= MAX_COLUMNS:
        raise WorkloadError(
            f"the file is larger than {MAX_COLUMNS} columns: keep those that are known here"
        )
    try:
        width = len(_frame(text, separator, rows=1).columns) + SPARE_COLUMNS
        # A first row of empty cells fixes the width; `usecols` passes over any cells beyond it.
        wide = separator * (width - 1) + "\n" + text
        table = _frame(wide, separator, columns=list(range(width)))
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise WorkloadError(f"the file is not a readable CSV table: {_plainly(error)}") from None
    return list(zip(*(table[column].tolist() for column in table), strict=True))[1:]


def _frame(
    text: str, separator: str, *, rows: int | None = None, columns: list[int] | None = None
) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(
        StringIO(text),
        sep=separator,
        header=None,
        usecols=columns,
        nrows=rows,
        dtype=str,
        keep_default_na=False,
        skip_blank_lines=False,
        index_col=False,
        low_memory=False,  # older pandas forgets between its pieces how wide the first row was
    ).fillna("")


def _plainly(error: Exception) -> str:
    if "EOF inside string" in str(error):
        return 'a quotation mark (") is opened and never closed: close it or take it out'
    return str(error)
