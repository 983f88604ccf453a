"""Sizes as they were seen, times a factor that is not known: expectations in closed form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import erf, exp, inf, log, sqrt
from typing import NamedTuple

from calculator.forecast.uncertainty import Factor
from calculator.sizes import Bin, TokenSize

_UNIT = 10**12


class Knot(NamedTuple):
    """A size, and what lies up to it; to the next knot, the requests are even."""

    size: float
    share: float
    tokens: float
    """As a share of all tokens."""
    slope: float
    """Share of the requests per token of size, up to the next knot."""


@lru_cache(maxsize=64)
def knots(size: TokenSize) -> tuple[Knot, ...]:
    """A histogram as points between which its requests are even; two of one size are a jump."""
    points = list(dict.fromkeys(_points(size)))
    slopes = [
        (other[1] - one[1]) / (other[0] - one[0]) if other[0] > one[0] else Fraction(0)
        for one, other in pairwise(points)
    ]
    return tuple(
        Knot(float(x), float(share), float(tokens), float(slope))
        for (x, share, tokens), slope in zip(points, [*slopes, Fraction(0)], strict=True)
    )


def _points(size: TokenSize) -> Iterator[tuple[Fraction, Fraction, Fraction]]:
    requests = sum(each.requests for each in size.bins)
    every = size.mean * requests
    share = tokens = over = Fraction(0)
    yield over, share, tokens
    for each in filter(lambda each: each.requests, size.bins):
        over = max(over, _lower_edge(size, each))
        yield over, share, tokens
        mean, part = each.tokens / each.requests, Fraction(each.requests, requests)
        if over < mean < each.up_to:
            alone = TokenSize(mean, mean, mean, (Bin(over, 0, Fraction(0)), each))
            n, t = alone.below(mean)
            yield mean, share + n * part, tokens + t * each.tokens / every
        elif mean == each.up_to:
            yield mean, share, tokens
        share, tokens = share + part, tokens + each.tokens / every
        yield (over if mean == over else each.up_to), share, tokens
        over = each.up_to


def _lower_edge(size: TokenSize, each: Bin) -> Fraction:
    place = size.bins.index(each)
    return size.bins[place - 1].up_to if place else Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaled(TokenSize):
    """A histogram times a lognormal factor, over all requests of all worlds.

    Up to a bound lie the requests whose own size is below bound ÷ factor; that quotient is
    lognormal too, and the expectation of a piecewise polynomial of it has a closed form.
    """

    seen: TokenSize
    by: Factor
    scale: Fraction

    @classmethod
    def of(cls, seen: TokenSize, by: Factor) -> Scaled:
        """The sizes of `seen`, each times one uncertain factor."""
        mean, middle, high = seen.mean, seen.p50, seen.p95
        return cls(mean * by.mean(), middle, high, seen.bins, seen=seen, by=by, scale=Fraction(1))

    def times(self, factor: Fraction) -> TokenSize:
        """The same shape, scaled."""
        return replace(self, mean=self.mean * factor, scale=self.scale * factor)

    def below(self, bound: Fraction) -> tuple[Fraction, Fraction]:
        """The share of the requests that are up to a size, and that of the tokens in them."""
        base = float(bound / self.scale)
        mu, tau = log(base / float(self.by.median)), self.by.sigma
        mean = float(self.seen.mean)
        found = knots(self.seen)
        share, tokens = 0.0, 0.0
        for knot, after in pairwise((*found, found[-1]._replace(size=inf))):
            inverse, even, linear = (
                _partial(k, mu, tau, after.size) - _partial(k, mu, tau, knot.size)
                for k in (-1, 0, 1)
            )
            share += (knot.share - knot.slope * knot.size) * even + knot.slope * linear
            curve = knot.slope / (2 * mean)
            tokens += (knot.tokens - curve * knot.size**2) * inverse + curve * linear
        return _whole(share), _whole(tokens * base / float(self.by.mean()))


def _partial(power: int, mu: float, tau: float, up_to: float) -> float:
    """E[Y^power; Y ≤ up_to] of a lognormal Y."""
    if up_to <= 0:
        return 0.0
    whole = exp(power * mu + (power * tau) ** 2 / 2)
    if up_to == inf:
        return whole
    z = (log(up_to) - mu - power * tau**2) / tau
    return whole * (0.5 + 0.5 * erf(z / sqrt(2)))


def _whole(share: float) -> Fraction:
    return Fraction(min(max(round(share * _UNIT), 0), _UNIT), _UNIT)
