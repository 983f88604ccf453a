"""What quality costs: offers with a score, and those that nobody beats on both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from calculator.comparison import Ranked
from calculator.quality.scales import Scale


class Scored(NamedTuple):
    """An offer with its bill and its score."""

    ranked: Ranked
    score: Decimal
    best: bool
    """Whether no other offer scores as much for less, or more for as little."""


def scored(ranked: Iterable[Ranked], scale: Scale) -> list[Scored]:
    """The offers of a comparison that a scale has a score for, cheapest first.

    Of offers of the same score and bill, the first is the best one.
    """
    known = [(r, score) for r in ranked if (score := scale.score(r.offer)) is not None]
    known.sort(key=lambda pair: (pair[0].total.amount, -pair[1], pair[0].offer.id))
    reached: Decimal | None = None
    found = []
    for each, score in known:
        best = reached is None or score > reached
        reached = score if best else reached
        found.append(Scored(each, score, best))
    return found


def frontier(points: Sequence[Scored]) -> list[Scored]:
    """The best of them, from the cheapest to the one with the highest score."""
    return [point for point in points if point.best]
