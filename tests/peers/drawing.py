"""Seeded random requests on one offer beside one peer's record of it."""

from __future__ import annotations

from random import Random

from calculator import Usage
from pricing.lines import NO_LIMIT
from pricing.offers import Offer
from pricing.peers.records import PeerModel
from tests.peers.asking import Request

MOST_OUTPUT = 20_000
USUAL_MOST_INPUT = 150_000
STANDARD_ONLY = ("tokencost",)
"""Peers that list batch prices and have no way to ask for them."""
SHAPES = ("plain", "read", "written", "mixed", "bound")


def draw(offer: Offer, record: PeerModel, second: int, how_many: int) -> list[Request]:
    """So many requests of an offer on sale at that second, the same ones on every machine."""
    dice = Random(f"{offer.id} {record.peer} {record.id} {second}")
    tiers = _tiers(offer, record, second)
    return [_one(dice, offer, record, second, dice.choice(tiers)) for _ in range(how_many)]


def _tiers(offer: Offer, record: PeerModel, second: int) -> list[str]:
    """The service tiers that both calculate at that second; half of all requests are standard."""
    if record.peer in STANDARD_ONLY:
        return ["standard"]
    ours = {x.service_tier for x in offer.lines if x.since <= second < x.until}
    both = [tier for tier in record.service_tiers if tier in ours and tier != "standard"]
    return ["standard"] * max(1, len(both)) + both


def _one(dice: Random, offer: Offer, record: PeerModel, second: int, tier: str) -> Request:
    lines = offer.lines_at(second, tier)
    prices = [p for p in record.prices if p.service_tier == tier]
    bounds = {x.input_up_to for x in lines} | {b.over for p in prices for b in p.bands}
    inputs = sorted(b for b in bounds if 0 < b < NO_LIMIT)
    outputs = sorted({x.output_up_to for x in lines} - {NO_LIMIT})
    shape = dice.choice(SHAPES)
    most = inputs[-1] * 3 // 2 if inputs else USUAL_MOST_INPUT
    total = _size(dice, most, inputs if shape == "bound" else [])
    output = _size(dice, MOST_OUTPUT, outputs if shape == "bound" else [])
    read = dice.randint(0, total) if shape in ("read", "mixed") else 0
    written = dice.randint(0, total - read) if shape in ("written", "mixed") else 0
    thinks = any(x.thinking_up_to for x in lines) and dice.random() < 0.5
    usage = Usage(
        total,
        output,
        cache_read_tokens=read,
        cache_write_tokens=written,
        cache_write_long_tokens=dice.choice((0, written, dice.randint(0, written))),
        reasoning_tokens=dice.randint(1, output) if thinks else 0,
    )
    return Request(usage, second, tier)


def _size(dice: Random, most: int, bounds: list[int]) -> int:
    """A count of tokens: at a bound, one beside it, or of any order of magnitude up to the most."""
    if bounds:
        return max(1, dice.choice(bounds) + dice.choice((-1, 0, 1)))
    return max(1, int(most ** dice.random()))
