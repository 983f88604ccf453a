"""What was found, in words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from calculator.reconcile.cells import Cell
from calculator.reconcile.terms import Terms
from pricing.money import EXACT


def chosen_words(kind: str, label: str, cell: Cell) -> str:
    """How usage was charged instead."""
    if kind == "cache":
        return label
    if kind == "band":
        return f"billed as {label or 'of any size'}"
    if kind == "thinking":
        return "billed as thinking" if label == "on" else "billed as not thinking"
    if kind == "hours":
        return f"billed as {label}" if label else "billed as outside its hours"
    return f"billed at {label} instead of {cell.buckets[0].service_tier}"


def within_words(kind: str) -> str:
    """What is in doubt, and within whose bounds the amount lies."""
    doubt = {
        "band": "how large each request was",
        "hours": "at which hours of the period",
        "thinking": "whether it was thinking",
    }[kind]
    return f"within what is possible: the log does not tell {doubt}"


def discount_words(terms: Terms) -> str:
    factor = terms.factor
    return factor.said.partition("; ")[0] or f"at {_percent(factor.discount)} of the list price"


def tax_words(terms: Terms) -> str:
    return terms.factor.said.rpartition("; ")[2]


def fx_words(terms: Terms, cell: Cell) -> str:
    rate = terms.rate or Fraction(1)
    base, quote = cell.offer.currency, cell.currency
    if rate < 1:
        rate, base, quote = 1 / rate, quote, base
    return f"converted at {_number(rate)} {quote} for 1 {base}"


def rounding_words(terms: Terms) -> str:
    return f"amounts in steps of {_number(Fraction(terms.grain, 10**12))}"


def listed_words(cell: Cell) -> str:
    """A discount that the source states itself."""
    if not cell.billed:
        return "listed, and billed at nothing"
    return "list price and bill as the source states them"


def _percent(share: Fraction) -> str:
    return f"{_number(share * 100)} %"


def _number(value: Fraction) -> str:
    """Up to six significant digits."""
    exact = EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return f"{exact:.6g}"
