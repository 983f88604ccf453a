"""Possible worlds: one value of each uncertain thing in each, the same for every offer.

Each thing has a stream of its own, so that another month, offer or source of doubt changes no
number already drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from calculator.forecast.uncertainty import Factor, Uncertainty
from calculator.workload import Workload

Worlds = NDArray[np.float64]
"""One number for each world."""

_STREAMS = (
    "volume",
    "month_to_month",
    "growth",
    "input",
    "output",
    "thinking",
    "cache",
    "fx",
    "part",
)


class Draws:
    """`count` worlds, drawn with a seed (PCG64)."""

    def __init__(self, by: Uncertainty, count: int, seed: int) -> None:
        self.by, self.count, self.seed = by, count, seed
        self.level = self._factor(by.volume, "volume")
        self.input_scale = self._factor(by.input_tokens, "input")
        self.output_scale = self._factor(by.output_tokens, "output")
        self.thinking_scale = self._factor(by.thinking, "thinking")
        shift = float(by.growth.mean)
        self._growth = shift + float(by.growth.deviation) * self._normal("growth")

    def _stream(self, thing: str, number: int = 0) -> np.random.Generator:
        key = (_STREAMS.index(thing), number)
        return np.random.Generator(
            np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=key))
        )

    def _normal(self, thing: str, number: int = 0) -> Worlds:
        return self._stream(thing, number).standard_normal(self.count)

    def _factor(self, by: Factor, thing: str, number: int = 0) -> Worlds:
        if by.certain:
            return np.full(self.count, float(by.low))
        return float(by.median) * np.exp(by.sigma * self._normal(thing, number))

    def volume(self, job: Workload, number: int, run: int) -> Worlds:
        """Factor on the requests of the `number`-th month, `run` months into the growth."""
        self.by.check_growth(job.growth)
        base = float(1 + job.growth)
        grown = ((base + self._growth) / base) ** run if run else 1.0
        return self.level * self._factor(self.by.month_to_month, "month_to_month", number) * grown

    def first_days(self, number: int, share: float) -> Worlds:
        """Factor on the first days of the `number`-th month, beside the whole of it.

        Few days scatter more than many: days that hold a share s of a month are a walk's first
        part, whose mean differs from the whole one's by a variance of (1 - s) / s of a month's.
        """
        by = self.by.month_to_month
        if by.certain:
            return np.ones(self.count)
        wider = by.sigma * ((1 - share) / share) ** 0.5
        factor: Worlds = np.exp(wider * self._normal("part", number))
        return factor

    def cached_share(self, job: Workload) -> Worlds:
        """Share of the input that is read from a cache."""
        share = float(job.cached_share)
        if not self.by.cached_share or not 0 < share < 1:
            return np.full(self.count, share)
        both = self.by.share_concentration
        return self._stream("cache").beta(share * both, (1 - share) * both, self.count)

    def fx(self, currency: str, years: Sequence[float]) -> list[Worlds]:
        """Factors on a currency's exchange rate after so many years each, ascending."""
        by, walked, past, path = self.by.fx, np.zeros(self.count), 0.0, []
        drift = float(np.log(float(by.median)))
        for number, year in enumerate(years):
            step = max(0.0, year - past)
            if step and not by.certain:
                stream = crc32(currency.encode()) * 1000 + number
                walked = walked + by.sigma * step**0.5 * self._normal("fx", stream)
            past += step
            path.append(np.exp(walked + drift * past))
        return path
