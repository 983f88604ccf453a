"""When a rate line applies and what it comes to: the one definition, for ints and for columns.

Written with arithmetic, comparison and & alone, so that the same functions serve whole numbers,
fractions and dataframe columns.
"""

from __future__ import annotations

from typing import Any

from pricing.lines import RATES

EPOCH_MINUTE = 3 * 24 * 60
"""1970-01-01 was a Thursday: minutes from Monday to the epoch."""


def applies(line: Any, usage: Any, at: Any, thinking: Any) -> Any:
    """Whether a line of the right offer and service tier covers this usage at this UTC second.

    `thinking` is 0 or 1. Bounds are on one request: for several, the mean decides, without a
    division.
    """
    minute = (at // 60 + EPOCH_MINUTE) % 10_080
    return (
        (line.since <= at)
        & (at < line.until)
        & (line.week_from <= minute)
        & (minute < line.week_until)
        & (line.thinking_from <= thinking)
        & (thinking <= line.thinking_up_to)
        & (line.input_over * usage.requests < usage.input_tokens)
        & (usage.input_tokens <= line.input_up_to * usage.requests)
        & (line.output_over * usage.requests < usage.output_tokens)
        & (usage.output_tokens <= line.output_up_to * usage.requests)
    )


def quantities(usage: Any) -> dict[str, Any]:
    """Split totals into the disjoint quantities that rates apply to."""
    return {
        "input": usage.input_tokens - usage.cache_read_tokens - usage.cache_write_tokens,
        "cache_read": usage.cache_read_tokens,
        "cache_write": usage.cache_write_tokens - usage.cache_write_long_tokens,
        "cache_write_long": usage.cache_write_long_tokens,
        "output": usage.output_tokens - usage.reasoning_tokens,
        "reasoning": usage.reasoning_tokens,
        "request": usage.requests,
        "web_search": usage.web_searches,
        "cache_token_hour": usage.cache_token_hours,
        "citation_token": usage.citation_tokens,
    }


def charge(usage: Any, line: Any) -> Any:
    """Cost in picos of the line's currency."""
    count = quantities(usage)
    return sum(
        (count[kind] * getattr(line, kind) for kind in RATES), start=line.offset * usage.requests
    )
