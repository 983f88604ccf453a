"""What a YAML mistake is told as: at the line where it was made, in words of who wrote it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from typing import Any, NamedTuple

Told = tuple[int, str]
"""A line, counted from 1, and what is wrong there."""

_FULL_WIDTH_KEY = re.compile(r"^\s*(?:- +)?[^\s:#：]+：")
_FULL_WIDTH_MARK = re.compile("[：，｛｝［］]")
_NO_SPACE_AFTER_COLON = re.compile(r"^\s*(?:- +)?([A-Za-z_]\w*):[^\s/]")
_ODD_SPACE = re.compile("[\u00a0\u2000-\u200b\u3000]")
_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def not_utf8(content: bytes, error: UnicodeDecodeError) -> Told:
    """For bytes that are not UTF-8."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return 1, "this is UTF-16 text: save the file as UTF-8"
    line = content.count(b"\n", 0, error.start) + 1
    said = f"byte 0x{content[error.start]:02X} is not UTF-8 text (perhaps GBK or Latin-1)"
    return line, f"{said}: save the file as UTF-8"


def not_text(text: str) -> Told | None:
    """For a control character, or None."""
    found = _NOT_TEXT.search(text)
    if found is None:
        return None
    line = text.count("\n", 0, found.start()) + 1
    return line, f"the character U+{ord(found[0]):04X} may not stand in a file: take it out"


def no_day(text: str) -> str:
    """For what is written as a day but is none.

    >>> no_day("2026-02-30")
    '2026-02-30 is no day: that month has 28'
    """
    year, month, _ = map(int, text.split("-"))
    if year and 1 <= month <= 12:  # noqa: PLR2004
        return f"{text} is no day: that month has {monthrange(year, month)[1]}"
    return f"{text} is no day: write year-month-day, such as 2026-03-01"


def not_yaml(error: Any, text: str) -> Told:
    """For what the YAML parser could not read (a `MarkedYAMLError`)."""
    lines = text.splitlines() or [""]
    at = error.problem_mark or error.context_mark
    here = min(at.line, len(lines) - 1)
    began = error.context_mark or at
    above = next((n for n in range(here - 1, -1, -1) if lines[n].strip()), here)
    slip = _Slip(lines, here, at.column, above, began.line, began.column)
    key_began = [began.line] if "simple key" in (error.context or "") else []
    for number in (*key_began, here, above):
        if said := _seen_in(lines[number]):
            return number + 1, f"not YAML: {said}"
    for part, tell in _TELL.items():
        if part in error.problem:
            number, said = tell(slip)
            return number + 1, f"not YAML: {said}"
    said = " ".join(filter(None, (error.context, error.problem)))
    return here + 1, f"not YAML: {said}"


def _seen_in(line: str) -> str:
    """A slip that is easily seen once one looks at the line, or an empty text."""
    margin = line[: len(line) - len(line.lstrip())]
    if "\t" in margin:
        return "the line is indented with a tab: use spaces"
    if odd := _ODD_SPACE.search(margin):
        return f"the line is indented with the space U+{ord(odd[0]):04X}: use ordinary ones"
    if _FULL_WIDTH_KEY.match(line):
        return "the colon after the key is full-width (：): write ': '"
    if ("{" in line or "[" in line) and (mark := _FULL_WIDTH_MARK.search(line)):
        return f"{mark[0]!r} is full-width: write {chr(ord(mark[0]) - 0xFEE0)!r}"
    if found := _NO_SPACE_AFTER_COLON.match(line):
        return f"a space is missing after '{found[1]}:'"
    return ""


class _Slip(NamedTuple):
    """Where the parser stopped (`here`, `column`), and where what it was reading began."""

    lines: list[str]
    here: int
    column: int
    above: int
    began: int
    began_column: int

    def margin(self, line: int) -> int:
        return len(self.lines[line]) - len(self.lines[line].lstrip(" "))


def _no_token(slip: _Slip) -> Told:
    first = slip.lines[slip.here][slip.column : slip.column + 1]
    if first == "\t":
        return slip.here, "a tab where a value should begin: use spaces"
    return slip.here, f"a value that begins with {first!r} must be in quotes"


def _no_mapping(slip: _Slip) -> Told:
    key = slip.lines[slip.here][: slip.column]
    if slip.margin(slip.here) > slip.margin(slip.above) and ":" not in key:
        said = "is indented deeper than the line above, which has a value already: line them up"
        return slip.here, f"{key.strip()!r} {said}"
    return slip.here, "a text with ': ' in it must be in quotes"


def _no_colon(slip: _Slip) -> Told:
    text = slip.lines[slip.began].strip()[:40]
    return slip.began, f"{text!r} is neither `key: value` nor `- item`: is the colon missing?"


def _no_end(slip: _Slip) -> Told:
    return slip.began, "the quote that opens here is never closed"


def _no_close(slip: _Slip) -> Told:
    opened = slip.lines[slip.began][slip.began_column]
    closed = {"{": "}", "[": "]"}.get(opened, "}")
    return slip.began, f"{opened!r} is not closed by {closed!r}, or a comma is missing after it"


def _no_neighbour(slip: _Slip) -> Told:
    if slip.column > slip.margin(slip.here):
        return slip.here, "text follows a closed quote or bracket: put all of it in quotes"
    if slip.lines[slip.here].lstrip().startswith("- "):
        return slip.here, "a list item (-) among keys: indent it below the key it belongs to"
    return slip.here, "the line is indented like none above it: line it up with its neighbours"


def _no_value(slip: _Slip) -> Told:
    found = slip.lines[slip.here][slip.column : slip.column + 1]
    return slip.here, f"{found!r} stands where a value should be"


def _too_deep(slip: _Slip) -> Told:
    return slip.here, "nested deeper than any sheet is"


def _no_escape(slip: _Slip) -> Told:
    return slip.here, "a backslash in double quotes: use single quotes"


_TELL: dict[str, Callable[[_Slip], Told]] = {
    "cannot start any token": _no_token,
    "mapping values are not allowed": _no_mapping,
    "could not find expected ':'": _no_colon,
    "unexpected end of stream": _no_end,
    "did not find expected ','": _no_close,
    "did not find expected key": _no_neighbour,
    "did not find expected '-' indicator": _no_neighbour,
    "did not find expected node content": _no_value,
    "unknown escape character": _no_escape,
    "maximum nesting depth": _too_deep,
}
"""Parts of the parser's messages, and what tells each; lines counted from 0 here."""
