"""Bills of offers in every world, worked out when asked for: few arrays stand for very many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from calculator.forecast.cells import Bounds, Tariff
from calculator.forecast.draws import Draws
from calculator.forecast.features import Features
from calculator.forecast.levers import Scenario
from calculator.forecast.plan import Plan
from calculator.projection import months_run, requests_of
from calculator.slots import month_starts
from calculator.workload import Workload

Rows = NDArray[np.float64]
"""One row a month, one column a world."""


class WorldBills(Protocol):
    """What has bills by offer, month and world."""

    def of(self, place: int) -> Rows:
        """The bills of an offer by month and world; the caller may change them."""
        ...

    def fixed(self, place: int) -> Rows:
        """What of them does not depend on the requests."""
        ...


class Bills:
    """Every offer's bills in the same worlds, in the report currency: statistics, not money."""

    def __init__(
        self, scenario: Scenario, jobs: Sequence[Workload], plans: Sequence[Plan], worlds: Draws
    ) -> None:
        self._plans, self._worlds = plans, worlds
        self._of_jobs = [
            _OfJob(
                scenario, job, [[m.tariffs[number] for m in plan.months] for plan in plans], worlds
            )
            for number, job in enumerate(jobs)
        ]
        self._settled: dict[object, tuple[Rows, Rows]] = {}

    def of(self, place: int) -> Rows:
        """The bills of an offer by month and world."""
        multiplied, added = self._settlement(self._plans[place])
        first, *others = self._of_jobs
        rows = first.list_cost(place)
        for other in others:
            rows += other.list_cost(place)
        rows *= multiplied
        if added.any():
            rows += added
        return rows

    def fixed(self, place: int) -> Rows:
        """What of an offer's bills does not depend on the requests: monthly charges."""
        months, worlds = len(self._plans[place].months), self._worlds.count
        return np.broadcast_to(self._settlement(self._plans[place])[1], (months, worlds))

    def _settlement(self, plan: Plan) -> tuple[Rows, Rows]:
        """What turns list cost into bills: charges, tax, and an exchange rate that wanders."""
        months = plan.months
        key = (plan.offer.currency, *((m.factor, m.fixed, m.years) for m in months))
        if key not in self._settled:
            factors, fixed = (
                np.array([[getattr(m, n)] for m in months]) for n in ("factor", "fixed")
            )
            years = [m.years for m in months]
            fx = np.array(self._worlds.fx(plan.offer.currency, years)) if any(years) else 1.0
            self._settled[key] = factors * fx, fixed * fx
        return self._settled[key]


class _OfJob:
    """The list cost of one workload on every offer: requests of a month × cost of a request."""

    def __init__(
        self,
        scenario: Scenario,
        job: Workload,
        tariffs: Sequence[Sequence[Tariff]],
        worlds: Draws,
    ) -> None:
        months = enumerate(month_starts(scenario.start, scenario.months))
        self._requests = np.array(
            [
                float(requests_of(job, month, index))
                * worlds.volume(job, index, max(0, months_run(job, month, index)))
                for index, month in months
            ]
        )
        distinct = list(dict.fromkeys(tariff for row in tariffs for tariff in row))
        self._costs = _costs(Features(job, worlds), distinct, worlds.count)
        place = {tariff: i for i, tariff in enumerate(distinct)}
        self._chosen = [[place[tariff] for tariff in row] for row in tariffs]

    def list_cost(self, place: int) -> Rows:
        chosen = self._chosen[place]
        same = len(set(chosen)) == 1
        cost: Rows = self._requests * (self._costs[chosen[0]] if same else self._costs[chosen])
        return cost


def _costs(features: Features, distinct: Sequence[Tariff], worlds: int) -> Rows:
    """What one request costs under each tariff, in each world."""
    users: dict[Bounds, list[tuple[int, tuple[float, ...]]]] = {}
    for place, tariff in enumerate(distinct):
        for bounds, prices in tariff:
            users.setdefault(bounds, []).append((place, prices))
    costs = np.zeros((len(distinct), worlds))
    for bounds, priced in users.items():
        table: NDArray[Any] = np.array([prices for _, prices in priced])
        costs[[place for place, _ in priced]] += table @ features.matrix(bounds)
    return costs
