"""The cells a format asks for: each taken from its record once, however deep it lies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from calculator.logs import sql
from calculator.logs.format import LogFormat
from calculator.logs.source import Source, numbered, scan
from calculator.logs.values import ABOVE, Step

_KINDS = (
    ("VARCHAR", "text"),
    ("TEXT", "written"),
    ("JSON|STRUCT|MAP|.*\\[", "json"),
    ("TIMESTAMP.* WITH TIME ZONE|TIMESTAMPTZ", "instant"),
    ("TIMESTAMP", "local"),
    ("DATE", "date"),
    ("BLOB", "bytes"),
    ("(TINY|SMALL|BIG)INT|INTEGER|U(TINY|SMALL)INT|UINTEGER", "whole"),
    ("U?(BIG|HUGE)INT", "decimal"),
    ("BOOLEAN", "bool"),
    ("DECIMAL", "decimal"),
    ("DOUBLE|FLOAT", "float"),
)


LAYERS = 3
"""Casts, what is made of them, and what is made of that in turn."""


class Cell(NamedTuple):
    """A cell in SQL."""

    sql: str
    kind: str
    """`text`, `whole`, `float`, `decimal`, `bool`, `instant`, `written` (an instant as text),
    `local` or `date`."""

    @property
    def text(self) -> str:
        """Its text."""
        return self.sql if self.kind == "text" else f"CAST({self.sql} AS VARCHAR)"

    @property
    def given(self) -> str:
        """Whether there is something in it."""
        return f"{self.sql} IS NOT NULL"


def plain_name(title: str) -> str:
    """A column's name without case, spaces and joining marks.

    >>> plain_name("Input Tokens"), plain_name("输入 Token 数")
    ('inputtokens', '输入token数')
    """
    return re.sub(r"[\s_\-()']+", "", unicodedata.normalize("NFKC", title)).lower()


def find_column(names: Iterable[str], wanted: str, *, loose: bool) -> str | None:
    """The column of this name, with the file's own spelling."""
    spelt = plain_name if loose else str.lower
    asked = spelt(wanted)
    return next((name for name in names if spelt(name) == asked), None)


def _kind(declared: str) -> str:
    return next((kind for pattern, kind in _KINDS if re.match(pattern, declared)), "text")


