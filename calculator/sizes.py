"""Tokens per request: a mean, a lognormal distribution, or the histogram of what was seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from math import exp, log
from statistics import NormalDist
from typing import NamedTuple

from pricing.errors import WorkloadError

_NORMAL = NormalDist()
_Z95 = _NORMAL.inv_cdf(0.95)
_SHARE_UNIT = 10**9
_HALF, _NINETEEN_OF_TWENTY = Fraction(1, 2), Fraction(19, 20)


@dataclass(frozen=True, slots=True)
class Band:
    """The part of the requests whose size lies between two bounds."""

    share: Fraction
    mean: Fraction


class Bin(NamedTuple):
    """Requests of a histogram: those over the bin before, up to this size, and their tokens."""

    up_to: Fraction
    requests: int
    tokens: Fraction


@dataclass(frozen=True, slots=True)
class TokenSize:
    """Tokens per request: a mean, and how the requests lie around it where that is known.

    By median and 95th percentile alone, the sizes are lognormal; with `bins`, they are as seen.

    >>> TokenSize(mean=Fraction(1_000)).bands([500])
    [Band(share=Fraction(1, 1), mean=Fraction(1000, 1))]
    """

    mean: Fraction
    p50: Fraction | None = None
    p95: Fraction | None = None
    bins: tuple[Bin, ...] = ()

    @classmethod
    def lognormal(cls, p50: Fraction, p95: Fraction) -> TokenSize:
        """By median and 95th percentile; the mean follows.

        Raises:
            WorkloadError: the percentiles are not 0 < p50 < p95.
        """
        if not 0 < p50 < p95:
            raise WorkloadError(f"p50 and p95 must be 0 < p50 < p95, got {p50} and {p95}")
        sigma = log(p95 / p50) / _Z95
        mean = p50 * Fraction(Decimal(repr(exp(sigma * sigma / 2))))
        return cls(_whole(mean), p50, p95)

    @classmethod
    def histogram(cls, bins: Iterable[tuple[int, int, int]]) -> TokenSize:
        """By bins of `(up_to, requests, tokens)`, smallest first; mean and percentiles follow.

        A percentile is told as the upper bound of the bin that it falls into.

        Raises:
            WorkloadError: no request, bounds that do not rise, or tokens outside their bin.

        >>> TokenSize.histogram([(100, 3, 150), (1_000, 1, 850)]).bands([100])[1]
        Band(share=Fraction(1, 4), mean=Fraction(850, 1))
        """
        kept = tuple(Bin(Fraction(b), n, Fraction(t)) for b, n, t in bins)
        _check_bins(kept)
        requests = sum(b.requests for b in kept)
        reached = list(accumulate(Fraction(b.requests, requests) for b in kept))
        p50, p95 = (
            next(b.up_to for b, share in zip(kept, reached, strict=True) if share >= wanted)
            for wanted in (_HALF, _NINETEEN_OF_TWENTY)
        )
        return cls(sum((b.tokens for b in kept), Fraction(0)) / requests, p50, p95, kept)

    def times(self, factor: Fraction) -> TokenSize:
        """The same shape, scaled."""
        if self.p50 is None or self.p95 is None or not factor:
            return TokenSize(self.mean * factor)
        bins = tuple(Bin(b.up_to * factor, b.requests, b.tokens * factor) for b in self.bins)
        return TokenSize(self.mean * factor, self.p50 * factor, self.p95 * factor, bins)

    def bands(self, bounds: list[int]) -> list[Band]:
        """Shares and means of the requests between inclusive upper bounds, smallest first.

        Each tier meets the share of requests that truly falls into it: a lognormal is cut by its
        closed-form partial expectations, a histogram exactly at the bounds of its bins. Shares
        and means add up to the whole.
        """
        if self.p50 is None or self.p95 is None or not bounds:
            return [Band(Fraction(1), self.mean)]
        below = [self.below(Fraction(bound)) for bound in sorted(bounds)]
        marks = [(Fraction(0), Fraction(0)), *below, (Fraction(1), Fraction(1))]
        cut = [(share - s, part - p) for (s, p), (share, part) in pairwise(marks)]
        lost = sum((part for share, part in cut if not share), Fraction(0))
        kept = [(share, part) for share, part in cut if share]
        kept[0] = (kept[0][0], kept[0][1] + lost)
        return [Band(share, self.mean * part / share) for share, part in kept]

    def below(self, bound: Fraction) -> tuple[Fraction, Fraction]:
        """The share of the requests that are up to a size, and that of the tokens in them."""
        if self.p50 is None or self.p95 is None:
            whole = Fraction(int(self.mean <= bound))
            return whole, whole
        if self.bins:
            return _seen_below(self, bound)
        return _lognormal_below(self.p50, self.p95, bound)


def _lognormal_below(p50: Fraction, p95: Fraction, bound: Fraction) -> tuple[Fraction, Fraction]:
    """The share of the requests, and of the tokens, up to a bound."""
    mu, sigma = log(p50), log(p95 / p50) / _Z95
    z = (log(bound) - mu) / sigma
    return _parts(_NORMAL.cdf(z)), _parts(_NORMAL.cdf(z - sigma))


def _seen_below(size: TokenSize, bound: Fraction) -> tuple[Fraction, Fraction]:
    every = sum(b.requests for b in size.bins)
    requests = tokens = over = Fraction(0)
    for each in size.bins:
        if bound <= over:
            break
        n, t = _below(each, over, bound)
        requests, tokens, over = requests + n, tokens + t, each.up_to
    return requests / every, tokens / (size.mean * every) if size.mean else requests / every


def _below(each: Bin, over: Fraction, bound: Fraction) -> tuple[Fraction, Fraction]:
    """Requests and tokens of one bin up to a bound.

    Inside a bin the sizes are taken as even below its mean and even above it, in the one ratio
    that keeps the mean.
    """
    if bound >= each.up_to:
        return Fraction(each.requests), each.tokens
    if not each.requests:
        return Fraction(0), Fraction(0)
    mean = each.tokens / each.requests
    lower = each.requests * (each.up_to - mean) / (each.up_to - over)
    if bound < mean:
        requests = lower * (bound - over) / (mean - over)
        return requests, requests * (over + bound) / 2
    upper = (each.requests - lower) * (bound - mean) / (each.up_to - mean)
    return lower + upper, lower * (over + mean) / 2 + upper * (mean + bound) / 2


def _check_bins(bins: tuple[Bin, ...]) -> None:
    if not any(each.requests for each in bins):
        raise WorkloadError("a histogram needs a bin with requests")
    over: Fraction | None = None
    for each in bins:
        if each.requests < 0 or each.tokens < 0:
            raise WorkloadError(f"the bin up to {each.up_to}: a count must not be negative")
        if over is not None and each.up_to <= over:
            raise WorkloadError(f"the bin up to {each.up_to} does not lie above the one before it")
        least = over or Fraction(0)
        if not least * each.requests <= each.tokens <= each.up_to * each.requests:
            raise WorkloadError(
                f"the bin up to {each.up_to}: {each.requests:,} requests of more than "
                f"{least} tokens cannot have {int(each.tokens):,} tokens together"
            )
        over = each.up_to


def _parts(share: float) -> Fraction:
    """A probability as a fraction of a milliard, so that shares add up exactly."""
    return Fraction(round(share * _SHARE_UNIT), _SHARE_UNIT)


def _whole(value: Fraction) -> Fraction:
    return Fraction(round(value * 1000), 1000)
