"""What a fit found: each thing with the words for it, what it rests on, and whether it is known."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

PLACES = 6
"""Decimals that shares and means are written with."""


class Finding(NamedTuple):
    """One thing that was looked for in a log."""

    what: str
    said: str
    """What was found, or what is taken for granted instead."""
    rests_on: str
    known: bool = True
    """False where the log cannot tell; then `said` is an assumption."""

    def __str__(self) -> str:
        what = self.what if self.known else f"{self.what} (assumed)"
        return f"{what}: {self.said}" + (f" [{self.rests_on}]" if self.rests_on else "")


class Found(NamedTuple):
    """Keys of a profile, and the findings they come from."""

    keys: Mapping[str, Any]
    findings: tuple[Finding, ...]


def decimal(value: Fraction | int | float, places: int = PLACES) -> Decimal:
    """A number as it is written in a profile, rounded down.

    >>> decimal(Fraction(2, 3), 2), decimal(Fraction(1200, 1))
    (Decimal('0.66'), Decimal('1200'))
    """
    exact = Fraction(value)
    scaled = Decimal(exact.numerator * 10**places // exact.denominator).scaleb(-places)
    whole = scaled.to_integral_value(ROUND_FLOOR)
    return whole if whole == scaled else scaled.normalize()


def percent(share: Fraction | float | Decimal, places: int = 1) -> str:
    """A share in words.

    >>> percent(Fraction(3, 8)), percent(Fraction(1, 100_000)), percent(1)
    ('37.5 %', 'under 0.1 %', '100 %')
    """
    value = float(share) * 100
    least = 10**-places
    if 0 < abs(value) < least:
        return f"under {least:g} %" if value > 0 else f"above -{least:g} %"
    return f"{value:,.{places}f}".removesuffix("." + "0" * places) + " %"


def number(value: Fraction | int | Decimal) -> str:
    """A count in words: whole from a hundred on.

    >>> number(Fraction(12345, 10)), number(Fraction(25, 2))
    ('1,234', '12.5')
    """
    size = float(value)
    return f"{size:,.0f}" if size >= 100 or size == int(size) else f"{size:,.3g}"  # noqa: PLR2004
