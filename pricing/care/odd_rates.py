"""Rates that stand oddly beside each other: columns swapped, or a price of another model copied."""

from __future__ import annotations

from collections.abc import Iterator

from pricing.errors import SheetProblem
from pricing.sheets.sheet import Sheet

_ODD = (
    ("output", "input", "cheaper than input"),
    ("input", "cache_read", "cheaper than what is read from the cache"),
    ("cache_write", "input", "cheaper than input that is not written to the cache"),
)
"""A kind, another that hardly ever costs more, and what is told where it does."""


def odd_rates(sheet: Sheet) -> Iterator[SheetProblem]:
    """Warnings about rates of one entry; a `note` on the entry answers them."""
    for model_id, model in sheet.models.items():
        for number, entry in enumerate(model.prices):
            if entry.note is not None:
                continue
            for place, rates in entry.rate_places():
                given = rates.given()
                for kind, other, words in _ODD:
                    if kind in given and other in given and given[kind] < given[other]:
                        said = f"{given[kind]} is {words} ({given[other]})"
                        at = ("models", model_id, "prices", number, *place, kind)
                        yield sheet.problem(at, f"{said}: if so, say it in a `note`", "warning")
