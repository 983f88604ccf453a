"""From list cost to bill: charges as listed, then tax, then currency; each a line of the bill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pricing.fx import FxRate, FxRates
from pricing.money import Money, percent_of, show_exact
from pricing.offers import SheetFacts


@dataclass(frozen=True, slots=True)
class BillLine:
    """One step of a bill: its category in FOCUS's words, what it is, and the amount it adds."""

    category: str
    name: str
    money: Money


@dataclass(frozen=True, slots=True)
class Bill:
    """What is to be paid: the lines in pricing currency, the total, and the conversion if any.

    >>> from datetime import UTC, datetime
    >>> from calculator import Usage, price
    >>> at = datetime(2026, 3, 1, tzinfo=UTC)
    >>> usage = Usage(10_000, 5_000, reasoning_tokens=4_000)
    >>> print(price(usage, "alibaba-cn/qwen-plus", at=at).billed("USD"))
    bill
     ├─ usage at list price           ¥0.048000
     ├─ VAT 6 % (in the list prices)  ¥0.000000
     ├─ 1 USD = 6.8581957 CNY (ECB of 2026-02-27)
     total $0.006999
    """

    lines: tuple[BillLine, ...]
    subtotal: Money
    """Sum of the lines, in the currency the offer is priced in."""
    total: Money
    """The same in the currency asked for."""
    fx: FxRate | None

    def __str__(self) -> str:
        width = max(len(line.name) for line in self.lines)
        rows = [f" ├─ {line.name:<{width}}  {show_exact(line.money)}" for line in self.lines]
        converted = [f" ├─ {self.fx}"] if self.fx else []
        return "\n".join(["bill", *rows, *converted, f" total {show_exact(self.total)}"])


def settle(
    usage: Money,
    sheet: SheetFacts,
    *,
    at: date,
    months: int = 0,
    currency: str | None = None,
    fx: FxRates | None = None,
) -> Bill:
    """Make the bill for a sum of list cost.

    Args:
        usage: list cost, in the offer's pricing currency.
        sheet: whose charges and tax apply.
        at: the day whose exchange rate is used.
        months: calendar months the sum stands for; monthly charges come once for each.
        currency: currency of the total; the pricing currency where left out.
        fx: exchange rates; the ECB's where left out.

    Raises:
        MissingRateError: no rate for the pair on that day.
    """
    lines = [BillLine("Usage", "usage at list price", usage)]
    subtotal = usage
    for charge in sheet.charges:
        if charge.percent is not None:
            extra = percent_of(subtotal, Decimal(charge.percent))
            name = f"{charge.name} {charge.percent} %"
        else:
            extra = _monthly(charge.per_month or "0", months, usage, sheet, at)
            name = f"{charge.name}, {months} × {charge.per_month} {sheet.currency}"
        category = "Credit" if extra.amount < 0 else "Purchase"
        lines.append(BillLine(category, name, extra))
        subtotal = subtotal + extra
    if sheet.tax:
        extra = Money(0, usage.currency)
        if not sheet.tax.included:
            extra = percent_of(subtotal, Decimal(sheet.tax.percent))
        within = " (in the list prices)" if sheet.tax.included else ""
        lines.append(BillLine("Tax", f"{sheet.tax.name} {sheet.tax.percent} %{within}", extra))
        subtotal = subtotal + extra
    if currency is None or currency == usage.currency:
        return Bill(tuple(lines), subtotal, subtotal, None)
    converted = (fx or FxRates.ecb()).convert(subtotal, currency, at)
    return Bill(tuple(lines), subtotal, converted.money, converted.rate)


def _monthly(amount: str, months: int, usage: Money, sheet: SheetFacts, at: date) -> Money:
    money = Money(Decimal(amount) * months, sheet.currency)
    return (
        money
        if money.currency == usage.currency
        else FxRates.ecb().convert(money, usage.currency, at).money
    )
