"""Rate lines: what a price sheet comes to once every rule in it has been worked out.

A line says when it applies (bounds) and what it costs (whole picos per token or thing, and an
offset per request). Nothing in it is optional: fallbacks are filled in, thinking treatments
applied, multipliers and markups multiplied, windows cut into minutes of the UTC week.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

NO_LIMIT = 2**32
"""Bound of an open band: so small that `bound * requests` stays inside 64 bits."""

FOREVER = 253_402_214_400
"""9999-12-31 in UTC seconds: the end of a price with no end."""

STALE_AFTER = timedelta(days=90)
"""How long after a price was last checked it may be relied on without a word."""

TOKEN_RATES = ("input", "cache_read", "cache_write", "cache_write_long", "output", "reasoning")
FEE_RATES = ("request", "web_search", "cache_token_hour", "citation_token")
RATES = TOKEN_RATES + FEE_RATES


class RateLine(NamedTuple):
    """One compiled row of an offer: half-open spans of UTC, bands open below and closed above.

    Rates are whole picos (10^-12) of the offer's currency for one token or thing.

    >>> from pricing import load_catalog
    >>> line = load_catalog().offer("openai/gpt-5").lines[0]
    >>> line.input, line.cache_read, line.output, line.reasoning
    (1250000, 125000, 10000000, 10000000)
    """

    service_tier: str
    thinking_from: int
    thinking_up_to: int
    since: int
    until: int
    week_from: int
    week_until: int
    input_over: int
    input_up_to: int
    output_over: int
    output_up_to: int
    input: int
    cache_read: int
    cache_write: int
    cache_write_long: int
    output: int
    reasoning: int
    request: int
    web_search: int
    cache_token_hour: int
    citation_token: int
    offset: int
    window: str
    """Name of the open window, or an empty text."""
    terms: int
    """Position among the offer's terms."""


class Terms(NamedTuple):
    """What holds for all lines of one price entry and service tier, in the sheet's words."""

    since: str
    until: str
    thinking: str
    status: str
    url: str
    retrieved: str
    confidence: str
    note: str
    unpriced_fees: tuple[str, ...]
    """Counted things that have no price here: asking for one is an error."""
    holidays: str = ""
    """Country on whose public holidays other hours count."""

    def stale_on(self, day: date) -> bool:
        """Whether, on a day of use, nobody had checked the price for more than 90 days."""
        return bool(self.retrieved) and day - date.fromisoformat(self.retrieved) > STALE_AFTER

    def doubts(self, day: date) -> list[str]:
        """What must be said wherever the price is used on a day."""
        claimed = ["claimed price: no source supports it"] if self.status == "claimed" else []
        stale = f"price last checked on {self.retrieved}, more than {STALE_AFTER.days} days ago"
        return claimed + ([stale] if self.stale_on(day) else [])
