"""The exchange rate that converted prices imply, as the simplest number that explains them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_CEILING, Context, Decimal
from typing import NamedTuple

from pricing.money import EXACT
from pricing.peers.records import plain

PLAUSIBLE = (Decimal("6.3"), Decimal("7.5"))
"""Yuan for one dollar that somebody may have converted at."""
_COARSEST = Decimal("0.01")
_PRECISE_DIGITS = 3
_MOST_DECIMALS = 8
_SHORT = Context(prec=_MOST_DECIMALS)


class Converted(NamedTuple):
    """A stated price and the price it may have been converted from."""

    stated: Decimal
    original: Decimal
    to_yuan: bool
    """True where a dollar price was converted to yuan."""

    def span(self, slack: Decimal) -> tuple[Decimal, Decimal]:
        """Yuan per dollar between which the stated price is the other one, off by a slack."""
        low, high = self.stated - slack, self.stated + slack
        if self.to_yuan:
            return EXACT.divide(low, self.original), EXACT.divide(high, self.original)
        return EXACT.divide(self.original, high), EXACT.divide(self.original, low)

    @property
    def rounding(self) -> Decimal:
        """Half of the last digit that is written."""
        return Decimal(1).scaleb(int(self.stated.as_tuple().exponent)) / 2

    @property
    def precise(self) -> bool:
        """Whether it is written with digits enough to tell one rate from another."""
        return len(self.stated.normalize().as_tuple().digits) >= _PRECISE_DIGITS

    def fits(self, rate: Decimal) -> bool:
        """Whether converting at this rate gives what is stated, rounded once or, if long, twice."""
        low, high = self.span(self.rounding * 2 if self.precise else self.rounding)
        return low <= rate <= high


def yuan_per_dollar(prices: Sequence[Converted]) -> Decimal | None:
    """The rate at which all are conversions of the other price, each rounded as it is written.

    None where no one rate explains all of them, or it is no rate of the yuan to the dollar. Of a
    coarse number, one per cent is allowed for rounding and no more.

    >>> D = Decimal
    >>> yuan_per_dollar([Converted(D("1.103"), D(8), False), Converted(D("3.862"), D(28), False)])
    Decimal('7.25')
    >>> yuan_per_dollar([Converted(D("0.60"), D(4), False), Converted(D("2.50"), D(16), False)])
    """
    spans = [p.span(min(p.rounding, p.stated * _COARSEST)) for p in prices]
    return _within(max(s[0] for s in spans), min(s[1] for s in spans)) if spans else None


def habits(sets: Iterable[Sequence[Converted]]) -> Iterator[Decimal]:
    """The rates at which more than one price list entry was converted, the commonest first.

    Only numbers precise enough to tell one rate from another count as evidence.
    """
    left = [s for s in sets if all(price.precise for price in s)]
    while left:
        rates = {rate for one in left if (rate := yuan_per_dollar(one))}
        fitting = {rate: [s for s in left if all(p.fits(rate) for p in s)] for rate in rates}
        best = max(fitting, key=lambda rate: (len(fitting[rate]), _simplicity(rate)), default=None)
        if best is None or len(fitting[best]) == 1:
            return
        yield best
        left = [one for one in left if one not in fitting[best]]


def rate_words(rate: Decimal) -> str:
    """A rate by the simpler of its two names.

    >>> rate_words(Decimal("7.25")), rate_words(1 / Decimal("0.14375"))
    ('7.25 CNY per USD', '0.14375 USD per CNY (6.9565 CNY per USD)')
    """
    if len(rate.as_tuple().digits) <= _MOST_DECIMALS:
        return f"{rate} CNY per USD"
    return f"{_turned(rate)} USD per CNY ({rate:.5} CNY per USD)"


def _turned(rate: Decimal) -> Decimal:
    return plain(EXACT.divide(1, rate).normalize(_SHORT))


def _simplicity(rate: Decimal) -> tuple[int, bool]:
    """More for fewer digits by the simpler of its two names, and for a turned one among equals."""
    digits = [len(number.as_tuple().digits) for number in (rate, _turned(rate))]
    return -min(digits), digits[1] <= digits[0]


def _within(low: Decimal, high: Decimal) -> Decimal | None:
    """The simplest rate between two, be it as yuan per dollar or as dollars per yuan."""
    low, high = max(low, PLAUSIBLE[0]), min(high, PLAUSIBLE[1])
    if low > high:
        return None
    rate = _simplest(low, high)
    turned = _simplest(EXACT.divide(1, high), EXACT.divide(1, low))
    digits = len(rate.as_tuple().digits)
    simpler = digits > _PRECISE_DIGITS and len(turned.as_tuple().digits) <= digits
    return EXACT.divide(1, turned) if simpler else rate


def _simplest(low: Decimal, high: Decimal) -> Decimal:
    """The number with the fewest decimals between two."""
    for decimals in range(_MOST_DECIMALS):
        found = low.quantize(Decimal(1).scaleb(-decimals), ROUND_CEILING, EXACT)
        if found <= high:
            return found
    return low
