"""What is metered: the kinds of tokens and things under the names and units of a FOCUS file."""

from __future__ import annotations

from typing import NamedTuple

MILLION = 10**6


class Meter(NamedTuple):
    """One kind of token or thing that a price list charges for."""

    name: str
    unit: str
    """Of what was consumed."""
    per: int
    """How many of the unit a price is for."""
    direction: str | None = None
    """Whether the tokens go in or come out."""
    cache: str | None = None
    """What was done with a cache."""

    @property
    def pricing_unit(self) -> str:
        """What a price is for: `1000000 Tokens`."""
        return self.unit if self.per == 1 else f"{self.per} {self.unit}"


METERS = {
    "input": Meter("Input Tokens", "Tokens", MILLION, "Input", "None"),
    "cache_read": Meter("Cache Read Input Tokens", "Tokens", MILLION, "Input", "Read"),
    "cache_write": Meter("Cache Write Input Tokens", "Tokens", MILLION, "Input", "Write"),
    "cache_write_long": Meter("Cache Write Long Input Tokens", "Tokens", MILLION, "Input", "Write"),
    "output": Meter("Output Tokens", "Tokens", MILLION, "Output"),
    "reasoning": Meter("Reasoning Output Tokens", "Tokens", MILLION, "Output"),
    "request": Meter("Requests", "Requests", 1),
    "web_search": Meter("Web Searches", "Searches", 1),
    "cache_token_hour": Meter("Cache Storage Token Hours", "Token-Hours", 1),
    "citation_token": Meter("Citation Tokens", "Tokens", MILLION),
}
"""By the kinds of `pricing.lines.RATES`."""
