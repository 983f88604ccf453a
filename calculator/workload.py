"""A workload: request shapes and volumes over a calendar, written down or uploaded."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

from calculator.rhythm import (
    DAYS,
    EVEN,
    MONDAY_TO_FRIDAY,
    WORKING_DAYS,
    Pace,
    Rhythm,
    kind_of_day,
    pace_of,
)
from calculator.sizes import Band, TokenSize
from pricing.errors import WorkloadError

__all__ = ["REASONING_PER_ANSWER", "THINKING_LEVELS", "Band", "TokenSize", "Volume", "Workload"]

THINKING_LEVELS = {
    "off": Fraction(0),
    "low": Fraction(1, 2),
    "normal": Fraction(1),
    "high": Fraction(2),
}
"""Factor on a workload's reasoning tokens at each level."""

REASONING_PER_ANSWER = Fraction(2)
"""Reasoning tokens per answer token at the normal level, where a workload states none."""

MOST_TOKENS = 100_000_000
"""Of one request: a hundred times the largest context window there is."""

PERIODS = ("day", "working_day", "month")


@dataclass(frozen=True, slots=True)
class Volume:
    """Usage of many requests at once, in fractions: what `charge` works on in a projection."""

    input_tokens: Fraction
    output_tokens: Fraction
    cache_read_tokens: Fraction
    cache_write_tokens: Fraction
    reasoning_tokens: Fraction
    requests: Fraction
    cache_write_long_tokens: int = 0
    web_searches: Fraction = Fraction(0)
    cache_token_hours: int = 0
    citation_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Workload:
    """A profile of requests. Shares are fractions from 0 to 1, sizes tokens per request.

    `output` contains the `reasoning_tokens` stated beside it, as in OpenTelemetry's conventions;
    a thinking level scales the reasoning and leaves the answer as it is.

    >>> chat = Workload("chat", Fraction(1_000), input=TokenSize(Fraction(3_000)),
    ...     output=TokenSize(Fraction(900)), reasoning_tokens=Fraction(600))
    >>> chat.answer.mean, chat.reasoning, chat.at_level("off").thinks
    (Fraction(300, 1), Fraction(600, 1), Fraction(0, 1))
    """

    name: str
    requests: Fraction
    per: str = "day"
    input: TokenSize = field(default_factory=lambda: TokenSize(Fraction(0)))
    output: TokenSize = field(default_factory=lambda: TokenSize(Fraction(0)))
    cached_share: Fraction = Fraction(0)
    cache_write_share: Fraction = Fraction(0)
    reasoning_tokens: Fraction | None = None
    thinking_level: str | None = None
    thinking_share: Fraction | None = None
    service_tiers: tuple[tuple[str, Fraction], ...] = ()
    growth: Fraction = Fraction(0)
    start: date | None = None
    months: int | None = None
    web_searches: Fraction = Fraction(0)
    rhythm: Rhythm | None = None
    holidays: str = ""
    """Country whose public holidays are like Sundays; none where empty."""

    def __post_init__(self) -> None:
        _check(self)

    @property
    def shares(self) -> tuple[tuple[str, Fraction], ...]:
        """Share of the requests in each service tier; what is left over is `standard`."""
        standard = 1 - sum((share for _, share in self.service_tiers), Fraction(0))
        tiers = tuple((tier, share) for tier, share in self.service_tiers if share)
        return ((("standard", standard), *tiers)) if standard else tiers

    @property
    def thinks(self) -> Fraction:
        """Share of the requests in thinking mode."""
        if self.thinking_level == "off":
            return Fraction(0)
        if self.thinking_share is not None:
            return self.thinking_share
        return Fraction(1) if self.reasoning_tokens or self.thinking_level else Fraction(0)

    @property
    def answer(self) -> TokenSize:
        """Output tokens without reasoning."""
        if not self.reasoning_tokens or not self.output.mean:
            return self.output
        return self.output.times(1 - self.reasoning_tokens / self.output.mean)

    @property
    def reasoning(self) -> Fraction:
        """Reasoning tokens of a request that thinks, at the workload's level."""
        stated = self.reasoning_tokens
        normal = self.answer.mean * REASONING_PER_ANSWER if stated is None else stated
        return normal * THINKING_LEVELS[self.thinking_level or "normal"]

    def at_level(self, level: str) -> Workload:
        """The same workload with its thinking turned off, low, normal or high."""
        return replace(self, thinking_level=level)

    @property
    def weekdays(self) -> tuple[Fraction, ...]:
        """Weights of the days of a week, from Monday on; only their ratios count."""
        if self.rhythm and self.rhythm.weekdays:
            return tuple(map(Fraction, self.rhythm.weekdays))
        return MONDAY_TO_FRIDAY if self.per == "working_day" else EVEN

    def pace(self, start: int, end: int) -> Pace | None:
        """How its requests lie between two instants (UTC seconds); None where even in time."""
        rhythm = self.rhythm
        if rhythm is None and (self.per == "working_day" or self.holidays):
            rhythm = Rhythm("UTC")
        return pace_of(rhythm, self.weekdays, start, end, self.holidays) if rhythm else None

    def requests_in(self, month: date, index: int) -> Fraction:
        """Requests in a calendar month, the `index`-th (from 0) of the projection.

        With weights of weekdays, the stated volume is that of a mean day (or working day).
        """
        usual = WORKING_DAYS if self.per == "working_day" else DAYS
        count = Fraction(1)
        if self.per != "month":
            count = _mean_days(month, self.weekdays, usual, self.holidays)
        return self.requests * count * (1 + self.growth) ** index

    def volumes(
        self, requests: Fraction, *, thinking: bool, inputs: list[int], outputs: list[int]
    ) -> list[Volume]:
        """Requests of one mode as weighted usage rows, cut at the bounds of an offer's tiers.

        Input and output size are taken as independent; reasoning is a fixed part of the output.
        """
        answer = self.answer
        reasoning = self.reasoning if thinking else Fraction(0)
        mean = answer.mean + reasoning
        size = answer.times(mean / answer.mean) if answer.mean else TokenSize(mean)
        part = reasoning / mean if mean else Fraction(0)
        rows = []
        for i in self.input.bands(inputs):
            for o in size.bands(outputs):
                n = requests * i.share * o.share
                rows.append(
                    Volume(
                        input_tokens=n * i.mean,
                        output_tokens=n * o.mean,
                        cache_read_tokens=n * i.mean * self.cached_share,
                        cache_write_tokens=n * i.mean * self.cache_write_share,
                        reasoning_tokens=n * o.mean * part,
                        requests=n,
                        web_searches=n * self.web_searches,
                    )
                )
        return rows


