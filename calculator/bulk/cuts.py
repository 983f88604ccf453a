"""Where the rate lines of an offer cut time and size: between two cuts the price is one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pricing.lines import NO_LIMIT, RateLine

DAY = 86_400
WEEK_MINUTES = 10_080


class Cuts(NamedTuple):
    """Bounds of rate lines, sorted. No bound lies between two neighbours."""

    starts: tuple[int, ...] = (0,)
    """Seconds of the UTC day at which a slot begins; the first is 0."""
    inputs: tuple[int, ...] = (NO_LIMIT,)
    """Upper bounds of the bands of input size; the last is open."""
    outputs: tuple[int, ...] = (NO_LIMIT,)
    modal: bool = False
    """Whether thinking, or not knowing it, makes a difference to the price."""


WHOLE = Cuts()
"""What no rate line cuts."""


def cuts_of(lines: Iterable[RateLine]) -> Cuts:
    """The cuts of some rate lines together.

    >>> from pricing import load_catalog
    >>> cuts_of(load_catalog().offer("deepseek-cn/deepseek-v4-pro").lines).starts[:3]
    (0, 3600, 14400)
    """
    starts, inputs, outputs, modal = {0}, {NO_LIMIT}, {NO_LIMIT}, False
    for line in lines:
        starts |= {line.since % DAY, line.until % DAY}
        if line.week_until - line.week_from < WEEK_MINUTES:
            starts |= {line.week_from * 60 % DAY, line.week_until * 60 % DAY}
        inputs |= {line.input_over, line.input_up_to}
        outputs |= {line.output_over, line.output_up_to}
        modal = modal or _modal(line)
    outputs.discard(-1)
    inputs.discard(-1)
    return Cuts(tuple(sorted(starts)), tuple(sorted(inputs)), tuple(sorted(outputs)), modal)


def _modal(line: RateLine) -> bool:
    spans_both = line.thinking_from == 0 and line.thinking_up_to == 1
    return not spans_both or line.reasoning != line.output


def days_and_dates(lines: Iterable[RateLine]) -> tuple[list[int], bool]:
    """The instants at which lines begin or end, and whether the hour of the week matters."""
    edges: set[int] = set()
    weekly = False
    for line in lines:
        edges |= {line.since, line.until}
        weekly = weekly or line.week_until - line.week_from < WEEK_MINUTES
    return sorted(edges), weekly
