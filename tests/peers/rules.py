"""Where a peer's calculator leaves the rates that its list states: each rule foretells its sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from pricing.peers.records import PeerModel
from tests.peers.asking import Request, litellm_entry
from tests.peers.judging import FEE, Rates, filled, stated_rates, sum_at

Foretold = Callable[[PeerModel, Request], Fraction | None]


class Rule(NamedTuple):
    """A rule of one peer's calculator; it foretells nothing where it does not hold."""

    peer: str
    name: str
    foretell: Foretold


def _read_at_standard(record: PeerModel, request: Request) -> Fraction | None:
    """A service tier overrides the kinds that it names: the others cost what they do outside it."""
    usual = record.price_at(request.second)
    tier = record.price_at(request.second, request.service_tier)
    if usual is None or tier is None or not tier.holds(request.second):
        return None
    tokens = request.usage.input_tokens
    return sum_at(request.usage, filled({**usual.rates(tokens), **tier.rates(tokens)}))


def _tier_not_yet_read(record: PeerModel, request: Request) -> Fraction | None:
    """Before the day on which a service tier was looked up its requests cost the standard price."""
    of_tier = [p for p in record.prices if p.service_tier == request.service_tier]
    if any(price.holds(request.second) for price in of_tier):
        return None
    return sum_at(request.usage, stated_rates(record, replace(request, service_tier="standard")))


def _request_fee(record: PeerModel, request: Request) -> Fraction | None:
    fees = [said.split()[1] for said in record.left_out if said.startswith("requests_kcount")]
    if not fees:
        return None
    return sum_at(request.usage, stated_rates(record, request)) + Fraction(fees[0]) / 1000


def _written_for_nothing(record: PeerModel, request: Request) -> Fraction | None:
    """A cache write listed at 0 is taken at its word."""
    if litellm_entry(record).get("cache_creation_input_token_cost") != 0:
        return None
    rates: Rates = {
        **stated_rates(record, request),
        "cache_write": Decimal(0),
        "cache_write_long": Decimal(0),
    }
    return sum_at(request.usage, rates)


def _three_rates(record: PeerModel, request: Request) -> Fraction | None:
    """Input, cached and output of the first band: there are no other token types."""
    price = record.price_at(request.second)
    if price is None:
        return None
    first = price.bands[0].rates
    kinds = ("input", "cache_read", "output")
    return sum_at(request.usage, filled({k: first[k] for k in kinds if k in first}))


CACHED_BATCH = "cached batch input at the standard price"
TIER_NOT_READ = "no service tier before it was looked up"
"""Their rates for it do not matter then."""
RULES = (
    Rule("genai-prices", CACHED_BATCH, _read_at_standard),
    Rule("genai-prices", TIER_NOT_READ, _tier_not_yet_read),
    Rule("genai-prices", FEE, _request_fee),
    Rule("litellm", CACHED_BATCH, _read_at_standard),
    Rule("litellm", "cache write for nothing", _written_for_nothing),
    Rule("tokencost", "three token types", _three_rates),
)
