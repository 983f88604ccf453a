"""One offer's months before any drawing: mean bills, and the tariffs that worlds are billed by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from calculator.forecast.cells import Tariff, Tariffs
from calculator.forecast.expected import closed_form, expected_job, expected_volume
from calculator.forecast.levers import Scenario
from calculator.forecast.uncertainty import Uncertainty
from calculator.projection import (
    Cell,
    Month,
    bill_of_month,
    cells,
    charges_of,
    month_starts,
    months_run,
    note_doubts,
    requests_of,
)
from calculator.settle import settle
from calculator.workload import Workload
from pricing.fx import FxRate
from pricing.lines import RATES
from pricing.money import Money, to_picos
from pricing.offers import Offer, SheetFacts

_WEEKEND = timedelta(days=5)
"""A rate of a month's last day may be this old: no rate is published at weekends and at Easter."""
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class PlannedMonth:
    """One month of one offer."""

    month: date
    mean: Money
    """The expected bill, in the report currency."""
    exact: bool
    """Whether the mean has a closed form; otherwise `mean` is not to be used."""
    tariffs: tuple[Tariff, ...]
    """One for each workload."""
    factor: float
    """The bill in the report currency for one unit of list cost, at the last known rate."""
    fixed: float
    """What the bill holds besides: monthly charges and their tax."""
    fx: FxRate | None
    years: float
    """Years from the day of the last known exchange rate to that of the bill."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One offer's months, and what a reader must know."""

    offer: Offer
    months: tuple[PlannedMonth, ...]
    notes: tuple[str, ...]


class Planner:
    """Plans of several offers for the same workloads."""

    def __init__(self, scenario: Scenario, jobs: Sequence[Workload], by: Uncertainty) -> None:
        self._scenario, self._jobs, self._by = scenario, jobs, by
        self._expected = [expected_job(job, by) for job in jobs]
        self._tariffs = [Tariffs(job) for job in jobs]
        self._months = month_starts(scenario.start, scenario.months)
        self._volumes = [
            [self._mean_requests(job, month, i) for i, month in enumerate(self._months)]
            for job in jobs
        ]
        self._settled: dict[tuple[SheetFacts, date], tuple[Decimal, Decimal]] = {}

    def _mean_requests(self, job: Workload, month: date, index: int) -> Fraction:
        requests = requests_of(job, month, index)
        if not requests:
            return requests
        return requests * expected_volume(self._by, job.growth, months_run(job, month, index))

    def plan(self, offer: Offer) -> Plan:
        """Work out an offer's months.

        Raises:
            NotServedError, NotPricedError, MissingRateError: as in `project`.
        """
        notes: dict[str, None] = {}
        known: dict[object, _PerRequest] = {}
        months = []
        for index, month in enumerate(self._months):
            picos = dict.fromkeys(RATES, Fraction(0))
            count, exact, tariffs = Fraction(0), True, []
            for job, expected, rates, volumes in zip(
                self._jobs, self._expected, self._tariffs, self._volumes, strict=True
            ):
                found = cells(expected, offer, month, notes)
                each = known.get(key := _key(job, found)) or _PerRequest(
                    *charges_of(expected, offer, found, Fraction(1)),
                    rates.of(found),
                    closed_form(job, self._by, found),
                )
                known[key] = each
                note_doubts(offer, month, each.terms, notes)
                tariffs.append(each.tariff)
                exact = exact and each.exact
                count += volumes[index]
                for kind, amount in each.picos.items():
                    picos[kind] += amount * volumes[index]
            bill = bill_of_month(
                offer, month, count, picos, self._scenario.currency, self._scenario.fx
            )
            months.append(self._month(offer, bill, tuple(tariffs), exact=exact))
        return Plan(offer, tuple(months), tuple(notes))

    def _month(
        self, offer: Offer, bill: Month, tariffs: tuple[Tariff, ...], *, exact: bool
    ) -> PlannedMonth:
        factor, fixed = self._affine(offer, bill.month)
        rate = bill.fx.value if bill.fx else Fraction(1)
        years = self._years(bill) if offer.currency != self._scenario.currency else 0.0
        grown = self._by.fx.mean(years) if years else Fraction(1)
        picos = to_picos(Fraction(bill.total.amount) * grown)
        return PlannedMonth(
            month=bill.month,
            mean=bill.total if grown == 1 else Money.of_picos(picos, bill.total.currency),
            exact=exact,
            tariffs=tariffs,
            factor=float(Fraction(factor) * rate),
            fixed=float(Fraction(fixed) * rate),
            fx=bill.fx,
            years=years,
        )

    def _years(self, bill: Month) -> float:
        """From the day whose rate is known (for a fixed rate, the start) to the month's end."""
        end = month_starts(bill.month, 2)[1] - timedelta(days=1)
        known = (bill.fx and bill.fx.day) or self._scenario.start
        gap = end - known
        return gap.days / _DAYS_A_YEAR if gap > _WEEKEND else 0.0

    def _affine(self, offer: Offer, month: date) -> tuple[Decimal, Decimal]:
        """A bill is a straight line in list cost: its slope, and what it starts from."""
        key = (offer.sheet, month)
        if key not in self._settled:
            zero, one = (
                settle(Money(n, offer.currency), offer.sheet, at=month, months=1).total.amount
                for n in (0, 1)
            )
            self._settled[key] = (one - zero, zero)
        return self._settled[key]


@dataclass(frozen=True, slots=True)
class _PerRequest:
    """What a mean request costs under some cells, and in any world."""

    picos: dict[str, Fraction]
    terms: tuple[int, ...]
    tariff: Tariff
    exact: bool


def _key(job: Workload, found: list[Cell]) -> tuple[object, ...]:
    """What a request's cost depends on; an offer's lines live as long as the offer."""
    return (id(job), *((c.thinking, c.weight, *map(id, c.lines)) for c in found))
