"""Bills that are known: of whole months or to date, checked against a forecast's months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from calculator.forecast.outcome import Forecast
from calculator.projection import requests_of
from calculator.slots import month_starts
from calculator.workload import Workload
from pricing.errors import CurrencyMismatchError, WorkloadError
from pricing.money import Money


@dataclass(frozen=True, slots=True)
class Actual:
    """A bill, in the currency of the forecast: of a whole month, or of one up to a day."""

    month: date
    """The first day of the month."""
    money: Money
    through: date | None = None
    """The last day that it covers; the month's last where left out."""

    @property
    def whole(self) -> bool:
        """Whether nothing of the month is left to forecast."""
        return self.through is None or self.through + timedelta(days=1) == self.after

    @property
    def last(self) -> date:
        """The last day that it covers."""
        return self.through or self.after - timedelta(days=1)

    @property
    def after(self) -> date:
        """The first day of the next month."""
        return month_starts(self.month, 2)[1]


def by_month(forecast: Forecast, actuals: Iterable[Actual]) -> dict[date, Actual]:
    """Bills by their months; raises as `with_actuals`."""
    scenario = forecast.scenario
    if any(month.actual for each in forecast.offers for month in each.months):
        raise WorkloadError("this forecast holds actual bills already: give all of them at once")
    first = scenario.start.replace(day=1)
    last = month_starts(first, scenario.months)[-1]
    found: dict[date, Actual] = {}
    for actual in actuals:
        month = actual.month
        if actual.money.currency != scenario.currency:
            raise CurrencyMismatchError(
                f"the bill of {month:%Y-%m} is in {actual.money.currency} and the forecast in "
                f"{scenario.currency}: convert it at the rate it was paid at"
            )
        if month in found:
            raise WorkloadError(f"two bills for {month:%Y-%m}: add them up")
        if month > last:
            raise WorkloadError(
                f"a bill for {month:%Y-%m}, after the forecast ends in {last:%Y-%m}"
            )
        if month < first and not actual.whole:
            raise WorkloadError(
                f"a bill through {actual.through}, before the forecast begins: start it in "
                f"{month:%Y-%m}, so that the rest of that month is forecast"
            )
        found[month] = actual
    return found


def left_of(jobs: Sequence[Workload], month: date, index: int, actual: Actual | None) -> Fraction:
    """The share of a month's requests that comes after its known days."""
    if actual is None or actual.through is None:
        return Fraction(1 if actual is None else 0)
    days = [month + timedelta(days=d) for d in range((actual.after - month).days)]
    coming = every = Fraction(0)
    for job in jobs:
        weights = {day: job.weekdays[day.weekday()] for day in days}
        requests = requests_of(job, month, index)
        every += requests
        later = (weight for day, weight in weights.items() if day > actual.through)
        coming += requests * sum(later, Fraction(0)) / sum(weights.values())
    return coming / every if every else Fraction(0)
