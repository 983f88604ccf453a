"""Texts by key and language, read from a file beside the code that says them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh")


@cache
def catalogue(folder: Path, language: str) -> dict[str, str]:
    """All texts of a language in a folder, by key."""
    from pricing.files import strict_yaml

    found: dict[str, str] = strict_yaml.read(folder / f"{language}.yaml").data
    return found


def say(key: str, language: str, **params: Any) -> str:
    """A text of this package with its placeholders filled.

    >>> say("assume.stated", "en"), say("assume.stated", "zh")
    ('as stated', '如所述')
    """
    return catalogue(Path(__file__).parent, language)[key].format(**params)
