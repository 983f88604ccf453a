"""One file of any kind, looked at: what it shows of itself, and how DuckDB must read it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from calculator.logs import sql
from calculator.logs.csv_files import MOST_COLUMNS, head_of, open_csv, too_wide
from calculator.logs.files import LogFile, magic
from calculator.logs.json_files import chains, looks_like_json, open_json
from calculator.logs.recognise import Fit, Seen
from calculator.logs.source import Kind, Source, scan
from calculator.logs.typed import typed
from pricing.errors import LogError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Opened(NamedTuple):
    """A file that was looked at."""

    path: str
    seen: Seen
    source: Source
    """How it is read, before its format is known."""
    left_out: tuple[tuple[int, str], ...] = ()
    """Lines that would spoil others, with the code of what is wrong with each."""
    sample: tuple[tuple[str, ...], ...] = ()
    """First rows of a CSV file."""

    def typed(self, fit: Fit) -> Opened:
        """The same file with the types that its columns may be read as in this format."""
        if self.source.kind != "csv":
            return self
        columns = typed(tuple(self.source.columns), self.sample, fit.form)
        return self._replace(source=self.source._replace(columns=columns))

    def named(self, fit: Fit) -> Opened:
        """The same file with the keys of its JSON, where they may be spelt in several ways."""
        if self.seen.kind != "json" or not fit.form.loose_names:
            return self
        records = [chain[-1] for chain in chains(self.seen.samples, fit.records)]
        keys = {str(key): "" for record in records if isinstance(record, dict) for key in record}
        return self._replace(source=self.source._replace(columns=dict(sorted(keys.items()))))

    def alike(self, fit: Fit) -> tuple[object, ...]:
        """Files with the same of this are read together."""
        source = self.source
        layout = (source.kind, source.delimiter, source.skip, source.blanks, source.gzip)
        return (fit.form.id, fit.records, layout, tuple(source.columns.items()))


def open_file(connection: DuckDBPyConnection, file: LogFile, folder: Path) -> Opened:
    """Look at a file; a copy that must be mended goes into `folder`.

    Raises:
        LogError: it is empty, damaged, or of a kind that is not read.
    """
    if file.path.stat().st_size == 0:
        raise LogError(f"{file.shown}: the file is empty")
    if magic(file.path) == "parquet":
        return _parquet(connection, file)
    head = head_of(file)
    return _json(connection, file, head) if looks_like_json(head) else _csv(file, folder)


def _csv(file: LogFile, folder: Path) -> Opened:
    table = open_csv(file, folder)
    columns = dict.fromkeys(table.columns, "VARCHAR")
    seen = Seen(file.shown, "csv", table.columns)
    source = _source(table.file, "csv", columns)
    source = source._replace(delimiter=table.delimiter, skip=table.skip, blanks=table.blanks)
    return Opened(str(table.file.path), seen, source, table.left_out, table.sample)


def _json(connection: DuckDBPyConnection, file: LogFile, head: bytes) -> Opened:
    found = open_json(file, head)
    seen = Seen(file.shown, "json", samples=found.samples)
    source = _source(file, found.layout, {})._replace(size=found.size)
    if found.layout == "list":
        _check_list(connection, source)
    return Opened(str(file.path), seen, source)


def _check_list(connection: DuckDBPyConnection, source: Source) -> None:
    """A list that is damaged in the middle cannot be read beyond: better said at once."""
    import duckdb

    try:
        connection.execute(f"SELECT count(*) FROM {scan(source)}").fetchall()
    except duckdb.Error as error:
        place = re.search(r"record/value (\d+)", str(error))
        # DuckDB counts the opening bracket.
        where = f"record {int(place[1]) - 1}" if place else "a record"
        said = f"{where} of the list is damaged or too long: save a record per line (JSON lines)"
        raise LogError(f"{source.shown[0]}: {said}, and the others can be read") from None


def _parquet(connection: DuckDBPyConnection, file: LogFile) -> Opened:
    import duckdb

    asked = f"DESCRIBE SELECT * FROM read_parquet({sql.text(str(file.path))})"
    try:
        columns = {row[0]: row[1] for row in connection.execute(asked).fetchall()}
    except duckdb.Error:
        raise LogError(f"{file.shown}: the Parquet file is damaged or cut off") from None
    if len(columns) > MOST_COLUMNS:
        raise too_wide(file.shown)
    seen = Seen(file.shown, "parquet", tuple(columns))
    return Opened(str(file.path), seen, _source(file, "parquet", columns))


def _source(file: LogFile, kind: Kind, columns: dict[str, str]) -> Source:
    return Source((str(file.path),), (file.shown,), kind, columns, gzip=file.gzip)
