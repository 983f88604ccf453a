"""Two steps of a price beside each other: where both have a rate, and how much it rose."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from pricing.changes.tariff import Picos, Place, Step


class Meeting(NamedTuple):
    """Rates of two steps at the same place; None where only the other step has the place."""

    place: Place
    old: Picos | None
    new: Picos | None


def side_by_side(before: Step, after: Step) -> Iterator[Meeting]:
    """Every place where two steps have one rate each, cut at the bounds of both.

    A window that only one of them has meets the other's hours outside all windows; a service tier
    that only one of them has meets nothing.
    """
    for tier in dict.fromkeys((*before.terms, *after.terms)):
        olds = {p: rates for p, rates in before.rates.items() if p.service_tier == tier}
        news = {p: rates for p, rates in after.rates.items() if p.service_tier == tier}
        if not (olds and news):
            yield from (Meeting(p, rates, None) for p, rates in olds.items())
            yield from (Meeting(p, None, rates) for p, rates in news.items())
            continue
        for window in dict.fromkeys(place.window for place in (*olds, *news)):
            for one, two in product(during(olds, window), during(news, window)):
                if shared := one.meets(two):
                    yield Meeting(shared._replace(window=window), olds[one], news[two])


def window_changes(before: Step, after: Step) -> list[tuple[str, str, str]]:
    """Windows whose hours differ: name, old hours, new hours; empty where there is no window.

    Whether a window closes on holidays is only compared between steps of the same dates: a step of
    a few days need not have seen one.
    """
    same_days = (before.since, before.until) == (after.since, after.until)
    told = []
    for name in dict.fromkeys((*before.windows, *after.windows)):
        old, new = before.windows.get(name), after.windows.get(name)
        if old is None or new is None or (old != new if same_days else old.week != new.week):
            told.append((name, str(old or ""), str(new or "")))
    return told


def rise(old: int | Fraction, new: int | Fraction) -> Fraction | None:
    """How much more the new one is, as a part of the old one; None for a rise from zero.

    >>> rise(4, 5)
    Fraction(1, 4)
    """
    if old == new:
        return Fraction(0)
    return Fraction(new - old) / Fraction(old) if old else None


def percent_words(part: Fraction | None) -> str:
    """A rise in per cent, to a tenth.

    >>> percent_words(Fraction(1, 8)), percent_words(Fraction(-1, 2)), percent_words(None)
    ('+12.5 %', '-50 %', 'from 0')
    """
    if part is None:
        return "from 0"
    if not part:
        return "0 %"
    percent = round(part * 1000) / Decimal(10)
    return f"{percent.normalize():+f} %" if percent else f"{'+' if part > 0 else '-'}<0.1 %"


def during(rates: dict[Place, Picos], window: str) -> list[Place]:
    """The places of a window; those outside all windows where there is no such one."""
    own = [place for place in rates if place.window == window]
    return own or [place for place in rates if not place.window]
