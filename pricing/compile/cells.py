"""Cells of request size and of time: the stretches in which one set of rates holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, pairwise

from pricing.lines import NO_LIMIT
from pricing.sheets.entries import Rates, Tier, Window
from pricing.sheets.windows import Span, holiday_spans, outside, pieces


@dataclass(frozen=True, slots=True)
class Band:
    """Sizes of a request, open below and closed above, and the rates that hold there."""

    input_over: int
    input_up_to: int
    output_over: int
    output_up_to: int
    rates: Rates


@dataclass(frozen=True, slots=True)
class Slot:
    """UTC seconds and minutes of the UTC week, half-open, in which one window or none is open."""

    since: int
    until: int
    week: Span
    window: str


def bands(tiers: tuple[Tier, ...], flat: Rates) -> Iterator[Band]:
    """Disjoint cells of input and output size; each takes the first tier that holds it."""
    if not tiers:
        yield Band(-1, NO_LIMIT, -1, NO_LIMIT, flat)
        return
    limits = [tier.bounds() for tier in tiers]
    inputs = sorted({b or NO_LIMIT for b, _ in limits})
    outputs = sorted({b or NO_LIMIT for _, b in limits})
    for input_over, input_up_to in pairwise([-1, *inputs]):
        column = [(up_to, _first_that_holds(tiers, input_up_to, up_to)) for up_to in outputs]
        over = -1
        for _, cells in groupby(column, key=lambda cell: id(cell[1])):
            *_, (up_to, tier) = cells
            yield Band(input_over, input_up_to, over, up_to, tier)
            over = up_to


def _first_that_holds(tiers: tuple[Tier, ...], inputs: int, outputs: int) -> Tier:
    bounds = ((tier, *tier.bounds()) for tier in tiers)
    return next(t for t, i, o in bounds if inputs <= (i or NO_LIMIT) and outputs <= (o or NO_LIMIT))


def slots(since: int, until: int, windows: Mapping[str, Window], last_year: int) -> Iterator[Slot]:
    """Cut a period at the windows' hours, and at the holidays on which they are closed.

    Holidays are known up to the end of `last_year`.
    """
    spans = {name: window.spans() for name, window in windows.items()}
    closed = {name: _closed(window, since, last_year) for name, window in windows.items()}
    for piece in pieces(since, until, closed):
        for span in outside([span for name in piece.windows for span in spans[name]]):
            yield Slot(piece.since, piece.until, span, "")
        for name in piece.windows:
            for span in spans[name]:
                yield Slot(piece.since, piece.until, span, name)


def _closed(window: Window, since: int, last_year: int) -> list[Span]:
    if window.except_ is None:
        return []
    first_year = datetime.fromtimestamp(since, UTC).year
    return holiday_spans(window.except_.holidays, window.utc_offset, first_year, last_year)
