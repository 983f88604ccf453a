"""One price beside another, kind by kind: what either side states, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from pricing.compile.rates import PARENT

PLAIN_KINDS = ("input", "cache_read", "cache_write", "cache_write_long", "output")
WHEN_THINKING = "output when thinking"
PER_TOKEN = "they bill only the reasoning tokens at it, here it is the price of the whole answer"
Rates = Mapping[str, Decimal]


class Side(NamedTuple):
    """One kind of rate: theirs is None where they state none, and may be ours by fallback."""

    kind: str
    key: str
    """The kind among our rates."""
    theirs: Decimal | None
    ours: Decimal
    own: bool = True
    """Whether ours is a price of its own and not that of the kind's parent."""


def plain_sides(theirs: Rates, ours: Rates) -> Iterator[Side]:
    """The kinds that do not depend on thinking, where at least one side has a price of its own."""
    for kind in PLAIN_KINDS:
        parent = PARENT.get(kind)  # type: ignore[call-overload]
        own = parent is None or ours[kind] != ours[parent]
        stated = theirs.get(kind)
        theirs_own = stated is not None and (parent is None or stated != theirs.get(parent))
        if own or theirs_own:
            yield Side(kind, kind, stated, ours[kind], own)


def thinking_side(treatment: str, theirs: Rates, on: Rates) -> Side | None:
    """What a thinking token costs, where it costs something else than another on either side.

    `on` are our rates with thinking on. A peer without a reasoning price charges its output price.
    """
    stated = theirs.get("reasoning")
    charged = theirs.get("output") if stated is None else stated
    if treatment == "mode_rate":
        return Side(WHEN_THINKING, "output", charged, on["output"])
    if treatment in ("separate_rate", "not_billed"):
        return Side("reasoning", "reasoning", charged, on["reasoning"])
    differs = stated is not None and stated != theirs.get("output")
    return Side("reasoning", "reasoning", stated, on["reasoning"]) if differs else None
