"""Tiers that hold other requests than their writer may think, or none."""

from __future__ import annotations

from collections.abc import Iterator

from pricing.errors import SheetProblem
from pricing.files.strict_yaml import KeyPath
from pricing.sheets.entries import PriceEntry, Tier
from pricing.sheets.sheet import Sheet

_Found = tuple[KeyPath, str]


def odd_tiers(sheet: Sheet) -> Iterator[SheetProblem]:
    """Warnings about tiers; a `note` on the entry or the service tier answers them."""
    for model_id, model in sheet.models.items():
        for number, entry in enumerate(model.prices):
            last = entry is model.prices[-1]
            for place, tiers in _tier_lists(entry):
                found = list(_open_sides(tiers))
                if last and model.context_window:
                    found += _out_of_reach(tiers, model.context_window)
                for below, said in found:
                    at = ("models", model_id, "prices", number, *place, "tiers", *below)
                    yield sheet.problem(at, said, "warning")


def _tier_lists(entry: PriceEntry) -> Iterator[tuple[KeyPath, tuple[Tier, ...]]]:
    if not entry.note:
        yield (), entry.tiers
    for name, variant in entry.service_tiers.items():
        if not (entry.note or variant.note):
            yield ("service_tiers", name), variant.tiers


def _open_sides(tiers: tuple[Tier, ...]) -> Iterator[_Found]:
    """Long answers that fall out of the last tier of their input size into one of larger input."""
    bounds = [tier.bounds() for tier in tiers]
    for number, (inputs, outputs) in enumerate(bounds[:-1]):
        following = bounds[number + 1]
        if outputs is not None and following[0] != inputs and following != (None, None):
            said = (
                f"a request with up to {inputs:,} input and more than {outputs:,} output tokens is "
                f"priced by tier {number + 2}, of larger requests: add a tier `up_to: {inputs}`"
            )
            yield (number, "up_to"), said


def _out_of_reach(tiers: tuple[Tier, ...], context_window: int) -> Iterator[_Found]:
    for number in range(1, len(tiers)):
        over = tiers[number - 1].bounds()[0]
        if over is not None and over >= context_window:
            said = f"begins over {over:,} tokens, but the context window is {context_window:,}"
            yield (number,), f"{said}: it can never apply"
            return
