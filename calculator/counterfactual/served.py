"""Whether an offer can serve a load at all, and its place in the ranking if so."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import numpy as np

from calculator.counterfactual.charged import EPOCH, Charged, percent
from calculator.counterfactual.load import ASKED, Load
from calculator.counterfactual.ranked import Place
from calculator.counterfactual.targets import Target
from calculator.counterfactual.words import Note
from calculator.settle import settle
from pricing.errors import did_you_mean
from pricing.money import Money

TOO_MANY = Fraction(1, 20)
"""Of requests that exceed the context window: as `compare` looks at the 95th percentile."""


def unservable(load: Load, target: Target) -> Note | None:
    """Why an offer cannot serve a load, whatever it costs: tier, thinking, context window."""
    offer, switch = target.offer, target.switch
    tiers, tier = offer.service_tiers, switch.service_tier
    if tier and tier not in tiers:
        hint = did_you_mean(tier, tiers)
        known = ", ".join(tiers)
        said = f"{offer.id} has no service tier {tier!r} (it has {known}){hint}"
        return Note("refused", reason=said)
    if switch.thinks is False and offer.always_thinks:
        return Note("cannot_switch_off", offer=offer.id)
    over = over_context(load, target)
    if over <= TOO_MANY:
        return None
    window = f"{offer.context_window:,}"
    return Note("too_small", offer=offer.id, percent=percent(over), window=window)


def over_context(load: Load, target: Target) -> Fraction:
    """The share of requests whose input is larger than the context window, as far as known."""
    window = target.offer.context_window
    if not window:
        return Fraction(0)
    most = int(window / target.switch.input_tokens)
    over = load.columns["input"] > most
    return Fraction(int(np.sum(load.sums[ASKED][over])), load.asked)


def place_of(found: Charged, load: Load, currency: str) -> Place:
    """The place of a target, with charges and tax of its sheet."""
    target, sums = found.target, found.amounts
    last = EPOCH + timedelta(load.last_day)
    cost, low, high = (
        Money.of_picos(int(picos[0]), currency) for picos in (sums.cost, sums.low, sums.high)
    )
    bill = settle(cost, target.offer.sheet, at=last, months=load.months)
    parts = {k: Money.of_picos(int(v[0]), currency) for k, v in sums.parts.items() if v[0]}
    over, notes = over_context(load, target), found.notes
    if over:
        window = f"{target.offer.context_window:,}"
        notes = (Note("over_context", percent=percent(over), window=window), *notes)
    return Place(target.offer, cost, low, high, parts, bill.total, (bill,), notes)
