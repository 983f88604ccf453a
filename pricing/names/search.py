"""Search as people type: any part of any name of a model, its maker or its seller, in both scripts.

`pricing.names.lookup` finds the one offer that a name means; this finds all that it may be about.
"""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

from pricing.names.chinese import chinese_names
from pricing.names.rules import dashed
from pricing.offers import Offer

LONGEST = 100
"""Characters of a search that are read."""


def search(offers: Iterable[Offer], text: str) -> list[Offer]:
    """The offers in whose names every word of a text occurs, in the order given.

    Letter case, full-width letters, dots and dashes make no difference. Without a word, all.

    >>> from pricing import default_catalog
    >>> sold = default_catalog().offers()
    >>> search(sold, "月之暗面") == search(sold, "kimi")
    True
    >>> {offer.provider for offer in search(sold, "K2.5 硅基流动")}
    {'siliconflow-cn'}
    """
    words = [_plain(word) for word in text[:LONGEST].split()]
    return [offer for offer in offers if _has_all(offer, words)] if words else list(offers)


def _has_all(offer: Offer, words: list[str]) -> bool:
    names = _plain("|".join(_names(offer)))
    return all(word in names for word in words)


def _names(offer: Offer) -> Iterable[str]:
    known = chinese_names()
    yield from (offer.id, offer.name, offer.publisher, offer.sheet.name, *offer.aliases)
    yield from known.publishers.get(offer.publisher, ())
    yield known.providers.get(offer.provider, "")


def _plain(text: str) -> str:
    return dashed(normalize("NFKC", text))
