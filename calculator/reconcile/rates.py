"""Exchange rates by day, each looked up once."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from calculator.reconcile.cells import Cell
from pricing.fx import FxRates


class DayRates:
    """Exchange rates as plain ratios."""

    def __init__(self, fx: FxRates) -> None:
        self._fx = fx
        self._known: dict[tuple[str, str, date], Fraction] = {}

    def rate(self, base: str, quote: str, day: date) -> Fraction:
        """Units of `quote` for one `base`.

        Raises:
            MissingRateError: no rate for the pair on that day.
        """
        if base == quote:
            return Fraction(1)
        key = (base, quote, day)
        if key not in self._known:
            self._known[key] = self._fx.rate(base, quote, day).value
        return self._known[key]

    def between(self, cell: Cell) -> Fraction:
        """From the currency of a cell's price to that of its bill; 1 without a price."""
        return (
            Fraction(1) if cell.missing else self.rate(cell.offer.currency, cell.currency, cell.day)
        )
