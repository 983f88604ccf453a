"""A floor of quality: which offers reach a score, which do not, and which have none."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from calculator.quality.scales import Scale
from pricing.offers import Offer


class Floor(NamedTuple):
    """Offers sorted by a least score, each in its order."""

    scale: Scale
    least: Decimal
    reached: tuple[Offer, ...]
    below: tuple[Offer, ...]
    unscored: tuple[Offer, ...]
    """Of unknown quality: neither above nor below."""


def floor(offers: Iterable[Offer], scale: Scale, least: Decimal) -> Floor:
    """Sort offers by whether their model scores at least so much.

    >>> from calculator.quality.scales import packaged_scales
    >>> from pricing import default_catalog
    >>> offers = map(default_catalog().offer, ("openai/gpt-5", "openai/gpt-5-nano"))
    >>> found = floor(offers, packaged_scales()[0], Decimal(87))
    >>> [offer.name for offer in found.reached], [offer.name for offer in found.unscored]
    (['GPT-5'], ['GPT-5 nano'])
    """
    reached: list[Offer] = []
    below: list[Offer] = []
    unscored: list[Offer] = []
    for offer in offers:
        score = scale.score(offer)
        (unscored if score is None else below if score < least else reached).append(offer)
    return Floor(scale, least, tuple(reached), tuple(below), tuple(unscored))
