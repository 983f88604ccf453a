"""What the names in a log mean: the offer whose prices apply, or why there is none."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import NamedTuple

from calculator.bulk.cuts import Cuts, cuts_of
from pricing.catalog import Catalog
from pricing.errors import AmbiguousOfferError, UnknownOfferError, did_you_mean
from pricing.lines import RateLine
from pricing.offers import Offer

Name = tuple[str, str, str]
"""Provider, model and service tier as a log says them; an empty text where it says nothing."""

MOST_HINTS = 50
"""Unknown names for which near ones are looked up: garbage may hold a million."""


class Sold(NamedTuple):
    offer: Offer
    service_tier: str


class Unsold(NamedTuple):
    kind: str
    message: str


class Book:
    """A catalog that remembers what each name of a log means."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._found: dict[Name, Sold | Unsold] = {}
        self._cuts: dict[Name, Cuts] = {}
        self._unknown = 0

    def find(self, name: Name) -> Sold | Unsold:
        """The offer and service tier of a name, or why there is none."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._look_up(name)
        return found

    def lines(self, name: Name) -> tuple[RateLine, ...]:
        """The rate lines of a name's offer and service tier; none for an unknown name."""
        sold = self.find(name)
        if isinstance(sold, Unsold):
            return ()
        return tuple(x for x in sold.offer.lines if x.service_tier == sold.service_tier)

    def cuts(self, name: Name) -> Cuts:
        """Where those lines cut; nowhere for an unknown name."""
        if name not in self._cuts:
            self._cuts[name] = cuts_of(self.lines(name))
        return self._cuts[name]

    @cached_property
    def union(self) -> Cuts:
        """The cuts of all offers together."""
        return cuts_of(line for offer in self.catalog for line in offer.lines)

    def _look_up(self, name: Name) -> Sold | Unsold:
        provider, model, tier = name
        try:
            if self._unknown > MOST_HINTS and not self.catalog.names.look(model, provider or None):
                return Unsold("unknown model", f"no offer is called {model!r}")
            offer = self._offer(provider, model)
        except AmbiguousOfferError as error:
            return Unsold("sold by several providers", str(error))
        except UnknownOfferError as error:
            self._unknown += 1
            return Unsold("unknown model", str(error))
        known = offer.service_tiers
        if tier in known:
            return Sold(offer, tier)
        hint = did_you_mean(tier, known)
        return Unsold(
            "service tier not sold",
            f"{offer.id} has no service tier {tier!r} (it has {', '.join(known)}){hint}",
        )

    def _offer(self, provider: str, model: str) -> Offer:
        return self.catalog.match(model, provider or None).offer

    def how(self, provider: str, model: str) -> str:
        """Why a known name means its offer; empty where it is the offer's own."""
        match = self.catalog.match(model, provider or None)
        return "" if match.exact else match.how


@lru_cache(maxsize=8)
def book_of(catalog: Catalog) -> Book:
    """The one book of a catalog: what it has looked up once it knows."""
    return Book(catalog)
