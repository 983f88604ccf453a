"""Lines of hand-written looking YAML: values, keys with values, folded notes and comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from textwrap import wrap

WIDTH = 96
_PLAIN = re.compile(r"[A-Za-z][\w .()/+-]*[\w)]", re.ASCII)
_MEANT_OTHERWISE = re.compile(r"(?i)null|true|false|yes|no|on|off|y|n")
_URL = re.compile(r"https?://\S+")
_PLAIN_URL = re.compile(r"https?://[^\s'\"]*[\w/=-]", re.ASCII)
_KEY = re.compile(r"[A-Za-z0-9][\w./@+-]*(:[\w./@+-]+)*", re.ASCII)


def value(thing: str | int | Decimal | date) -> str:
    """A scalar as the sheets write it.

    >>> value(128000), value(Decimal("0.80")), value("NO"), value("Kimi K2 (Thinking)")
    ('128_000', '0.80', '"NO"', 'Kimi K2 (Thinking)')
    """
    if isinstance(thing, int):
        return f"{thing:_}"
    if isinstance(thing, Decimal):
        return f"{thing:f}"
    if isinstance(thing, date):
        return str(thing)
    if _PLAIN_URL.fullmatch(thing):
        return thing
    plain = _PLAIN.fullmatch(thing) and not _MEANT_OTHERWISE.fullmatch(thing)
    return thing if plain else json.dumps(thing, ensure_ascii=False)


def is_url(text: str) -> bool:
    """Whether a sheet takes it for the address of a page."""
    return bool(_URL.fullmatch(text))


def key(name: str) -> str:
    """A key, in quotes where it needs them."""
    number = re.fullmatch(r"[\d._-]+", name)
    plain = _KEY.fullmatch(name) and not number and not _MEANT_OTHERWISE.fullmatch(name)
    return name if plain else json.dumps(name, ensure_ascii=False)


def pairs(values: Mapping[str, str | int | Decimal | date], indent: int) -> Iterator[str]:
    """A line for each key with a value."""
    return (f"{' ' * indent}{key(name)}: {value(thing)}" for name, thing in values.items())


def note(text: str, indent: int) -> Iterator[str]:
    """`note:` with a folded text."""
    yield f"{' ' * indent}note: >-"
    words = " ".join(text.split())
    yield from (" " * (indent + 2) + line for line in wrap(words, WIDTH - indent - 2))


def comment(text: str, indent: int) -> Iterator[str]:
    """A comment of as many lines as it needs."""
    start = " " * indent + "# "
    lines = wrap(" ".join(text.split()), WIDTH - indent - 2)
    return (start + ("  " if number else "") + line for number, line in enumerate(lines))
