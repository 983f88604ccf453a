"""From the currency a price is in to the one the bill is in, a day at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

from calculator.focus.columns import Row
from pricing.fx import FxRate, FxRates
from pricing.money import EXACT, Money, to_picos

TWELVE = Decimal("1E-12")


@dataclass(frozen=True, slots=True)
class Billing:
    """The currency of the bill and the rates into it; without a currency, that of the price."""

    currency: str | None
    fx: FxRates | None

    def rate(self, base: str, day: date) -> FxRate:
        """The rate of a day.

        Raises:
            MissingRateError: there is none.
        """
        rates = self.fx or _ecb()
        return rates.rate(base, self.currency or base, day)


@cache
def _ecb() -> FxRates:
    return FxRates.ecb()


def picos_at(rate: FxRate, picos: int) -> int:
    """An amount in the currency of the bill, rounded once."""
    return picos if rate.base == rate.quote else to_picos(Fraction(picos, 10**12) * rate.value)


def amount(picos: int) -> Decimal:
    return Money.of_picos(picos, "").amount


def decimal(value: Fraction) -> Decimal:
    """A number to twelve decimals, exact where it has no more."""
    exact = EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return exact.quantize(TWELVE, context=EXACT)


def fx_columns(rate: FxRate) -> Row:
    """What the conversion was made with; nothing where there was none."""
    if rate.base == rate.quote:
        return {}
    day = str(rate.day) if rate.day else None
    return {"x_FxRate": decimal(rate.value), "x_FxDay": day, "x_FxSource": rate.source}
