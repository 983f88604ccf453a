"""Levers, their values and their ranges in the reader's language."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from calculator.dashboard.text import count, t
from calculator.forecast.flips import Flip, Span
from calculator.forecast.tornado import Range
from calculator.words.engine import engine_words
from pricing.money import EXACT
from pricing.offers import Offer

SHARES = ("cache", "batch", "growth")
_HALF = {Fraction(1, 2): "½"}


def lever_name(name: str, language: str) -> str:
    return t(f"lever.{name}", language)


def lever_value(name: str, value: Fraction, language: str) -> str:
    """A value of a lever.

    >>> [lever_value(n, Fraction(1, 4), "en") for n in ("cache", "fx")]
    ['25%', '0.25']
    >>> lever_value("thinking", Fraction(4133), "en")
    '4,133'
    """
    if name in SHARES:
        return f"{_plain(value * 100)}%"
    if name == "fx":
        return _plain(value)
    return count(round(value), language)


def range_words(each: Range, language: str) -> str:
    """How far a lever is turned: `×½ – ×2`, `−20 – +20 pt`.

    >>> range_words(Range("thinking", Fraction(1, 2), Fraction(2)), "en")
    '×½ – ×2'
    >>> range_words(Range("cache", Fraction(-1, 5), Fraction(1, 5), added=True), "zh")
    '−20 – +20 个百分点'
    """
    if each.added:
        ends = [_signed(part) for part in (each.down, each.up)]
        return t("range.points", language, low=ends[0], high=ends[1])
    ends = [_HALF.get(part) or _plain(part) for part in (each.down, each.up)]
    return f"×{ends[0]} – ×{ends[1]}"


def flip_words(flip: Flip, offers: tuple[Offer, Offer], language: str) -> str:
    """At which values the other offer is cheaper, or why it never is."""
    if flip.why_not == "same_currency":
        return t("flip.same_currency", language, currency=offers[0].currency)
    found = flip.found
    if found is None:
        return engine_words(flip.why_not, language)
    fine = "" if found.certain else t("flip.looked", language, places=found.places)
    if not flip.spans:
        low, high = (lever_value(flip.name, end, language) for end in (found.least, found.most))
        never = "flip.never" if found.certain else "flip.not_seen"
        return t(never, language, low=low, high=high) + fine
    spans = (_span(flip.name, span, language) for span in flip.spans)
    return t("flip.or", language).join(spans) + fine


def _span(name: str, span: Span, language: str) -> str:
    over, below = (None if end is None else lever_value(name, end, language) for end in span)
    if over is None:
        return t("flip.below", language, value=below)
    if below is None:
        return t("flip.above", language, value=over)
    return t("flip.between", language, over=over, below=below)


def _signed(share: Fraction) -> str:
    sign = "+" if share > 0 else "−" if share < 0 else ""
    return sign + _plain(abs(share) * 100)


def _plain(value: Fraction) -> str:
    """Up to four decimals, none of them a trailing zero."""
    exact = EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return f"{round(exact, 4).normalize():f}"
