"""Ratios that a price sheet lets expect between list cost and bill: its charges and its tax."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from calculator.settle import settle
from pricing.money import Money
from pricing.offers import SheetFacts

CHINESE_VAT = Decimal(6)
"""Per cent on services of information technology."""


class Factor(NamedTuple):
    """A ratio taken apart: what is charged or let off upon the list cost, and tax upon that."""

    discount: Fraction = Fraction(1)
    tax: Fraction = Fraction(1)
    said: str = ""
    """Both in words, where a sheet has them."""

    @property
    def value(self) -> Fraction:
        return self.discount * self.tax


def expected(sheet: SheetFacts, day: date, tax: Decimal | None) -> Iterator[Factor]:
    """The factors that are tried before any other, the likeliest first.

    Args:
        sheet: whose charges and tax are meant.
        day: of use.
        tax: per cent that the buyer says is added.
    """
    lines = settle(Money(1, sheet.currency), sheet, at=day).lines
    added = [line for line in lines[1:] if line.category != "Tax" and line.money.amount]
    charges = 1 + sum((Fraction(line.money.amount) for line in added), start=Fraction(0))
    names = ", ".join(line.name for line in added)
    rates = [tax] if tax is not None else []
    rates += [Decimal(sheet.tax.percent)] if sheet.tax else []
    rates += [CHINESE_VAT] if sheet.currency == "CNY" else []
    upon = [Factor(tax=1 + Fraction(p) / 100, said=f"{p:f} % on top") for p in rates if p]
    without = [Factor(tax=1 / f.tax, said=f"without the {f.said[:-7]} in it") for f in upon]
    yield Factor()
    yield from dict.fromkeys([*upon, *without])
    if added:
        yield Factor(charges, said=names)
        for factor in dict.fromkeys(upon):
            yield Factor(charges, factor.tax, f"{names}; {factor.said}")
