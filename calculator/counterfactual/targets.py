"""The offers that a log is moved to, each with what is assumed of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from calculator.counterfactual.switch import Switch
from pricing.catalog import Catalog
from pricing.errors import UsageError, did_you_mean
from pricing.lines import NO_LIMIT, RateLine
from pricing.offers import Offer

ALL = "all"


class Target(NamedTuple):
    """An offer, and how usage changes on its way there."""

    offer: Offer
    switch: Switch

    @property
    def lines(self) -> tuple[RateLine, ...]:
        """Its rate lines, of the one service tier where one was chosen."""
        tier = self.switch.service_tier
        return tuple(x for x in self.offer.lines if tier is None or x.service_tier == tier)

    @property
    def thinks(self) -> bool:
        """Whether it can think, and is let to."""
        can = any(line.thinking_up_to for line in self.lines)
        return can and self.switch.thinks is not False

    @property
    def answer_weight(self) -> Fraction:
        """Output tokens there for each token of answer in the log."""
        ratio = self.switch.thinking_ratio if self.thinks else None
        return self.switch.output_tokens * (1 + (ratio or 0))

    @property
    def reasoning_weight(self) -> Fraction:
        """Output tokens there for each reasoning token of the log."""
        dropped = not self.thinks or self.switch.thinking_ratio is not None
        return Fraction(0) if dropped else self.switch.output_tokens * self.switch.thinking

    @property
    def share_of_reasoning(self) -> Fraction:
        """How much a reasoning token of the log weighs beside a token of answer."""
        return self.reasoning_weight / self.answer_weight


def targets_of(
    catalog: Catalog,
    on: str | Iterable[str | Offer],
    switch: Switch,
    own: Mapping[str, Switch],
) -> list[Target]:
    """The targets: each offer once, under its own assumptions, its seller's, or the common ones.

    Args:
        catalog: where they are sold.
        on: offers, or `all`: every one whose price some source supports.
        switch: what is assumed of those without assumptions of their own.
        own: assumptions by offer or provider.

    Raises:
        UnknownOfferError: no such offer.
        UsageError: assumptions for something that takes no part.
    """
    several = [on] if isinstance(on, str) else list(on)
    chosen: list[str | Offer] = []
    for name in several:
        chosen += catalog.offers() if name == ALL else [name]
    offers = list(dict.fromkeys(map(catalog.offer, chosen)))
    known = {name for offer in offers for name in (offer.id, offer.provider)}
    for name in own:
        if name not in known:
            hint = did_you_mean(name, known)
            raise UsageError(f"assumptions for {name!r}, which takes no part{hint}")
    return [Target(o, own.get(o.id, own.get(o.provider, switch))) for o in offers]


def scaled_bounds(bounds: Iterable[int], factor: Fraction) -> set[int]:
    """Bounds on sizes there, as bounds on whole tokens of the log.

    >>> sorted(scaled_bounds([32_000, 2**32], Fraction(11, 10)))
    [29090]
    """
    return {int(bound / factor) for bound in bounds if 0 <= bound < NO_LIMIT}
