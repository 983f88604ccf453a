"""What else than rates differs between two states of an offer: treatments, hours, fees and tax."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from pricing.changes.side_by_side import window_changes
from pricing.changes.tariff import Step
from pricing.offers import Offer, SheetFacts


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that differs, in words; an empty text where there is none."""

    subject: str
    """The offer, or the provider whose every offer it concerns."""
    since: date | None
    what: str
    old: str
    new: str

    def to_dict(self) -> dict[str, Any]:
        """The rule as plain JSON values."""
        return asdict(self) | {"since": str(self.since) if self.since else None}


def sheet_rules(before: Offer, after: Offer) -> Iterator[Rule]:
    """What differs on the sheets two offers stand on: charges and tax."""
    for what, words in (("charges", _charges), ("tax", _tax)):
        old, new = words(before.sheet), words(after.sheet)
        if old != new:
            yield Rule(after.provider, None, what, old, new)


def offer_rules(before: Offer, after: Offer) -> Iterator[Rule]:
    """What differs of the offers at all dates."""
    for what, old, new in (
        ("currency", before.currency, after.currency),
        ("always thinks", before.always_thinks, after.always_thinks),
        ("context window", before.context_window, after.context_window),
    ):
        if old != new:
            yield Rule(after.id, None, what, _words(old), _words(new))


def step_rules(before: Step, after: Step) -> Iterator[Rule]:
    """What differs of two steps beside their rates: how thinking and bands count, and the hours.

    The status of the source is only compared within one entry: a new entry has its own.
    """
    subject, since = after.offer.id, after.since
    same = before.since == after.since
    for what, old, new in (
        ("source", before.status if same else "", after.status if same else ""),
        ("thinking", before.thinking, after.thinking),
        ("bands", _counting(before), _counting(after)),
        *((f"hours of {name}", old, new) for name, old, new in window_changes(before, after)),
    ):
        if old != new:
            yield Rule(subject, since, what, old, new)


def _counting(step: Step) -> str:
    return "each its own tokens" if step.graduated else "the whole request"


def _charges(sheet: SheetFacts) -> str:
    return ", ".join(
        f"{name} {percent} %" if percent else f"{name} {per_month} {sheet.currency} a month"
        for name, percent, per_month in sheet.charges
    )


def _tax(sheet: SheetFacts) -> str:
    if sheet.tax is None:
        return ""
    return f"{sheet.tax.name} {sheet.tax.percent} %" + (" included" if sheet.tax.included else "")


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)
