"""The one offer that a name means, or an error that says what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from pricing.errors import AmbiguousOfferError, UnknownOfferError
from pricing.names.index import Match, Names
from pricing.names.rules import Claim, dashed, publisher_of
from pricing.names.vendors import VARIANTS
from pricing.offers import Offer

SHOWN = 6
"""How many candidates a message names; the error carries all."""


def match(names: Names, name: str, provider: str | None = None) -> Match:
    """The one offer that a name means, with the reason.

    Raises:
        UnknownOfferError: nothing of that name; the message suggests near names.
        AmbiguousOfferError: several offers at prices of their own, and none was named.
    """
    found = names.look(name, provider)
    if not found:
        raise _unknown(names, name, provider)
    if not settled(found):
        raise _ambiguous(name, [hit.offer for hit in found])
    return found[0]


def settled(found: list[Match]) -> bool:
    """Whether a name means one offer, or several of one provider that always cost the same."""
    alike = {tuple(line._replace(terms=0) for line in hit.offer.lines) for hit in found}
    return len(found) == 1 or len({hit.offer.provider for hit in found}) == len(alike) == 1


def near_names(offers: Iterable[Offer], wanted: str) -> list[str]:
    """Offer ids whose id, model or alias has the same words or resembles a text, best first."""
    names: dict[str, str] = {}
    for offer in offers:
        for name in (offer.id, offer.model, *offer.aliases):
            names.setdefault(name.lower(), offer.id)
    words = _words(wanted)
    same = [name for name in names if _words(name) == words]
    close = get_close_matches(wanted.lower(), names, n=5, cutoff=0.6)
    return list(dict.fromkeys(names[name] for name in same + close))


def _words(name: str) -> list[str]:
    return sorted(dashed(name).split("-"))


def _ambiguous(name: str, offers: list[Offer]) -> AmbiguousOfferError:
    ids = [offer.id for offer in sorted(offers, key=_sold_by_another)]
    more = f" or {len(ids) - SHOWN} more, see `tokenfare models`" if len(ids) > SHOWN else ""
    sellers = {offer.provider for offer in offers}
    said = f"is sold by {len(sellers)} providers" if len(sellers) > 1 else "has several prices"
    return AmbiguousOfferError(f"{name!r} {said}: say {' or '.join(ids[:SHOWN])}{more}", ids)


def _sold_by_another(offer: Offer) -> bool:
    platform = offer.provider.removesuffix("-cn").removesuffix("-intl")
    return publisher_of(platform) != publisher_of(offer.publisher)


def _unknown(names: Names, name: str, provider: str | None) -> UnknownOfferError:
    claim = names.claim(name, provider)
    said = f"{provider} has no offer called" if provider else "no offer is called"
    said += f" {name!r}" + (f" ({claim.why})" if claim and claim.why else "")
    for ending, advice in VARIANTS.items():
        if name.endswith(ending):
            base = names.look(name.removesuffix(ending), provider)
            if base:
                ids = [hit.offer.id for hit in base]
                return UnknownOfferError(f"{said}: {ending} {advice.format(' or '.join(ids))}", ids)
    near = _near(names, name, claim)
    hint = f"; did you mean {' or '.join(near[:3])}?" if near else "; see `tokenfare models`"
    return UnknownOfferError(said + hint, near)


def _near(names: Names, name: str, claim: Claim | None) -> list[str]:
    """The nearest of the named seller, then who else sells the model, then what looks alike."""
    found: list[str] = []
    if claim is not None:
        theirs = [offer for offer in names.offers if offer.provider in (claim.providers or ())]
        near = near_names(theirs, claim.model)
        elsewhere = [m.offer.id for x in (name, claim.model) for m in names.find(Claim(None, x))]
        found = near[:1] + elsewhere[:2] + near[1:]
    sourced = (offer for offer in names.offers if offer.status != "claimed")
    return list(dict.fromkeys(found or near_names(sourced, name)))
