"""Two editions of the price book beside each other: every rate and rule that differs, and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, NamedTuple

from pricing.changes.edition import Edition
from pricing.changes.rules import Rule, offer_rules, sheet_rules, step_rules
from pricing.changes.side_by_side import Meeting, percent_words, rise, side_by_side
from pricing.changes.tariff import PER, Place, Step, shown_rate, steps, told_kinds
from pricing.lines import FEE_RATES
from pricing.money import Money
from pricing.offers import Offer

REWRITES = ("edited", "inserted", "withdrawn")
"""Ways to change a price that rewrite history; the others add to it, or compare two days."""


@dataclass(frozen=True, slots=True)
class RateChange:
    """One rate that differs, per `PER[kind]` tokens or things, and from when to when it does."""

    offer: Offer
    place: Place
    where: str
    """The place in words."""
    kind: str
    old: Money | None
    """None where there was no such price."""
    new: Money | None
    since: date
    until: date | None
    how: str
    """`changed` between two days or providers; between two books `appended`, `ended`, `filled`
    (a price where there was none) or one of `REWRITES`."""

    @property
    def comparable(self) -> bool:
        """Whether both sides have the rate, in one currency."""
        return bool(self.old and self.new and self.old.currency == self.new.currency)

    @property
    def rise(self) -> Fraction | None:
        """How much the rate rose, as a part of the old one; None from zero or not comparable."""
        if not (self.old and self.new and self.comparable):
            return None
        return rise(Fraction(self.old.amount), Fraction(self.new.amount))

    def rises_above(self, percent: Fraction) -> bool:
        """Whether the rate rises by more than so many per cent; from zero is more than any."""
        if not self.comparable:
            return False
        return self.rise is None or self.rise > percent / 100

    def to_dict(self) -> dict[str, Any]:
        """The change as plain JSON values; rates are exact texts."""
        return {
            "offer": self.offer.id,
            "from": str(self.since),
            "until": str(self.until) if self.until else None,
            "how": self.how,
            "service_tier": self.place.service_tier,
            "window": self.place.window,
            "mode": self.place.mode,
            "band": self.place.band,
            "rate": self.kind,
            "per": PER[self.kind],
            "old": str(self.old.amount) if self.old else None,
            "new": str(self.new.amount) if self.new else None,
            "currency": (self.new or self.old or Money(0, self.offer.currency)).currency,
            "change": percent_words(self.rise) if self.comparable else None,
        }


@dataclass(frozen=True, slots=True)
class PriceDiff:
    """What differs between two editions."""

    before: Edition
    after: Edition
    added: tuple[Offer, ...]
    """Offers that only the later edition prices."""
    removed: tuple[Offer, ...]
    rates: tuple[RateChange, ...]
    rules: tuple[Rule, ...]
    unchanged: int
    """Offers whose prices are the same."""
    pairs: tuple[tuple[Offer, Offer], ...]
    """The offers that differ, as each edition has them."""

    @property
    def rewritten(self) -> tuple[RateChange, ...]:
        """Changes of prices that stood already: history that now reads otherwise."""
        return tuple(change for change in self.rates if change.how in REWRITES)

    def risen_above(self, percent: Fraction) -> tuple[RateChange, ...]:
        """The rates that rise by more than so many per cent."""
        return tuple(change for change in self.rates if change.rises_above(percent))

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain JSON values."""
        return {
            "before": {"name": self.before.name, "book": self.before.catalog.book_id},
            "after": {"name": self.after.name, "book": self.after.catalog.book_id},
            "added": [offer.id for offer in self.added],
            "removed": [offer.id for offer in self.removed],
            "rates": [change.to_dict() for change in self.rates],
            "rules": [rule.to_dict() for rule in self.rules],
            "rewritten": len(self.rewritten),
            "unchanged_offers": self.unchanged,
        }


class _Stretch(NamedTuple):
    """A stretch of time with one step on each side, or none, and how they came apart."""

    since: date
    until: date | None
    before: Step | None
    after: Step | None
    how: str


