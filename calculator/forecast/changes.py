"""A bill over months in which the plan itself changes: another model, level of thinking, cache."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from calculator.forecast.levers import LEVERS, Scenario
from calculator.monthly import Month
from calculator.provenance import Provenance
from calculator.slots import NotServedError, month_starts
from calculator.workload import Workload
from pricing.catalog import default_catalog
from pricing.errors import WorkloadError
from pricing.money import Money, total
from pricing.offers import Offer


@dataclass(frozen=True, slots=True)
class Change:
    """From the first of a month on, one thing is otherwise."""

    month: date
    offer: str | Offer | None = None
    """Another offer takes over."""
    lever: str = ""
    """Or a lever is turned: `cache`, `thinking`, `batch`, `volume`, …"""
    value: Fraction | None = None
    """To this value."""
    ramp: int = 1
    """Over so many months, in even steps from the value before."""

    def __post_init__(self) -> None:
        if (self.offer is None) == (self.value is None) or bool(self.lever) != (
            self.value is not None
        ):
            raise WorkloadError("a change names another offer, or a lever and its value")
        if self.ramp < 1:
            raise WorkloadError(f"a ramp takes at least one month, got {self.ramp}")


@dataclass(frozen=True, slots=True)
class PlannedMonth:
    """One month of a plan: who serves it, and its bill."""

    offer: Offer
    bill: Month | None
    """None where nobody serves it."""
    said: str = ""
    """Why the offer is another one than planned, or why nobody serves the month."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The months of a plan."""

    months: tuple[PlannedMonth, ...]
    currency: str
    book_id: str

    @property
    def total(self) -> Money:
        """The bills of all served months: a floor where there are gaps."""
        return total([m.bill.total for m in self.months if m.bill], self.currency)

    @property
    def provenance(self) -> Provenance:
        """The price book, and the exchange rates of the served months."""
        return Provenance.of(self.book_id, (m.bill.fx for m in self.months if m.bill))

    @property
    def gaps(self) -> tuple[PlannedMonth, ...]:
        """Months that nobody serves."""
        return tuple(m for m in self.months if m.bill is None)


def plan(
    scenario: Scenario,
    offer: str | Offer,
    changes: Iterable[Change] = (),
    *,
    follow_successors: bool = True,
) -> Plan:
    """Bill a workload month by month while the plan changes.

    A model that is retired hands over to the successor in its sheet, whole months at a time; a
    model without one leaves a gap, which is told.

    Raises:
        UnknownOfferError, WorkloadError, MissingRateError: as in `project` and `Change`.
    """
    if scenario.beside:
        raise WorkloadError("a plan changes one workload at a time")
    book = scenario.catalog if scenario.catalog is not None else default_catalog()
    ordered = sorted(changes, key=lambda change: change.month)
    start = scenario.start.replace(day=1)
    seen = replace(scenario, workload=_from_start(scenario, start), months=1)
    months = []
    for month in month_starts(start, scenario.months):
        planned = book.offer(_offer_in(offer, ordered, month))
        turned = replace(_turned(seen, ordered, month), start=month)
        months.append(_served(turned, planned, follow=follow_successors))
    return Plan(tuple(months), scenario.currency, book.book_id)


def _from_start(scenario: Scenario, start: date) -> Workload:
    """The workload with its growth counted from the plan's first month."""
    job = scenario.workload
    return job if job.start is not None else replace(job, start=start)


def _offer_in(offer: str | Offer, changes: list[Change], month: date) -> str | Offer:
    named = [c.offer for c in changes if c.offer is not None and c.month <= month]
    return named[-1] if named else offer


def _turned(scenario: Scenario, changes: list[Change], month: date) -> Scenario:
    for change in changes:
        if change.value is None or change.month > month:
            continue
        turning = LEVERS[change.lever]
        passed = (month.year - change.month.year) * 12 + month.month - change.month.month + 1
        part = Fraction(min(passed, change.ramp), change.ramp)
        before = turning.now(scenario)
        scenario = turning.turned(scenario, before + (change.value - before) * part)
    return scenario


def _served(scenario: Scenario, planned: Offer, *, follow: bool) -> PlannedMonth:
    book = scenario.catalog if scenario.catalog is not None else default_catalog()
    offer, why, tried = planned, "", {planned.id}
    while True:
        try:
            return PlannedMonth(offer, scenario.project(offer).months[0], why)
        except NotServedError as reason:
            following = f"{offer.provider}/{offer.successor}"
            if not (follow and offer.successor) or following in tried:
                return PlannedMonth(offer, None, str(reason))
            tried.add(following)
            why = f"{reason}; {following} takes its place"
            offer = book.offer(following)
