"""The words of reports, by key and language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pricing.files import strict_yaml

LANGUAGES = ("en", "zh")


@cache
def catalogue(language: str) -> dict[str, str]:
    """All texts of a language by key."""
    found: dict[str, str] = strict_yaml.read(Path(__file__).parent / f"{language}.yaml").data
    return found


def say(key: str, language: str, **params: Any) -> str:
    """A text with its placeholders filled.

    >>> say("ranking", "en")
    'Bills by offer'
    """
    return catalogue(language)[key].format(**params)
