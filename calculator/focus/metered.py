"""A group of a priced log taken apart into meters: quantity, amount and unit price of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from types import SimpleNamespace

from calculator.bulk import Group, Sum
from calculator.charge import quantities
from calculator.focus.meters import METERS, Meter
from calculator.usage import COUNTS
from pricing.lines import RATES, RateLine
from pricing.offers import Offer, RateCard, SheetFacts

LABELS = ("key", "tag", "user")


@dataclass(frozen=True, slots=True)
class Cell:
    """A group whose rows share an offer, a day or month, and whatever else was asked for."""

    offer: Offer
    start: date
    end: date
    """The day after the last."""
    labels: dict[str, str]
    sum: Sum
    cards: tuple[RateCard, ...]
    """The rates under which the amounts come about exactly; none where several prices mix."""

    @property
    def sheet(self) -> SheetFacts:
        return self.offer.sheet

    def agreed(self, fact: str) -> str | None:
        """What all its rates say of a fact of a `RateCard` or of its terms; None if nothing."""
        said = {getattr(c if hasattr(c, fact) else c.terms, fact) for c in self.cards}
        return (said.pop() or None) if len(said) == 1 else None

    @property
    def thinking(self) -> bool | None:
        """Whether the requests thought; None where neither price nor reasoning tokens tell."""
        spans = {(c.line.thinking_from, c.line.thinking_up_to) for c in self.cards}
        if spans <= {(0, 0)} or spans <= {(1, 1)}:
            return spans == {(1, 1)} if spans else None
        return True if self.sum.counts.get("reasoning_tokens") else None


@dataclass(frozen=True, slots=True)
class Metered:
    """One meter of a cell."""

    cell: Cell
    kind: str
    quantity: int
    picos: int
    """List cost, in the currency the offer is priced in."""

    @property
    def meter(self) -> Meter:
        return METERS[self.kind]

    @property
    def unit_price(self) -> Fraction:
        """Price of the pricing unit; the mean where several prices, or marginal tiers, mix."""
        return Fraction(self.picos * self.meter.per, self.quantity * 10**12)


def cell_of(by: tuple[str, ...], group: Group, offers: dict[str, Offer]) -> Cell:
    """A group by offer and by day or month as a cell."""
    key = {name: value for name, value in zip(by, group.key, strict=True) if value is not None}
    offer = offers[key["offer"]]
    start, end = _span(key)
    labels = {name: key[name] for name in LABELS if name in key}
    cards = tuple(
        RateCard(offer, line)
        for line in _lines(offer, start, end)
        if key.get("service_tier") in (None, line.service_tier) and _explains(line, group.sum)
    )
    return Cell(offer, start, end, labels, group.sum, cards)


def metered(cell: Cell) -> Iterator[Metered]:
    """The meters that count or cost something; lower tiers of a marginal price are input."""
    parts = dict(cell.sum.part_picos)
    parts["input"] = parts.get("input", 0) + parts.pop("offset", 0)
    for kind, quantity in _quantities(cell.sum).items():
        if quantity:
            yield Metered(cell, kind, quantity, parts.get(kind, 0))


def _quantities(found: Sum) -> dict[str, int]:
    counts = {name: found.counts.get(name) or 0 for name in COUNTS}
    return quantities(SimpleNamespace(**counts))


def _span(key: dict[str, str]) -> tuple[date, date]:
    if "day" in key:
        day = date.fromisoformat(key["day"])
        return day, day + timedelta(days=1)
    first = date.fromisoformat(f"{key['month']}-01")
    return first, month_after(first)


def month_after(day: date) -> date:
    """The first day of the next month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), UTC)


def _lines(offer: Offer, start: date, end: date) -> list[RateLine]:
    since, until = midnight(start).timestamp(), midnight(end).timestamp()
    return [line for line in offer.lines if line.since < until and since < line.until]


def _explains(line: RateLine, found: Sum) -> bool:
    """Whether each part of the sum is its quantity times the line's rate."""
    parts, count = found.part_picos, _quantities(found)
    if parts.get("offset", 0) != line.offset * count["request"]:
        return False
    return all(parts.get(kind, 0) == count[kind] * getattr(line, kind) for kind in RATES)
