"""Bills in every world of which some months, or their first days, are known."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from calculator.forecast.bills import Rows, WorldBills
from pricing.money import Money


class KnownBills:
    """Known bills before the forecast and in it, and what is left of the worlds' bills."""

    def __init__(
        self,
        bills: WorldBills,
        ahead: Sequence[Money],
        known: Sequence[Money | None],
        left: Sequence[Fraction],
        pace: Rows | None = None,
    ) -> None:
        self._bills, self._pace = bills, pace
        self._ahead = [float(a.amount) for a in ahead]
        self._paid = [float(a.amount) if a else 0.0 for a in known]
        self._left = [float(share) for share in left]

    def of(self, place: int) -> Rows:
        """The bills of an offer by month and world."""
        rows = self._bills.of(place)
        if self._pace is not None:
            fixed = self._bills.fixed(place)
            rows = fixed + (rows - fixed) * self._pace
        rows *= np.array(self._left)[:, None]
        rows += np.array(self._paid)[:, None]
        ahead = np.repeat(np.array(self._ahead)[:, None], rows.shape[1], axis=1)
        return np.vstack([ahead, rows])

    def fixed(self, place: int) -> Rows:
        """What of what is left does not depend on the requests."""
        rows = self._bills.fixed(place) * np.array(self._left)[:, None]
        return np.vstack([np.zeros((len(self._ahead), rows.shape[1])), rows])
