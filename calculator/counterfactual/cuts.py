"""Buckets so fine that one count of a log serves the prices of many offers."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from calculator.bulk.cuts import Cuts, cuts_of
from calculator.bulk.known import Book, Name, Sold
from calculator.counterfactual.targets import Target, scaled_bounds
from pricing.catalog import Catalog
from pricing.lines import NO_LIMIT


class Bands(NamedTuple):
    """Bounds of output that is weighed anew: answers and reasoning do not change alike."""

    column: str
    """Label of the bucket that holds the band."""
    weight: Fraction
    """What a reasoning token weighs; a token of answer weighs one."""
    bounds: tuple[int, ...]
    """Upper bounds of weighed sizes, in hundredths; the open one left out."""


class FineBook(Book):
    """A book whose names are all cut wherever some target's prices cut, and at context windows."""

    def __init__(self, catalog: Catalog, targets: Iterable[Target]) -> None:
        super().__init__(catalog)
        self._more = _merged(map(target_cuts, targets))

    def cuts(self, name: Name) -> Cuts:
        return _merged([super().cuts(name), self._more])

    @property
    def union(self) -> Cuts:
        return _merged([cuts_of(x for offer in self.catalog for x in offer.lines), self._more])


class OwnBook(Book):
    """A book in which a target's id means that offer, at any of its service tiers."""

    def __init__(self, catalog: Catalog, targets: Iterable[Target]) -> None:
        super().__init__(catalog)
        self._offers = {target.offer.id: target.offer for target in targets}

    def find(self, name: Name) -> Sold:
        return Sold(self._offers[name[1]], name[2])


def target_cuts(target: Target) -> Cuts:
    """The cuts of a target's prices and context window, as sizes of the log."""
    cuts = cuts_of(target.lines)
    switch, window = target.switch, target.offer.context_window
    inputs = scaled_bounds([*cuts.inputs, *([window] if window else [])], switch.input_tokens)
    outputs = set()
    if target.share_of_reasoning == 1:
        outputs = scaled_bounds(cuts.outputs, target.answer_weight)
    return Cuts(
        cuts.starts,
        (*sorted(inputs), NO_LIMIT),
        (*sorted(outputs), NO_LIMIT),
        cuts.modal,
    )


def bands_of(targets: Iterable[Target]) -> list[Bands]:
    """The bands of weighed output that some targets need, those of one weight together."""
    bounds: dict[Fraction, set[int]] = {}
    for target in targets:
        weight = target.share_of_reasoning
        if weight != 1:
            sizes = weighed_bounds(target, cuts_of(target.lines).outputs)
            bounds.setdefault(weight, set()).update(sizes)
    return [
        Bands(f"band_{i}", weight, tuple(sorted(sizes)))
        for i, (weight, sizes) in enumerate(sorted(bounds.items()))
        if sizes
    ]


def weighed_bounds(target: Target, bounds: Iterable[int]) -> set[int]:
    """Bounds on the output there, as bounds on weighed output of the log, in hundredths."""
    return scaled_bounds([b * 100 for b in bounds if b < NO_LIMIT], target.answer_weight)


def _merged(several: Iterable[Cuts]) -> Cuts:
    cuts = list(several)
    starts = {0, *(bound for c in cuts for bound in c.starts)}
    inputs = {NO_LIMIT, *(bound for c in cuts for bound in c.inputs)}
    outputs = {NO_LIMIT, *(bound for c in cuts for bound in c.outputs)}
    modal = any(c.modal for c in cuts)
    return Cuts(tuple(sorted(starts)), tuple(sorted(inputs)), tuple(sorted(outputs)), modal)
