"""What a request consumes in each world, split by the bands of an offer's tiers.

All offers whose tiers have the same bounds share these numbers; what they cost is one product.
"""

from __future__ import annotations

from math import erf, log
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from calculator.forecast.cells import Bounds
from calculator.forecast.draws import Draws, Worlds
from calculator.forecast.seen import knots
from calculator.sizes import TokenSize
from calculator.workload import Workload

_Z95 = NormalDist().inv_cdf(0.95)
_erf = np.frompyfunc(erf, 1, 1)


class Features:
    """The features of one workload, computed once for each set of bounds."""

    def __init__(self, job: Workload, draws: Draws) -> None:
        self._job, self._draws = job, draws
        self._cached = draws.cached_share(job)
        self._known: dict[tuple[object, ...], list[tuple[Worlds, Worlds]]] = {}

    def matrix(self, bounds: Bounds) -> NDArray[np.float64]:
        """One row a price of a `Tariff`, in its order; one column a world."""
        answer, reasoning = self._spoken(thinking=bounds.thinking)
        part = reasoning / np.maximum(answer + reasoning, 1e-300)
        rows = []
        for share, tokens in self._inputs(bounds.inputs):
            anew, cached = tokens * (1 - self._cached), tokens * self._cached
            for fraction, spoken in self._outputs(bounds, answer + reasoning):
                rows += [
                    anew * fraction,
                    cached * fraction,
                    share * spoken * (1 - part),
                    share * spoken * part,
                    share * fraction,
                ]
        return np.array(rows)

    def _spoken(self, *, thinking: bool) -> tuple[Worlds, Worlds]:
        """Mean answer and reasoning tokens of a request in this mode."""
        scale = self._draws.output_scale
        reasoning = float(self._job.reasoning) if thinking else 0.0
        return (
            scale * float(self._job.answer.mean),
            scale * self._draws.thinking_scale * reasoning,
        )

    def _inputs(self, bounds: tuple[int, ...]) -> list[tuple[Worlds, Worlds]]:
        key = ("input", bounds)
        if key not in self._known:
            mean = self._draws.input_scale * float(self._job.input.mean)
            self._known[key] = bands(self._job.input, mean, bounds)
        return self._known[key]

    def _outputs(self, bounds: Bounds, mean: Worlds) -> list[tuple[Worlds, Worlds]]:
        key = ("output", bounds.thinking, bounds.outputs)
        if key not in self._known:
            self._known[key] = bands(self._job.answer, mean, bounds.outputs)
        return self._known[key]


def bands(shape: TokenSize, mean: Worlds, bounds: tuple[int, ...]) -> list[tuple[Worlds, Worlds]]:
    """Share of the requests and expected tokens in each band, for a shape scaled to each mean."""
    if not bounds:
        return [(np.ones_like(mean), mean)]
    edges = [_below(shape, mean, bound) for bound in bounds]
    nothing, all_of_it = np.zeros_like(mean), np.ones_like(mean)
    shares = np.diff([nothing, *(share for share, _ in edges), all_of_it], axis=0)
    parts = np.diff([nothing, *(part for _, part in edges), all_of_it], axis=0)
    return [(share, part * mean) for share, part in zip(shares, parts, strict=True)]


def _below(shape: TokenSize, mean: Worlds, bound: int) -> tuple[Worlds, Worlds]:
    """Shares of the requests, and of their tokens, up to a bound."""
    if shape.p50 is None or shape.p95 is None or not shape.mean:
        under = (mean <= bound).astype(np.float64)
        return under, under
    if shape.bins:
        return _seen_below(shape, bound * float(shape.mean) / mean)
    sigma = log(shape.p95 / shape.p50) / _Z95
    middle = mean * float(shape.p50 / shape.mean)
    z = (log(bound) - np.log(middle)) / sigma
    return _cdf(z), _cdf(z - sigma)


def _seen_below(shape: TokenSize, size: Worlds) -> tuple[Worlds, Worlds]:
    found = knots(shape)
    sizes, shares, tokens, slopes = (np.array(column) for column in zip(*found, strict=True))
    at = np.searchsorted(sizes, size, side="right") - 1
    share = shares[at] + slopes[at] * (size - sizes[at])
    curve = slopes[at] / (2 * float(shape.mean))
    return share, tokens[at] + curve * (size**2 - sizes[at] ** 2)


def _cdf(z: Worlds) -> Worlds:
    normal: Worlds = (0.5 + 0.5 * _erf(z * 0.5**0.5)).astype(np.float64)
    return normal
