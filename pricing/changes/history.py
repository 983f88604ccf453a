"""The prices of an offer through time: each step beside the one before it, with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from pricing.catalog import Catalog, default_catalog
from pricing.changes.side_by_side import percent_words, rise, side_by_side
from pricing.changes.tariff import PER, Place, Step, shown_rate, steps, told_kinds
from pricing.lines import Terms
from pricing.offers import Offer

Rises = tuple[Fraction | None, ...]
"""How much a rate rose over the step before: several where it cost several things there."""


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One step of a price and what it changed."""

    step: Step
    kinds: tuple[str, ...]
    """The kinds worth telling: those with a rate of their own here or in the step before."""
    rises: dict[tuple[Place, str], Rises]
    """By place and kind; nothing for what the step before did not price."""
    state: str
    """`past`, `in force` or `announced`."""
    next_from: date | None
    """First day of the following step."""

    @property
    def ends(self) -> str:
        """What comes after the last day: `retired`, `gap`, or an empty text."""
        if self.step.until is None or self.step.until == self.next_from:
            return ""
        return "gap" if self.next_from else "retired"


@dataclass(frozen=True, slots=True)
class History:
    """The steps of one offer's price, oldest first, in the currency it is sold in."""

    offer: Offer
    steps: tuple[HistoryStep, ...]
    book_id: str

    def to_dict(self) -> dict[str, Any]:
        """The history as plain JSON values; rates are exact texts, `until` is exclusive."""
        return {
            "offer": self.offer.id,
            "name": self.offer.name,
            "currency": self.offer.currency,
            "sheet": str(self.offer.sheet),
            "book": self.book_id,
            "per": PER,
            "steps": [_step_dict(step) for step in self.steps],
        }


def price_history(
    offer: str | Offer, *, today: date | None = None, catalog: Catalog | None = None
) -> History:
    """The steps of a price through time, announced ones included.

    Args:
        offer: `provider/model`, or a model that only one provider sells.
        today: the day that decides what is past and what is announced.
        catalog: price sheets; the packaged ones where left out.

    Raises:
        UnknownOfferError: no such offer, or several; the message names candidates.

    >>> history = price_history("moonshot-cn/moonshot-v1-8k", today=date(2026, 11, 24))
    >>> [(str(s.step.since), s.state) for s in history.steps]
    [('2024-05-23', 'past'), ('2025-04-07', 'in force')]
    """
    book = catalog if catalog is not None else default_catalog()
    found = book.offer(offer)
    now = today or datetime.now(UTC).date()
    known = steps(found)
    before = [None, *known]
    after = [step.since for step in known[1:]]
    told = [
        HistoryStep(step, _kinds(older, step), _rises(older, step), _state(step, now), following)
        for older, step, following in zip(before, known, [*after, None], strict=False)
    ]
    return History(found, tuple(told), book.book_id)


def histories(
    model: str,
    provider: str | None = None,
    *,
    today: date | None = None,
    catalog: Catalog | None = None,
) -> list[History]:
    """The price of a model at every provider that sells it at prices of its own, or at one.

    Raises:
        UnknownOfferError: nobody sells it; the message suggests near names.
    """
    book = catalog if catalog is not None else default_catalog()
    chosen = [book.match(model, provider).offer] if provider else book.sellers(model)
    return [price_history(offer, today=today, catalog=book) for offer in chosen]


def _kinds(before: Step | None, step: Step) -> tuple[str, ...]:
    rows = [*(before.rates.values() if before else ()), *step.rates.values()]
    priced = {kind for rates in step.rates.values() for kind in rates}
    return tuple(kind for kind in told_kinds(rows) if kind in priced)


def _rises(before: Step | None, step: Step) -> dict[tuple[Place, str], Rises]:
    if before is None:
        return {}
    met = [m for m in side_by_side(before, step) if m.old and m.new]
    found = {}
    for place, rates in step.rates.items():
        inside = [m.old for m in met if m.old and _within(m.place, place)]
        for kind, picos in rates.items():
            parts = {rise(old[kind], picos) for old in inside if kind in old}
            if parts - {Fraction(0)}:
                found[place, kind] = tuple(sorted(parts, key=lambda part: (part is None, part)))
    return found


def _within(part: Place, whole: Place) -> bool:
    return part[:2] == whole[:2] and whole.meets(part) == part


def _state(step: Step, today: date) -> str:
    if step.since > today:
        return "announced"
    return "in force" if step.holds_on(today) else "past"


def _step_dict(told: HistoryStep) -> dict[str, Any]:
    step = told.step
    kinds = told.kinds
    return {
        "from": str(step.since),
        "until": str(step.until) if step.until else None,
        "state": told.state,
        "ends": told.ends or None,
        "thinking": step.thinking,
        "graduated": step.graduated,
        "windows": {name: str(hours) for name, hours in step.windows.items()},
        "rates": [
            {
                "service_tier": place.service_tier,
                "window": place.window,
                "mode": place.mode,
                "band": place.band,
                "rates": {k: str(shown_rate(k, rates[k])) for k in kinds if k in rates},
                "change": {
                    k: [percent_words(part) for part in told.rises[place, k]]
                    for k in kinds
                    if (place, k) in told.rises
                },
            }
            for place, rates in step.rates.items()
        ],
        "sources": {tier: _source_dict(terms) for tier, terms in step.terms.items()},
    }


def _source_dict(terms: Terms) -> dict[str, str]:
    keys = ("status", "url", "retrieved", "confidence", "note")
    return {key: getattr(terms, key) for key in keys}
