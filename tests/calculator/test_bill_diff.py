from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from calculator import TokenSize, Workload
from calculator.cli.diff_text import diff_document
from calculator.diff import bill_month, diff_bills
from pricing import FxRates, Money
from pricing.changes.diff import diff_prices
from tests.sheet_text import edition

JOB = Workload(
    "job",
    requests=Fraction(1_000),
    per="day",
    input=TokenSize(Fraction(2_000)),
    output=TokenSize(Fraction(500)),
)
"""A day: 2 million input and half a million output tokens."""
TODAY = date(2026, 11, 24)
MODELS = """
m: {thinking: not_applicable, prices: [{from: 2026-01-01, input: 4, output: 16}]}
n: {thinking: not_applicable, prices: [{from: 2026-01-01, input: 1, output: 2}]}
"""
DEARER = MODELS.replace("input: 4", "input: 5")


def diff(tmp_path, before, after, **more):
    return diff_prices(
        edition(tmp_path, before, "before"), edition(tmp_path, after, "after", **more), today=TODAY
    )


def test_a_change_is_told_by_the_bill_on_each_side(tmp_path):
    found = diff_bills(diff(tmp_path, MODELS, DEARER), JOB, start=date(2026, 4, 1))
    (bill,) = found.bills
    assert bill.offer == "demo/m"
    assert bill.old == Money(30 * (2 * 4 + Decimal("0.5") * 16), "CNY")
    assert bill.new == Money(30 * (2 * 5 + Decimal("0.5") * 16), "CNY")
    assert bill.rise == Fraction(18 - 16, 16)


def test_bills_are_in_the_currency_asked_for_and_name_the_rate(tmp_path):
    fx = FxRates.fixed("USD/CNY", "7.5")
    found = diff_bills(
        diff(tmp_path, MODELS, DEARER), JOB, start=date(2026, 4, 1), currency="USD", fx=fx
    )
    assert found.bills[0].old == Money(Decimal(30 * 16) / Decimal("7.5"), "USD")
    assert [str(rate) for rate in found.fx_used] == ["1 USD = 7.5 CNY (fixed by you)"]


def test_a_charge_on_the_sheet_changes_every_bill_of_its_offers(tmp_path):
    fee = "charges: [{name: fee, percent: 10}]\n"
    found = diff_bills(diff(tmp_path, MODELS, MODELS, more=fee), JOB, start=date(2026, 4, 1))
    assert [(b.offer, b.rise) for b in found.bills] == [
        ("demo/m", Fraction(1, 10)),
        ("demo/n", Fraction(1, 10)),
    ]


def test_a_price_from_next_month_on_is_billed_in_the_first_whole_month_it_holds(tmp_path):
    now = "{from: 2026-01-01, input: 4, output: 16}"
    after = MODELS.replace(now, now + ", {from: 2026-12-02, input: 8, output: 16}")
    found = diff(tmp_path, MODELS, after)
    assert bill_month(found, TODAY) == date(2027, 1, 1)
    bills = diff_bills(found, JOB)
    assert (bills.month, bills.bills[0].new) == (date(2027, 1, 1), Money(31 * (16 + 8), "CNY"))


def test_an_old_price_edited_is_billed_in_the_current_month(tmp_path):
    assert bill_month(diff(tmp_path, MODELS, DEARER), TODAY) == date(2026, 11, 1)


def test_offers_that_are_new_gone_or_retired_have_one_bill_and_a_reason(tmp_path):
    after = MODELS.replace("n: {", "o: {").replace(
        "{from: 2026-01-01, input: 4", "{from: 2026-01-01, until: 2026-03-01, input: 4"
    )
    found = diff_bills(diff(tmp_path, MODELS, after), JOB, start=date(2026, 4, 1))
    assert [(b.offer, b.old, b.new) for b in found.bills] == [
        ("demo/m", Money(480, "CNY"), None),
        ("demo/n", Money(90, "CNY"), None),
        ("demo/o", None, Money(90, "CNY")),
    ]
    assert [b.why_not[:15] for b in found.bills] == ["demo/m: retired", "", ""]
    assert found.risen_above(Fraction(0)) == ()


def test_two_days_are_billed_in_one_month_so_that_only_prices_differ(tmp_path):
    models = """
    m:
      thinking: not_applicable
      prices:
        - {from: 2026-01-01, input: 4, output: 16}
        - {from: 2026-02-10, input: 5, output: 16}
    """
    book = edition(tmp_path, models)
    found = diff_bills(diff_prices(book.on(date(2026, 1, 31)), book.on(date(2026, 2, 10))), JOB)
    assert found.month == date(2026, 2, 1)
    assert found.bills[0].old == Money(28 * 16, "CNY")
    assert found.bills[0].new == Money(28 * 18, "CNY")


def test_a_change_that_does_not_touch_the_workload_is_counted(tmp_path):
    cached = MODELS.replace("input: 4,", "input: 4, cache_read: 1,")
    found = diff_bills(diff(tmp_path, MODELS, cached), JOB, start=date(2026, 4, 1))
    assert (found.bills, found.same) == ((), 1)


@pytest.mark.parametrize(("percent", "risen"), [("12.4", 1), ("12.5", 0)])
def test_a_bill_rises_above_a_limit_or_not(percent, risen, tmp_path):
    found = diff_bills(diff(tmp_path, MODELS, DEARER), JOB, start=date(2026, 4, 1))
    assert len(found.risen_above(Fraction(percent))) == risen


def test_bills_are_told_below_the_rates(tmp_path):
    prices = diff(tmp_path, MODELS, DEARER)
    said = diff_document(prices, diff_bills(prices, JOB, start=date(2026, 4, 1)))
    assert said.endswith(
        "Bill of job, 2026-04: 1 differ, 0 do not\n"
        "\n"
        "offer           old          new   change\n"
        "demo/m  ¥480.000000  ¥540.000000  +12.5 %"
    )


def test_json_has_exact_bills(tmp_path):
    said = diff_bills(diff(tmp_path, MODELS, DEARER), JOB, start=date(2026, 4, 1)).to_dict()
    assert said["bills"] == [
        {
            "offer": "demo/m",
            "old": "480.000000000000",
            "new": "540.000000000000",
            "currency": "CNY",
            "change": "+12.5 %",
            "why_not": None,
        }
    ]
