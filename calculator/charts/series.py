"""What charts of several offers share: their lines, ticks between two values, signed amounts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from calculator.charts.look import PALETTES, short
from pricing.money import Money

MOST = 4
_HUES = (0, 2, 3, 1)
DASHES = ("solid", "dash", "dot", "dashdot")
"""Offers differ by dash as well as by colour, and are named in words beside."""
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
CONFIG = {"displayModeBar": False, "responsive": True}
"""How a page shows any of our figures."""


def hue(place: int, theme: str) -> str:
    """The colour of the offer at a place of a list."""
    return PALETTES[theme][_HUES[place % MOST]]


def line(place: int, theme: str, **more: Any) -> dict[str, Any]:
    """The line of the offer at a place of a list."""
    return {"color": hue(place, theme), "dash": DASHES[place % MOST], "width": 2.5} | more


def faint(colour: str, opacity: float) -> str:
    """A colour that lets others through.

    >>> faint("#1e479d", 0.2)
    'rgba(30,71,157,0.2)'
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def between(low: Fraction, high: Fraction, most: int = 6) -> list[Fraction]:
    """Round values from one to another, at most so many.

    >>> [str(tick) for tick in between(Fraction(0), Fraction(1050))]
    ['0', '200', '400', '600', '800', '1000']
    """
    width = Decimal(float(high - low)) / most
    unit = Decimal(1).scaleb(width.adjusted())
    step = Fraction(next(unit * n for n in _STEPS if unit * n >= width))
    first = -int(-low // step)
    return [n * step for n in range(first, int(high // step) + 1)]


def signed(money: Money, language: str) -> str:
    """An amount with its sign: `+$426`, `−$73.01`.

    >>> signed(Money(426, "USD"), "en"), signed(Money("-73.01", "USD"), "en")
    ('+$426', '−$73.01')
    """
    sign = "+" if money.amount > 0 else "−" if money.amount < 0 else ""
    return sign + short(Money(abs(money.amount), money.currency), language)
