"""What thinking costs on an offer: its part of the bill, level by level, and 1,000 tokens more."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from calculator.forecast.break_even import BreakEven, break_even
from calculator.forecast.levers import LEVERS, Scenario
from calculator.provenance import Provenance
from calculator.slots import NotServedError
from calculator.workload import THINKING_LEVELS
from pricing.money import Money
from pricing.offers import Offer

MORE = 1_000
"""Thinking tokens per request whose marginal cost is told."""


@dataclass(frozen=True, slots=True)
class ThinkingCost:
    """The bill of a workload on one offer, seen from its thinking."""

    offer: Offer
    bill: Money
    answer: Money
    """The part of the bill that is answer tokens."""
    thinking: Money
    """The part that is reasoning tokens; with `mode_rate`, the answer is dearer too."""
    levels: dict[str, Money | str]
    """The bill at each level, or why the offer cannot serve it."""
    next_thousand: Money
    """What 1,000 more thinking tokens in every request would add to the bill."""
    provenance: Provenance

    @property
    def mode_premium(self) -> Money | None:
        """What thinking adds besides its tokens: the bill less those, and less that at `off`."""
        off = self.levels.get("off")
        return self.bill - self.thinking - off if isinstance(off, Money) else None


def thinking_cost(scenario: Scenario, offer: str | Offer) -> ThinkingCost:
    """Set answer money against thinking money.

    Raises:
        NotServedError, NotPricedError, UnknownOfferError: as in `project`, as things stand.

    >>> from datetime import date
    >>> from calculator.profiles import presets
    >>> job = presets()["support-bot-thinking"].workload()
    >>> cost = thinking_cost(Scenario(job, date(2026, 3, 1)), "alibaba-cn/qwen-plus")
    >>> str(cost.bill), str(cost.answer), str(cost.thinking), str(cost.levels["off"])
    ('$770.812806', '$215.639292', '$431.278584', '$177.804896')
    """
    now = scenario.project(offer)
    thinking = LEVERS["thinking"]
    more = thinking.turned(scenario, thinking.now(scenario) + MORE).project(now.offer)
    return ThinkingCost(
        offer=now.offer,
        bill=now.total,
        answer=now.parts["output"],
        thinking=now.parts["thinking"],
        levels={level: _at(scenario, now.offer, level) for level in THINKING_LEVELS},
        next_thousand=more.total - now.total,
        provenance=Provenance.of_bills(now),
    )


def _at(scenario: Scenario, offer: Offer, level: str) -> Money | str:
    turned = LEVERS["thinking"].turned(scenario, _reasoning(scenario, level))
    try:
        return turned.project(offer).total
    except NotServedError as reason:
        return str(reason)


def _reasoning(scenario: Scenario, level: str) -> Fraction:
    return scenario.workload.at_level(level).reasoning


def long_thinker_loses(
    scenario: Scenario, cheap: str | Offer, terse: str | Offer, terse_tokens: Fraction
) -> BreakEven:
    """How long a cheap model may think before a terse, dearer one costs less.

    The dear model's bill is held at `terse_tokens` thinking tokens per request, while the cheap
    one's rises with its own, up to a hundred times as many.

    Raises:
        NotServedError, NotPricedError, UnknownOfferError: as in `project`.
    """
    thinking = LEVERS["thinking"]
    most = max(100 * terse_tokens, 10 * thinking.now(scenario), Fraction(10_000))
    held = thinking.turned(scenario, terse_tokens)
    return break_even(scenario, cheap, terse, "thinking", most=most, second_stays=held)
