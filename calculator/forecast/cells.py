"""What an offer charges for each feature of a request in a month: coefficients from rate lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from calculator.charge import charge
from calculator.projection import Cell
from calculator.workload import Volume, Workload
from pricing.lines import RateLine
from pricing.money import PICO


class Bounds(NamedTuple):
    """A thinking mode and the inclusive upper bounds of bands of size; the last band is open."""

    thinking: bool
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


Tariff = tuple[tuple[Bounds, tuple[float, ...]], ...]
"""For each set of bounds the price of every feature in every band (input bands outer, output
bands inner, features innermost), in currency units for one request of the month.

Features are tokens read anew, read from a cache, of the answer, of reasoning, and the requests.
"""

_ZERO = Fraction(0)
_NOTHING = Volume(_ZERO, _ZERO, _ZERO, _ZERO, _ZERO, _ZERO)
_FIRST_RATE, _AFTER_RATES = (RateLine._fields.index(name) for name in ("input", "window"))


class Tariffs:
    """The tariffs of one workload; equal rates are charged once."""

    def __init__(self, job: Workload) -> None:
        self._units = _units(job)
        self._known: dict[tuple[object, ...], tuple[float, ...]] = {}

    def of(self, cells: Iterable[Cell]) -> Tariff:
        """Add up what the cells of a month charge, each by its weight."""
        sums: dict[Bounds, list[float]] = {}
        for cell in cells:
            bounds = Bounds(cell.thinking, tuple(cell.inputs), tuple(cell.outputs))
            weight, prices = float(cell.weight), self._prices(cell)
            known = sums.get(bounds, [0.0] * len(prices))
            sums[bounds] = [a + weight * b for a, b in zip(known, prices, strict=True)]
        return tuple((bounds, tuple(prices)) for bounds, prices in sums.items())

    def _prices(self, cell: Cell) -> list[float]:
        prices: list[float] = []
        for size, spoken in product(_sizes(cell.inputs), _sizes(cell.outputs)):
            one = replace(
                _NOTHING,
                input_tokens=Fraction(size),
                output_tokens=Fraction(spoken),
                requests=Fraction(1),
            )
            prices += self._charged(cell.line(one))
        return prices

    def _charged(self, line: RateLine) -> tuple[float, ...]:
        rates = line[_FIRST_RATE:_AFTER_RATES]
        if rates not in self._known:
            picos = [charge(unit, line) for unit in self._units]
            self._known[rates] = tuple(float(Fraction(p) / PICO) for p in picos)
        return self._known[rates]


def _units(job: Workload) -> tuple[Volume, ...]:
    """One of each feature, as usage.

    Of what is not read from a cache, the same part is written to one in every world.
    """
    one, anew = Fraction(1), 1 - job.cached_share
    written = job.cache_write_share / anew if anew else _ZERO
    return (
        replace(_NOTHING, input_tokens=one, cache_write_tokens=written),
        replace(_NOTHING, input_tokens=one, cache_read_tokens=one),
        replace(_NOTHING, output_tokens=one),
        replace(_NOTHING, output_tokens=one, reasoning_tokens=one),
        replace(_NOTHING, requests=one, web_searches=job.web_searches),
    )


def _sizes(bounds: list[int]) -> list[int]:
    """A size in each band: its upper bound, or one above the last bound."""
    return [*bounds, (bounds[-1] if bounds else 0) + 1]
