"""The differential run: every pair of an offer and a peer's record, request by request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from calculator import price
from calculator.peers.compare import compare_sources
from calculator.peers.findings import Finding
from pricing import default_catalog
from pricing.offers import Offer
from pricing.peers.directory import Directory
from pricing.peers.installed import Peer
from pricing.peers.records import PeerModel
from tests.peers.asking import RefusedError, Request, asked
from tests.peers.drawing import draw
from tests.peers.judging import UNEXPLAINED, causes, stated_rates, sum_at
from tests.peers.rules import RULES, TIER_NOT_READ

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOURS = (
    datetime(2026, 11, 23, 2, tzinfo=UTC),  # Monday, DeepSeek's peak
    datetime(2026, 11, 22, 2, tzinfo=UTC),  # Sunday
    datetime(2026, 10, 1, 2, tzinfo=UTC),  # Thursday, a public holiday in China
)
HISTORY = tuple(
    datetime(year, month, 15, 12, tzinfo=UTC)
    for year, month in ((2025, 3), (2025, 10), (2026, 3), (2026, 7), (2026, 9))
)
DATED = ("genai-prices",)
"""Peers whose prices have dates: they are asked about the past too."""
TOLERANCE = {"litellm": Fraction(1, 10**12)}
"""Relative, for sums of binary fractions; the others' decimals must be ours to the last digit."""
_Pair = tuple[Offer, PeerModel]
_Findings = dict[tuple[str, str], list[Finding]]


@dataclass(frozen=True, slots=True)
class Case:
    """One request on one offer, as both price it."""

    offer: Offer
    record: PeerModel
    request: Request
    ours: Fraction
    theirs: Fraction | None
    """None where the peer refuses."""
    classes: frozenset[str]
    """Why the sums differ; empty where they are equal."""

    @property
    def unexplained(self) -> bool:
        return UNEXPLAINED in self.classes


def run(peer: Peer, requests: int) -> Iterator[Case]:
    """So many requests on every model that both price, and half as many at other moments."""
    book = default_catalog()
    own = Directory(book).sort(peer.models).own
    pairs = [(book.offer(offer_id), r) for offer_id, records in own.items() for r in records]
    yield from _at(NOW, peer, pairs, requests)
    for moment in HOURS:
        hourly = [p for p in pairs if _by_hour(*p) and _sold(p[0], moment)]
        yield from _at(moment, peer, hourly, requests // 2)
    for moment in HISTORY if peer.name in DATED else ():
        sold = [p for p in pairs if _sold(p[0], moment)]
        yield from _at(moment, peer, sold, requests // 2)


def _at(moment: datetime, peer: Peer, pairs: list[_Pair], requests: int) -> Iterator[Case]:
    findings = _findings(peer, [offer for offer, _ in pairs], moment)
    for offer, record in pairs:
        told = findings[offer.id, record.id]
        for request in draw(offer, record, _second(offer, moment), requests):
            yield _case(offer, record, request, told)


def _findings(peer: Peer, offers: list[Offer], moment: datetime) -> _Findings:
    """What the list comparison says of each pair at that moment."""
    found: _Findings = defaultdict(list)
    for finding in compare_sources([peer], dict.fromkeys(offers), at=moment).findings:
        found[finding.offer.id, finding.record.id].append(finding)
    return found


def _by_hour(offer: Offer, record: PeerModel) -> bool:
    return any(x.window for x in offer.lines) and any(p.hours for p in record.prices)


def _sold(offer: Offer, moment: datetime) -> bool:
    second = int(moment.timestamp())
    return any(x.since <= second < x.until for x in offer.lines if x.service_tier == "standard")


def _second(offer: Offer, moment: datetime) -> int:
    """The moment, or the last second before it (else the first after it) at which it is sold."""
    second = int(moment.timestamp())
    spans = sorted((x.since, x.until) for x in offer.lines if x.service_tier == "standard")
    begun = [until for since, until in spans if since <= second]
    return min(second, max(begun) - 1) if begun else spans[0][0]


def _case(offer: Offer, record: PeerModel, request: Request, findings: list[Finding]) -> Case:
    cost = price(request.usage, offer, at=request.at, service_tier=request.service_tier)
    ours = Fraction(cost.list_cost.amount)
    try:
        theirs = Fraction(asked(record.peer)(record, request))
    except RefusedError as error:
        return Case(offer, record, request, ours, None, frozenset({_refusal(str(error))}))
    if offer.currency == record.currency and _same(record, ours, theirs):
        return Case(offer, record, request, ours, theirs, frozenset())
    rule = _rule(record, request, theirs)
    classes = set() if rule == TIER_NOT_READ else causes(request, cost.rate_card, record, findings)
    classes |= {rule} if rule else set()
    return Case(offer, record, request, ours, theirs, frozenset(classes or {UNEXPLAINED}))


def _same(record: PeerModel, one: Fraction, other: Fraction) -> bool:
    return abs(one - other) <= TOLERANCE.get(record.peer, 0) * other


def _rule(record: PeerModel, request: Request, theirs: Fraction) -> str:
    """The rule that foretells their sum; none where it is that of the rates stated."""
    if _same(record, sum_at(request.usage, stated_rates(record, request)), theirs):
        return ""
    for rule in RULES:
        if rule.peer == record.peer:
            foretold = rule.foretell(record, request)
            if foretold is not None and _same(record, foretold, theirs):
                return rule.name
    return UNEXPLAINED


def _refusal(said: str) -> str:
    if "does not have cost data" in said:
        return "no price for cached input"
    return "its own name not found" if "is not implemented" in said else UNEXPLAINED
