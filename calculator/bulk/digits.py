"""The digits of a row's bucket as columns: its slot of the day, and the bands of its size.

Each step is a column of its own: an expression that holds another several times grows with every
step, and engines then plan longer than they count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from calculator.bulk.bounds import Bounds, passed
from calculator.bulk.cuts import DAY
from calculator.bulk.layout import Layout
from calculator.bulk.rejects import LARGEST, MOST_REQUESTS, UNCOUNTED, latest

SINGLE = "_single"
"""Column: whether a row is one request, where the log tells requests."""
SUMMED = "_summed"
"""Column: whether a row sums up a period that some edge of its offer may part."""
Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Picked:
    """Bounds of a row: its offer's own, or those of all offers where its name is unknown."""

    own: Bounds | None
    anyone: Bounds | None
    unknown: Any

    def passed(self, side: str, size: Any, times: Any = None) -> Any:
        """How many of a row's bounds of one side its size is above."""
        found = [passed(size, getattr(b, side), times) for b in (self.anyone, self.own) if b]
        if len(found) == 1:
            return found[0]
        return nw.when(self.unknown).then(found[0]).otherwise(found[1])

    @property
    def modal(self) -> Any:
        """Whether the mode makes a difference to a row's price: 0 or 1."""
        if self.own is None or self.anyone is None:
            return (self.own or self.anyone).modal  # type: ignore[union-attr]
        return nw.when(self.unknown).then(self.anyone.modal).otherwise(self.own.modal)


def steps(picked: Picked, layout: Layout, columns: frozenset[str]) -> Iterator[Columns]:
    """Columns to add one after another, until every digit of the layout is there."""
    inputs, outputs = nw.col("input_tokens"), nw.col("output_tokens")
    first = {
        "_slot": picked.passed("starts", nw.col("_second")),
        "_input": picked.passed("inputs", inputs),
        "_output": picked.passed("outputs", outputs),
        "_mode": nw.col("_mode") * picked.modal,
    }
    if layout.several:
        first[SINGLE] = (nw.col("requests") == 1) & ~nw.col(UNCOUNTED)
    yield first
    if "until" in columns:
        yield from _period(picked)
    if layout.several:
        yield from _sizes(picked, layout)


def _period(picked: Picked) -> Iterator[Columns]:
    at, until, day = nw.col("at"), nw.col("_until"), nw.col("_day")
    instant = nw.when(until == 0)
    sound = (until > at) & (until < latest())
    yield {"_last": instant.then(at).otherwise(nw.when(sound).then(until - 1).otherwise(at))}
    yield {"_last_day": instant.then(day).otherwise(nw.col("_last") // DAY)}
    second = nw.col("_last") - nw.col("_last_day") * DAY + 1
    slot = picked.passed("starts", second)
    yield {"_last_slot": instant.then(nw.col("_slot")).otherwise(slot)}
    yield {SUMMED: (nw.col("_last_day") != day) | (nw.col("_last_slot") != nw.col("_slot"))}


def _sizes(picked: Picked, layout: Layout) -> Iterator[Columns]:
    """For several requests the band that their mean decides, and those any of them can be in.

    Any may be as large as all together. Of nobody knows how many, the smallest band counts.
    """
    n, uncounted = nw.col("requests"), nw.col(UNCOUNTED)
    sound = (n >= 1) & (n <= MOST_REQUESTS)
    if layout.hinted:
        over, up_to = nw.col("input_over"), nw.col("input_up_to")
        sound = sound & (over <= LARGEST) & (up_to <= LARGEST)
    yield {"_plain": nw.col(SINGLE) | ~sound}
    several = _unless(nw.col("_plain"))
    bands: Columns = {}
    for side in ("input", "output"):
        total = nw.col(f"{side}_tokens")
        bands[f"_{side}_mean"] = several(picked.passed(f"{side}s", total, n))
    if layout.hinted:
        bands["_input_from"] = several(picked.passed("inputs", nw.col("input_over") + 1))
        bands["_input_limit"] = several(picked.passed("inputs", nw.col("input_up_to")))
    yield bands
    if layout.hinted:
        yield from _hints(several)
    lowest = nw.col("_input_from") if layout.hinted else nw.lit(0)
    chosen = {
        f"_{side}_counts": nw.when(uncounted).then(low).otherwise(nw.col(f"_{side}_mean"))
        for side, low in (("input", lowest), ("output", nw.lit(0)))
    }
    yield chosen
    whole = nw.col("_input_high") if layout.hinted else nw.col("_input")
    reach = {"input": whole, "output": nw.col("_output")}
    yield {f"_{side}_reach": several(high + 1) for side, high in reach.items()}
    yield {
        f"_{side}": nw.when(nw.col(SINGLE))
        .then(nw.col(f"_{side}"))
        .otherwise(nw.col(f"_{side}_counts"))
        for side in ("input", "output")
    }


def _hints(several: Callable[[Any], Any]) -> Iterator[Columns]:
    """The bounds of the size that a source states narrow what is in reach."""
    low, high, mean = nw.col("_input_from"), nw.col("_input_high"), nw.col("_input_mean")
    whole, limit = nw.col("_input"), nw.col("_input_limit")
    yield {"_input_high": several(nw.when(limit < whole).then(limit).otherwise(whole))}
    yield {"_input_high": several(nw.when(low > high).then(low).otherwise(high))}
    yield {"_input_mean": several(nw.when(mean > high).then(high).otherwise(mean))}
    yield {"_input_mean": several(nw.when(mean < low).then(low).otherwise(mean))}


def _unless(plain: Any) -> Callable[[Any], Any]:
    """What is looked at for several requests only; 0 for one, and for a row that is refused."""
    return lambda value: nw.when(plain).then(nw.lit(0)).otherwise(value)
