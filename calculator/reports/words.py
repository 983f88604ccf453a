"""The words of reports, by key and language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from calculator.words.catalogue import LANGUAGES
from calculator.words.catalogue import catalogue as read
from calculator.words.facts import seller
from pricing.offers import Offer

__all__ = ["LANGUAGES", "catalogue", "named", "say"]


def catalogue(language: str) -> dict[str, str]:
    """All texts of a language by key."""
    return read(Path(__file__).parent, language)


def say(key: str, language: str, **params: Any) -> str:
    """A text with its placeholders filled.

    >>> say("ranking", "en")
    'Bills by offer'
    """
    return catalogue(language)[key].format(**params)


def named(offer: Offer, language: str) -> str:
    """A model and who sells it."""
    return f"{offer.name} · {seller(offer, language)}"
