"""What else usage may have been charged as: in another band, at other hours, in another tier.

Every alternative is a rate line of the same offer, or other counts under the same line, and comes
to what `charge` says. No price is made up here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations, product
from types import SimpleNamespace
from typing import Any, NamedTuple

from calculator.bulk.reach import COLUMNS
from calculator.charge import charge
from calculator.line import find_line
from calculator.reconcile.buckets import Bucket
from calculator.reconcile.cells import Cell
from calculator.usage import Usage
from pricing.errors import NotPricedError, UsageError
from pricing.lines import RateLine
from pricing.offers import Offer, band_words

KINDS = ("band", "hours", "cache", "thinking", "service_tier")
"""In what usage can have been charged otherwise: causes, in their order."""

Choice = Mapping[str, str]
"""By some of `KINDS`, how it was charged."""


class Place(NamedTuple):
    """Where a line stands among those of its price entry and service tier."""

    window: str
    mode: tuple[int, int]
    band: tuple[int, int, int, int]


def _place(line: RateLine) -> Place:
    band = (line.input_over, line.input_up_to, line.output_over, line.output_up_to)
    return Place(line.window, (line.thinking_from, line.thinking_up_to), band)


def _recounted(**changes: Callable[[Any], int]) -> Callable[[Any], Any]:
    def change(counts: Any) -> Any:
        return SimpleNamespace(**vars(counts) | {k: f(counts) for k, f in changes.items()})

    return change


CACHE: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "cache reads billed as input": (
        "cache_read_tokens",
        _recounted(cache_read_tokens=lambda c: 0),
    ),
    "cache reads billed twice": (
        "cache_read_tokens",
        _recounted(input_tokens=lambda c: c.input_tokens + c.cache_read_tokens),
    ),
    "cache writes billed as input": (
        "cache_write_tokens",
        _recounted(cache_write_tokens=lambda c: 0, cache_write_long_tokens=lambda c: 0),
    ),
    "long cache writes billed as short ones": (
        "cache_write_long_tokens",
        _recounted(cache_write_long_tokens=lambda c: 0),
    ),
}
"""Other ways to count cached tokens, each with the count that there must be some of."""


class Alternatives:
    """The alternatives of buckets; lines that were looked up once are remembered."""

    def __init__(self) -> None:
        self._lines: dict[tuple[Any, ...], RateLine | None] = {}
        self._grids: dict[tuple[Offer, int], dict[Place, RateLine]] = {}

    def choices(self, cell: Cell, most: int) -> Iterator[Choice]:
        """Every way to charge a cell otherwise in up to `most` of the `KINDS`, fewest first."""
        options: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
        for bucket in cell.buckets:
            for kind, label in self._options(bucket):
                options[kind][label] = None
        for number in range(1, most + 1):
            for kinds in combinations(KINDS, number):
                for labels in product(*(options[kind] for kind in kinds)):
                    yield dict(zip(kinds, labels, strict=True))

    def picos(self, cell: Cell, choice: Choice) -> Fraction | None:
        """What a cell comes to; None where nothing of it can be charged so."""
        amounts = [self._picos(bucket, choice) for bucket in cell.buckets]
        if all(amount is None for amount in amounts):
            return None
        own = (bucket.picos for bucket in cell.buckets)
        return sum(
            (Fraction(o if a is None else a) for a, o in zip(amounts, own, strict=True)),
            start=Fraction(0),
        )

    def doubt(self, cell: Cell) -> str:
        """What a log does not tell of a cell whose cost has bounds."""
        bucket = next(bucket for bucket in cell.buckets if bucket.low < bucket.high)
        kinds = {kind for kind, _ in self._options(bucket)}
        if "band" in kinds and bucket.request.several:
            return "band"
        if bucket.request.until and ("hours" in kinds or len(bucket.found.terms) > 1):
            return "hours"
        return "thinking"

    def _options(self, bucket: Bucket) -> Iterator[tuple[str, str]]:
        base = self._line(bucket, bucket.service_tier)
        if base is not None and len(bucket.found.terms) == 1:
            own, fixed = _place(base), bucket.found.weight == 1
            for place in self._grid(bucket.offer, base.terms):
                if place.band != own.band:
                    yield "band", band_words(*place.band)
                if place.window != own.window or not fixed:
                    yield "hours", place.window
                if place.mode != own.mode:
                    yield "thinking", _MODES[place.mode[0]]
        for label, (count, _) in CACHE.items():
            if getattr(bucket.counts, count):
                yield "cache", label
        for tier in bucket.offer.service_tiers:
            if tier != bucket.service_tier and self._line(bucket, tier):
                yield "service_tier", tier

    def _picos(self, bucket: Bucket, choice: Choice) -> Fraction | None:
        counts = bucket.counts
        if "cache" in choice:
            count, recounted = CACHE[choice["cache"]]
            if not getattr(counts, count):
                return None
            counts = recounted(counts)
        if set(choice) == {"cache"}:
            mean = SimpleNamespace(**dict(zip(COLUMNS, bucket.found.mean, strict=True)))
            return Fraction(charge(counts, mean), bucket.found.weight)
        line = self._chosen(bucket, choice)
        return None if line is None else Fraction(charge(counts, line))

    def _chosen(self, bucket: Bucket, choice: Choice) -> RateLine | None:
        base = self._line(bucket, choice.get("service_tier", bucket.service_tier))
        if base is None or (bucket.found.weight > 1 and "hours" not in choice):
            return None
        grid, own = self._grid(bucket.offer, base.terms), _place(base)
        for place, line in grid.items():
            same_band = place.band == own.band
            mode = _MODES[place.mode[0]]
            if (
                (place.window == choice.get("hours", own.window))
                and (band_words(*place.band) == choice["band"] if "band" in choice else same_band)
                and (mode == choice["thinking"] if "thinking" in choice else place.mode == own.mode)
            ):
                return line
        return None

    def _grid(self, offer: Offer, terms: int) -> dict[Place, RateLine]:
        found = self._grids.get((offer, terms))
        if found is None:
            found = {_place(line): line for line in offer.lines if line.terms == terms}
            self._grids[offer, terms] = found
        return found

    def _line(self, bucket: Bucket, tier: str) -> RateLine | None:
        request = bucket.request
        key = (bucket.offer, tier, request.second, request.thinking, request.input, request.output)
        if key not in self._lines:
            usage = Usage(request.input, request.output)
            try:
                line = find_line(usage, bucket.offer, request.second, tier, request.thinking)
            except (NotPricedError, UsageError):
                line = None
            self._lines[key] = line
        return self._lines[key]


_MODES = ("off", "on")
