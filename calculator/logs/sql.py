"""The few pieces of SQL that everything else is written with."""

from __future__ import annotations

from collections.abc import Iterable


def name(identifier: str) -> str:
    """A column's name, quoted.

    >>> name("at")
    '"at"'
    """
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text, quoted.

    >>> text("o'clock")
    "'o''clock'"
    """
    return "'" + value.replace("'", "''") + "'"


def texts(values: Iterable[str]) -> str:
    """A list of texts."""
    return f"[{', '.join(map(text, values))}]"


def json_path(steps: Iterable[str]) -> str:
    """A path into JSON, quoted: `'$."usage"."a.b"'`."""
    escaped = (step.replace("\\", "\\\\").replace('"', '\\"') for step in steps)
    return text("$" + "".join(f'."{step}"' for step in escaped))


def coalesce(parts: Iterable[str]) -> str:
    """The first that is not null."""
    every = list(parts)
    return every[0] if len(every) == 1 else f"coalesce({', '.join(every)})"


def matches(value: str, pattern: str) -> str:
    """Whether a text in small letters is a word, or fits a pattern with `*`."""
    if "*" in pattern or "?" in pattern:
        return f"{value} GLOB {text(pattern.lower())}"
    return f"{value} = {text(pattern.lower())}"
