"""Amounts of money: exact, with their currency, and rounded only here, when shown."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation, localcontext
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.errors import CurrencyMismatchError

if TYPE_CHECKING:
    from babel import Locale

PICO = 10**12
"""Whole picos (10^-12 of a currency unit) in one unit: what rates and charges are counted in."""

EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
"""Arithmetic on sums of money: wide enough that no sum or product of ours is ever rounded."""

SYMBOLS = {"CNY": "¥", "USD": "$"}
_LOCALES = {"en": "en", "zh": "zh_CN"}
_MILLIONTH = Decimal("0.000001")


class Money:
    """An exact amount in one currency.

    >>> Money("0.5", "USD") + Money("0.25", "USD")
    Money('0.75', 'USD')
    >>> Money(1, "USD") + Money(1, "CNY")
    Traceback (most recent call last):
    pricing.errors.CurrencyMismatchError: USD and CNY cannot be added: convert one of them first
    """

    __slots__ = ("amount", "currency")
    amount: Decimal
    currency: str

    def __init__(self, amount: Decimal | int | str, currency: str) -> None:
        if isinstance(amount, float):
            raise TypeError(
                f"money is exact: write Decimal('{amount}') instead of the float {amount}"
            )
        try:
            self.amount = Decimal(amount)
        except InvalidOperation:
            raise ValueError(f"{amount!r} is not an amount of money") from None
        self.currency = currency

    @classmethod
    def of_picos(cls, picos: int, currency: str) -> Money:
        """An amount counted in 10^-12 of the currency unit.

        >>> Money.of_picos(48_000_000_000, "CNY")
        Money('0.048000000000', 'CNY')
        """
        money = cls.__new__(cls)
        money.amount, money.currency = EXACT.scaleb(picos, -12), currency
        return money

    def __repr__(self) -> str:
        return f"Money({str(self.amount)!r}, {self.currency!r})"

    def __str__(self) -> str:
        return show_exact(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return (self.amount, self.currency) == (other.amount, other.currency)

    def __hash__(self) -> int:
        return hash((self.amount, self.currency))

    def __add__(self, other: Money) -> Money:
        self._same_currency(other, "added")
        return Money(EXACT.add(self.amount, other.amount), self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other, "subtracted")
        return Money(EXACT.subtract(self.amount, other.amount), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        if isinstance(factor, float):
            raise TypeError("money is exact: multiply it by an int or a Decimal, not a float")
        return Money(EXACT.multiply(self.amount, Decimal(factor)), self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same_currency(other, "compared")
        return self.amount < other.amount

    def _same_currency(self, other: Money, what: str) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatchError(
                f"{self.currency} and {other.currency} cannot be {what}: convert one of them first"
            )


def to_picos(amount: Fraction | Decimal) -> int:
    """Round once, half to even, to whole picos.

    >>> to_picos(Fraction(1, 3))
    333333333333
    """
    return round(Fraction(amount) * PICO)


def percent_of(money: Money, percent: Decimal) -> Money:
    """A share of a sum, exact.

    >>> percent_of(Money(200, "USD"), Decimal("5.5"))
    Money('11.000', 'USD')
    """
    return Money(EXACT.multiply(money.amount, percent).scaleb(-2, EXACT), money.currency)


def total(amounts: list[Money], currency: str) -> Money:
    """The sum of amounts of one currency; zero of that currency for an empty list."""
    result = Money(0, currency)
    for money in amounts:
        result = result + money
    return result


def show_exact(money: Money, places: int = 6) -> str:
    """Text of a single cost, to the millionth, with the currency's narrow symbol.

    >>> show_exact(Money("0.048", "CNY"))
    '¥0.048000'
    """
    amount = money.amount.quantize(Decimal(1).scaleb(-places), context=EXACT)
    sign = "-" if amount < 0 else ""
    return (
        f"{sign}{SYMBOLS.get(money.currency, money.currency + ' ')}{amount.copy_abs():,.{places}f}"
    )


def show_rate(rate: Decimal, currency: str) -> str:
    """Text of a price per million tokens: at least two decimals, no invented ones.

    >>> show_rate(Decimal("0.0036250"), "USD"), show_rate(Decimal("4"), "CNY")
    ('$0.003625', '¥4.00')
    >>> show_rate(Decimal("-29.01"), "USD")
    '-$29.01'
    """
    plain = rate.quantize(_MILLIONTH, context=EXACT).normalize(EXACT)
    decimals = max(2, -int(plain.as_tuple().exponent))
    return f"{'-' * (plain < 0)}{SYMBOLS.get(currency, currency + ' ')}{abs(plain):,.{decimals}f}"


@lru_cache(maxsize=8192)
def show_amount(
    money: Money, language: str = "en", *, compact: bool = False, places: int | None = None
) -> str:
    """Text of a sum as Unicode CLDR writes it: `$`/`CN¥` in English, `US$`/`¥` in Chinese.

    Amounts of 100 and more have no decimals, of 1 and more two, smaller ones three significant
    digits; `compact` gives three significant digits with K/M/B or 万/亿, `places` so many decimals.
    A minus stands before the sign of the currency.

    >>> show_amount(Money("1234.5", "CNY")), show_amount(Money(44900, "CNY"), "zh", compact=True)
    ('CN¥1,234', '¥4.49万')
    >>> show_amount(Money("-29.009", "USD")), show_amount(Money("-129.5", "CNY"), "zh", places=2)
    ('-$29.01', '-¥129.50')
    """
    with localcontext(EXACT):
        return _by_cldr(money, language, compact, places)


def _by_cldr(money: Money, language: str, compact: bool, places: int | None) -> str:
    from babel.numbers import format_compact_currency, format_currency

    locale = _locale(_LOCALES.get(language, "en"))
    size = abs(money.amount)
    group = 4 if language == "zh" else 3
    if compact and size.adjusted() >= group:
        leading = size.adjusted() % group
        text = format_compact_currency(
            money.amount, money.currency, locale=locale, fraction_digits=max(0, 2 - leading)
        )
        return str(text)
    if places is None:
        places = 0 if size >= 100 else 2 if size >= 1 or not size else 2 - size.adjusted()  # noqa: PLR2004
    text = format_currency(
        money.amount.quantize(Decimal(1).scaleb(-places)),
        money.currency,
        format=_pattern(locale, places),
        locale=locale,
        currency_digits=False,
    )
    return str(text)


@cache
def _locale(name: str) -> Locale:
    """A locale, parsed once: babel would parse its name anew for each amount."""
    from babel import Locale

    return Locale.parse(name)


@cache
def _pattern(locale: Locale, places: int) -> str:
    """The locale's own currency pattern with another number of decimals."""
    pattern: str = locale.currency_formats["standard"].pattern
    return pattern.replace("0.00", "0" + ("." + "0" * places if places else ""))
