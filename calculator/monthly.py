"""The bill of one calendar month: what was charged by rate kind, rounded, taxed and converted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from calculator.settle import Bill, settle
from calculator.slots import month_starts
from pricing.fx import FxRate, FxRates
from pricing.money import Money, to_picos, total
from pricing.offers import Offer

PARTS = ("input", "cache_read", "cache_write", "output", "thinking", "fees", "charges", "tax")
"""What a bill is made of; the parts of a bill add up to it exactly."""

_PART_OF = {"cache_write_long": "cache_write", "reasoning": "thinking"} | {
    fee: "fees" for fee in ("request", "web_search", "cache_token_hour", "citation_token")
}


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month of a projection, in the report currency; `list_cost` in the native one."""

    month: date
    requests: Fraction
    list_cost: Money
    parts: dict[str, Money]
    total: Money
    fx: FxRate | None


def last_day(month: date) -> date:
    """The last day of a calendar month."""
    return month_starts(month, 2)[1] - timedelta(days=1)


def bill_of_month(
    offer: Offer,
    month: date,
    requests: Fraction,
    picos: dict[str, Fraction],
    currency: str | None,
    fx: FxRates | None,
) -> Month:
    """A month's bill from its picos by rate kind: rounded, with charges, tax and currency."""
    whole = dict.fromkeys(PARTS[:6], 0)
    for kind, amount in picos.items():
        whole[_PART_OF.get(kind, kind)] += round(amount)
    native = {part: Money.of_picos(amount, offer.currency) for part, amount in whole.items()}
    list_cost = Money.of_picos(sum(whole.values()), offer.currency)
    day = min(last_day(month), datetime.now(UTC).date())
    bill = settle(list_cost, offer.sheet, at=day, months=1, currency=currency, fx=fx)
    for part, categories in (("charges", ("Purchase", "Credit")), ("tax", ("Tax",))):
        sums = [line.money for line in bill.lines if line.category in categories]
        native[part] = total(sums, offer.currency)
    parts = {part: _converted(money, bill) for part, money in native.items()}
    billed = total(list(parts.values()), bill.total.currency)
    return Month(month, requests, list_cost, parts, billed, bill.fx)


def _converted(money: Money, bill: Bill) -> Money:
    if bill.fx is None:
        return money
    picos = to_picos(Fraction(money.amount) * bill.fx.value)
    return Money.of_picos(picos, bill.total.currency)
