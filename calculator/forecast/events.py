"""What is announced to change within a horizon: new prices, ends of promotions, retirements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from pricing.catalog import Catalog, default_catalog
from pricing.changes.history import HistoryStep, price_history
from pricing.offers import Offer

What = Literal["price", "retirement", "gap", "first price"]


@dataclass(frozen=True, slots=True)
class PriceEvent:
    """One change of an offer's price on a day of its sheet's time zone."""

    day: date
    offer: Offer
    what: What
    rises: dict[str, tuple[Fraction | None, ...]]
    """By kind of rate: by how much it rises over the price before, lowest and highest first."""
    tiers_gone: tuple[str, ...]
    """Service tiers that are no longer sold."""
    note: str
    """What the sheet says of the new price."""
    successor: Offer | None = None
    """For a retirement: the model that takes its place; None where none is known."""

    def __str__(self) -> str:
        told = {
            "price": f"no {' or '.join(self.tiers_gone)} any more" * bool(self.tiers_gone)
            or "a new price",
            "first price": "a first price",
            "gap": "no known price from here on",
            "retirement": "retired"
            + (f"; {self.successor.id} takes its place" if self.successor else ""),
        }[self.what]
        return f"{self.day} {self.offer.id}: {told}"


def price_events(
    offers: Iterable[str | Offer], start: date, end: date, catalog: Catalog | None = None
) -> tuple[PriceEvent, ...]:
    """Every change of the offers' prices after `start` and before `end`, by day.

    Announced prices and retirements are those of the price book; what nobody has announced is not
    there.

    Raises:
        UnknownOfferError: an offer that is in no sheet.

    >>> events = price_events(["deepseek-cn/deepseek-v4-pro"], date(2026, 5, 1), date(2026, 8, 20))
    >>> [(str(event.day), event.what) for event in events]
    [('2026-08-17', 'price')]
    """
    book = catalog if catalog is not None else default_catalog()
    found = [
        event
        for offer in dict.fromkeys(book.offer(o) for o in offers)
        for event in _of_offer(offer, start, book)
        if start < event.day < end
    ]
    return tuple(sorted(found, key=lambda event: (event.day, event.offer.id)))


def _of_offer(offer: Offer, start: date, book: Catalog) -> Iterable[PriceEvent]:
    history = price_history(offer, today=start, catalog=book)
    before: set[str] = set()
    for place, told in enumerate(history.steps):
        what: What = "price" if place else "first price"
        tiers = set(told.step.terms)
        gone = tuple(sorted(before - tiers))
        yield PriceEvent(told.step.since, offer, what, _rises(told), gone, _note(told))
        before = tiers
        if told.ends and told.step.until:
            heir = _heir(offer, book) if told.ends == "retired" else None
            ends: What = "retirement" if told.ends == "retired" else "gap"
            yield PriceEvent(told.step.until, offer, ends, {}, (), _note(told), heir)


def _rises(told: HistoryStep) -> dict[str, tuple[Fraction | None, ...]]:
    by_kind: dict[str, set[Fraction | None]] = {}
    for (_, kind), parts in told.rises.items():
        by_kind.setdefault(kind, set()).update(parts)
    return {
        kind: tuple(sorted(parts, key=lambda part: (part is None, part or 0)))
        for kind, parts in by_kind.items()
    }


def _note(told: HistoryStep) -> str:
    return told.step.terms["standard"].note


def _heir(offer: Offer, book: Catalog) -> Offer | None:
    return book.offer(f"{offer.provider}/{offer.successor}") if offer.successor else None
