"""Budgets and bills already paid, worked by hand on bills that hardly vary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from calculator.forecast.actual import Actual
from calculator.forecast.actuals import with_actuals
from calculator.forecast.budget import budget_risk, in_outcomes, money_of
from calculator.forecast.levers import Scenario
from calculator.forecast.simulate import forecast
from calculator.forecast.uncertainty import Factor, Uncertainty
from calculator.workload import TokenSize, Workload
from pricing import Money, load_catalog
from pricing.errors import CurrencyMismatchError, WorkloadError
from tests.sheet_text import write_sheet

NONE = Uncertainty.none()
WIDE = replace(NONE, volume=Factor(Fraction(1, 2), Fraction(2)))
DAILY = Workload("job", Fraction(1), "day", TokenSize(Fraction(1_000_000)))
"""A million tokens a day at one yuan a million: a yuan a day."""


@pytest.fixture
def book(tmp_path):
    models = """
        plain:
          thinking: not_applicable
          prices:
            - {from: 2026-01-01, input: 1, output: 1}
        dear:
          thinking: not_applicable
          prices:
            - {from: 2026-01-01, input: 3, output: 1}
    """
    return load_catalog(write_sheet(tmp_path, models, provider="yuan"))


def told(book, by=NONE, months=3, job=DAILY, start=date(2026, 3, 1), draws=2_000):
    case = Scenario(job, start, months, "CNY", None, book)
    return forecast(case, ["yuan/plain", "yuan/dear"], by, draws=draws)


def yuan(amount) -> Money:
    return Money(Decimal(amount), "CNY")


def test_a_certain_bill_reaches_its_budget_on_the_day_it_is_spent(book):
    risk = budget_risk(told(book), "yuan/plain", yuan(40))
    # a yuan a day from 1 March: 31 are spent by the end of March, 40 after 9 days of April
    assert risk.chance == 1
    assert [chance for _, chance in risk.months] == [0, 1, 1]
    assert risk.likely_month == date(2026, 4, 1)
    assert {day for _, day in risk.by} == {date(2026, 4, 10)}


def test_a_budget_that_is_just_enough_is_never_exceeded(book):
    risk = budget_risk(told(book), "yuan/plain", yuan(31 + 30 + 31))
    assert risk.chance == 0
    assert risk.likely_month is None
    assert [day for _, day in risk.by] == [None] * 3
    assert str(risk) == "yuan/plain: CN¥92.00 in all is exceeded in no outcome"


def test_a_monthly_budget_is_exceeded_by_the_longer_months(book):
    risk = budget_risk(told(book), "yuan/plain", yuan("30.5"), "month")
    assert [chance for _, chance in risk.months] == [1, 0, 1]
    assert {day for _, day in risk.by} == {date(2026, 3, 31)}


def test_chances_are_those_of_the_volume(book):
    # 92 yuan in the middle: twice that is exceeded in one world of ten
    risk = budget_risk(told(book, WIDE, draws=40_000), "yuan/plain", yuan(184))
    assert abs(risk.chance - Fraction(1, 10)) < Fraction(1, 100)
    assert risk.months[0][1] < Fraction(1, 100)
    assert "in all is exceeded in 10 % of the outcomes" in str(risk)
    assert risk.to_dict()["chance"] == float(risk.chance)


def test_a_budget_in_another_currency_is_refused(book):
    with pytest.raises(CurrencyMismatchError, match="the budget is in USD and the forecast in CNY"):
        budget_risk(told(book), "yuan/plain", Money(1, "USD"))


def test_chances_near_the_ends_are_not_rounded_to_certainty():
    assert in_outcomes(Fraction(1, 1000)) == "in less than 1 % of the outcomes"
    assert in_outcomes(Fraction(999, 1000)) == "in more than 99 % of the outcomes"
    assert in_outcomes(Fraction(0)) == "in no outcome"


@pytest.mark.parametrize("text", ["", "abc", "-5", "1e9", "nan", "1.2.3"])
def test_a_budget_that_is_no_amount_is_refused(text):
    with pytest.raises(WorkloadError, match="is not an amount such as"):
        money_of(text, "USD")


def test_what_is_paid_takes_the_place_of_what_was_forecast(book):
    known = with_actuals(
        told(book, WIDE),
        [Actual(date(2026, 2, 1), yuan(100)), Actual(date(2026, 3, 1), yuan(50))],
    )
    for each in known.offers:
        february, march, april, _ = each.months
        assert (february.bill.p10, february.bill.p90) == (yuan(100), yuan(100))
        assert (march.bill.p50, march.actual) == (yuan(50), yuan(50))
        assert april.actual is None
        assert april.bill.p10.amount < april.bill.p90.amount


def test_of_a_month_in_progress_only_the_days_to_come_are_forecast(book):
    plain = with_actuals(told(book), [Actual(date(2026, 3, 1), yuan(100), date(2026, 3, 10))]).of(
        "yuan/plain"
    )
    # 100 yuan in ten days, and a yuan for each of the 21 days to come
    assert plain.months[0].bill.mean == yuan(121)
    assert plain.months[0].bill.p10 == yuan(121)
    assert plain.total.mean == yuan(121 + 30 + 31)


def test_the_days_to_come_of_a_working_week_are_working_days(book):
    job = replace(DAILY, per="working_day")
    sunday = [Actual(date(2026, 3, 1), yuan(5), date(2026, 3, 29))]
    plain = with_actuals(told(book, job=job), sunday).of("yuan/plain")
    # 30 and 31 March 2026 are a Monday and a Tuesday
    assert plain.months[0].bill.mean == yuan(7)


def test_a_bill_through_the_last_day_leaves_nothing_open(book):
    actual = Actual(date(2026, 3, 1), yuan(5), date(2026, 3, 31))
    assert actual.whole
    month = with_actuals(told(book, WIDE), [actual]).of("yuan/plain").months[0]
    assert month.bill.p10 == month.bill.p90 == yuan(5)


def test_years_are_whole_with_the_bills_before_the_forecast(book):
    start = date(2026, 12, 1)
    paid = [Actual(date(2026, m, 1), yuan(10)) for m in range(1, 12)]
    known = with_actuals(told(book, start=start), paid).of("yuan/plain")
    assert known.years[0] == (2026, known.years[0][1])
    assert known.years[0][1].mean == yuan(110 + 31)
    assert known.years[1][1].mean == yuan(31 + 28)


def test_a_budget_counts_what_is_paid(book):
    known = with_actuals(told(book), [Actual(date(2026, 2, 1), yuan(100))])
    risk = budget_risk(known, "yuan/plain", yuan(110))
    assert {day for _, day in risk.by} == {date(2026, 3, 11)}


@pytest.mark.parametrize(
    ("actuals", "said"),
    [
        ([Actual(date(2026, 3, 1), yuan(1))] * 2, "two bills for 2026-03"),
        ([Actual(date(2026, 7, 1), yuan(1))], "after the forecast ends in 2026-05"),
        ([Actual(date(2026, 2, 1), yuan(1), date(2026, 2, 9))], "start it in 2026-02"),
    ],
)
def test_bills_that_do_not_fit_are_refused(actuals, said, book):
    with pytest.raises(WorkloadError, match=said):
        with_actuals(told(book), actuals)


def test_a_bill_in_another_currency_or_a_second_time_is_refused(book):
    with pytest.raises(CurrencyMismatchError, match="is in USD and the forecast in CNY"):
        with_actuals(told(book), [Actual(date(2026, 3, 1), Money(1, "USD"))])
    once = with_actuals(told(book), [Actual(date(2026, 3, 1), yuan(1))])
    with pytest.raises(WorkloadError, match="give all of them at once"):
        with_actuals(once, [Actual(date(2026, 4, 1), yuan(1))])


def test_the_dearer_offer_stays_dearer_whatever_was_paid(book):
    known = with_actuals(told(book, WIDE), [Actual(date(2026, 3, 1), yuan(50))])
    assert known.chance_cheaper("yuan/plain", "yuan/dear") == 1
