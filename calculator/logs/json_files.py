"""What must be known of a JSON file before DuckDB reads it: its layout, and its first records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Literal, NamedTuple

from calculator.logs.cells import find_column
from calculator.logs.files import LogFile, pieces_of
from calculator.logs.source import LARGEST_DOCUMENT, LONGEST_LINE
from calculator.logs.values import ABOVE, Step
from pricing.errors import LogError

Layout = Literal["lines", "list", "document"]
_HEAD = 1 << 22
_SAMPLES = 300
_INSIDE = 50


class JsonFile(NamedTuple):
    """A JSON file as DuckDB can read it."""

    file: LogFile
    layout: Layout
    samples: tuple[Any, ...]
    """The first records: lines, elements of the list, or the document."""
    size: int = 0
    """Bytes of a list or document, unpacked."""


def looks_like_json(head: bytes) -> bool:
    """Whether a file begins as JSON, or most of its first lines do."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    lines = [line for line in head.split(b"\n")[:_INSIDE] if line.strip()]
    objects = [line for line in lines if line.lstrip().startswith(b"{")]
    return start in (b"{", b"[") or 2 * len(objects) > len(lines)


def open_json(file: LogFile, head: bytes) -> JsonFile:
    """Look at the start of a file.

    Raises:
        LogError: it is not JSON, ends too early, or is a document too large to be read whole.
    """
    text = head.decode("utf-8", errors="replace").removeprefix("\ufeff")
    if text.lstrip().startswith("["):
        end, size = _end(file)
        if not end.rstrip().endswith(b"]"):
            raise LogError(f"{file.shown}: the JSON ends in the middle: export or copy it again")
        return JsonFile(file, "list", tuple(_elements(text.lstrip()[1:])), size)
    lines = [line for line in text.split("\n") if line.strip()]
    whole = lines if len(head) < _HEAD else lines[:-1]
    records = [record for record in map(_parsed, whole[:_SAMPLES]) if isinstance(record, dict)]
    if 2 * len(records) > len(whole[:_SAMPLES]) and max(map(len, lines)) < LONGEST_LINE // 2:
        return JsonFile(file, "lines", tuple(records))
    content = _content(file)
    return JsonFile(file, "document", (_document(content, file.shown),), len(content))


def chains(samples: tuple[Any, ...], way: tuple[Step, ...]) -> Iterator[tuple[Any, ...]]:
    """The first records that lie this way inside, each with what holds it, outermost first."""
    for sample in samples:
        yield from _inside((sample,), way)


def has(
    chain: tuple[Any, ...],
    path: tuple[Step, ...],
    json_in: tuple[str, ...] = (),
    *,
    loose: bool = False,
) -> bool:
    """Whether there is a key at this path from a record; the first may be spelt otherwise."""
    up = 0
    while up < len(path) and path[up] == ABOVE:
        up += 1
    if up >= len(chain):
        return False
    here = chain[len(chain) - 1 - up]
    if loose and up == 0 and len(path) == 1 and isinstance(here, dict):
        return find_column(map(str, here), str(path[0]), loose=True) is not None
    for step in path[up:]:
        found, here = _step(here, step)
        if not found:
            return False
        if isinstance(here, str) and step in json_in:
            here = _parsed(here)
    return True


def _step(here: Any, step: Step) -> tuple[bool, Any]:
    if isinstance(step, str):
        known = isinstance(here, dict) and step in here
        return known, here[step] if known else None
    key, wanted = step
    items = here if isinstance(here, list) else []
    same = [item for item in items if isinstance(item, dict) and item.get(key) == wanted]
    return bool(same), same[0] if same else None


def _inside(chain: tuple[Any, ...], way: tuple[Step, ...]) -> Iterator[tuple[Any, ...]]:
    if not way:
        yield chain
        return
    found, inner = _step(chain[-1], way[0])
    if found:
        for element in inner[:_INSIDE] if isinstance(inner, list) else [inner]:
            yield from _inside((*chain, element), way[1:])


def _parsed(line: str) -> Any:
    with suppress(ValueError, RecursionError):
        return json.loads(line)
    return None


def _elements(text: str) -> Iterator[Any]:
    """The elements of a list that are whole in its first megabytes."""
    decoder, place = json.JSONDecoder(), 0
    for _ in range(_SAMPLES):
        while place < len(text) and text[place] in " \t\r\n,":
            place += 1
        try:
            element, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        yield element


def _document(content: bytes, shown: str) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        said = str(error).split(":")[0]
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise LogError(f"{shown}: not JSON that can be read{where}: {said}") from None


def _content(file: LogFile) -> bytes:
    pieces, size = [], 0
    for piece in pieces_of(file):
        size += len(piece)
        if size > LARGEST_DOCUMENT:
            raise LogError(
                f"{file.shown}: one JSON document of more than {LARGEST_DOCUMENT // 10**6} MB: "
                "save a record per line (JSON lines) instead"
            )
        pieces.append(piece)
    return b"".join(pieces)


def _end(file: LogFile) -> tuple[bytes, int]:
    """The last bytes of a file, and its size."""
    if not file.gzip:
        with file.path.open("rb") as opened:
            size = opened.seek(0, 2)
            opened.seek(max(0, size - 4_096))
            return opened.read(), size
    end, size = b"", 0
    for piece in pieces_of(file):
        end, size = (end + piece)[-4_096:], size + len(piece)
    return end, size
