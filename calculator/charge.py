"""When a rate line applies and what it comes to: the one definition, for ints and for columns.

Written with arithmetic, comparison and & alone, so that the same functions serve whole numbers,
fractions and dataframe columns.
"""

from __future__ import annotations

from operator import attrgetter, mul
from typing import Any

from pricing.lines import RATES

EPOCH_MINUTE = 3 * 24 * 60
"""1970-01-01 was a Thursday: minutes from Monday to the epoch."""

_rates = attrgetter(*RATES)


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
    return dict(zip(RATES, _counted(usage), strict=True))


def charge(usage: Any, line: Any) -> Any:
    """Cost in picos of the line's currency."""
    return sum(map(mul, _counted(usage), _rates(line)), start=line.offset * usage.requests)


def _counted(usage: Any) -> tuple[Any, ...]:
    """The quantities in the order of `RATES`."""
    return (
        usage.input_tokens - usage.cache_read_tokens - usage.cache_write_tokens,
        usage.cache_read_tokens,
        usage.cache_write_tokens - usage.cache_write_long_tokens,
        usage.cache_write_long_tokens,
        usage.output_tokens - usage.reasoning_tokens,
        usage.reasoning_tokens,
        usage.requests,
        usage.web_searches,
        usage.cache_token_hours,
        usage.citation_tokens,
    )
