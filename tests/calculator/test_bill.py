"""From list cost to bill: what comes on top, in which order, and in which currency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from calculator.settle import BillLine, settle
from pricing import FxRates, Money
from pricing.offers import ChargeFacts, SheetFacts, TaxFacts

NEW_YEAR = date(2026, 1, 5)
FEE = ChargeFacts("gateway fee", "10", None)
DISCOUNT = ChargeFacts("discount", "-20", None)
SEAT = ChargeFacts("seat", None, "30")
SEVEN_TEN = FxRates.fixed("USD/CNY", "7.10")


def sheet(*charges: ChargeFacts, tax: TaxFacts | None = None, currency: str = "CNY") -> SheetFacts:
    return SheetFacts("demo", "Demo", "2026-01-01", currency, charges, tax)


def yuan(amount: int | str) -> Money:
    return Money(amount, "CNY")


def test_a_sheet_without_charges_bills_the_list_cost():
    bill = settle(yuan(100), sheet(), at=NEW_YEAR)
    assert bill.lines == (BillLine("Usage", "usage at list price", yuan(100)),)
    assert (bill.subtotal, bill.total, bill.fx) == (yuan(100), yuan(100), None)


def test_each_charge_is_on_the_subtotal_before_it_and_tax_on_all_of_them():
    tax = TaxFacts("VAT", "6", included=False)
    bill = settle(yuan(100), sheet(FEE, DISCOUNT, SEAT, tax=tax), at=NEW_YEAR, months=2)
    # 100 + 10 % = 110; − 20 % = 88; + 2 × 30 = 148; + 6 % = 156.88
    assert bill.lines == (
        BillLine("Usage", "usage at list price", yuan(100)),
        BillLine("Purchase", "gateway fee 10 %", yuan(10)),
        BillLine("Credit", "discount -20 %", yuan(-22)),
        BillLine("Purchase", "seat, 2 × 30 CNY", yuan(60)),
        BillLine("Tax", "VAT 6 %", yuan("8.88")),
    )
    assert (bill.subtotal, bill.total) == (yuan("156.88"), yuan("156.88"))


def test_a_monthly_charge_is_not_part_of_a_single_request():
    bill = settle(yuan(1), sheet(SEAT), at=NEW_YEAR)
    assert bill.lines[1] == BillLine("Purchase", "seat, 0 × 30 CNY", yuan(0))
    assert bill.total == yuan(1)


def test_tax_that_is_in_the_list_prices_is_named_and_adds_nothing():
    bill = settle(yuan(106), sheet(tax=TaxFacts("VAT", "6", included=True)), at=NEW_YEAR)
    assert bill.lines[1] == BillLine("Tax", "VAT 6 % (in the list prices)", yuan(0))
    assert bill.total == yuan(106)


def test_the_sum_is_converted_once_at_the_rate_given():
    bill = settle(yuan(71), sheet(FEE), at=NEW_YEAR, currency="USD", fx=SEVEN_TEN)
    assert bill.subtotal == yuan("78.1")
    assert bill.total == Money(11, "USD")
    assert bill.fx is not None
    assert (bill.fx.base, bill.fx.quote, bill.fx.source) == ("CNY", "USD", "fixed by you")


def test_the_ecbs_rate_of_the_day_is_used_where_none_is_given():
    at = date(2026, 2, 13)
    bill = settle(yuan(100), sheet(), at=at, currency="USD")
    rate = FxRates.ecb().rate("CNY", "USD", at)
    assert bill.fx == rate
    assert abs(bill.total.amount - 100 * Decimal(rate.value.numerator) / rate.value.denominator) < (
        Decimal("1E-12")
    )


def test_a_bill_asked_for_in_its_own_currency_needs_no_rate():
    bill = settle(yuan(5), sheet(), at=date(1900, 1, 1), currency="CNY")
    assert (bill.total, bill.fx) == (yuan(5), None)


def test_a_monthly_charge_in_the_sheets_currency_joins_a_bill_in_another():
    at = date(2026, 2, 13)
    bill = settle(yuan(100), sheet(SEAT, currency="USD"), at=at, months=2)
    assert bill.lines[1].name == "seat, 2 × 30 USD"
    assert bill.lines[1].money == FxRates.ecb().convert(Money(60, "USD"), "CNY", at).money
    assert bill.total == yuan(100) + bill.lines[1].money


def test_a_bill_prints_its_lines_below_each_other_with_the_rate_used():
    printed = str(settle(yuan(71), sheet(FEE, SEAT), at=NEW_YEAR, currency="USD", fx=SEVEN_TEN))
    assert printed.splitlines() == [
        "bill",
        " ├─ usage at list price  ¥71.000000",
        " ├─ gateway fee 10 %     ¥7.100000",
        " ├─ seat, 0 × 30 CNY     ¥0.000000",
        " ├─ 1 USD = 7.1 CNY (fixed by you)",
        " total $11.000000",
    ]
    assert str(settle(yuan(1), sheet(), at=NEW_YEAR)).splitlines() == [
        "bill",
        " ├─ usage at list price  ¥1.000000",
        " total ¥1.000000",
    ]


@pytest.mark.parametrize("percent", ["5.5", "0.125"])
def test_percentages_are_exact(percent):
    bill = settle(yuan("0.000001"), sheet(ChargeFacts("fee", percent, None)), at=NEW_YEAR)
    assert bill.total.amount == Decimal("0.000001") * (100 + Decimal(percent)) / 100
