"""Compare the price book with the other price lists that are there, at one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from calculator.peers.beside import Beside
from calculator.peers.causes import Exchange
from calculator.peers.findings import EQUAL, Finding
from calculator.peers.implied import Converted, habits, rate_words
from calculator.peers.places import Places, Spot
from calculator.usage import Usage
from pricing.catalog import Catalog, default_catalog
from pricing.errors import MissingRateError
from pricing.fx import FxRate, FxRates
from pricing.offers import Offer
from pricing.peers.directory import Directory, Sorted
from pricing.peers.installed import Peer, missing_packages
from pricing.peers.records import PeerModel


@dataclass(frozen=True, slots=True)
class SourceReport:
    """Every rate of the offers compared, beside each peer that is there."""

    book_id: str
    at: datetime
    peers: tuple[str, ...]
    """Name and version of each."""
    absent: tuple[str, ...]
    """Peers that could be installed."""
    market: FxRate | None
    """Yuan for one dollar on that day."""
    habits: Mapping[str, Mapping[str, tuple[Decimal, ...]]]
    """By peer and its provider: the exchange rates that its prices are converted at."""
    offers: tuple[Offer, ...]
    """Those compared."""
    findings: tuple[Finding, ...]
    unlisted: Mapping[str, tuple[Offer, ...]]
    """By peer: offers on sale here that it does not list."""
    unknown: Mapping[str, tuple[PeerModel, ...]]
    """By peer: models of our providers that our book does not have."""

    def causes(self, peer: str) -> Counter[str]:
        """How many rates are equal, or differ for each cause."""
        return Counter(f.cause for f in self.findings if f.record.peer == peer)

    def differences(self) -> Iterator[Finding]:
        """What is not equal."""
        return (f for f in self.findings if f.cause != EQUAL)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        return {
            "book": self.book_id,
            "at": self.at.isoformat(),
            "peers": list(self.peers),
            "absent": list(self.absent),
            "converted_at": {
                peer: {
                    who: [rate_words(rate) for rate in rates]
                    for who, rates in found.items()
                    if rates
                }
                for peer, found in self.habits.items()
            },
            "market_fx": str(self.market) if self.market else None,
            "rates": [finding.to_dict() for finding in self.findings],
            "missing_there": {p: [o.id for o in offers] for p, offers in self.unlisted.items()},
            "missing_here": {p: [r.id for r in found] for p, found in self.unknown.items()},
        }


def compare_sources(
    peers: Sequence[Peer],
    offers: Iterable[Offer] | None = None,
    *,
    at: datetime | None = None,
    catalog: Catalog | None = None,
    fx: FxRates | None = None,
) -> SourceReport:
    """Set offers (default: all that are not claims) beside each peer's record of them.

    A model that is not on sale at that moment is compared at its nearest one. Where a peer has no
    record of an offer, those of its sister lists (the publisher's other regions) are taken.
    """
    book = catalog if catalog is not None else default_catalog()
    moment = at or datetime.now(UTC)
    second = int(moment.timestamp())
    chosen = list(offers) if offers is not None else book.offers()
    market = _market(fx or FxRates.ecb(), moment)
    words = f"{market.shown:.4f} on {market.day}" if market else "unknown"
    directory = Directory(book)
    around = Places(directory.others)
    findings: list[Finding] = []
    filed = {peer.name: directory.sort(peer.models) for peer in peers}
    seen = {name: _habits(book, found, second) for name, found in filed.items()}
    for name, found in filed.items():
        for offer in chosen:
            sold = _nearest(offer, second)
            for record in found.of(offer):
                exchange = Exchange(words, seen[name].get(record.provider, ()))
                own, twin = offer.id in found.own, found.twins.get(record.id, "")
                pair = Beside(offer, record, sold, around, exchange, own, twin)
                findings += pair.findings()
                if own and sold == second:
                    findings += _retired_there(offer, record, moment)
    return SourceReport(
        book_id=book.book_id,
        at=moment,
        peers=tuple(map(str, peers)),
        absent=tuple(missing_packages()),
        market=market,
        habits=seen,
        offers=tuple(chosen),
        findings=tuple(findings),
        unlisted={name: tuple(_unlisted(chosen, f, second)) for name, f in filed.items()},
        unknown={name: tuple(_on_sale(f.unknown, moment)) for name, f in filed.items()},
    )


def _retired_there(offer: Offer, record: PeerModel, moment: datetime) -> Iterator[Finding]:
    if record.retired and record.retired <= moment.date():
        said = f"they have it retired on {record.retired}, ours is on sale"
        where = ("standard", "", "on sale", None, None)
        yield Finding(offer, record, *where, "stale here", said)


def _habits(book: Catalog, found: Sorted, second: int) -> dict[str, tuple[Decimal, ...]]:
    """By provider: the exchange rates that its first prices are seen to be converted at."""
    sets: dict[str, list[tuple[Converted, ...]]] = {}
    for offer_id, records in found.own.items():
        offer = book.offer(offer_id)
        for record in records:
            if {offer.currency, record.currency} == {"CNY", "USD"}:
                made = _first_prices(offer, record, _nearest(offer, second))
                sets.setdefault(record.provider, []).append(made)
    seen = {provider: tuple(habits(filter(None, made))) for provider, made in sets.items()}
    return {provider: rates for provider, rates in seen.items() if rates}


def _first_prices(offer: Offer, record: PeerModel, second: int) -> tuple[Converted, ...]:
    usual = Usage(1, 1)
    card = Spot(second, "standard", usual, 0).card(offer)
    price = record.price_at(second)
    if card is None or price is None:
        return ()
    theirs = price.rates(usual.input_tokens)
    pairs = [(theirs.get(kind), card.rates[kind]) for kind in ("input", "output")]
    yuan = record.currency == "CNY"
    made = tuple(Converted(stated, was, yuan) for stated, was in pairs if stated and was)
    return made if len(made) == len(pairs) else ()


def _unlisted(offers: Iterable[Offer], found: Sorted, second: int) -> Iterator[Offer]:
    return (o for o in offers if not found.of(o) and _nearest(o, second) == second)


def _on_sale(records: Iterable[PeerModel], moment: datetime) -> Iterator[PeerModel]:
    return (r for r in records if r.retired is None or r.retired > moment.date())


def _nearest(offer: Offer, second: int) -> int:
    """The second itself, or the nearest before it, or else after it, at which there is a price."""
    spans = sorted((x.since, x.until) for x in offer.lines if x.service_tier == "standard")
    begun = [until for since, until in spans if since <= second]
    return min(second, max(begun) - 1) if begun else spans[0][0]


def _market(fx: FxRates, moment: datetime) -> FxRate | None:
    try:
        return fx.rate("USD", "CNY", moment.date())
    except MissingRateError:
        return None
