"""Read YAML the way money needs it: exact decimals, no repeated keys, no YAML 1.1 surprises.

Five plain scalars are more than text: null, true/false, ISO dates, whole numbers and decimals
with a point (`1_000` and `0.80` allowed). `NO`, `16:30`, `012` and `1e3` stay text, so that the
field that wanted a number can say what it got. Anchors, aliases, tags and merges are refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from pricing.errors import SheetError, SheetProblem
from pricing.files import yaml_words

MAX_BYTES = 2_000_000
MAX_DEPTH = 20
MAX_VALUES = 50_000
"""So that no file of 2 MB takes more than about 50 MB of memory."""
MAX_SLIPS = 200
"""More mistakes than that in one file are one mistake repeated."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9_]{0,30})", re.ASCII)
_DECIMAL = re.compile(r"[-+]?[0-9][0-9_]{0,30}\.[0-9]{1,30}", re.ASCII)
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}

KeyPath = tuple[str | int, ...]


class Document:
    """A YAML document: `data` of dicts, tuples and scalars, and the line each part stands on."""

    def __init__(self, path: str, data: Any, lines: dict[KeyPath, int]) -> None:
        self.path, self.data, self._lines = path, data, lines

    def line_of(self, keys: KeyPath) -> int:
        """The line of a key path, or of its nearest parent that stands in the file."""
        while keys and keys not in self._lines:
            keys = keys[:-1]
        return self._lines.get(keys, 1)


def read(path: Path) -> Document:
    """Read a file of at most 2 MB.

    Raises:
        SheetError: it is too large, not UTF-8 or not YAML of the strict kind.
    """
    if not path.is_file():
        raise _refused(path, 1, "not a file" if path.exists() else "no such file")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise _refused(path, 1, f"{size:,} bytes are too many (at most {MAX_BYTES:,}): split it")
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(path, *yaml_words.not_utf8(content, error)) from None
    return parse(text, str(path))


def parse(text: str, path: str = "<text>") -> Document:
    r"""Parse one YAML document; `path` is for messages.

    >>> parse("input: 0.80\nfrom: 2026-03-01").data
    {'input': Decimal('0.80'), 'from': datetime.date(2026, 3, 1)}
    """
    if told := yaml_words.not_text(text):
        raise _refused(path, *told)
    try:
        return _Builder(path, iter(yaml.parse(text, _LOADER))).document()
    except yaml.MarkedYAMLError as error:
        raise _refused(path, *yaml_words.not_yaml(error, text)) from None


def _refused(path: Path | str, line: int, message: str) -> SheetError:
    return SheetError([SheetProblem(str(path), line, message)])


def _tag(event: Any) -> str:
    return str(event.tag).replace("tag:yaml.org,2002:", "!!")


class _Builder:
    """Builds values from parser events, so that depth, repeats and lines are known as they come."""

    def __init__(self, path: str, events: Iterator[Any]) -> None:
        self._path, self._events = path, events
        self._lines: dict[KeyPath, int] = {}
        self._slips: list[SheetProblem] = []

    def document(self) -> Document:
        data: Any = None
        begun = False
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if begun:
                    said = "a second document begins here (---): keep one per file"
                    raise self._problem(event, said)
                begun, data = True, self._node(next(self._events), ())
        if self._slips:
            raise SheetError(self._slips)
        return Document(self._path, data, self._lines)

    def _problem(self, event: Any, message: str) -> SheetError:
        """What makes it useless to read on, behind the slips found so far."""
        problem = SheetProblem(self._path, event.start_mark.line + 1, message)
        return SheetError([*self._slips, problem])

    def _slip(self, event: Any, message: str) -> None:
        """What is wrong but lets the rest be read, so that all of it is told at once."""
        self._slips.append(SheetProblem(self._path, event.start_mark.line + 1, message))
        if len(self._slips) == MAX_SLIPS:
            raise SheetError(self._slips)

    def _node(self, event: Any, at: KeyPath) -> Any:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self._problem(event, "anchors and aliases are not used here: write the value out")
        if event.tag is not None:
            raise self._problem(event, f"tags are not used here: take {_tag(event)} out")
        if len(at) > MAX_DEPTH:
            raise self._problem(event, f"nested more than {MAX_DEPTH} levels deep: no sheet is")
        if len(self._lines) > MAX_VALUES:
            raise self._problem(event, f"more than {MAX_VALUES:,} values: split the file")
        self._lines.setdefault(at, event.start_mark.line + 1)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(at)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(at)
        return self._scalar(event)

    def _mapping(self, at: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._problem(event, "a key must be a plain word")
            key = event.value
            if key in result:
                first = self._lines[(*at, key)]
                said = f"{key!r} is given twice (first on line {first}): keep one"
                self._slip(event, said)
            if key == "<<":
                raise self._problem(event, "merging (<<) is not used here: write the values out")
            self._lines[(*at, key)] = event.start_mark.line + 1  # type: ignore[union-attr]
            result[key] = self._node(next(self._events), (*at, key))
        return result

    def _sequence(self, at: KeyPath) -> tuple[Any, ...]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*at, len(items))))
        return tuple(items)

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.style:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _DATE.fullmatch(text):
            try:
                return dt.date.fromisoformat(text)
            except ValueError:
                self._slip(event, yaml_words.no_day(text))
        if _INT.fullmatch(text):
            return int(text.replace("_", ""))
        if _DECIMAL.fullmatch(text):
            return Decimal(text.replace("_", ""))
        return text
