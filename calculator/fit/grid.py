"""Sizes as a histogram: its bins end at percentiles and at the bounds of every price tier."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from calculator.profiles import Histogram, HistogramBin
from pricing.catalog import Catalog
from pricing.lines import NO_LIMIT

_PER_MILLE = (10, 50, *range(100, 901, 100), 950, 980, 990, 995, 999, 1000)
ENOUGH = 20
"""With fewer requests a mean is all that can be told."""


class Bounds(NamedTuple):
    """Sizes at which some price changes, smallest first."""

    input: tuple[int, ...]
    output: tuple[int, ...]


def bounds_in(catalog: Catalog) -> Bounds:
    """The bounds of all tiers of the price book, past and announced ones included."""
    inputs: set[int] = set()
    outputs: set[int] = set()
    for offer in catalog:
        for line in offer.lines:
            inputs |= {line.input_over, line.input_up_to}
            outputs |= {line.output_over, line.output_up_to}
    return Bounds(_inner(inputs), _inner(outputs))


def histogram(sizes: Sequence[int], counts: Sequence[int], bounds: Iterable[int]) -> Histogram:
    """The histogram of some sizes, which are in order, and how many requests have each.

    Between the edges of its bins nothing is lost of any tier: each ends one of them.
    """
    reached = list(accumulate(counts))
    tokens = list(accumulate(size * count for size, count in zip(sizes, counts, strict=True)))
    ranks = (-(-share * reached[-1] // 1000) for share in _PER_MILLE)
    edges = {sizes[bisect_left(reached, max(rank, 1))] for rank in ranks}
    edges |= {bound for bound in bounds if bound < sizes[-1]}
    places = [0, *(bisect_right(sizes, edge) for edge in sorted(edges))]
    bins = tuple(
        HistogramBin(
            up_to=edge,
            requests=_between(reached, start, end),
            tokens=_between(tokens, start, end),
        )
        for edge, (start, end) in zip(sorted(edges), pairwise(places), strict=True)
    )
    return Histogram(histogram=bins)


def _between(sums: Sequence[int], start: int, end: int) -> int:
    return (sums[end - 1] if end else 0) - (sums[start - 1] if start else 0)


def _inner(bounds: set[int]) -> tuple[int, ...]:
    return tuple(sorted(bound for bound in bounds if 0 < bound < NO_LIMIT))
