"""What a provider adds to its usage: charges, discounts and tax, as `settle` makes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from calculator.focus.columns import Row
from calculator.focus.converted import Billing, amount, fx_columns, picos_at
from calculator.focus.metered import Cell, Metered
from calculator.focus.places import place_columns
from calculator.settle import BillLine, settle
from pricing.fx import FxRate
from pricing.money import Money, to_picos
from pricing.offers import SheetFacts


class Added(NamedTuple):
    """Rows beside the usage, and what their purchases come to in picos."""

    rows: list[Row]
    billed_picos: int
    picos: int


class Borne(NamedTuple):
    """A meter and what it bears of purchases, in picos of the bill's currency and of its own."""

    metered: Metered
    billed_picos: int = 0
    picos: int = 0


def borne(meters: Sequence[Borne], added: Added) -> list[Borne]:
    """Purchases laid on meters, each in proportion to its list cost."""
    weights = [one.metered.picos for one in meters]
    billed, own = shares(added.billed_picos, weights), shares(added.picos, weights)
    return [
        Borne(one.metered, one.billed_picos + more, one.picos + own_more)
        for one, more, own_more in zip(meters, billed, own, strict=True)
    ]


def upon(meters: Sequence[Metered], billing: Billing) -> Added:
    """What comes upon the usage of one provider and day: per cent of it."""
    cell = meters[0].cell
    usage = Money.of_picos(sum(meter.picos for meter in meters), cell.offer.currency)
    return _added(cell, usage, cell.start, cell.end, billing, months=0)


def standing(cell: Cell, start: date, end: date, billing: Billing) -> Added:
    """What comes upon a month by itself. `settle` is linear: days and months add up to the bill."""
    nothing = Money(0, cell.offer.currency)
    return _added(cell, nothing, start, end, billing, months=1)


def _added(
    cell: Cell, usage: Money, start: date, end: date, billing: Billing, *, months: int
) -> Added:
    last = end - timedelta(days=1)
    bill = settle(usage, cell.sheet, at=last, months=months)
    found = [(line, to_picos(line.money.amount)) for line in bill.lines[1:]]
    if not any(picos for _, picos in found):
        return Added([], 0, 0)
    rate = billing.rate(usage.currency, last)
    frequency: Row = {"ChargeFrequency": "Recurring" if months else "One-Time"}
    period = (start, end)
    rows = [_row(x, picos, cell.sheet, period, rate) | frequency for x, picos in found if picos]
    bought = [picos for line, picos in found if line.category == "Purchase"]
    return Added(rows, sum(picos_at(rate, picos) for picos in bought), sum(bought))


def _row(
    line: BillLine, picos: int, sheet: SheetFacts, period: tuple[date, date], rate: FxRate
) -> Row:
    cost, purchase = amount(picos_at(rate, picos)), line.category == "Purchase"
    effective = amount(0) if purchase else cost
    own = amount(0) if purchase else amount(picos)
    row = place_columns(sheet, *period, rate) | fx_columns(rate)
    row |= {
        "ChargeCategory": line.category,
        "ChargeDescription": line.name,
        "BilledCost": cost,
        "ContractedCost": cost,
        "EffectiveCost": effective,
        "ListCost": cost,
        "PricingCurrencyEffectiveCost": own,
    }
    return row | _bought(line, picos, cost, sheet) if purchase else row


def _bought(line: BillLine, picos: int, cost: Decimal, sheet: SheetFacts) -> Row:
    """A purchase has a price: that of one."""
    own = amount(picos)
    return {
        "ListUnitPrice": cost,
        "ContractedUnitPrice": cost,
        "PricingCurrencyListUnitPrice": own,
        "PricingCurrencyContractedUnitPrice": own,
        "PricingCategory": "Standard",
        "PricingQuantity": Decimal(1),
        "PricingUnit": "Charges",
        "SkuId": f"{sheet.provider}:{line.name}",
        "SkuMeter": line.name,
        "SkuPriceId": f"{sheet.provider}:{line.name}",
    }


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """A sum laid on weights, whole: what rounding leaves falls to the largest.

    >>> shares(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(weights)
    if not whole:
        weights, whole = [1] * len(weights), len(weights)
    if not weights:
        return []
    found = [total * weight // whole for weight in weights]
    largest = max(range(len(weights)), key=lambda i: weights[i])
    found[largest] += total - sum(found)
    return found