def diff_prices(before: Edition, after: Edition, *, today: date | None = None) -> PriceDiff:
    """Compare every offer of two editions, rate by rate.

    Two books are compared at all dates; where at least one edition is a day, the prices of that
    day are compared with those of the other's day, or today's. Two sheets of different providers
    are matched by model.

    Args:
        before: the older edition, as `pricing.changes.edition.read_edition` reads it.
        after: the newer one.
        today: the day of an edition without one, beside one that has one.
    """
    now = today or datetime.now(UTC).date()
    if before.day or after.day:
        before = before if before.day else before.on(now)
        after = after if after.day else after.on(now)
    names = len(before.providers) == len(after.providers) == 1
    by_model = names and before.providers != after.providers
    olds = {_key(offer, by_model=by_model): offer for offer in _priced(before)}
    news = {_key(offer, by_model=by_model): offer for offer in _priced(after)}
    rates: list[RateChange] = []
    rules: dict[Rule, None] = {}
    pairs = []
    for key in (both := [key for key in olds if key in news]):
        old, new = olds[key], news[key]
        own_rates, own_rules = _offer_changes(old, new, before.day, after.day)
        rates += own_rates
        rules |= dict.fromkeys(own_rules)
        if own_rates or own_rules:
            pairs.append((old, new))
    return PriceDiff(
        before,
        after,
        added=tuple(offer for key, offer in news.items() if key not in olds),
        removed=tuple(offer for key, offer in olds.items() if key not in news),
        rates=tuple(rates),
        rules=tuple(rules),
        unchanged=len(both) - len(pairs),
        pairs=tuple(pairs),
    )


def _key(offer: Offer, *, by_model: bool) -> str:
    return offer.model if by_model else offer.id


def _priced(edition: Edition) -> list[Offer]:
    day = edition.day
    return [o for o in edition.offers if day is None or any(s.holds_on(day) for s in steps(o))]


def _offer_changes(
    old: Offer, new: Offer, old_day: date | None, new_day: date | None
) -> tuple[list[RateChange], list[Rule]]:
    rates: dict[RateChange, None] = {}
    rules = [*sheet_rules(old, new), *offer_rules(old, new)]
    olds, news = steps(old), steps(new)
    if old_day and new_day:
        one, two = _on(olds, old_day), _on(news, new_day)
        stretches = [_Stretch(two.since if two else new_day, None, one, two, "changed")]
    else:
        stretches = list(_stretches(olds, news))
        if old.id != new.id:
            stretches = [stretch._replace(how="changed") for stretch in stretches]
    for stretch in stretches:
        rates |= dict.fromkeys(_rate_changes(new, stretch))
        if stretch.before and stretch.after:
            rules += step_rules(stretch.before, stretch.after)
    return list(rates), rules


def _stretches(olds: tuple[Step, ...], news: tuple[Step, ...]) -> Iterator[_Stretch]:
    """Time cut wherever one of two histories changes."""
    edges = sorted({day for s in (*olds, *news) for day in (s.since, s.until) if day})
    for since, until in zip(edges, [*edges[1:], None], strict=True):
        before, after = _on(olds, since), _on(news, since)
        yield _Stretch(since, until, before, after, _how(before, after, olds, news))


def _how(
    before: Step | None, after: Step | None, olds: tuple[Step, ...], news: tuple[Step, ...]
) -> str:
    if after is None:
        kept = before is not None and any(s.since == before.since for s in news)
        return "ended" if kept else "withdrawn"
    if after.since > olds[-1].since:
        return "appended"
    if any(step.since == after.since for step in olds):
        return "edited" if before is None or before.since == after.since else "withdrawn"
    return "inserted"


def _rate_changes(offer: Offer, stretch: _Stretch) -> Iterator[RateChange]:
    since, until, before, after, how = stretch
    windowed = any(step.windows for step in (before, after) if step)
    for met, olds, news in _meetings(before, after):
        for kind in told_kinds((olds, news)):
            old, new = _money(olds, kind, before), _money(news, kind, after)
            if old != new:
                filled = old is None and how in REWRITES
                place = met.whole_tier() if kind in FEE_RATES else met
                where = place.words(other_hours=windowed and kind not in FEE_RATES)
                yield RateChange(
                    offer, place, where, kind, old, new, since, until, "filled" if filled else how
                )


def _meetings(before: Step | None, after: Step | None) -> Iterator[Meeting]:
    if before and after:
        yield from side_by_side(before, after)
    elif before:
        yield from (Meeting(place, rates, None) for place, rates in before.rates.items())
    elif after:
        yield from (Meeting(place, None, rates) for place, rates in after.rates.items())


def _money(rates: dict[str, int] | None, kind: str, step: Step | None) -> Money | None:
    if step is None or rates is None or kind not in rates:
        return None
    return Money(shown_rate(kind, rates[kind]), step.offer.currency)


def _on(known: tuple[Step, ...], day: date) -> Step | None:
    return next((step for step in known if step.holds_on(day)), None)
