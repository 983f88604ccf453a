"""Every name of a book's offers, and all offers that a name may mean."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from pricing.errors import UnknownOfferError, did_you_mean
from pricing.names.rules import (
    FOLDS,
    SELLER_RULES,
    Claim,
    Fold,
    Known,
    Spelling,
    dashed,
    first_claim,
    known_names,
    narrowed,
    own_id,
    publisher_of,
    spellings,
    split_publisher,
    without_date,
)
from pricing.names.vendors import SELLERS
from pricing.offers import Offer

EXACT = "exact id"
LONGEST = 300
"""Characters of a name that is still read; a Bedrock ARN has some 120."""


class Match(NamedTuple):
    """An offer, and why a name means it: `exact id`, `alias`, `letter case` ..."""

    offer: Offer
    how: str

    @classmethod
    def of(cls, name: str, offer: Offer) -> Match:
        """Of an offer found by an id of the book."""
        return cls(offer, EXACT if name == offer.id else "alias")

    @property
    def exact(self) -> bool:
        """Whether the name is the offer's own."""
        return self.how.startswith(EXACT)


class Names:
    """The names of some offers, folded once per way of writing, when first asked for."""

    def __init__(self, offers: Iterable[Offer]) -> None:
        self.offers = list(offers)
        self._tables: dict[Fold, dict[str, dict[Offer, str]]] = {}

    @cached_property
    def known(self) -> Known:
        """The providers and publishers that a name may mention."""
        return known_names(
            {offer.provider for offer in self.offers}, {offer.publisher for offer in self.offers}
        )

    def look(self, name: str, provider: str | None = None) -> list[Match]:
        """Every offer the name may mean: none where unknown, several where ambiguous.

        Raises:
            UnknownOfferError: no provider is called that, or the name is far too long.
        """
        text = name.strip()
        if len(text) > LONGEST:
            raise UnknownOfferError(f"{len(text):,} characters are no name: {text[:60]!r} …")
        said = self.claim(text, provider)
        if said is None:
            return self.find(Claim(None, text))
        if provider is not None:
            return self._find_all([said, said._replace(model=text, loosely=False)])
        own = own_id(self.known, text)
        found = own and (self.find(own) or self.find(said))
        return found or self._of_another_namer(text)

    def _of_another_namer(self, text: str) -> list[Match]:
        """A foreign prefix never gets another seller's price, but may be a marketplace's id."""
        rules = [rule(self.known, text) for rule in SELLER_RULES if rule is not own_id]
        claims = [narrowed(self.known, claim) for claim in rules if claim]
        found = self._find_all(claims)
        return found and self._find_all([*claims, Claim(None, text, loosely=False)])

    def _find_all(self, claims: list[Claim]) -> list[Match]:
        found: dict[Offer, Match] = {}
        for claim in claims:
            for match in self.find(claim):
                found.setdefault(match.offer, match)
        return list(found.values())

    def claim(self, name: str, provider: str | None = None) -> Claim | None:
        """What the name, or the provider said beside it, tells of the seller.

        Raises:
            UnknownOfferError: no provider is called that.
        """
        if provider is None:
            return first_claim(self.known, name)
        claim = first_claim(self.known, f"{provider}/{name}")
        if claim is None:
            near = did_you_mean(provider, [*self.known.providers.values(), *SELLERS])
            raise UnknownOfferError(f"no provider is called {provider!r}{near}")
        return claim

    def find(self, claim: Claim) -> list[Match]:
        """The offers under the most trusted spelling that has any."""
        for spelling in spellings(claim.model) if claim.loosely else [Spelling(claim.model)]:
            for fold in FOLDS if claim.loosely else FOLDS[:1]:
                spelled = claim._replace(model=spelling.text)
                hits = self._under(fold, spelled)
                if hits:
                    found = [Match(o, self._how(o, n, fold, spelling, spelled)) for o, n in hits]
                    found += self._sold_otherwise(found, spelled) if claim.open else []
                    return found + (self._dated_otherwise(found) if spelling.undated else [])
        return []

    def _sold_otherwise(self, found: list[Match], claim: Claim) -> list[Match]:
        """Other providers that sell the model under a spelling of their own."""
        providers = {match.offer.provider for match in found}
        others = [offer for offer, _ in self._under(FOLDS[-1], claim)]
        return [Match(o, found[0].how) for o in others if o.provider not in providers]

    def _under(self, fold: Fold, claim: Claim) -> list[tuple[Offer, str]]:
        """The offers of the claimed sellers whose name folds to the same key."""
        prefix = split_publisher(self.known, claim.model)[0] if fold is FOLDS[-1] else ""
        return [
            (offer, name)
            for offer, name in self._table(fold).get(fold.key(self.known, claim.model), {}).items()
            if _may_sell(offer, claim)
            and (not prefix or publisher_of(prefix[:-1]) == self._publisher(offer, name))
        ]

    def _table(self, fold: Fold) -> dict[str, dict[Offer, str]]:
        if fold not in self._tables:
            table: dict[str, dict[Offer, str]] = {}
            for offer in self.offers:
                for name in (offer.model, *offer.aliases):
                    table.setdefault(fold.key(self.known, name), {}).setdefault(offer, name)
            self._tables[fold] = table
        return self._tables[fold]

    def _publisher(self, offer: Offer, name: str) -> str:
        prefix, _ = split_publisher(self.known, name)
        return publisher_of(prefix[:-1] or offer.publisher)

    def _how(self, offer: Offer, name: str, fold: Fold, spelling: Spelling, claim: Claim) -> str:
        alone = claim.open and claim.providers
        said = f"{claim.why}; only {offer.provider} has it" if alone else claim.why
        whys = [said, *spelling.whys, fold.why]
        if fold is FOLDS[-1]:
            asked, listed = (split_publisher(self.known, x)[0] for x in (claim.model, name))
            whys[-1] = f"vendor prefix {asked}" if asked else f"without the prefix {listed}"
        elif fold is FOLDS[0] and name != offer.model:
            whys[-1] = "alias"
        exact = EXACT if claim.providers else f"{EXACT}, sold by {offer.provider} alone"
        return "; ".join(filter(None, whys)) or exact

    def _dated_otherwise(self, found: list[Match]) -> list[Match]:
        """Dated versions that cost something else: then a date may not be left out."""
        others = []
        for offer, how in found:
            stems = {dashed(name) for name in (offer.model, *offer.aliases)}
            for other in self.offers:
                if other.provider == offer.provider and other is not offer:
                    dated = map(without_date, (other.model, *other.aliases))
                    if any(d and dashed(d.text) in stems for d in dated) and not _cost_alike(
                        offer, other
                    ):
                        others.append(Match(other, how))
        return others


def _may_sell(offer: Offer, claim: Claim) -> bool:
    if claim.providers is None:  # a bare name asks for no region
        return offer.status != "claimed" and not offer.regional
    return offer.provider in claim.providers


def _cost_alike(one: Offer, other: Offer) -> bool:
    """Whether the last known prices of two offers are the same."""
    return _last_rates(one) == _last_rates(other)


def _last_rates(offer: Offer) -> set[tuple[object, ...]]:
    last = max(line.until for line in offer.lines)
    return {line._replace(since=0, until=0, terms=0) for line in offer.lines if line.until == last}
