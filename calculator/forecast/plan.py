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
from calculator.monthly import Month, bill_of_month
from calculator.projection import Cell, cells, charges_of, months_run, note_doubts, requests_of
from calculator.settle import settle
from calculator.slots import NotServedError, month_starts
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

    def __init__(
        self,
        scenario: Scenario,
        jobs: Sequence[Workload],
        by: Uncertainty,
        paid_before: date | None = None,
    ) -> None:
        self._scenario, self._jobs, self._by = scenario, jobs, by
        self._paid_before = paid_before
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
            try:
                months.append(self._of_month(offer, index, known, notes))
            except NotServedError:
                if self._paid_before is None or month >= self._paid_before:
                    raise
                months.append(_unpriced(month, self._scenario.currency, len(self._jobs)))
        return Plan(offer, tuple(months), tuple(notes))

    def _of_month(
        self,
        offer: Offer,
        index: int,
        known: dict[object, _PerRequest],
        notes: dict[str, None],
    ) -> PlannedMonth:
        month = self._months[index]
        picos = dict.fromkeys(RATES, Fraction(0))
        count, exact, tariffs = Fraction(0), True, []
        for place, volumes in enumerate(self._volumes):
            each = self._per_request(place, offer, month, known, notes)
            tariffs.append(each.tariff)
            exact = exact and each.exact
            count += volumes[index]
            for kind, amount in each.picos.items():
                picos[kind] += amount * volumes[index]
        bill = bill_of_month(offer, month, count, picos, self._scenario.currency, self._scenario.fx)
        return self._month(offer, bill, tuple(tariffs), exact=exact)

    def _per_request(
        self,
        place: int,
        offer: Offer,
        month: date,
        known: dict[object, _PerRequest],
        notes: dict[str, None],
    ) -> _PerRequest:
        """What a request of a workload costs in a month; worked out once for months alike."""
        job, expected = self._jobs[place], self._expected[place]
        found = cells(expected, offer, month, notes)
        key = _key(job, found)
        if key not in known:
            known[key] = _PerRequest(
                *charges_of(expected, offer, found, Fraction(1)),
                self._tariffs[place].of(found),
                closed_form(job, self._by, found),
            )
        note_doubts(offer, month, known[key].terms, notes)
        return known[key]

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


def _unpriced(month: date, currency: str, jobs: int) -> PlannedMonth:
    """A month whose bill is known from elsewhere."""
    none = Money(0, currency)
    return PlannedMonth(month, none, True, ((),) * jobs, 0.0, 0.0, None, 0.0)


def _key(job: Workload, found: list[Cell]) -> tuple[object, ...]:
    """What a request's cost depends on; an offer's lines live as long as the offer."""
    return (id(job), *((c.thinking, c.weight, *map(id, c.lines)) for c in found))
