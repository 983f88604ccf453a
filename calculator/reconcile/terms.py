"""What holds for all amounts of an account or a model: discount, exchange rate, tax, rounding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from calculator.reconcile.cells import Cell
from calculator.reconcile.factors import Factor, expected
from calculator.reconcile.ratios import Common, Span, decimals, overlap, simplest

NARROW = Fraction(1, 100)
"""A ratio is only looked for among amounts that tell it to this part of itself."""
NEAR = Fraction(5, 100)
"""So near to the published rate, a constant ratio is taken for another exchange rate."""
CLOSE = {1: Fraction(1, 1000), 2: Fraction(1, 50)}
"""A ratio of one amount, or of two, is believed only if they tell it to this part of itself."""
SURE = 3
"""So many amounts of one ratio are no coincidence, however odd it is."""


class Terms(NamedTuple):
    """How the list cost of usage becomes an amount of a bill."""

    grain: int
    """Picos that amounts were rounded to."""
    factor: Factor = Factor()
    rate: Fraction | None = None
    """The one exchange rate that the bill used; None for that of each day."""

    def amount(self, picos: Fraction, rate: Fraction) -> Fraction:
        """What is billed for a list cost.

        Args:
            picos: list cost in the currency of the price.
            rate: our exchange rate of that day into that of the bill.
        """
        return picos * (self.rate or rate) * self.factor.value

    def slack(self, cell: Cell) -> int:
        """By how much an amount may differ through rounding, each of its parts by itself."""
        return self.grain * cell.stated


class Seen(NamedTuple):
    """A cell, and our exchange rate of its day into the currency of the bill."""

    cell: Cell
    rate: Fraction

    @property
    def target(self) -> int:
        """The amount to be explained: before discounts, where the source says it."""
        return self.cell.billed if self.cell.listed is None else self.cell.listed

    def fits(self, terms: Terms, picos: Fraction | int) -> bool:
        """Whether a list cost comes to the amount, but for rounding."""
        made = terms.amount(Fraction(picos), self.rate)
        return abs(self.target - made) < terms.slack(self.cell)


def terms_of(
    seen: Sequence[Seen],
    grain: int,
    tax: Decimal | None,
    otherwise: Callable[[Seen], bool],
) -> Terms:
    """The terms that explain the most cells of one seller and currency.

    Args:
        seen: cells with a price.
        grain: picos that their amounts were rounded to.
        tax: per cent that the buyer says is added.
        otherwise: whether a cell can be explained without a ratio.
    """
    plain = Terms(grain)
    open_ = [one for one in seen if one.target and not one.fits(plain, one.cell.picos)]
    whole = sum(1 for one in seen if one.target)
    at_day = _common(open_, grain, lambda one: one.rate)
    if at_day is None:
        return plain
    at_one = _common(open_, grain, lambda one: Fraction(1)) if _converted(open_) else None
    sheet, day = open_[0].cell.offer.sheet, open_[0].cell.day
    known = next((f for f in expected(sheet, day, tax) if f.value in at_day.span), None)
    if at_one is not None and _other_rate(at_one, at_day, known, open_):
        found = Terms(grain, rate=_quoted(at_one.span))
        shown = max(found.rate or 1, 1 / (found.rate or 1))
        believed = _believed(at_one, Fraction(shown), open_, whole)
    else:
        found = Terms(grain, known or Factor(simplest(at_day.span)))
        shared = known is not None and 2 * at_day.size >= len(open_)
        believed = shared or _believed(at_day, found.factor.value, open_, whole)
    if not believed or _no_better(found, open_, otherwise):
        return plain
    return found


def _common(seen: Iterable[Seen], grain: int, rate: Callable[[Seen], Fraction]) -> Common | None:
    """Where the ratios of bill and list cost agree."""
    spans = []
    for one in seen:
        base = one.cell.picos * rate(one)
        slack = grain * one.cell.stated - Fraction(1, 10**6)
        if base and slack <= base * NARROW:
            spans.append(Span((one.target - slack) / base, (one.target + slack) / base))
    return overlap(spans)


def _converted(seen: Sequence[Seen]) -> bool:
    return any(one.cell.offer.currency != one.cell.currency for one in seen)


def _other_rate(at_one: Common, at_day: Common, known: Factor | None, seen: Sequence[Seen]) -> bool:
    """Whether one exchange rate explains more than a factor at the rate of each day does."""
    if at_one.size != at_day.size:
        return at_one.size > at_day.size
    mean = sum((one.rate for one in seen), start=Fraction(0)) / len(seen)
    return known is None and abs(at_one.span.low / mean - 1) <= NEAR


def _quoted(span: Span) -> Fraction:
    """The simplest exchange rate, quoted as is usual: as a number above one."""
    if span.low >= 1:
        return simplest(span)
    return 1 / simplest(Span(1 / span.high, 1 / span.low))


def _believed(common: Common, value: Fraction, seen: Sequence[Seen], whole: int) -> bool:
    """Whether a ratio is more than a coincidence.

    Args:
        common: the ratio, and how many amounts share it.
        value: the number it is taken for.
        seen: the amounts that are not as estimated.
        whole: how many there are with those that are.
    """
    if common.size >= SURE:
        return 2 * common.size >= len(seen)
    width = common.span.high - common.span.low
    told = width <= CLOSE[common.size] * common.span.high
    return told and 2 * common.size >= whole and decimals(value) <= 2 * common.size


def _no_better(terms: Terms, seen: Sequence[Seen], otherwise: Callable[[Seen], bool]) -> bool:
    """Whether the cells that these terms explain are as well explained without them."""
    mine = [one for one in seen if one.fits(terms, one.cell.picos)][:_LOOKED_AT]
    return bool(mine) and all(map(otherwise, mine))


_LOOKED_AT = 200