@lru_cache(maxsize=1024)
def _mean_days(month: date, weights: tuple[Fraction, ...], usual: int, holidays: str) -> Fraction:
    """How many days of mean weight a calendar month holds; the mean is over the `usual` first."""
    days = range(1, monthrange(month.year, month.month)[1] + 1)
    whole = sum((weights[kind_of_day(month.replace(day=d), holidays)] for d in days), Fraction(0))
    return whole / (sum(weights[:usual], Fraction(0)) / usual)


def _check_sizes(w: Workload) -> None:
    # Numerators, and nothing of what is absent: a file may hold a hundred thousand workloads.
    if min(w.requests.numerator, w.input.mean.numerator, w.output.mean.numerator) < 0:
        raise WorkloadError(f"{w.name}: requests and tokens must not be negative")
    for what, size in (("input", w.input), ("output", w.output)):
        most = MOST_TOKENS * size.mean.denominator
        if size.mean.numerator > most or (size.p95 and size.p95 > MOST_TOKENS):
            said = f"{what}_tokens are those of one request: at most {MOST_TOKENS:,}"
            raise WorkloadError(f"{w.name}: {said}")


def _check(workload: Workload) -> None:
    w = workload
    _check_days(w)
    _check_sizes(w)
    for name in ("cached_share", "cache_write_share", "thinking_share"):
        share = getattr(w, name)
        if share and not 0 <= share.numerator <= share.denominator:
            raise WorkloadError(f"{w.name}: {name} must be between 0 and 1 (or 0% and 100%)")
    if w.cache_write_share and w.cached_share + w.cache_write_share > 1:
        raise WorkloadError(f"{w.name}: cached_share and cache_write_share together exceed 1")
    shares = [share for _, share in w.service_tiers]
    if shares and (min(shares) < 0 or sum(shares) > 1):
        raise WorkloadError(
            f"{w.name}: the shares of the service tiers are at least 0 each and at most 1 together"
        )
    if w.thinking_level is not None and w.thinking_level not in THINKING_LEVELS:
        known = ", ".join(THINKING_LEVELS)
        raise WorkloadError(f"{w.name}: thinking_level must be one of {known}")
    if w.reasoning_tokens and w.reasoning_tokens > w.output.mean:
        raise WorkloadError(
            f"{w.name}: reasoning_tokens exceed output_tokens, which contain them: "
            "write the total of answer and reasoning as output_tokens"
        )
    if w.growth and w.growth <= -1:
        raise WorkloadError(f"{w.name}: growth must be above -100 % per month")


def _check_days(w: Workload) -> None:
    if w.per not in PERIODS:
        raise WorkloadError(f"{w.name}: per must be one of {', '.join(PERIODS)}, got {w.per!r}")
    if w.per == "working_day" and not any(w.weekdays[:WORKING_DAYS]):
        raise WorkloadError(f"{w.name}: requests per working day, but none from Monday to Friday")
