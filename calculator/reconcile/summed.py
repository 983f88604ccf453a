"""Explained cells added up: into groups, into totals, and into what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from calculator.reconcile.causes import CAUSES
from calculator.reconcile.explain import Explained
from calculator.reconcile.rates import DayRates
from calculator.reconcile.result import Finding, Group
from calculator.reconcile.waterfall import Waterfall, added, waterfall
from pricing.money import PICO, Money, to_picos

_Place = tuple[tuple[str | None, ...], str]


def groups(
    reasons: Iterable[Explained], by: Sequence[str], currency: str | None, rates: DayRates
) -> tuple[Group, ...]:
    """A waterfall for each key and currency, every sum exact until it is rounded once."""
    estimates: dict[_Place, Fraction] = {}
    steps: dict[_Place, dict[str, Fraction]] = {}
    rows: dict[_Place, int] = {}
    for one in reasons:
        shown, rate = _shown(one, currency, rates)
        place = (tuple(one.cell.facts.get(name) for name in by), shown)
        estimates[place] = estimates.get(place, Fraction(0)) + one.estimate * rate
        rows[place] = rows.get(place, 0) + one.cell.rows
        sums = steps.setdefault(place, {})
        for cause, amount in one.steps.items():
            sums[cause] = sums.get(cause, Fraction(0)) + amount * rate
    return tuple(
        Group(key, waterfall(shown, estimates[key, shown], steps[key, shown], rows[key, shown]))
        for key, shown in sorted(estimates, key=_order)
    )


def _order(place: _Place) -> tuple[list[tuple[bool, str]], str]:
    key, currency = place
    return [(value is None, value or "") for value in key], currency


def _shown(one: Explained, currency: str | None, rates: DayRates) -> tuple[str, Fraction]:
    """The currency to show, and the rate into it on the day."""
    own = one.cell.currency
    if currency is None:
        return own, Fraction(1)
    return currency, rates.rate(own, currency, one.cell.day)


def totals(shown: Iterable[Group]) -> dict[str, Waterfall]:
    """The whole, by currency."""
    falls: dict[str, list[Waterfall]] = {}
    for group in shown:
        falls.setdefault(group.waterfall.currency, []).append(group.waterfall)
    return {currency: added(several) for currency, several in sorted(falls.items())}


def findings(
    reasons: Iterable[Explained], currency: str | None, rates: DayRates
) -> tuple[Finding, ...]:
    """What was found, alike things taken together."""
    amounts: dict[tuple[str, str, str, str], Fraction] = {}
    rows: dict[tuple[str, str, str, str], int] = {}
    for one in reasons:
        shown, rate = _shown(one, currency, rates)
        model = _named(one.cell.facts)
        for cause, words in one.words.items():
            key = (cause, words, model, shown)
            amounts[key] = amounts.get(key, Fraction(0)) + one.steps[cause] * rate
            rows[key] = rows.get(key, 0) + one.cell.rows
    found = [
        Finding(cause, words, model, Money.of_picos(to_picos(amount / PICO), shown), rows[key])
        for key, amount in amounts.items()
        for cause, words, model, shown in [key]
    ]
    return tuple(
        sorted(found, key=lambda f: (CAUSES.index(f.cause), -abs(f.money.amount), f.model, f.words))
    )


def _named(facts: Mapping[str, str | None]) -> str:
    return facts.get("offer") or facts.get("model") or "what is billed without a model"
