"""Usage: what a request consumed, with totals that include their parts."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from pricing.errors import UsageError


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one request, or of `requests` alike, as OpenTelemetry's GenAI conventions count.

    Totals include their parts: cache reads and writes are inside `input_tokens`, reasoning is
    inside `output_tokens`, long-lived cache writes are inside `cache_write_tokens`.

    Raises:
        UsageError: a count is negative or not whole, or a part exceeds its total.

    >>> Usage(300, 10, reasoning_tokens=11)
    Traceback (most recent call last):
    pricing.errors.UsageError: reasoning_tokens (11) exceed output_tokens (10)
    """

    input_tokens: int
    output_tokens: int
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    cache_write_long_tokens: int = 0
    reasoning_tokens: int = 0
    requests: int = 1
    web_searches: int = 0
    cache_token_hours: int = 0
    citation_tokens: int = 0

    def __post_init__(self) -> None:
        counts = _counts(self)
        if set(map(type, counts)) != _WHOLE or min(counts) < 0:
            self._refuse_counts()
        if (
            self.cache_read_tokens + self.cache_write_tokens > self.input_tokens
            or self.cache_write_long_tokens > self.cache_write_tokens
            or self.reasoning_tokens > self.output_tokens
            or not self.requests
        ):
            self._refuse_parts()

    def _refuse_counts(self) -> None:
        counts = zip(COUNTS, _counts(self), strict=True)
        name, count = next((n, c) for n, c in counts if type(c) is not int or c < 0)
        if type(count) is not int:
            raise UsageError(f"{name} must be a whole number, not {count!r}")
        raise UsageError(f"{name} must not be negative, got {count:,}")

    def _refuse_parts(self) -> None:
        if self.requests == 0:
            raise UsageError("requests must be at least 1")
        cached = self.cache_read_tokens + self.cache_write_tokens
        self._within("cache_read_tokens + cache_write_tokens", cached, "input_tokens")
        self._within("cache_write_long_tokens", self.cache_write_long_tokens, "cache_write_tokens")
        self._within("reasoning_tokens", self.reasoning_tokens, "output_tokens")

    def _within(self, part: str, count: int, whole: str) -> None:
        if count > getattr(self, whole):
            raise UsageError(f"{part} ({count:,}) exceed {whole} ({getattr(self, whole):,})")


COUNTS = tuple(Usage.__dataclass_fields__)
_counts = attrgetter(*COUNTS)
_WHOLE = {int}
