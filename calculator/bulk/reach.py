"""Which rate lines price a bucket: the one that counts, and all that some request may be under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, reduce
from itertools import pairwise
from math import gcd
from operator import attrgetter
from typing import NamedTuple

from calculator.bulk.cuts import DAY, Cuts, days_and_dates
from calculator.bulk.layout import ON, ON_INFERRED, UNKNOWN
from calculator.line import find_line
from calculator.usage import Usage
from pricing.errors import NotPricedError, UsageError
from pricing.lines import RATES, RateLine
from pricing.offers import Offer

COLUMNS = (*RATES, "offset")
"""What a line charges, as `charge` asks for it."""
_Rates = tuple[int, ...]


class Request(NamedTuple):
    """What stands for all rows of a bucket: see `counted.count` and `counted.SIZES`."""

    second: int
    until: int
    mode: int
    uncounted: int
    input: int
    input_from: int
    input_reach: int
    output: int
    output_reach: int
    web_searches: int
    cache_token_hours: int
    citation_tokens: int

    @property
    def several(self) -> bool:
        """Whether its rows sum up several requests."""
        return self.input_reach > 0

    @property
    def thinking(self) -> bool:
        """The mode that counts."""
        return self.mode in (ON, ON_INFERRED)

    @property
    def modes(self) -> set[bool]:
        """The modes that some request may have run in."""
        mixed = self.mode == UNKNOWN or (self.mode == ON_INFERRED and self.several)
        return {False, True} if mixed else {self.thinking}


class Found(NamedTuple):
    """The rates of a bucket, in whole picos and in the order of `COLUMNS`."""

    mean: _Rates
    """What counts, times `weight`: the sum over the seconds of a period, or one line's rates."""
    weight: int
    low: _Rates
    high: _Rates
    """Element by element the least and the most that any request can have been charged."""
    lines: tuple[RateLine, ...]
    """The lines that count: several where a period knows several prices."""
    partly: bool
    """Whether a part of the period has no price."""

    @property
    def certain(self) -> bool:
        return self.low == self.high

    @property
    def terms(self) -> frozenset[int]:
        return frozenset(line.terms for line in self.lines)


def find(offer: Offer, service_tier: str, cuts: Cuts, request: Request) -> Found:
    """The rates of a bucket.

    Raises:
        NotPricedError: no price at its time, or for a counted thing.
        UsageError: the model does not think; a price per request, and nobody says how many.
    """
    if not (request.until or request.several or len(request.modes) > 1):
        line = find_line(_usage(request), offer, request.second, service_tier, request.thinking)
        return _certain(line)
    lines = [line for line in offer.lines if line.service_tier == service_tier]
    seconds: dict[RateLine, int] = {}
    within: dict[RateLine, None] = {}
    unpriced: NotPricedError | None = None
    for at, length in _pieces(request, cuts, lines):
        try:
            line = find_line(_usage(request), offer, at, service_tier, request.thinking)
        except NotPricedError as error:
            unpriced = unpriced or error
            continue
        seconds[line] = seconds.get(line, 0) + length
        within.update(dict.fromkeys(_reached(offer, service_tier, cuts, request, at)))
    if not seconds:
        raise unpriced or UsageError(f"{offer.id}: the period is empty")
    if request.uncounted and any(line.request or line.offset for line in within):
        raise UsageError(f"{offer.id} charges per request, and nobody says how many there were")
    return _found(seconds, within, request, partly=unpriced is not None)


@cache
def _certain(line: RateLine) -> Found:
    rates = _rates(line)
    return Found(rates, 1, rates, rates, (line,), partly=False)


def _pieces(request: Request, cuts: Cuts, lines: Iterable[RateLine]) -> Iterator[tuple[int, int]]:
    """The stretches of a period in which one line holds: start and length in seconds."""
    since, until = request.second, request.until
    if not until:
        yield since, 1
        return
    edges, weekly = days_and_dates(lines)
    inside = {edge for edge in edges if since < edge < until}
    if weekly:
        days = range(since // DAY, until // DAY + 1)
        slots = (day * DAY + start for day in days for start in cuts.starts)
        inside |= {slot for slot in slots if since < slot < until}
    bounds = [since, *sorted(inside), until]
    for start, end in pairwise(bounds):
        yield start, end - start


def _usage(request: Request, inputs: int | None = None, outputs: int | None = None) -> Usage:
    return Usage(
        request.input if inputs is None else inputs,
        request.output if outputs is None else outputs,
        web_searches=request.web_searches,
        cache_token_hours=request.cache_token_hours,
        citation_tokens=request.citation_tokens,
    )


def _reached(
    offer: Offer, service_tier: str, cuts: Cuts, request: Request, at: int
) -> Iterator[RateLine]:
    """Every line that some request of the bucket may be under at a moment."""
    inputs, outputs = [request.input], [request.output]
    if request.several:
        inputs = _between(cuts.inputs, request.input_from, request.input_reach)
        outputs = _between(cuts.outputs, 0, request.output_reach)
    for thinking in request.modes:
        if thinking != request.thinking and not _has_mode(offer, service_tier, at, thinking):
            continue
        for size in inputs:
            for answer in outputs:
                usage = _usage(request, size, answer)
                yield find_line(usage, offer, at, service_tier, thinking)


def _between(bounds: tuple[int, ...], low: int, high: int) -> list[int]:
    """A size in each band from that of one size to that of another."""
    return [up_to for over, up_to in pairwise((-1, *bounds)) if low <= up_to and over < high]


def _has_mode(offer: Offer, service_tier: str, at: int, thinking: bool) -> bool:
    lines = offer.lines_at(at, service_tier)
    return any(line.thinking_from <= thinking <= line.thinking_up_to for line in lines)


def _found(
    seconds: dict[RateLine, int], within: Iterable[RateLine], request: Request, *, partly: bool
) -> Found:
    common = reduce(gcd, seconds.values())
    weights = {line: length // common for line, length in seconds.items()}
    mean = tuple(sum(getattr(x, c) * w for x, w in weights.items()) for c in COLUMNS)
    reached = [*within]
    if request.mode == UNKNOWN:
        reached += [line._replace(output=line.reasoning) for line in within]
    rates = [_rates(line) for line in reached]
    low, high = (tuple(map(pick, zip(*rates, strict=True))) for pick in (min, max))
    return Found(mean, sum(weights.values()), low, high, tuple(seconds), partly)


_rates = attrgetter(*COLUMNS)
