"""Read the price data that the `genai-prices` package carries; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any

from pricing.peers.records import Hours, PeerBand, PeerModel, PeerPrice, exact

PEER = "genai-prices"
_KINDS = {
    "input_mtok": "input",
    "cache_read_mtok": "cache_read",
    "cache_write_mtok": "cache_write",
    "cache_write_1h_mtok": "cache_write_long",
    "output_mtok": "output",
    "output_reasoning_mtok": "reasoning",
}
_TIER_KEYS = ("processing", "service_tier", "speed")


def read(version: str) -> Iterator[PeerModel]:
    """Every model with a price per input and output token, in US dollars."""
    from genai_prices.data import providers

    for provider in providers:
        for model in provider.models:
            found = _model(provider, model, version)
            if found is not None:
                yield found


def _model(provider: Any, model: Any, version: str) -> PeerModel | None:
    listed = model.prices if isinstance(model.prices, list) else [_Always(model.prices)]
    prices = [_price(c.prices, c.constraint, "standard") for c in listed]
    left_out = [said for c in listed for said in _other_prices(c.prices)]
    for variant in reversed(model.price_variants or ()):  # there the first that holds counts
        tier = _service_tier(variant.when)
        if tier:
            prices.append(_price(variant.prices, variant.constraint, tier))
        elif tier is None:
            left_out.append(f"a price for {variant.when}")
    if not any({"input", "output"} <= set(p.bands[0].rates) for p in prices):
        return None
    return PeerModel(
        peer=PEER,
        version=version,
        provider=provider.id,
        model=model.id,
        prices=tuple(p for p in prices if p.bands[0].rates),
        names=tuple(n for n in _names(model.match) if n != model.id),
        name=model.name or "",
        context_window=model.context_window,
        source=next(iter(provider.pricing_urls or ()), ""),
        note=" ".join((model.price_comments or "").split()),
        left_out=tuple(dict.fromkeys(left_out)),
    )


class _Always:
    """A price without a condition, in the shape of one that has some."""

    constraint = None

    def __init__(self, prices: Any) -> None:
        self.prices = prices


def _price(prices: Any, constraint: Any, service_tier: str) -> PeerPrice:
    asked = ((kind, prices.__dict__.get(key)) for key, kind in _KINDS.items())
    stated = {kind: value for kind, value in asked if value is not None}
    starts = {tier.start for value in stated.values() for tier in getattr(value, "tiers", ())}
    return PeerPrice(
        bands=tuple(
            PeerBand(over, {kind: _at(value, over) for kind, value in stated.items()})
            for over in (-1, *sorted(starts))
        ),
        since=_since(constraint),
        hours=_hours(constraint),
        service_tier=service_tier,
    )


def _at(value: Any, over: int) -> Decimal:
    """A price in the band that begins over so many tokens; its tiers are cliffs."""
    if isinstance(value, Decimal):
        return exact(value)
    reached = [value.base, *(tier.price for tier in value.tiers if tier.start <= over)]
    return exact(reached[-1])


def _since(constraint: Any) -> date | None:
    found: date | None = getattr(constraint, "start_date", None)
    return found


def _hours(constraint: Any) -> tuple[Hours, ...]:
    opens: time | None = getattr(constraint, "start_time", None)
    if opens is None:
        return ()
    offset = opens.strftime("%z") or "+0000"
    span = f"{opens:%H:%M}-{constraint.end_time:%H:%M}"
    return (Hours((span,), f"{offset[:3]}:{offset[3:]}"),)


def _service_tier(when: dict[str, str]) -> str | None:
    """The vendor's word for a service tier; empty for the default one, None for another matter."""
    if len(when) != 1:
        return None
    [(key, word)] = when.items()
    return None if key not in _TIER_KEYS else "" if word == "default" else word


def _other_prices(prices: Any) -> Iterator[str]:
    for key, value in prices.__dict__.items():
        if key not in _KINDS and value is not None:
            yield f"{key} {getattr(value, 'base', value)}"


def _names(match: Any) -> Iterator[str]:
    """The exact ids among the clauses of a match."""
    if hasattr(match, "equals"):
        yield match.equals
    for clause in getattr(match, "or_", ()):
        yield from _names(clause)
