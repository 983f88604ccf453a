"""What two offers side by side are called: by their models, or by sellers of the same one."""

from __future__ import annotations

from calculator.words.facts import seller
from pricing.offers import Offer

_Pair = tuple[Offer, Offer]


def apart(pair: _Pair, language: str) -> tuple[str, str]:
    """Two names that differ: models, else sellers, else ids.

    >>> from pricing import default_catalog
    >>> book = default_catalog()
    >>> apart((book.offer("deepseek-cn/deepseek-v4-pro"), book.offer("moonshot-cn/kimi-k3")), "en")
    ('DeepSeek V4 Pro', 'Kimi K3')
    >>> apart((book.offer("moonshot-intl/kimi-k3"), book.offer("moonshot-cn/kimi-k3")), "en")
    ('Moonshot AI (international)', 'Moonshot AI (China)')
    """
    first, second = pair
    if first.name != second.name:
        return first.name, second.name
    sellers = seller(first, language), seller(second, language)
    return sellers if sellers[0] != sellers[1] else (first.id, second.id)


def named(pair: _Pair, language: str) -> dict[str, str]:
    """The same by id."""
    return dict(zip((offer.id for offer in pair), apart(pair, language), strict=True))
