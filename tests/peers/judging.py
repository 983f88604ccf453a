"""Why a peer's sum is not ours: the rates it states, a rule of its calculator, or neither."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from calculator.charge import quantities
from calculator.peers.findings import Finding
from calculator.peers.sides import WHEN_THINKING
from calculator.usage import Usage
from pricing.compile.rates import PARENT
from pricing.lines import TOKEN_RATES
from pricing.offers import Offer, RateCard
from pricing.peers.records import MILLION, PeerModel
from tests.peers.asking import Request

Rates = Mapping[str, Decimal]
FEE = "fee per request"
UNEXPLAINED = "unexplained"
SAME_BOUND = Fraction(1, 20)
"""How far two bounds may lie apart that the list comparison takes for the same one."""


def filled(stated: Rates) -> dict[str, Decimal]:
    """Rates of every kind, by the rule that ours follow: a kind without one costs its parent's."""
    rates = dict(stated)
    for kind, parent in PARENT.items():
        rates.setdefault(kind, rates[parent])
    return rates


def stated_rates(record: PeerModel, request: Request) -> dict[str, Decimal]:
    """The rates that a peer's own list states for a request."""
    price = record.price_at(request.second, request.service_tier)
    if price is None:
        raise LookupError(f"{record.id} states no price for {request.service_tier}")
    return filled(price.rates(request.usage.input_tokens))


def sum_at(usage: Usage, rates: Rates) -> Fraction:
    """What a request comes to at rates per million tokens, exactly."""
    counts = quantities(usage)
    return sum((Fraction(rates[k]) * counts[k] for k in TOKEN_RATES), Fraction(0)) / MILLION


def causes(
    request: Request, card: RateCard, record: PeerModel, findings: Iterable[Finding]
) -> set[str]:
    """The causes of the rates that a request uses and that the two lists state differently.

    Each is that of a finding of the list comparison with the very same two numbers. A request
    between two bounds that the comparison takes for one falls into different bands: `tier`.
    """
    told = [f for f in findings if f.service_tier == request.service_tier]
    stated, ours = stated_rates(record, request), card.rates
    counts = quantities(request.usage)
    used = {_own(kind, stated, ours) for kind in TOKEN_RATES if counts[kind]}
    same = card.offer.currency == record.currency
    pairs = {
        k: (stated[k], ours[k]) for k in used if stated[k] != ours[k] or (ours[k] and not same)
    }
    if request.thinking and card.treatment == "mode_rate" and "output" in pairs:
        pairs["reasoning"] = stated["reasoning"], pairs.pop("output")[1]
    otherwise = "tier" if _between(request.usage.input_tokens, card.offer, record) else UNEXPLAINED
    found = {_cause(kind, *pair, told) or otherwise for kind, pair in pairs.items()}
    return found | ({FEE} if card.line.request else set())


def _between(tokens: int, offer: Offer, record: PeerModel) -> bool:
    """Whether a size is so near a bound of either list that it may lie between the two."""
    ours = {x.input_up_to for x in offer.lines}
    theirs = {band.over for price in record.prices for band in price.bands if band.over > 0}
    return any(abs(tokens - bound) <= SAME_BOUND * bound for bound in ours | theirs)


def _own(kind: str, *lists: Rates) -> str:
    """The kind itself where either list prices it, else the one whose price both take for it."""
    parent = PARENT.get(kind)  # type: ignore[call-overload]
    if parent and all(rates[kind] == rates[parent] for rates in lists):
        return _own(parent, *lists)
    return kind


def _cause(kind: str, theirs: Decimal, ours: Decimal, findings: list[Finding]) -> str:
    kinds = (kind, WHEN_THINKING) if kind in ("output", "reasoning") else (kind,)
    for found in findings:
        if found.kind == "all":
            return found.cause
        stated = theirs if found.theirs is None else found.theirs
        if found.kind in kinds and (stated, found.ours) == (theirs, ours):
            return found.cause
    return ""
