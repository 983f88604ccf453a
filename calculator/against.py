"""A comparison seen from the offer one uses today: what each of the others would change."""

from __future__ import annotations

from decimal import Decimal
from itertools import dropwhile
from typing import NamedTuple

from calculator.comparison import Comparison, Ranked
from pricing.money import EXACT, Money


class Change(NamedTuple):
    """A bill beside the current one: the difference, and that as per cent of the current."""

    money: Money
    percent: Decimal | None
    """To one decimal; None where the current bill is zero."""


class Bar(NamedTuple):
    """A model on a chart: its cheapest offer, and how many more sell it."""

    best: Ranked
    more: int


def current(comparison: Comparison, baseline: str) -> Ranked | None:
    """The offer in use today, where it takes part and can serve."""
    return next((r for r in comparison.ranked if r.offer.id == baseline), None)


def cheapest_paid(comparison: Comparison) -> Ranked | None:
    """The cheapest offer that costs anything: free ones are often limited in ways no list says."""
    return next((r for r in comparison.ranked if r.total.amount > 0), None)


def rivals(comparison: Comparison, baseline: str = "") -> tuple[Ranked, Ranked | None]:
    """Two offers worth holding against each other, where some offer can serve.

    The cheapest one that costs anything; and the one in use today, or else the cheapest of another
    provider, or else the next.
    """
    paid = [*dropwhile(lambda r: not r.total.amount, comparison.ranked)] or [*comparison.ranked]
    first, *others = paid
    base = current(comparison, baseline)
    if base is not None and base is not first:
        return first, base
    elsewhere = (r for r in others if r.offer.provider != first.offer.provider)
    return first, next(elsewhere, others[0] if others else None)


def change(ranked: Ranked, base: Ranked) -> Change:
    """What moving from one offer to another changes on the bill; negative is a saving."""
    difference = ranked.total - base.total
    if not base.total.amount:
        return Change(difference, None)
    share = EXACT.divide(difference.amount * 100, base.total.amount)
    return Change(difference, share.quantize(Decimal("0.1")))


def per_thousand(ranked: Ranked, requests: int) -> Money:
    """The bill of a thousand requests, to the millionth of a currency unit.

    Raises:
        ValueError: there are no requests.
    """
    if not requests:
        raise ValueError("no requests, so no bill of a thousand")
    share = EXACT.divide(ranked.total.amount * 1000, Decimal(requests))
    return Money(share.quantize(Decimal("0.000001")), ranked.total.currency)


def models(comparison: Comparison) -> int:
    """How many different models can serve, whoever sells them."""
    return len({_model(r) for r in comparison.ranked})


def bars(comparison: Comparison, most: int, baseline: str = "") -> list[Bar]:
    """The cheapest models with their cheapest offer each, and the current one at its place.

    Many sell the same model, so a chart of offers would show little else; a model is the same
    where publisher and name are. The current offer is shown even where its model has a cheaper.
    """
    best: dict[tuple[str, str], Ranked] = {}
    sellers: dict[tuple[str, str], int] = {}
    for r in comparison.ranked:
        model = _model(r)
        best.setdefault(model, r)
        sellers[model] = sellers.get(model, 0) + 1
    shown = [Bar(r, sellers[model] - 1) for model, r in best.items()][:most]
    own = current(comparison, baseline)
    if own is not None and all(bar.best is not own for bar in shown):
        shown.append(Bar(own, 0))
        shown.sort(key=lambda bar: (bar.best.total.amount, bar.best.offer.id))
    return shown


def _model(ranked: Ranked) -> tuple[str, str]:
    return ranked.offer.publisher, ranked.offer.name
