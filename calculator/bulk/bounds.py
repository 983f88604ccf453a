"""The cuts that hold for a row, as an engine sees them; and the table of names that holds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw

from calculator.bulk.cuts import DAY, Cuts
from calculator.bulk.frames import NAMES
from pricing.lines import NO_LIMIT

NAME_ID, MODAL = "_name", "_modal"
NAME_KEYS = {name: f"_{name}" for name in NAMES}
"""Columns with the names of a row without gaps."""


class Bounds(NamedTuple):
    """The cuts that hold for a row: numbers, or columns of the table of names."""

    starts: Sequence[Any]
    inputs: Sequence[Any]
    outputs: Sequence[Any]
    modal: Any


def bounds_of(cuts: Cuts) -> Bounds:
    """The same cuts for every row."""
    return Bounds(cuts.starts[1:], cuts.inputs[:-1], cuts.outputs[:-1], int(cuts.modal))


def bound_columns(table: nw.LazyFrame[Any]) -> Bounds:
    """The columns of the table of names that hold a row's own cuts."""
    names = table.collect_schema().names()
    starts, inputs, outputs = ([nw.col(n) for n in names if n.startswith(s)] for s in _SIDES)
    return Bounds(starts, inputs, outputs, nw.col(MODAL))


_SIDES = {"_starts": DAY, "_inputs": NO_LIMIT, "_outputs": NO_LIMIT}
"""The columns of bounds, and what fills them where a name has fewer."""


def table_of(names: Sequence[tuple[str, ...]], cuts: Sequence[Cuts]) -> dict[str, list[Any]]:
    """The table of names: a number and the cuts of each."""
    table: dict[str, list[Any]] = {
        key: [name[i] for name in names] for i, key in enumerate(NAME_KEYS.values())
    }
    table[NAME_ID] = list(range(1, len(names) + 1))
    table[MODAL] = [int(c.modal) for c in cuts]
    bounds = [bounds_of(c) for c in cuts]
    for i, (side, beyond) in enumerate(_SIDES.items()):
        width = max((len(b[i]) for b in bounds), default=0)
        for j in range(width):
            table[f"{side}{j}"] = [b[i][j] if j < len(b[i]) else beyond for b in bounds]
    return table


def passed(size: Any, bounds: Sequence[Any], times: Any = None) -> Any:
    """How many bounds, each for so many requests, a size is above: most are above none."""
    found: Any = nw.lit(len(bounds))
    for i, bound in reversed(list(enumerate(bounds))):
        within = size <= (bound if times is None else bound * times)
        found = nw.when(within).then(nw.lit(i)).otherwise(found)
    return found
