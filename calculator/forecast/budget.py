"""A budget against a forecast: the chance of exceeding it, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from calculator.forecast.outcome import Forecast
from calculator.slots import month_starts
from pricing.errors import CurrencyMismatchError, WorkloadError
from pricing.money import Money, show_amount
from pricing.offers import Offer

if TYPE_CHECKING:
    from numpy.typing import NDArray

Per = Literal["month", "total"]
_CHANCES = (Fraction(1, 10), Fraction(1, 2), Fraction(9, 10))


@dataclass(frozen=True, slots=True)
class BudgetRisk:
    """How likely one offer's bills go over a budget."""

    offer: Offer
    budget: Money
    per: Per
    chance: Fraction
    """That any month does, or that the months together do."""
    months: tuple[tuple[date, Fraction], ...]
    """By month: that it does, or that the sum of the months so far does."""
    by: tuple[tuple[Fraction, date | None], ...]
    """The first day by which it has happened with a chance of 1, 5 and 9 in 10; None: never."""

    @property
    def likely_month(self) -> date | None:
        """The first month of which the chance in `months` is over one half."""
        return next((month for month, chance in self.months if chance > Fraction(1, 2)), None)

    def __str__(self) -> str:
        span = "a month" if self.per == "month" else "in all"
        head = f"{self.offer.id}: {show_amount(self.budget)} {span} is exceeded"
        days = [f"{_IN_TEN[c]} in 10 by {day}" for c, day in self.by if day]
        when = f" ({', '.join(days)})" if days else ""
        return f"{head} {in_outcomes(self.chance)}{when}"

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        return {
            "offer": self.offer.id,
            "budget": str(self.budget.amount),
            "currency": self.budget.currency,
            "per": self.per,
            "chance": float(self.chance),
            "months": {f"{month:%Y-%m}": float(chance) for month, chance in self.months},
            "likely_month": f"{self.likely_month:%Y-%m}" if self.likely_month else None,
            "by": {f"{float(c):g}": str(day) if day else None for c, day in self.by},
        }


_IN_TEN = {chance: int(chance * 10) for chance in _CHANCES}


def in_outcomes(chance: Fraction) -> str:
    """A share of the worlds in words; what is neither all nor nothing is never shown as such.

    >>> in_outcomes(Fraction(1, 3)), in_outcomes(Fraction(1, 10_000)), in_outcomes(Fraction(1))
    ('in 33 % of the outcomes', 'in less than 1 % of the outcomes', 'in every outcome')
    """
    if chance in (0, 1):
        return "in every outcome" if chance else "in no outcome"
    if chance < Fraction(1, 100):
        return "in less than 1 % of the outcomes"
    if chance > Fraction(99, 100):
        return "in more than 99 % of the outcomes"
    return f"in {round(chance * 100)} % of the outcomes"


def budget_risk(
    forecast: Forecast, offer: str | Offer, budget: Money, per: Per = "total"
) -> BudgetRisk:
    """Set a budget against the bills of an offer.

    Within a month, money is taken to be spent evenly; a month counts from its first day.

    Args:
        forecast: the worlds.
        offer: one that takes part in it.
        budget: in the forecast's currency.
        per: `total`, for all months of the forecast together, or `month`, for each.

    Raises:
        CurrencyMismatchError: the budget is in another currency.
        UnknownOfferError: the offer takes no part in the forecast.
    """
    if budget.currency != forecast.scenario.currency:
        raise CurrencyMismatchError(
            f"the budget is in {budget.currency} and the forecast in {forecast.scenario.currency}"
        )
    place = forecast.place(offer)
    each = forecast.offers[place]
    months = [m.month for m in each.months]
    rows = forecast.bills.of(place)
    limit = float(budget.amount)
    spent = rows.cumsum(axis=0) if per == "total" else rows
    over = spent > limit
    before = spent - rows if per == "total" else spent * 0
    days = _days(months, (limit - before) / rows.clip(min=_TINY), over)
    share: Callable[[int], Fraction] = lambda worlds: Fraction(worlds, forecast.draws)  # noqa: E731
    return BudgetRisk(
        offer=each.offer,
        budget=budget,
        per=per,
        chance=share(int(over.any(axis=0).sum())),
        months=tuple((m, share(int(row.sum()))) for m, row in zip(months, over, strict=True)),
        by=tuple((chance, _reached(days, chance, months[0])) for chance in _CHANCES),
    )


_TINY = 1e-300


def _days(months: list[date], part: NDArray[Any], over: NDArray[Any]) -> NDArray[Any]:
    """Days from the first month to that of exceeding, in each world; infinite where never."""
    import numpy as np

    found = np.full(over.shape[1], np.inf)
    for month, row, share in reversed(list(zip(months, over, part, strict=True))):
        length = (month_starts(month, 2)[1] - month).days
        since = (month - months[0]).days
        day = since + np.minimum(np.floor(share * length), length - 1)
        found = np.where(row, day, found)
    return np.sort(found)


def _reached(days: NDArray[Any], chance: Fraction, first: date) -> date | None:
    """The first day by which at least this share of the worlds has gone over."""
    worlds = -int(-len(days) * chance // 1)
    day = float(days[max(worlds, 1) - 1])
    return None if day == float("inf") else first + timedelta(days=int(day))


def money_of(amount: str, currency: str) -> Money:
    """An amount as written on a command line: `50000`, `50_000`, `50,000.5`.

    Raises:
        WorkloadError: it is no amount.
    """
    plain = amount.replace(",", "").replace("_", "").strip()
    if not plain.replace(".", "", 1).isdecimal():
        raise WorkloadError(f"{amount!r} is not an amount such as 50000 or 1,234.50")
    return Money(Decimal(plain), currency)
