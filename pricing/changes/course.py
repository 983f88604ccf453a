"""How one rate moved: the stretches of time at one price, for whoever draws or lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pricing.changes.history import History
from pricing.changes.side_by_side import during, rise
from pricing.changes.tariff import Picos, Place, Step, shown_rate, told_kinds

KINDS = ("input", "cache_read", "output", "reasoning")
"""The rates whose course is worth following."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days at one rate, per million tokens."""

    since: date
    until: date | None
    """First day at another rate or at none; None while no end is known."""
    rate: Decimal
    state: str
    """`past`, `in force` or `announced`."""
    rise: Fraction | None
    """Over the stretch right before it, as a part of its rate; None for the first, after a gap,
    and from zero."""


def course(history: History, place: Place) -> dict[str, tuple[Stretch, ...]]:
    """The course of each rate for the smallest request of a place, oldest first.

    Bands, modes and hours change over time: each step gives the rate that such a request pays, in
    hours outside all windows where it does not know the place's. Steps without the service tier
    leave a gap, and equal steps are one stretch.

    >>> from pricing.changes.history import price_history
    >>> from pricing.changes.headline import headline
    >>> told = price_history("moonshot-cn/moonshot-v1-8k", today=date(2026, 11, 24))
    >>> [str(s.rate) for s in course(told, next(iter(told.steps[-1].step.rates)))["input"]]
    ['12', '2']
    """
    rows = [(told.step, told.state, rates_at(told.step, place)) for told in history.steps]
    followed = [kind for kind in told_kinds([row for _, _, row in rows]) if kind in KINDS]
    return {kind: tuple(_stretches(kind, rows)) for kind in followed}


def rates_at(step: Step, place: Place) -> Picos | None:
    """What the smallest request of a place pays under a step; None without its service tier."""
    smallest = place._replace(input_up_to=place.input_over + 1, output_up_to=place.output_over + 1)
    own = {p: rates for p, rates in step.rates.items() if p.service_tier == place.service_tier}
    return next((own[p] for p in during(own, place.window) if p.meets(smallest)), None)


def _stretches(kind: str, rows: list[tuple[Step, str, Picos | None]]) -> list[Stretch]:
    told: list[Stretch] = []
    for step, state, rates in rows:
        if rates is None:
            continue
        rate = shown_rate(kind, rates[kind])
        before = told[-1] if told and told[-1].until == step.since else None
        if before and before.rate == rate and before.state != "in force":
            told[-1] = Stretch(before.since, step.until, rate, state, before.rise)
            continue
        risen = rise(Fraction(before.rate), Fraction(rate)) if before else None
        told.append(Stretch(step.since, step.until, rate, state, risen))
    return told
