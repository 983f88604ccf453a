"""Ask a peer's own calculator what a request costs, in US dollars and without the network."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from calculator import Usage
from pricing.peers.records import MILLION, PeerModel


@dataclass(frozen=True, slots=True)
class Request:
    """One request, at a UTC second."""

    usage: Usage
    second: int
    service_tier: str = "standard"

    @property
    def thinking(self) -> bool:
        return self.usage.reasoning_tokens > 0

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.second, UTC)


class RefusedError(Exception):
    """The peer raises instead of answering."""


Ask = Callable[[PeerModel, Request], Decimal]


def asked(peer: str) -> Ask:
    """The calculator of a peer, loaded on first use."""
    return {
        "genai-prices": _genai_prices,
        "litellm": _litellm,
        "tokencost": _tokencost,
    }[peer]


def _genai_prices(record: PeerModel, request: Request) -> Decimal:
    from genai_prices.types import Usage as Theirs

    provider, model = _genai_models()[record.id]
    own = request.usage
    counts = {
        "input_tokens": own.input_tokens,
        "output_tokens": own.output_tokens,
        "cache_read_tokens": own.cache_read_tokens,
        "cache_write_tokens": own.cache_write_tokens,
        "cache_write_1h_tokens": own.cache_write_long_tokens,
        "output_reasoning_tokens": own.reasoning_tokens,
    }
    words = {
        key: word
        for variant in model.price_variants or ()
        for key, word in variant.when.items()
        if len(variant.when) == 1 and word == request.service_tier
    }
    try:
        told = model.calc_price(
            Theirs(**counts), provider, genai_request_timestamp=request.at, price_context=words
        )
    except ValueError as error:
        raise RefusedError(str(error)) from None
    return told.total_price


@cache
def _genai_models() -> dict[str, tuple[Any, Any]]:
    from genai_prices.data import providers

    return {f"{p.id}/{model.id}": (p, model) for p in providers for model in p.models}


def _litellm(record: PeerModel, request: Request) -> Decimal:
    """Both of its floats, each written out in full and added."""
    library = _litellm_library()
    tier = request.service_tier
    other = {} if tier in ("standard", "batch") else {"service_tier": tier}
    key = _key(record, library.prices)
    try:
        with library.pinned(request.at):
            sums = library.cost_per_token(
                model=key,
                custom_llm_provider=_provider(record),
                usage_object=library.usage(request.usage, _long_lifetime(library.prices[key])),
                call_type="retrieve_batch" if tier == "batch" else "completion",
                **other,
            )
    except Exception as error:  # its own type for everything
        raise RefusedError(str(error)) from None
    return sum(map(Decimal, sums), Decimal(0))


@dataclass(frozen=True, slots=True)
class _LiteLLM:
    """What is needed of the library, which takes seconds to load."""

    prices: dict[str, dict[str, Any]]
    cost_per_token: Callable[..., tuple[float, float]]
    pinned: Callable[[datetime], Any]
    types: Any

    def usage(self, own: Usage, long_lifetime: str) -> Any:
        lifetimes = {
            "ephemeral_5m_input_tokens": own.cache_write_tokens - own.cache_write_long_tokens,
            f"ephemeral_{long_lifetime}_input_tokens": own.cache_write_long_tokens,
        }
        return self.types.Usage(
            prompt_tokens=own.input_tokens,
            completion_tokens=own.output_tokens,
            total_tokens=own.input_tokens + own.output_tokens,
            prompt_tokens_details=self.types.PromptTokensDetailsWrapper(
                cached_tokens=own.cache_read_tokens,
                cache_creation_tokens=own.cache_write_tokens,
                cache_creation_token_details=self.types.CacheCreationTokenDetails(**lifetimes),
            ),
            completion_tokens_details=self.types.CompletionTokensDetailsWrapper(
                reasoning_tokens=own.reasoning_tokens
            ),
        )


@cache
def _litellm_library() -> _LiteLLM:
    import warnings

    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import litellm
        from litellm._internal_context import pinned_billing_time
        from litellm.types import utils

    litellm.suppress_debug_info = True
    return _LiteLLM(litellm.model_cost, litellm.cost_per_token, pinned_billing_time, utils)


def _provider(record: PeerModel) -> str:
    """As LiteLLM's functions take it: its map tells `vertex_ai-moonshot_models` apart."""
    families = (word for word in ("vertex_ai", "bedrock") if record.provider.startswith(word))
    return next(families, record.provider)


def _key(record: PeerModel, prices: dict[str, dict[str, Any]]) -> str:
    """The key of a record in a price map; of two keys for one model the one with its prices."""
    first = record.prices[0].bands[0].rates
    names = (
        f"{record.provider}/{record.model}",
        f"{_provider(record)}/{record.model}",
        record.model,
    )
    listed = [name for name in names if name in prices]
    kinds = {"input_cost_per_token": "input", "cache_read_input_token_cost": "cache_read"}
    for name in listed:
        stated = {kind: prices[name].get(word) for word, kind in kinds.items()}
        if all(_close(stated[kind], first.get(kind)) for kind in stated):
            return name
    return listed[0]


def _close(per_token: float | None, per_million: Decimal | None) -> bool:
    if per_token is None or per_million is None:
        return per_token is per_million
    return abs(Decimal(per_token) * MILLION - per_million) < Decimal("1e-9")


def litellm_entry(record: PeerModel) -> dict[str, Any]:
    """What LiteLLM's map itself says of a record."""
    prices = _litellm_library().prices
    return prices[_key(record, prices)]


def _long_lifetime(entry: dict[str, Any]) -> str:
    """OpenAI's caches live 12 hours at a price of their own, the others' an hour."""
    return "12h" if any("above_12hr" in key for key in entry) else "1h"


def _tokencost(record: PeerModel, request: Request) -> Decimal:
    """Its three token types; it has no other, so that what is written is plain input."""
    calculate, prices = _tokencost_library()
    model = _key(record, prices)
    own = request.usage
    parts = {
        "input": own.input_tokens - own.cache_read_tokens,
        "cached": own.cache_read_tokens,
        "output": own.output_tokens,
    }
    try:
        return sum((calculate(n, model, kind) for kind, n in parts.items() if n), Decimal(0))
    except KeyError as error:
        raise RefusedError(str(error)) from None


@cache
def _tokencost_library() -> tuple[Callable[[int, str, str], Decimal], dict[str, Any]]:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from tokencost.constants import TOKEN_COSTS
        from tokencost.costs import calculate_cost_by_tokens

    return calculate_cost_by_tokens, TOKEN_COSTS
