"""What moving a share of the requests to batch, or out of the peak hours, would save."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from calculator.forecast.levers import LEVERS, Scenario
from calculator.projection import NotServedError
from pricing.money import Money
from pricing.offers import Offer

To = Literal["batch", "off_peak"]
FORBIDS = {
    "batch": "no answer while somebody waits: results within 24 hours, no streaming, no tool loops",
    "off_peak": "requests of the peak hours wait for the cheap ones: hours, not seconds",
}
"""What each way gives up."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One offer's bill before and after the move."""

    offer: Offer
    before: Money
    after: Money | None
    why_not: str = ""
    """Why the offer has no such move."""

    @property
    def saving(self) -> Money | None:
        """What it saves; negative where it costs more."""
        return None if self.after is None else self.before - self.after


@dataclass(frozen=True, slots=True)
class ShiftPlan:
    """The savings of a move on several offers, the largest first; those without it at the end."""

    to: To
    share: Fraction
    forbids: str
    shifts: tuple[Shift, ...]


def shift(
    scenario: Scenario, offers: Iterable[str | Offer], share: Fraction, to: To = "batch"
) -> ShiftPlan:
    """Move a share of the requests.

    Args:
        scenario: the workload and what it is billed for.
        offers: where; one that cannot serve the workload as it stands is told with the reason.
        share: of all requests, to run in `batch`; of those that fall into dear hours, to wait.
        to: `batch` or `off_peak`.

    Raises:
        UnknownOfferError: an offer that is in no sheet.
    """
    moved = [_shift(scenario, offer, share, to) for offer in offers]
    moved.sort(key=lambda s: (s.saving is None, -(s.saving.amount if s.saving else 0)))
    return ShiftPlan(to, share, FORBIDS[to], tuple(moved))


def _shift(scenario: Scenario, offer: str | Offer, share: Fraction, to: To) -> Shift:
    now = scenario.project(offer)
    moved = _in_batch(scenario, share)
    try:
        return Shift(now.offer, now.total, moved.project(now.offer).total)
    except NotServedError as reason:
        return Shift(now.offer, now.total, None, str(reason))


def _in_batch(scenario: Scenario, share: Fraction) -> Scenario:
    batch = LEVERS["batch"]
    return batch.turned(scenario, min(Fraction(1), batch.now(scenario) + share))
