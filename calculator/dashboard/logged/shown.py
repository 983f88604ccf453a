"""What a file shows that nobody recognises: its columns, and the ways into its JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from calculator.dashboard.logged.given import Given, placed
from calculator.logs.files import log_files
from calculator.logs.guard import masked
from calculator.logs.json_files import chains
from calculator.logs.opened import Opened, open_file

Way = tuple[str, ...]
DEEPEST, MOST_MEANINGS = 4, 12
_BETWEEN = " › "


class Shown(NamedTuple):
    """The first file, as far as it has been looked at."""

    kind: str
    """`csv`, `json` or `parquet`."""
    columns: Mapping[str, Way]
    """Columns or ways into a record, by what a reader sees of them."""
    records: Way
    """Where the records lie in a document."""
    rows: tuple[Mapping[Way, str], ...]
    """The texts of the first records."""

    def meanings(self, way: Way) -> list[str]:
        """What stands in a column, each once; few, or it says no kind of token.

        Texts that look like secrets, or cannot be shown, are left out.
        """
        found = dict.fromkeys(row[way] for row in self.rows if row.get(way))
        return [text for text in found if masked(text) == text][:MOST_MEANINGS]


def shown(given: Given) -> Shown:
    """The first file; names and ways that look like secrets are left out.

    Raises:
        LogError: it cannot be opened.
    """
    import duckdb

    with placed(given) as files, duckdb.connect() as connection:
        inside = files.folder / "opened"
        inside.mkdir()
        first, *_ = log_files([*files.paths], inside)
        looked = open_file(connection, first, inside)
    return _nested(looked) if looked.seen.kind == "json" else _flat(looked)


def _flat(looked: Opened) -> Shown:
    names = looked.seen.columns
    ways: dict[str, Way] = {name: (name,) for name in names if masked(name) == name}
    keys: list[Way] = [(name,) for name in names]
    rows = (dict(zip(keys, row, strict=False)) for row in looked.sample)
    return Shown(looked.seen.kind, ways, (), tuple(rows))


def _nested(looked: Opened) -> Shown:
    samples = looked.seen.samples
    way = _records(samples[0]) if len(samples) == 1 else ()
    rows = [dict(_leaves(chain[-1])) for chain in chains(samples, way)]
    ways = dict.fromkeys(path for row in rows for path in row)
    for up in range(1, len(way) + 1):
        holders = [chain[-1 - up] for chain in chains(samples, way)]
        above = dict.fromkeys(path for holder in holders for path, _ in _leaves(holder))
        ways |= {("..",) * up + path: None for path in above}
    known = {_BETWEEN.join(path): path for path in ways}
    safe = {name: path for name, path in known.items() if all(masked(s) == s for s in path)}
    return Shown("json", safe, way, tuple(rows))


def _records(document: Any, deepest: int = DEEPEST) -> Way:
    """The way to the innermost list of records in a document."""
    if not isinstance(document, dict) or not deepest:
        return ()
    for key, value in document.items():
        if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            inner = (_records(each, deepest - 1) for each in value)
            return (key, *next((way for way in inner if way), ()))
    return ()


def _leaves(record: Any, before: Way = ()) -> Iterator[tuple[Way, str]]:
    """Every text and number in a record, lists left out."""
    if isinstance(record, dict) and len(before) < DEEPEST:
        for key, value in record.items():
            yield from _leaves(value, (*before, str(key)))
    elif before and record is not None and not isinstance(record, dict | list):
        yield before, str(record)
