"""What buckets come to: `charge` on their sums, in Python's whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from calculator.bulk.frames import COUNTS
from calculator.bulk.grouping import Groups
from calculator.bulk.reach import COLUMNS, Found
from calculator.charge import charge, quantities
from pricing.lines import RATES

PARTS = (*RATES, "offset")
"""What a cost is made of: one part for each rate, and the lower tiers of a marginal price."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Whole picos, an entry for each of the sums that were charged."""

    cost: Any
    low: Any
    high: Any
    doubtful: Any
    """The cost where low and high differ, else nothing."""
    parts: dict[str, Any]
    """By `PARTS`, those only that are not nothing throughout; they add up to `cost`."""

    def summed(self, groups: Groups) -> Amounts:
        """The sums over groups of the entries."""
        return self._each(groups.sum)

    def times(self, numerators: Any, denominators: Any) -> Amounts:
        """Each entry times a fraction, rounded once, half to even."""

        def product(picos: Any) -> Any:
            return _divided(picos * numerators, denominators)

        found = self._each(product)
        _add_up(found.parts, found.cost, np.arange(len(found.cost)))
        return found

    def _each(self, change: Callable[[Any], Any]) -> Amounts:
        return Amounts(
            change(self.cost),
            change(self.low),
            change(self.high),
            change(self.doubtful),
            {kind: change(part) for kind, part in self.parts.items()},
        )


def amounts(sums: dict[str, Any], found: list[Found], found_of: Any) -> Amounts:
    """Charge sums of counts.

    Args:
        sums: for each of `COUNTS` that the log has, an array of Python numbers.
        found: the rates.
        found_of: which of the rates each entry of the sums is under.
    """
    usage = SimpleNamespace(**{name: sums.get(name, 0) for name in COUNTS})
    weight = np.array([f.weight for f in found], dtype=object)[found_of]
    mean = _rates(found, found_of, lambda f: f.mean)
    cost = _divided(charge(usage, mean), weight)
    parts = _parts(usage, mean, weight, cost)
    low, high = cost.copy(), cost.copy()
    doubtful = np.array([not f.certain for f in found], dtype=bool)[found_of]
    if doubtful.any():
        some = {n: v[doubtful] if isinstance(v, np.ndarray) else v for n, v in vars(usage).items()}
        here = found_of[doubtful]
        low[doubtful] = charge(SimpleNamespace(**some), _rates(found, here, lambda f: f.low))
        high[doubtful] = charge(SimpleNamespace(**some), _rates(found, here, lambda f: f.high))
    return Amounts(cost, low, high, np.where(low != high, cost, 0), parts)


def _rates(found: list[Found], found_of: Any, which: Callable[[Found], Any]) -> SimpleNamespace:
    """A column of rates for each of `COLUMNS`; a plain 0 where all are nothing."""
    table = [which(f) for f in found]
    columns = {}
    for i, name in enumerate(COLUMNS):
        rates = [row[i] for row in table]
        columns[name] = np.array(rates, dtype=object)[found_of] if any(rates) else 0
    return SimpleNamespace(**columns)


def _parts(usage: Any, mean: Any, weight: Any, cost: Any) -> dict[str, Any]:
    """The cost by what is charged."""
    count = quantities(usage) | {"offset": usage.requests}
    whole = {kind: count[kind] * getattr(mean, kind) for kind in PARTS}
    parts = {kind: _divided(v, weight) for kind, v in whole.items() if np.any(v)}
    _add_up(parts, cost, np.flatnonzero(weight != 1))
    return parts


def _divided(amount: Any, by: Any) -> Any:
    """Whole numbers divided and rounded, half to even."""
    amount = amount + np.zeros(len(by), dtype=object)
    for i in np.flatnonzero(by != 1):
        whole, rest = divmod(amount[i], by[i])
        amount[i] = whole + (2 * rest > by[i] or (2 * rest == by[i] and whole % 2))
    return amount


def _add_up(parts: dict[str, Any], cost: Any, where: Any) -> None:
    """Give the picos that rounding the parts lost, or won, to the largest of them."""
    if parts:
        for i in where:
            largest = max(parts.values(), key=lambda part: abs(part[i]))
            largest[i] += cost[i] - sum(part[i] for part in parts.values())
