"""What an offer costs in one line: the rates of a small request, and how many others there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pricing.changes.tariff import MODES, Place, Step, shown_rate, steps, told_kinds
from pricing.offers import Offer


@dataclass(frozen=True, slots=True)
class Headline:
    """The standard tier outside all windows, at the smallest size, per million tokens."""

    step: Step
    state: str
    """`in force`, `announced`, or `ended` where the last price has run out."""
    next_from: date | None
    """First day of the announced step after this one."""
    input: Decimal
    cache_read: Decimal | None
    """None without a rate of its own: a cached token costs what a fresh one does."""
    output: Decimal
    """Without thinking, where that makes a difference."""
    thinking: Decimal | None
    """What a thinking token costs; None where there is none."""
    sizes: int
    """Size bands of the standard tier."""
    windows: tuple[str, ...]
    """Hours with rates of their own."""
    tiers: tuple[str, ...]
    """Service tiers beside the standard one."""
    steps: int
    """How many price entries are known, past and announced ones included."""


def headline(offer: Offer, day: date) -> Headline:
    """The prices of a day in one line; before the first price the first, after the last the last.

    >>> from pricing import default_catalog
    >>> line = headline(default_catalog().offer("alibaba-cn/qwen-plus"), date(2026, 11, 2))
    >>> str(line.output), str(line.thinking), line.sizes
    ('2', '8', 3)
    """
    known = steps(offer)
    begun = [step for step in known if step.since <= day]
    step = begun[-1] if begun else known[0]
    later = [later.since for later in known if later.since > max(day, step.since)]
    own = {p: rates for p, rates in step.rates.items() if p.service_tier == "standard"}
    plain = next(p for p in own if not p.window and p.mode != MODES[2])
    thinking = next((p for p in own if not p.window and p.mode == MODES[2]), plain)
    told = told_kinds([own[plain]])
    thinks = step.thinking != "not_applicable"
    return Headline(
        step,
        _state(step, day),
        min(later, default=None),
        input=shown_rate("input", own[plain]["input"]),
        cache_read=shown_rate("cache_read", own[plain]["cache_read"])
        if "cache_read" in told
        else None,
        output=shown_rate("output", own[plain]["output"]),
        thinking=shown_rate("reasoning", own[thinking]["reasoning"]) if thinks else None,
        sizes=len({_size(place) for place in own}),
        windows=tuple(step.windows),
        tiers=tuple(tier for tier in step.terms if tier != "standard"),
        steps=len(known),
    )


def _state(step: Step, day: date) -> str:
    if step.since > day:
        return "announced"
    return "in force" if step.holds_on(day) else "ended"


def _size(place: Place) -> tuple[int, ...]:
    return place[3:]