class Cells:
    """Collects the cells of a format, then selects them all in one pass over the records."""

    def __init__(self, form: LogFormat, source: Source) -> None:
        self._form, self._source = form, source
        self._direct: list[str] = []
        self._inside: dict[str, list[str]] = {}
        self._layers: tuple[list[str], ...] = tuple([] for _ in range(LAYERS))

    def _spelt(self, path: tuple[Step, ...]) -> tuple[Step, ...]:
        """A key as a JSON file spells it."""
        known = self._source.columns
        spelt = find_column(known, str(path[0]), loose=True) if len(path) == 1 else None
        return path if path[0] in known or spelt is None else (spelt,)

    def _plain(self, column: str, kind: str) -> tuple[str, str]:
        """A column without what its file writes for nothing, and the kind it then has."""
        if self._source.kind != "parquet":
            return column, kind
        match kind:
            case "text":
                return f"nullif({column}, '')", kind
            case "bytes":
                return f"nullif(CAST({column} AS VARCHAR), '')", "text"
            case "float":
                return f"(CASE WHEN NOT isnan({column}) THEN {column} END)", kind
        return column, kind

    def first(self, paths: Iterable[tuple[Step, ...]]) -> Cell | None:
        """The first of these places that is not empty; None where the file has none of them."""
        found = list(dict.fromkeys(cell for cell in map(self.at, paths) if cell is not None))
        if len(found) < 2:  # noqa: PLR2004
            return found[0] if found else None
        alike = {cell.kind for cell in found}
        parts = [cell.sql if len(alike) == 1 else cell.text for cell in found]
        return Cell(sql.coalesce(parts), alike.pop() if len(alike) == 1 else "text")

    def every(self, paths: Iterable[tuple[Step, ...]]) -> list[Cell]:
        """All of these places that the file has."""
        return [cell for cell in map(self.at, paths) if cell is not None]

    def at(self, path: tuple[Step, ...]) -> Cell | None:
        """The cell at one place, None where the file has no such column."""
        if self._source.kind not in ("csv", "parquet"):
            return self._in_json(*self._level(self._spelt(path)))
        column = find_column(self._source.columns, str(path[0]), loose=self._form.loose_names)
        if column is None:
            return None
        declared = self._source.columns[column]
        if len(path) == 1 and _kind(declared) != "json":
            return self._taken(*self._plain(sql.name(column), _kind(declared)))
        start = sql.name(column)
        read = f"to_json({start})" if _kind(declared) == "json" else f"TRY_CAST({start} AS JSON)"
        return self._in_json(read, path[1:])

    def kept(self, expression: str, layer: int = 0) -> str:
        """A name for an expression over the cells and the layers below: it is worked out once."""
        known = self._layers[layer]
        if expression not in known:
            known.append(expression)
        return f"x{layer}_{known.index(expression)}"

    def relation(self, *, number: bool = False) -> str:
        """The SELECT of all cells asked for so far, and of what is worked out from them."""
        select = self._cells(number=number)
        for layer, expressions in enumerate(self._layers):
            if expressions:
                named = (f"{e} AS x{layer}_{i}" for i, e in enumerate(expressions))
                select = f"SELECT *, {', '.join(named)} FROM ({select})"
        return select

    def _cells(self, *, number: bool) -> str:
        lists = {base: f"v{i}" for i, base in enumerate(self._inside)}
        cells = [f"{cell} AS c{i}" for i, cell in enumerate(self._direct)]
        for base, paths in self._inside.items():
            known = lists[base]
            cells += [f"nullif({known}[{i + 1}], '') AS {known}_{i}" for i in range(len(paths))]
        cells += ["record"] if number else []
        cells += ["is_record"] if self._is_json else []
        inner = [
            f"json_extract_string({base}, [{', '.join(paths)}]) AS {lists[base]}"
            for base, paths in self._inside.items()
        ]
        inner += [f"{self._innermost} IS NOT NULL AS is_record"] if self._is_json else []
        start = self._records(number=number)
        if inner:
            start = f"(SELECT *, {', '.join(inner)} FROM {start})"
        return f"SELECT {', '.join(cells or ['1 AS one'])} FROM {start}"

    @property
    def _is_json(self) -> bool:
        return self._source.kind not in ("csv", "parquet")

    @property
    def _innermost(self) -> str:
        return f"j{len(self._source.records)}"

    def _taken(self, expression: str, kind: str) -> Cell:
        if expression not in self._direct:
            self._direct.append(expression)
        return Cell(f"c{self._direct.index(expression)}", kind)

    def _level(self, path: tuple[Step, ...]) -> tuple[str, tuple[Step, ...]]:
        """The record that a path starts from, and the way on."""
        up = 0
        while up < len(path) and path[up] == ABOVE:
            up += 1
        base, rest = f"j{max(0, len(self._source.records) - up)}", path[up:]
        if rest and rest[0] in self._form.json_in and len(rest) > 1:
            inside = f"json_extract_string({base}, {sql.json_path([str(rest[0])])})"
            return f"TRY_CAST({inside} AS JSON)", rest[1:]
        return base, rest

    def _in_json(self, base: str, path: tuple[Step, ...]) -> Cell:
        steps: list[str] = []
        for step in path:
            if isinstance(step, str):
                steps.append(step)
                continue
            key, wanted = step
            items = f"json_extract({base}, {sql.json_path(steps)[:-1]}[*]')"
            same = f"json_extract_string(e, {sql.json_path([key])}) = {sql.text(wanted)}"
            base, steps = f"list_filter({items}, lambda e: {same})[1]", []
        paths = self._inside.setdefault(base, [])
        if (asked := sql.json_path(steps)) not in paths:
            paths.append(asked)
        return Cell(f"v{list(self._inside).index(base)}_{paths.index(asked)}", "text")

    def _records(self, *, number: bool) -> str:
        start = numbered(self._source) if number else scan(self._source)
        for level, step in enumerate(self._source.records):
            inside = f"json_extract(j{level}, {sql.json_path([str(step)])})"
            elements = (
                f"CASE WHEN j{level} IS NULL THEN [NULL::JSON] WHEN {inside} IS NULL THEN [] "
                f"WHEN json_type({inside}) = 'ARRAY' THEN json_extract({inside}, '$[*]') "
                f"ELSE [{inside}] END"
            )
            start = f"(SELECT *, unnest({elements}) AS j{level + 1} FROM {start})"
        return start
