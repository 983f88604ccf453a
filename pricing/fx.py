"""Dated exchange rates, and conversion that says which rate of which day it used.

The default are the euro reference rates of the European Central Bank as the `currencyconverter`
package ships them; CNY per USD is the quotient of two of them. A rates file of one's own (a
contract rate, the PBOC parity) or one fixed number may take their place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from pricing.errors import MissingRateError
from pricing.money import EXACT, Money, to_picos

STALE_AFTER = timedelta(days=10)
"""A latest rate older than this, on the day of pricing, is flagged."""
_LONGEST_GAP = 15


@dataclass(frozen=True, slots=True)
class FxRate:
    """Units of `quote` for one unit of `base`, exact, with its day and source.

    >>> print(FxRates.ecb().rate("USD", "CNY", date(2026, 2, 28)))
    1 USD = 6.8581957 CNY (ECB of 2026-02-27)
    """

    base: str
    quote: str
    value: Fraction
    day: date | None
    source: str
    assumed: bool = False
    """True where the date asked for lies beyond the last published day."""
    stale: bool = False
    """True where an assumed rate is more than 10 days old on the day of pricing."""

    @property
    def shown(self) -> Decimal:
        """The rate to eight significant digits, for people."""
        ratio = EXACT.divide(Decimal(self.value.numerator), Decimal(self.value.denominator))
        return ratio.quantize(Decimal(1).scaleb(ratio.adjusted() - 7)).normalize()

    def __str__(self) -> str:
        when = f" of {self.day}" if self.day else ""
        doubt = "; assumed: no later rate is known" if self.assumed else ""
        doubt += ", and stale" if self.stale else ""
        pair = (
            self
            if self.value >= 1
            else replace(self, base=self.quote, quote=self.base, value=1 / self.value)
        )
        return f"1 {pair.base} = {pair.shown} {pair.quote} ({self.source}{when}{doubt})"


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount in another currency, rounded once to a pico, and the rate that made it."""

    money: Money
    rate: FxRate


class FxRates:
    """Exchange rates by day. Make one with `ecb()`, `fixed()` or `from_file()`.

    >>> contract = FxRates.fixed("USD/CNY", "7.10", "contract of May")
    >>> contract.convert(Money("100", "USD"), "CNY", date(2026, 6, 1)).money
    Money('710.000000000000', 'CNY')
    """

    def __init__(self, name: str, lookup: Callable[[str, str, date], FxRate]) -> None:
        self.name, self._lookup = name, lookup

    def rate(self, base: str, quote: str, at: date, today: date | None = None) -> FxRate:
        """Units of `quote` for one `base` on the last published day on or before `at`.

        Raises:
            MissingRateError: the pair or the day is not covered.
        """
        if base == quote:
            return FxRate(base, quote, Fraction(1), None, "same currency")
        found = self._lookup(base, quote, at)
        now = today or datetime.now(UTC).date()
        late = found.assumed and found.day is not None and now - found.day > STALE_AFTER
        return replace(found, stale=True) if late else found

    def convert(self, money: Money, to: str, at: date) -> Conversion:
        """Convert at the rate of a day.

        Raises:
            MissingRateError: no rate for the pair on that day.
        """
        rate = self.rate(money.currency, to, at)
        if money.currency == to:
            return Conversion(money, rate)
        return Conversion(Money.of_picos(to_picos(Fraction(money.amount) * rate.value), to), rate)

    @classmethod
    def fixed(
        cls, pair: str, value: Decimal | Fraction | str, source: str = "fixed by you"
    ) -> FxRates:
        """One rate for all days: `FxRates.fixed("USD/CNY", "7.10")` is yuan for one dollar."""
        base, _, quote = pair.partition("/")
        rate = value if isinstance(value, Fraction) else Fraction(Decimal(value))
        if rate <= 0:
            raise ValueError(f"an exchange rate is positive, got {value}")
        return cls(
            f"{pair} {value}", _from_pairs({(base, quote): {date.min: rate}}, source, dated=False)
        )

    @classmethod
    def from_file(cls, path: Path | str) -> FxRates:
        """Rates of one's own from YAML: `rates: {USD/CNY: {2026-01-05: 7.0230}}`.

        A rate is in force from its day until the next one. See `pricing.fx_file` for the format.
        """
        from pricing.fx_file import read_rates

        name, pairs = read_rates(Path(path))
        return cls(name, _from_pairs(pairs, name, dated=True))

    @classmethod
    def ecb(cls) -> FxRates:
        """Reference rates of the European Central Bank, to the last day the package carries."""
        return cls("ECB reference rates", _ecb_rate)


def _from_pairs(
    pairs: dict[tuple[str, str], dict[date, Fraction]], source: str, *, dated: bool
) -> Callable[[str, str, date], FxRate]:
    def lookup(base: str, quote: str, at: date) -> FxRate:
        series = pairs.get((base, quote))
        inverse = pairs.get((quote, base))
        known = series or inverse
        if known is None:
            have = ", ".join("/".join(pair) for pair in pairs)
            raise MissingRateError(f"no rate for {base}/{quote}: {source} has {have}")
        days = sorted(known)
        position = bisect_right(days, at) - 1
        if position < 0:
            raise MissingRateError(f"no {base}/{quote} rate on {at}: {source} begins {days[0]}")
        value = known[days[position]]
        return FxRate(
            base, quote, value if series else 1 / value, days[position] if dated else None, source
        )

    return lookup


def _ecb_rate(base: str, quote: str, at: date) -> FxRate:
    last = _ecb_last_day(base, quote)
    wanted = min(at, last)
    for back in range(_LONGEST_GAP):
        day = wanted - timedelta(days=back)
        bases, quotes = (_ecb_per_euro(currency, day) for currency in (base, quote))
        if bases and quotes:
            value = Fraction(quotes) / Fraction(bases)
            return FxRate(base, quote, value, day, "ECB", assumed=at > last)
    raise MissingRateError(f"the ECB published no {base}/{quote} rate near {at}")


@cache
def _ecb_per_euro(currency: str, day: date) -> Decimal | None:
    from currency_converter import RateNotFoundError

    try:
        return Decimal(_converter().convert(1, "EUR", currency, date=day))
    except RateNotFoundError:
        return None


def _ecb_last_day(base: str, quote: str) -> date:
    bounds = _converter().bounds
    for currency in (base, quote):
        if currency not in bounds:
            raise MissingRateError(f"the ECB publishes no rate for {currency}")
    last: date = min(bounds[currency].last_date for currency in (base, quote))
    return last


@cache
def _converter():  # type: ignore[no-untyped-def]
    from currency_converter import CurrencyConverter

    return CurrencyConverter(decimal=True)
