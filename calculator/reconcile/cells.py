"""A cell: usage and what was charged for it, the smallest thing that is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from calculator.reconcile.buckets import Bucket, Counted, Missing
from pricing.offers import Offer


@dataclass(frozen=True, slots=True)
class Cell:
    """Usage of one offer, and one amount charged for it."""

    buckets: tuple[Bucket, ...]
    """None where the usage has no price, or nobody knows what was used."""
    missing: str
    """Why there is no price; empty where there is one."""
    facts: Mapping[str, str | None]
    """What results can be grouped by: day, month, provider, model, offer and so on."""
    day: date
    currency: str
    """Of what was charged."""
    billed: int
    """Picos charged."""
    listed: int | None
    """Picos before discounts, where the source says them too."""
    stated: int
    """How many amounts `billed` sums up: each may have been rounded."""
    rows: int

    @property
    def picos(self) -> int:
        """The list cost, in the currency of the offer."""
        return sum(bucket.picos for bucket in self.buckets)

    @property
    def offer(self) -> Offer:
        return self.buckets[0].offer


def cell_of(counted: Counted, currency: str, billed: int, listed: int | None = None) -> Cell:
    """A row of the log, or alike rows, with the amount of their own."""
    usage, rows = counted.usage, counted.rows
    facts = facts_of(usage) | counted.labels
    if isinstance(usage, Missing):
        return Cell((), usage.reason, facts, usage.day, currency, billed, listed, rows, rows)
    return Cell((usage,), "", facts, usage.day, currency, billed, listed, rows, rows)


def facts_of(usage: Bucket | Missing, offer: Offer | None = None) -> dict[str, str | None]:
    """By the names that a log can be grouped by.

    Args:
        usage: whose they are.
        offer: what is meant by usage without a price, where that is known.
    """
    meant = usage.offer if isinstance(usage, Bucket) else offer
    said = usage.provider or None if isinstance(usage, Missing) else None
    return {
        "day": str(usage.day),
        "month": f"{usage.day:%Y-%m}",
        "provider": meant.provider if meant else said,
        "model": meant.model if meant else getattr(usage, "model", None),
        "offer": meant.id if meant else None,
        "service_tier": usage.service_tier,
    }
