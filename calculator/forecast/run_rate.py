"""How far the bills so far ran from the plan, and a plan that begins with the first of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from calculator.forecast.levers import Scenario
from calculator.projection import project
from calculator.slots import month_starts
from calculator.workload import Workload
from pricing.errors import WorkloadError
from pricing.money import Money, show_amount, to_picos, total
from pricing.offers import Offer


@dataclass(frozen=True, slots=True)
class RunRate:
    """Bills paid to an offer, beside what the stated workload costs there on the same days."""

    offer: Offer
    first: date
    through: date
    paid: Money
    planned: Money
    fixed: Money
    """What of both does not depend on the requests: monthly charges."""

    @property
    def ratio(self) -> Fraction:
        """The bills as a multiple of the plan."""
        return Fraction(self.paid.amount) / Fraction(self.planned.amount)

    @property
    def volume(self) -> Fraction:
        """The requests as a multiple of those planned, if nothing else was otherwise."""
        paid, planned = (Fraction((m - self.fixed).amount) for m in (self.paid, self.planned))
        return max(Fraction(0), paid / planned)

    def __str__(self) -> str:
        return (
            f"so far: {show_amount(self.paid)} paid to {self.offer.id} from {self.first} to "
            f"{self.through}, {show_amount(self.planned)} planned: × {float(self.ratio):.3g}"
        )

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            "offer": self.offer.id,
            "first": str(self.first),
            "through": str(self.through),
            "paid": str(self.paid.amount),
            "planned": str(self.planned.amount),
            "ratio": f"{float(self.ratio):.6g}",
        }


def run_rate(
    scenario: Scenario,
    jobs: Sequence[Workload],
    offer: Offer,
    paid: Mapping[date, tuple[Money, date, Fraction]],
) -> RunRate:
    """Set bills beside the plan, as stated and without doubts.

    Args:
        scenario: the plan; where bills lie before its start, the same plan begun earlier.
        jobs: all workloads that are billed.
        offer: whom the bills were paid to.
        paid: by month: the bill, the last day that it covers, the share of the month's requests.

    Raises:
        NotServedError, NotPricedError: the offer cannot have been billed for it.
        WorkloadError: nothing was planned for these days.
    """
    months = sorted(paid)
    seen, begun = begun_in(scenario, jobs, months[0])
    planned = _bills(seen, begun, offer, paid)
    fixed = _bills(seen, [replace(job, requests=Fraction(0)) for job in begun], offer, paid)
    sums = [_of_days(bills, paid) for bills in (planned, fixed)]
    if sums[0] == sums[1]:
        raise WorkloadError(f"no request was planned from {months[0]} to {paid[months[-1]][1]}")
    money = total([bill for bill, _, _ in paid.values()], scenario.currency)
    return RunRate(offer, months[0], paid[months[-1]][1], money, *sums)


def begun_in(
    scenario: Scenario, jobs: Sequence[Workload], first: date
) -> tuple[Scenario, tuple[Workload, ...]]:
    """The same plan from an earlier month on: as many requests in each month it had already.

    >>> job = Workload("bot", Fraction(121), growth=Fraction(1, 10))
    >>> seen, (earlier,) = begun_in(Scenario(job, date(2026, 11, 5)), [job], date(2026, 9, 1))
    >>> str(seen.start), seen.months, earlier.requests
    ('2026-09-01', 3, Fraction(100, 1))
    """
    start = scenario.start.replace(day=1)
    back = (start.year - first.year) * 12 + start.month - first.month
    if back <= 0:
        return scenario, tuple(jobs)
    first_job, *others = (_begun(job, back) for job in jobs)
    months = scenario.months + back
    begun = replace(scenario, workload=first_job, start=first, months=months, beside=())
    return begun, (first_job, *others)


def _begun(job: Workload, back: int) -> Workload:
    """A workload whose growth is counted from so many months earlier."""
    if job.start is not None:
        return job
    ends = None if job.months is None else job.months + back
    return replace(job, requests=job.requests / (1 + job.growth) ** back, months=ends)


def _bills(
    scenario: Scenario, jobs: Sequence[Workload], offer: Offer, paid: Mapping[date, object]
) -> dict[date, Money]:
    """The bills of the months that were paid."""
    last = max(paid)
    count = (last.year - scenario.start.year) * 12 + last.month - scenario.start.month + 1
    found = project(
        jobs,
        offer,
        start=scenario.start,
        months=count,
        currency=scenario.currency,
        fx=scenario.fx,
        catalog=scenario.catalog,
    )
    starts = month_starts(scenario.start, count)
    return dict(zip(starts, (month.total for month in found.months), strict=True))


def _of_days(
    bills: Mapping[date, Money], paid: Mapping[date, tuple[Money, date, Fraction]]
) -> Money:
    """The bills of the days that were paid."""
    picos = sum(
        (Fraction(bills[month].amount) * share for month, (_, _, share) in paid.items()),
        Fraction(0),
    )
    return Money.of_picos(to_picos(picos), next(iter(bills.values())).currency)
