"""Why one amount differs from its estimate: the simplest alternative that comes to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from calculator.reconcile.alternatives import KINDS, Alternatives, Choice
from calculator.reconcile.cells import Cell
from calculator.reconcile.terms import Seen, Terms
from calculator.reconcile.words import (
    chosen_words,
    discount_words,
    fx_words,
    listed_words,
    rounding_words,
    tax_words,
    within_words,
)

Reason = tuple[Choice, Terms]


@dataclass(frozen=True, slots=True)
class Explained:
    """An estimate and what each cause adds to it, in picos of the currency of the bill."""

    cell: Cell
    estimate: Fraction
    steps: dict[str, Fraction] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    """What was found, by cause."""

    def add(self, cause: str, amount: Fraction, words: str) -> None:
        if amount:
            self.steps[cause] = self.steps.get(cause, Fraction(0)) + amount
            self.words[cause] = words


def explained(
    one: Seen, terms: Sequence[Terms], alternatives: Alternatives, most: int
) -> Explained:
    """Explain one cell.

    An alternative is taken where it comes to the amount, but for rounding; of several, the one
    that changes the least. What none comes to stays unexplained, whole.

    Args:
        one: a cell.
        terms: terms that may hold for it, the plain ones first.
        alternatives: how usage can be charged otherwise.
        most: in how many kinds at once it may have been charged otherwise.
    """
    cell = one.cell
    if cell.missing:
        found = Explained(cell, Fraction(0))
        found.add("unpriced", Fraction(cell.billed), cell.missing)
        return found
    found = Explained(cell, cell.picos * one.rate)
    if not cell.billed and cell.listed is None and not one.fits(terms[0], cell.picos):
        found.add("free", -found.estimate, "billed at nothing")
        return found
    reasons = _reasons(one, terms, alternatives, most)
    if reasons:
        _lay(found, one, reasons, alternatives)
    elif not _within(found, one, terms, alternatives):
        found.add("unexplained", one.target - found.estimate, "no alternative comes to the amount")
    if cell.listed is not None:
        cause = "discount" if cell.billed else "free"
        found.add(cause, Fraction(cell.billed - cell.listed), listed_words(cell))
    return found


def alone(one: Seen, terms: Terms, alternatives: Alternatives) -> bool:
    """Whether a single alternative explains a cell."""
    return bool(_reasons(one, [terms], alternatives, 1))


def _reasons(
    one: Seen, terms: Sequence[Terms], alternatives: Alternatives, most: int
) -> list[Reason]:
    """The alternatives of fewest changes that come to the amount, the likeliest first."""
    own = [t for t in terms if one.fits(t, one.cell.picos)]
    if own:
        return [({}, own[0])]
    fitting: list[tuple[Choice, Terms, Fraction]] = []
    for choice in alternatives.choices(one.cell, most):
        if fitting and len(choice) > len(fitting[0][0]):
            break
        picos = alternatives.picos(one.cell, choice)
        if picos is not None:
            off = {t: abs(one.target - t.amount(picos, one.rate)) for t in terms}
            fitting += [(choice, t, off[t]) for t in terms if one.fits(t, picos)]
    fitting.sort(key=lambda reason: (terms.index(reason[1]), reason[2]))
    return [(choice, t) for choice, t, _ in fitting]


def _lay(found: Explained, one: Seen, reasons: list[Reason], alternatives: Alternatives) -> None:
    """The steps of the first reason; the others are named beside it."""
    choice, terms = reasons[0]
    cell, level, partial = one.cell, Fraction(one.cell.picos), {}
    others = [_words(other, cell) for other, _ in reasons[1:3]]
    step: dict[str, str] = {}
    for kind in KINDS:
        if kind in choice:
            step[kind] = partial[kind] = choice[kind]
            reached = alternatives.picos(cell, partial)
            if reached is not None:
                words = " or ".join([_words(step, cell), *others])
                found.add(kind, (reached - level) * one.rate, words)
                level, step = reached, {}
    _upon(found, one, level, terms)
    rest = one.target - terms.amount(level, one.rate)
    found.add("rounding", rest, rounding_words(terms))


def _words(choice: Choice, cell: Cell) -> str:
    return " and ".join(chosen_words(kind, label, cell) for kind, label in choice.items())


def _upon(found: Explained, one: Seen, picos: Fraction, terms: Terms) -> None:
    """Discount, exchange rate and tax upon a list cost, one after the other."""
    factor, rate = terms.factor, terms.rate or one.rate
    at_day = picos * one.rate
    at_rate = picos * rate * factor.discount
    found.add("discount", at_day * (factor.discount - 1), discount_words(terms))
    found.add("fx", at_rate - at_day * factor.discount, fx_words(terms, one.cell))
    found.add("tax", at_rate * (factor.tax - 1), tax_words(terms))


def _within(
    found: Explained, one: Seen, terms: Sequence[Terms], alternatives: Alternatives
) -> bool:
    """Whether the amount lies within the bounds of what the log does not tell; then it is laid."""
    cell = one.cell
    low, high = (sum(getattr(b, side) for b in cell.buckets) for side in ("low", "high"))
    if low == high:
        return False
    kind = alternatives.doubt(cell)
    for t in terms:
        slack = t.slack(cell)
        bounds = [t.amount(Fraction(picos), one.rate) for picos in (low, high)]
        if bounds[0] - slack <= one.target <= bounds[1] + slack:
            own = Fraction(cell.picos)
            _upon(found, one, own, t)
            found.add(kind, one.target - t.amount(own, one.rate), within_words(kind))
            return True
    return False
