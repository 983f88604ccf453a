"""Which offer of the book a peer's record is about, and which other offers sell the same model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pricing.catalog import Catalog
from pricing.errors import UnknownOfferError
from pricing.list_pairs import list_pairs, sold_twice
from pricing.names.index import Match
from pricing.names.rules import Claim, spellings
from pricing.offers import Offer
from pricing.peers.records import PeerModel

_WORDS = {
    ("genai-prices", "moonshotai"): "moonshot-intl",
    ("models.dev", "moonshotai"): "moonshot-intl",
    ("litellm", "tencent"): "tencent-intl",
    ("dify", "hunyuan"): "tencent",
    ("dify", "minimax"): "minimax-cn",
    ("dify", "moonshot"): "moonshot-cn",
    ("dify", "siliconflow"): "siliconflow-cn",
    ("dify", "tongyi"): "alibaba-cn",
    ("dify", "volcengine_maas"): "volcengine",
    ("dify", "wenxin"): "baidu",
}
"""A peer's name of a provider, where `vendor_names` has it not or for another list."""


@dataclass(slots=True)
class Sorted:
    """A peer's records by the offer they are about."""

    own: dict[str, list[PeerModel]] = field(default_factory=dict)
    """By offer id: the records of that offer, those under its own id first."""
    sister: dict[str, list[PeerModel]] = field(default_factory=dict)
    """By offer id, where it has none of its own: those of the publisher's other list."""
    unknown: list[PeerModel] = field(default_factory=list)
    """Of providers that the book has, and no offer of theirs, or not surely one."""
    twins: dict[str, str] = field(default_factory=dict)
    """By record id: that of the same peer's record for the publisher's other list, where both say
    the same although the lists are in two currencies."""

    def of(self, offer: Offer) -> list[PeerModel]:
        """The records to set beside an offer."""
        return self.own.get(offer.id) or self.sister.get(offer.id, [])


class Directory:
    """The offers of a catalog by what others call them."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._others: dict[str, tuple[Offer, ...]] = {}
        pairs = list(sold_twice(catalog, list_pairs()))
        self._sisters = {p.yuan.id: p.dollar.id for p in pairs}
        self._sisters |= {p.dollar.id: p.yuan.id for p in pairs}
        self._sellers: dict[tuple[str, str], tuple[str, ...]] = {}

    def sort(self, records: Iterable[PeerModel]) -> Sorted:
        """File a peer's records under our offers; those that say the same of one become one."""
        found = Sorted()
        unknown: dict[str, PeerModel] = {}
        matched: dict[str, list[tuple[bool, PeerModel]]] = {}
        ours = [record for record in records if self._sellers_of(record)]
        for record in ours:
            match = self._match(record)
            if match is None:
                unknown.setdefault(record.id, record)
            else:
                matched.setdefault(match.offer.id, []).append((not match.exact, record))
        for offer_id, listed in matched.items():
            listed.sort(key=lambda pair: (pair[0], len(pair[1].model)))
            found.own[offer_id] = _merged(record for _, record in listed)
        found.unknown = list(unknown.values())
        for one, other in self._sisters.items():
            if one not in found.own and other in found.own:
                found.sister[one] = found.own[other]
        found.twins = dict(self._twins(ours))
        return found

    def _twins(self, records: list[PeerModel]) -> Iterator[tuple[str, str]]:
        listed: dict[tuple[str, str], PeerModel] = {}
        for record in records:
            for seller in self._sellers_of(record):
                listed.setdefault((seller, record.model.casefold()), record)
        for pair in list_pairs():
            for (seller, model), record in listed.items():
                twin = listed.get((pair.dollar, model)) if seller == pair.yuan else None
                if twin and record.currency == "USD" and twin.prices == record.prices:
                    yield record.id, twin.id

    def others(self, offer: Offer) -> tuple[Offer, ...]:
        """Every other offer of the same model, under whatever name; the sister list's first."""
        if offer.id not in self._others:
            names = {s.text for name in (offer.model, *offer.aliases) for s in spellings(name)}
            claims = [Claim(None, name) for name in sorted(names)]
            hits = [match.offer for claim in claims for match in self._catalog.names.find(claim)]
            found = {hit.id: hit for hit in hits if hit.id != offer.id}
            sister = self._sisters.get(offer.id)
            self._others[offer.id] = tuple(sorted(found.values(), key=lambda o: o.id != sister))
        return self._others[offer.id]

    def _sellers_of(self, record: PeerModel) -> tuple[str, ...]:
        """The providers of the book that the record's provider stands for."""
        word = record.peer, record.provider
        if word not in self._sellers:
            try:
                claim = self._catalog.names.claim("x", _word(record))
            except UnknownOfferError:
                claim = None
            named = claim.providers or () if claim else ()
            ours = self._catalog.names.known.providers.values()
            self._sellers[word] = tuple(name for name in named if name in ours)
        return self._sellers[word]

    def _match(self, record: PeerModel) -> Match | None:
        """The one offer meant, in the record's currency where one endpoint has two lists."""
        for name in (record.model, *record.names):
            found = self._catalog.names.look(name, _word(record))
            if name != record.model:
                found = [m for m in found if m.exact or m.how.endswith("alias")]
            same = [m for m in found if m.offer.currency == record.currency]
            exact = [m for m in same or found if m.exact]
            chosen = exact or same or found
            if len(chosen) == 1:
                return chosen[0]
        return None


def _word(record: PeerModel) -> str:
    """The provider's name as the book may know it: LiteLLM's `vertex_ai-qwen_models` is Vertex."""
    known = _WORDS.get((record.peer, record.provider))
    return known or ("vertex" if record.provider.startswith("vertex_ai-") else record.provider)


def _merged(records: Iterable[PeerModel]) -> list[PeerModel]:
    """Records with the same prices as one, under the id of the first."""
    kept: list[PeerModel] = []
    for record in records:
        for place, first in enumerate(kept):
            if (first.prices, first.currency) == (record.prices, record.currency):
                names = dict.fromkeys((*first.names, record.model))
                kept[place] = replace(first, names=tuple(n for n in names if n != first.model))
                break
        else:
            kept.append(record)
    return kept
