"""Which yuan list and which dollar list belong to one publisher: `data/list-pairs.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pricing.catalog import Catalog, data_folder
from pricing.files import strict_yaml
from pricing.files.schema import Entry, validate
from pricing.offers import Offer


class ListPair(Entry):
    """Two lists of one publisher."""

    yuan: str
    """Provider id of the list in yuan."""
    dollar: str
    """Provider id of the list in dollars."""
    reason: str
    """What sets the two apart for a buyer."""
    reason_zh: str = ""
    """The same in Chinese."""


class PairsFile(Entry):
    pairs: tuple[ListPair, ...]
    """Pairs of lists, in the order they are told."""


class SoldTwice(NamedTuple):
    """One model on both lists of a publisher."""

    pair: ListPair
    yuan: Offer
    dollar: Offer


def list_pairs(path: Path | None = None) -> tuple[ListPair, ...]:
    """The pairs of a file; the packaged ones where left out.

    Raises:
        SheetError: with every problem at its `file:line`.
    """
    document = strict_yaml.read(path or data_folder() / "list-pairs.yaml")
    return validate(PairsFile, document).pairs


def sold_twice(catalog: Catalog, pairs: tuple[ListPair, ...]) -> Iterator[SoldTwice]:
    """Every model that both lists of a pair have, under its id or an alias, ids first."""
    of: dict[str, list[Offer]] = {}
    for offer in catalog.offers():
        of.setdefault(offer.provider, []).append(offer)
    for pair in pairs:
        dollars: dict[str, Offer] = {}
        for offer in of.get(pair.dollar, ()):
            dollars[offer.model.casefold()] = offer
        for offer in of.get(pair.dollar, ()):
            for alias in offer.aliases:
                dollars.setdefault(alias.casefold(), offer)
        for yuan in of.get(pair.yuan, ()):
            names = (name.casefold() for name in (yuan.model, *yuan.aliases))
            dollar = next((dollars[name] for name in names if name in dollars), None)
            if dollar and (yuan.currency, dollar.currency) == ("CNY", "USD"):
                yield SoldTwice(pair, yuan, dollar)
