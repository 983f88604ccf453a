"""What a reader must know of a price before trusting it, in a word or two."""

from __future__ import annotations

from datetime import date

from calculator.dashboard.text import t
from pricing.offers import Offer


def doubts(offer: Offer, today: date) -> tuple[str, ...]:
    """`claimed` or `community` by the source of the latest price, and `stale` by its last check."""
    source = () if offer.status == "official" else (offer.status,)
    return (*source, "stale") if offer.latest.stale_on(today) else source


def doubt_words(offer: Offer, today: date, language: str) -> tuple[str, ...]:
    """The same in the reader's language."""
    day = offer.latest.retrieved
    return tuple(t(f"doubt.{doubt}", language, day=day) for doubt in doubts(offer, today))


def mark(offer: Offer, today: date, language: str) -> str:
    """The gravest of them in one word, or nothing."""
    return next((t(f"mark.{doubt}", language) for doubt in doubts(offer, today)), "")
