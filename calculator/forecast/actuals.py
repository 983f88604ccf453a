"""What has been paid already, and the forecast for the rest of the month and of the year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from calculator.forecast.outcome import Forecast, MonthOutcome
from calculator.forecast.summed import MonthMean, offer_forecast
from calculator.projection import month_starts, requests_of
from calculator.workload import Workload
from pricing.errors import CurrencyMismatchError, WorkloadError
from pricing.money import Money, to_picos

if TYPE_CHECKING:
    from calculator.forecast.bills import Rows, WorldBills


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
    def after(self) -> date:
        """The first day of the next month."""
        return month_starts(self.month, 2)[1]


def with_actuals(forecast: Forecast, actuals: Iterable[Actual]) -> Forecast:
    """Put known bills in the place of forecast ones.

    A whole month's bill takes the place of its outcomes; of a month in progress, the bill to date
    and that share of the month's outcomes that belongs to the requests of the days to come. Bills
    of months before the forecast are put before it, so that its years are whole. What was paid
    counts for every offer alike: the question is what to use from here on.

    Args:
        forecast: the worlds.
        actuals: bills, in the forecast's currency; at most one for a month.

    Raises:
        CurrencyMismatchError: a bill in another currency.
        WorkloadError: two bills for a month, one after the forecast's end, or a part of a month
            before its start.
    """
    known = _by_month(forecast, actuals)
    first = forecast.scenario.start.replace(day=1)
    ahead = [known.pop(month) for month in sorted(known) if month < first]
    months = month_starts(first, forecast.scenario.months)
    left = [
        _left(forecast.jobs, month, index, known.get(month)) for index, month in enumerate(months)
    ]
    bills = KnownBills(forecast.bills, ahead, [known.get(month) for month in months], left)
    offers, totals = [], []
    for place, each in enumerate(forecast.offers):
        means = [MonthMean(a.month, a.money, exact=True, actual=a.money) for a in ahead]
        for outcome, share in zip(each.months, left, strict=True):
            means.append(_mean(outcome, share, known.get(outcome.month)))
        rows = bills.of(place)
        offers.append(offer_forecast(each.offer, means, rows, each.notes, each.fx))
        totals.append(rows.sum(axis=0))
    return replace(forecast, offers=tuple(offers), totals=tuple(totals), bills=bills)


class KnownBills:
    """Bills of which some months, or their first days, are known."""

    def __init__(
        self,
        bills: WorldBills,
        ahead: Sequence[Actual],
        known: Sequence[Actual | None],
        left: Sequence[Fraction],
    ) -> None:
        self._bills = bills
        self._ahead = [float(a.money.amount) for a in ahead]
        self._paid = [float(a.money.amount) if a else 0.0 for a in known]
        self._left = [float(share) for share in left]

    def of(self, place: int) -> Rows:
        """The bills of an offer by month and world."""
        import numpy as np

        rows = self._bills.of(place)
        rows *= np.array(self._left)[:, None]
        rows += np.array(self._paid)[:, None]
        ahead = np.repeat(np.array(self._ahead)[:, None], rows.shape[1], axis=1)
        return np.vstack([ahead, rows])


def _by_month(forecast: Forecast, actuals: Iterable[Actual]) -> dict[date, Actual]:
    scenario = forecast.scenario
    if isinstance(forecast.bills, KnownBills):
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


def _left(jobs: Sequence[Workload], month: date, index: int, actual: Actual | None) -> Fraction:
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


def _mean(outcome: MonthOutcome, share: Fraction, actual: Actual | None) -> MonthMean:
    mean, exact = outcome.bill.mean, outcome.bill.mean_error is None
    if actual is None:
        return MonthMean(outcome.month, mean, exact)
    rest = Money.of_picos(to_picos(Fraction(mean.amount) * share), mean.currency)
    return MonthMean(outcome.month, actual.money + rest, exact or not share, actual.money)
