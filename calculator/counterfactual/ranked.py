"""A ranking of what a log would have cost: every place, the actual one among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from calculator.bulk import PricedLog
from calculator.counterfactual.words import Note
from calculator.settle import Bill
from pricing.fx import FxRate
from pricing.money import EXACT, Money, show_amount
from pricing.offers import Offer

if TYPE_CHECKING:
    import pandas as pd

AS_IT_RAN = "as it ran"
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the ranking, in the currency asked for."""

    offer: Offer | None
    """None: as the log ran."""
    list_cost: Money
    low: Money
    high: Money
    """The least and the most the list cost can be, under the same assumptions."""
    parts: Mapping[str, Money]
    """The list cost by kind of token or thing; they add up to it."""
    bill: Money
    """List cost with the seller's charges and tax: what is ranked."""
    bills: tuple[Bill, ...]
    """The steps from list cost to bill; one for each seller where the log had several."""
    notes: tuple[Note, ...]

    @property
    def name(self) -> str:
        return AS_IT_RAN if self.offer is None else self.offer.id


@dataclass(frozen=True, slots=True)
class NotServed:
    """An offer that could not have served the log, and why."""

    offer: Offer
    reason: Note


@dataclass(frozen=True, slots=True)
class Repriced:
    """A log as it was priced, and what it would have cost elsewhere, from the cheapest up."""

    actual: PricedLog
    """The log as it ran, grouped as asked."""
    places: tuple[Place, ...]
    not_served: tuple[NotServed, ...]
    assumptions: tuple[Note, ...]
    """What is assumed of all offers but those whose notes say otherwise."""
    currency: str
    rows: int
    """Rows that every place prices."""
    requests: int
    rows_left_out: int
    """Rows that cannot be compared: contradictory, or without a price as they ran."""
    fx: tuple[FxRate, ...]
    book_id: str

    @property
    def as_it_ran(self) -> Place | None:
        """The actual place; None where the log names no model that has a price."""
        return next((place for place in self.places if place.offer is None), None)

    def multiple(self, place: Place) -> Decimal | None:
        """A bill as a multiple of the cheapest; None where that costs nothing."""
        least = self.places[0].bill.amount
        return EXACT.divide(place.bill.amount, least).quantize(_CENT) if least else None

    def change(self, place: Place) -> Fraction | None:
        """A bill against the actual one: -1/2 is half as dear; None where there is none."""
        ran = self.as_it_ran
        if ran is None or not ran.bill.amount:
            return None
        return Fraction(place.bill.amount) / Fraction(ran.bill.amount) - 1

    def to_frame(self) -> pd.DataFrame:
        """One row a place; amounts as exact `Decimal`s."""
        import pandas as pd

        rows = [self._row(place) for place in self.places]
        frame = pd.DataFrame(rows, columns=pd.Index(_COLUMNS))
        frame["notes"] = ["; ".join(map(str, place.notes)) for place in self.places]
        return frame

    def to_dict(self) -> dict[str, Any]:
        """The ranking as plain JSON values; amounts are exact texts."""
        return {
            "currency": self.currency,
            "rows": self.rows,
            "requests": self.requests,
            "rows_left_out": self.rows_left_out,
            "assumptions": list(map(str, self.assumptions)),
            "ranked": [_plain(self._row(place)) | _parts(place) for place in self.places],
            "not_served": [{"offer": n.offer.id, "reason": str(n.reason)} for n in self.not_served],
            "fx": list(map(str, self.fx)),
            "book": self.book_id,
        }

    def _row(self, place: Place) -> dict[str, Any]:
        amounts = (place.bill, place.list_cost, place.low, place.high)
        change, offer = self.change(place), place.offer
        values = (
            place.name,
            "" if offer is None else offer.name,
            "" if offer is None else offer.provider,
            *(money.amount for money in amounts),
            self.currency,
            self.multiple(place),
            None if change is None else _decimal(change * 100),
            "" if offer is None else offer.status,
            list(map(str, place.notes)),
        )
        return dict(zip(_COLUMNS, values, strict=True))

    def __str__(self) -> str:
        lines = [f"{self.rows:,} rows on {len(self.places)} places, book {self.book_id}"]
        lines += [f" {p.name}  {show_amount(p.bill)}" for p in self.places]
        lines += [f" not served: {n.offer.id}: {n.reason}" for n in self.not_served]
        return "\n".join([*lines, *(f" assumed: {note}" for note in self.assumptions)])


_COLUMNS = (
    "offer",
    "name",
    "provider",
    "bill",
    "list_cost",
    "low",
    "high",
    "currency",
    "multiple",
    "change_percent",
    "status",
    "notes",
)


def _decimal(value: Fraction) -> Decimal:
    ratio = EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return ratio.quantize(_CENT)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {k: f"{v:f}" if isinstance(v, Decimal) else v for k, v in row.items()}


def _parts(place: Place) -> dict[str, Any]:
    return {"parts": {kind: f"{money.amount:f}" for kind, money in place.parts.items()}}
