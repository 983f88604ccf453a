"""Where the amounts of a result are from: the price book, and every exchange rate in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pricing.fx import FxRate

if TYPE_CHECKING:
    from calculator.projection import Projection


@dataclass(frozen=True, slots=True)
class Provenance:
    """A price book by its id, and exchange rates that differ."""

    book_id: str
    fx: tuple[FxRate, ...] = ()

    @classmethod
    def of(cls, book_id: str, rates: Iterable[FxRate | None]) -> Provenance:
        """A book, and the rates between two currencies among some, each once and above one.

        >>> from fractions import Fraction
        >>> rate = FxRate("CNY", "USD", Fraction(1, 7), None, "fixed by you")
        >>> Provenance.of("2026.11.25+0a1b2c3d", [rate, None]).lines()
        ['book 2026.11.25+0a1b2c3d', '1 USD = 7 CNY (fixed by you)']
        """
        used = (rate for rate in rates if rate is not None and rate.base != rate.quote)
        return cls(book_id, tuple(dict.fromkeys(map(_above_one, used))))

    @classmethod
    def of_bills(cls, *bills: Projection) -> Provenance:
        """The book of bills, of which there is at least one, and the rates in all their months."""
        return cls.of(bills[0].book_id, (m.fx for bill in bills for m in bill.months))

    @classmethod
    def together(cls, several: Iterable[Provenance]) -> Provenance:
        """That of several results of one book."""
        found = tuple(several)
        return cls(found[0].book_id, tuple(dict.fromkeys(r for each in found for r in each.fx)))

    def lines(self) -> list[str]:
        """What a text ends with: the book, and each rate with its day, source and doubts."""
        return [f"book {self.book_id}", *map(str, self.fx)]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {"book": self.book_id, "fx": [str(rate) for rate in self.fx]}


def _above_one(rate: FxRate) -> FxRate:
    if rate.value >= 1:
        return rate
    return replace(rate, base=rate.quote, quote=rate.base, value=1 / rate.value)
