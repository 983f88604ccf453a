"""What moving a share of the requests to batch, or out of the peak hours, would save."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from calculator.forecast.levers import LEVERS, Scenario
from calculator.monthly import bill_of_month
from calculator.projection import Cell, cells, charges_of, requests_of
from calculator.provenance import Provenance
from calculator.slots import month_starts
from calculator.workload import Workload
from pricing.catalog import default_catalog
from pricing.errors import NotPricedError, WorkloadError
from pricing.fx import FxRate
from pricing.money import Money, total
from pricing.offers import Offer

To = Literal["batch", "off_peak"]
FORBIDS = {
    "batch": "answers while somebody waits (they come within a day), streaming and tool loops",
    "off_peak": "answering the requests of the dear hours at once: they wait for hours",
}
"""What each way gives up."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One offer's bill before and after the move."""

    offer: Offer
    before: Money | None
    """None where the offer cannot serve the workload as it stands."""
    after: Money | None
    why_not: str = ""
    """Why the offer has no such move."""
    fx: tuple[FxRate | None, ...] = ()
    """The exchange rates of the bills."""

    @property
    def saving(self) -> Money | None:
        """What it saves; negative where it costs more."""
        return None if self.after is None or self.before is None else self.before - self.after


@dataclass(frozen=True, slots=True)
class ShiftPlan:
    """The savings of a move on several offers, the largest first; those without it at the end."""

    to: To
    share: Fraction
    forbids: str
    shifts: tuple[Shift, ...]
    provenance: Provenance


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
        WorkloadError: several workloads.
    """
    if scenario.beside:
        raise WorkloadError("a shift moves requests of one workload at a time")
    book = scenario.catalog if scenario.catalog is not None else default_catalog()
    moved = [_shift(scenario, book.offer(offer), share, to) for offer in offers]
    moved.sort(key=lambda s: (s.saving is None, -(s.saving.amount if s.saving else 0)))
    used = Provenance.of(book.book_id, (rate for each in moved for rate in each.fx))
    return ShiftPlan(to, share, FORBIDS[to], tuple(moved), used)


def _shift(scenario: Scenario, offer: Offer, share: Fraction, to: To) -> Shift:
    before: Money | None = None
    rates: tuple[FxRate | None, ...] = ()
    try:
        now = scenario.project(offer)
        before, rates = now.total, tuple(month.fx for month in now.months)
        if to == "batch":
            after: Money | None = _in_batch(scenario, share).project(offer).total
        else:
            after = _off_peak(scenario, offer, share)
    except NotPricedError as reason:
        return Shift(offer, before, None, str(reason), rates)
    why = "" if after else f"{offer.id} costs the same at all hours"
    return Shift(offer, before, after, why, rates)


def _in_batch(scenario: Scenario, share: Fraction) -> Scenario:
    batch = LEVERS["batch"]
    return batch.turned(scenario, min(Fraction(1), batch.now(scenario) + share))


def _off_peak(scenario: Scenario, offer: Offer, share: Fraction) -> Money | None:
    """The bill with a share of the dear hours' requests in cheap ones; None without such hours."""
    job, bills, found = scenario.workload, [], False
    for index, month in enumerate(month_starts(scenario.start, scenario.months)):
        requests = requests_of(job, month, index)
        moved = []
        for alike in _at_one_price_list(cells(job, offer, month, {})):
            found |= len(alike) > 1
            moved += _moved(job, offer, alike, share)
        picos, _ = charges_of(job, offer, moved, requests)
        bills.append(
            bill_of_month(offer, month, requests, picos, scenario.currency, scenario.fx).total
        )
    return total(bills, scenario.currency) if found else None


def _at_one_price_list(found: Iterable[Cell]) -> Iterable[list[Cell]]:
    """Cells that differ by the hour alone: one price entry, service tier and mode."""
    alike: dict[tuple[int, bool], list[Cell]] = {}
    for cell in found:
        alike.setdefault((cell.lines[0].terms, cell.thinking), []).append(cell)
    return alike.values()


def _moved(job: Workload, offer: Offer, alike: list[Cell], share: Fraction) -> list[Cell]:
    """The cells with a share of the dear ones' requests in the cheapest of them."""
    cheap = min(alike, key=lambda cell: _cost_of_one(job, offer, cell))
    dear = [cell for cell in alike if cell is not cheap]
    waiting = sum((cell.weight * share for cell in dear), Fraction(0))
    return [
        cheap._replace(weight=cheap.weight + waiting),
        *(cell._replace(weight=cell.weight * (1 - share)) for cell in dear),
    ]


def _cost_of_one(job: Workload, offer: Offer, cell: Cell) -> Fraction:
    picos, _ = charges_of(job, offer, [cell._replace(weight=Fraction(1))], Fraction(1))
    return sum(picos.values(), Fraction(0))
