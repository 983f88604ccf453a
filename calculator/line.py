"""The one rate line of an offer that applies to a request, or why none does."""

from __future__ import annotations

from typing import Any

from calculator.charge import applies, quantities
from pricing.errors import NotPricedError, UsageError
from pricing.lines import RateLine
from pricing.offers import Offer


def find_line(usage: Any, offer: Offer, second: int, service_tier: str, thinking: bool) -> RateLine:
    """The one line of an offer that applies.

    Raises:
        NotPricedError: no price on that date or for that service tier.
        UsageError: counts that contradict the model or the mode.
    """
    lines = offer.lines_at(second, service_tier)
    for line in lines:
        if applies(line, usage, second, thinking):
            _check(usage, offer, line, thinking)
            return line
    if thinking and not any(line.thinking_up_to for line in lines):
        raise UsageError(
            f"{offer.id} does not think: it cannot have run in thinking mode "
            f"({usage.reasoning_tokens:,} reasoning tokens)"
        )
    raise UsageError(
        f"{usage.input_tokens:,} input and {usage.output_tokens:,} output tokens in "
        f"{usage.requests:,} request(s) are more than any request can have: set requests"
    )


def _check(usage: Any, offer: Offer, line: RateLine, thinking: bool) -> None:
    if usage.reasoning_tokens and not thinking:
        raise UsageError(
            f"{usage.reasoning_tokens:,} reasoning tokens, but thinking=False: "
            "a request that reports reasoning ran in thinking mode"
        )
    if usage.web_searches or usage.cache_token_hours or usage.citation_tokens:
        count = quantities(usage)
        for kind in offer.terms[line.terms].unpriced_fees:
            if count[kind]:
                raise NotPricedError(f"{offer.id} has no price for {kind} ({count[kind]:,} used)")
