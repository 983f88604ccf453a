"""Bills added up month by month end in the total."""

from __future__ import annotations

from datetime import date

import pytest

from calculator.forecast.actual import Actual
from calculator.forecast.actuals import with_actuals
from calculator.forecast.levers import Scenario
from calculator.forecast.running import running
from calculator.forecast.simulate import forecast
from calculator.forecast.uncertainty import Uncertainty
from calculator.profiles import presets
from pricing.money import Money

JOB = presets()["support-bot-thinking"].workload()
SCENARIO = Scenario(JOB, date(2026, 11, 1), 4)
OFFER = "openai/gpt-5"


def test_the_last_sum_is_the_total_and_the_mean_stays_exact():
    found = forecast(SCENARIO, [OFFER], draws=500)
    last, total = running(found, OFFER)[-1].bill, found.of(OFFER).total
    assert last.mean == total.mean
    assert last.mean_error is None
    for one, other in ((last.p10, total.p10), (last.p50, total.p50), (last.p90, total.p90)):
        assert float(one.amount) == pytest.approx(float(other.amount), abs=1e-5)


def test_with_nothing_uncertain_the_sums_are_those_of_the_projection():
    found = running(forecast(SCENARIO, [OFFER], Uncertainty.none(), draws=100), OFFER)
    months = SCENARIO.project(OFFER).months
    assert found[0].bill.p10 == found[0].bill.p90 == months[0].total
    assert found[1].bill.mean == months[0].total + months[1].total


def test_a_bill_paid_is_the_first_sum():
    paid = Actual(date(2026, 11, 1), Money(4100, "USD"))
    found = with_actuals(forecast(SCENARIO, [OFFER], draws=500), [paid])
    first = running(found, OFFER)[0].bill
    assert first.p10 == first.mean == first.p90 == Money(4100, "USD")
