"""The door: keys and people come out of a log as salted short hashes, or not at all."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from calculator.logs import sql
from pricing.files.aside import aside, private
from pricing.folders import cache_folder

SALT = "tokenfare_salt"
"""Variable of the connection that holds the salt."""
SALT_BYTES = 16
_SALT_TEXT = re.compile(rf"[0-9a-f]{{{2 * SALT_BYTES}}}")

DIGITS = 10
"""Hexadecimal digits of a hash that are shown."""
_SECRETS = (
    r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}",
    r"(?:^|[^A-Za-z0-9])(?:sk|pk|rk|ak)-[^\s]{2,}",
    r"(?:^|[^A-Za-z0-9])(?:gh[opsu]|glpat|xox[abp]|hf|gsk|xai|pplx|tvly|nvapi|r8|key)[-_][A-Za-z0-9]{16,}",
    r"(?:AKIA|LTAI|AIza)[A-Za-z0-9_-]{12,}",
    r"eyJ[A-Za-z0-9_-]{10,}\.",
    r"[Bb]earer\s",
    r"[A-Za-z0-9]{32,}",
    r"(?:^|[^0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:$|[^0-9.])",
    r"(?:^|[^0-9A-Za-z])(?:[0-9A-Fa-f]{1,4}:){2,7}:?[0-9A-Fa-f]{1,4}(?:$|[^0-9A-Za-z:])",
)
LABEL_SEARCHED_FROM, NAME_SEARCHED_FROM = 20, 32
"""Bytes from which a text may be a key: names of models are longer than other labels."""
_SEARCHED = 300
"""Characters of a column's name, of which fewer are shown: Python's search is slow in long ones."""
PATTERN = "|".join(_SECRETS)
"""A regular expression of what looks like a secret, in any engine's words."""
SIGNS = "@.:"
"""Signs of a secret in a short label."""
_LOOKS_SECRET = re.compile(PATTERN)


def hashed(value: str, label: str) -> str:
    """SQL of a label that tells two keys or people apart and neither's name.

    What is such a hash already stays as it is, so that rows which were written can be read again.
    """
    text = f"CAST({value} AS VARCHAR)"
    digest = f"'{label}-' || substr(sha256(getvariable('{SALT}') || {text}), 1, {DIGITS})"
    size = len(label) + 1 + DIGITS
    done = f"strlen({text}) = {size} AND regexp_full_match({text}, '{label}-[0-9a-f]{{{DIGITS}}}')"
    return f"(CASE WHEN {done} THEN {text} WHEN {value} IS NOT NULL THEN {digest} END)"


def guarded(value: str, label: str) -> str:
    """SQL of a label, hashed where it looks like a key, or an e-mail or network address.

    Short texts are searched only where a sign of these is in them: the search costs more than
    reading the row.
    """
    signs = " OR ".join(f"contains({value}, '{sign}')" for sign in SIGNS)
    short = f"{signs} OR starts_with({value}, 'sk-')"
    return _hidden(value, label, f"({short} OR strlen({value}) >= {LABEL_SEARCHED_FROM})")


def guarded_name(value: str) -> str:
    """SQL of the name of a model, provider or tier, hashed where a key has strayed into it."""
    return _hidden(value, "hidden", f"strlen({value}) >= {NAME_SEARCHED_FROM}")


def _hidden(value: str, label: str, suspect: str) -> str:
    found = f"regexp_matches({value}, {sql.text(PATTERN)})"
    return f"(CASE WHEN {suspect} AND {found} THEN {hashed(value, label)} ELSE {value} END)"


def masked(word: str) -> str:
    """A word of the user's file as it may be shown: a column's name, unless it is a secret.

    >>> masked("input_tokens"), masked("sk-a1b2c3d4")
    ('input_tokens', '(hidden)')
    """
    if _LOOKS_SECRET.search(word[:_SEARCHED]):
        return "(hidden)"
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in word[:60])


def own_salt() -> str:
    """This machine's salt, made on first use, so that a label stays the same from run to run."""
    from secrets import token_hex

    folder, fresh = cache_folder(), token_hex(SALT_BYTES)
    if folder is None:
        return fresh
    file = folder / "salt"
    if not _kept(file):
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            with aside(file) as part, open(part, "x", encoding="utf-8", opener=private) as new:
                new.write(fresh)
    return _kept(file) or fresh


def _kept(file: Path) -> str | None:
    """The salt of a file, unless that is damaged."""
    try:
        found = _SALT_TEXT.fullmatch(file.read_text("ascii"))
    except (OSError, ValueError):
        return None
    return found[0] if found else None
