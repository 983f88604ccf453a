"""Files that are read alike, and the SQL that scans them."""

from __future__ import annotations

from typing import Literal, NamedTuple

from calculator.logs import sql
from calculator.logs.values import Step

Kind = Literal["csv", "lines", "list", "document", "parquet"]
"""`lines`, `list` and `document` are JSON: a record a line, a list of them, or anything else."""

NO_CELL = ("null", "NULL", "None", "nan", "NaN", "NA", "N/A", "<NA>", "\\N")
"""What files write where there is nothing, besides nothing."""
NEVER = "\x01\x02"
"""Bytes between which no cell ends: a line of JSON is read as one."""
LONGEST_ROW = 8_000_000
LONGEST_LINE = 16_000_000
LARGEST_DOCUMENT = 64_000_000


class Source(NamedTuple):
    """Some files of one format with the same columns."""

    files: tuple[str, ...]
    """Where they lie."""
    shown: tuple[str, ...]
    """What the user calls them."""
    kind: Kind
    columns: dict[str, str] = {}
    """Names and types; of JSON the keys, where they may be spelt in several ways."""
    delimiter: str = ","
    skip: int = 0
    """Lines before the header."""
    blanks: tuple[str, ...] = ()
    """Which of `NO_CELL` the file writes: each costs time."""
    gzip: bool = False
    size: int = 0
    """Bytes of the largest file, unpacked, where it is a JSON document or list."""
    records: tuple[Step, ...] = ()
    """The way to the records of a JSON document."""
    rejects: str = "rejects_0"
    """Table that takes the lines which could not be cut into cells."""

    def of(self, index: int) -> Source:
        """One of the files alone, with a table of rejects of its own."""
        return self._replace(
            files=self.files[index : index + 1],
            shown=self.shown[index : index + 1],
            rejects=f"{self.rejects}_{index}",
        )


def scan(source: Source) -> str:
    """What to select from: a row for each record; JSON as the column `j0`, null where it is not."""
    files = sql.texts(source.files)
    match source.kind:
        case "parquet":
            return f"read_parquet({files})"
        case "csv":
            return _csv(source, files)
        case "lines":
            return f"(SELECT TRY_CAST(line AS JSON) AS j0 FROM {_lines(source)})"
    layout = "array" if source.kind == "list" else "unstructured"
    # DuckDB sets twice this aside at once.
    largest = min(source.size, LONGEST_LINE if source.kind == "list" else LARGEST_DOCUMENT)
    options = f"format = '{layout}', maximum_object_size = {largest + 1_024}"
    return f"(SELECT json AS j0 FROM read_json_objects({files}, {options}))"


def numbered(source: Source) -> str:
    """The same with the number of each record, from 1, as the column `record`."""
    if source.kind != "lines":
        return f"(SELECT *, row_number() OVER () AS record FROM {scan(source)})"
    lines = f"(SELECT *, row_number() OVER () AS record FROM {_raw(source)})"
    return f"(SELECT TRY_CAST(line AS JSON) AS j0, record FROM {lines} WHERE line IS NOT NULL)"


def _csv(source: Source, files: str) -> str:
    columns = ", ".join(f"{sql.text(n)}: {sql.text(kind)}" for n, kind in source.columns.items())
    options = [
        "header = true",
        f"delim = {sql.text(source.delimiter)}",
        "quote = '\"'",
        "escape = '\"'",
        f"columns = {{{columns}}}",
        f"nullstr = {sql.texts(('', *source.blanks))}",
        f"skip = {source.skip}",
        f"max_line_size = {LONGEST_ROW}",
        f"buffer_size = {2 * LONGEST_ROW}",
    ]
    return f"read_csv({files}, {', '.join([*options, *_common(source)])})"


def _lines(source: Source) -> str:
    return f"(SELECT line FROM {_raw(source)} WHERE line IS NOT NULL)"


def _raw(source: Source) -> str:
    options = [
        "header = false",
        f"delim = '{NEVER}'",
        "quote = ''",
        "escape = ''",
        "columns = {'line': 'VARCHAR'}",
        "strict_mode = false",
        f"max_line_size = {LONGEST_LINE}",
        f"buffer_size = {2 * LONGEST_LINE}",
    ]
    files = sql.texts(source.files)
    return f"read_csv({files}, {', '.join([*options, *_common(source)])})"


def _common(source: Source) -> list[str]:
    table = source.rejects
    return [
        "auto_detect = false",
        "store_rejects = true",
        f"rejects_table = '{table}'",
        f"rejects_scan = '{table}_scans'",
        f"compression = '{'gzip' if source.gzip else 'none'}'",
    ]
