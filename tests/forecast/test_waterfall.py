"""Waterfalls add up, and each step is the sum its cause makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator.forecast.levers import Scenario
from calculator.forecast.waterfall import between_bills, between_months, between_offers, large_steps
from calculator.workload import TokenSize, Workload
from pricing.errors import WorkloadError
from pricing.fx import FxRates

JOB = Workload(
    "job",
    Fraction(1_000),
    "day",
    TokenSize(Fraction(10_000)),
    TokenSize(Fraction(2_000)),
    cached_share=Fraction(1, 2),
    reasoning_tokens=Fraction(1_500),
)


def amounts(waterfall):
    return {step.cause: step.money.amount for step in waterfall.steps}


def test_two_offers_differ_by_the_price_of_each_part():
    scenario = Scenario(JOB, date(2026, 10, 1))
    found = between_offers(scenario, "openai/gpt-5", "openai/gpt-5-mini")
    # October: 31 days × 1,000 requests; gpt-5 1.25/0.125/10, gpt-5-mini 0.25/0.025/2 per million
    steps = amounts(found)
    assert steps["input"] == 31_000 * 5_000 * (Decimal("0.25") - Decimal("1.25")) / 10**6
    assert steps["cache_read"] == 31_000 * 5_000 * (Decimal("0.025") - Decimal("0.125")) / 10**6
    assert steps["output"] == Decimal(31_000 * 500 * (2 - 10)) / 10**6
    assert steps["thinking"] == Decimal(31_000 * 1_500 * (2 - 10)) / 10**6
    assert found.before.total.amount + sum(steps.values()) == found.after.total.amount


def test_a_month_with_more_requests_at_the_same_price_differs_by_volume_alone():
    before = Scenario(JOB, date(2026, 9, 1))
    after = Scenario(replace(JOB, requests=Fraction(1_200)), date(2026, 9, 1))
    steps = amounts(between_months(before, after, "openai/gpt-5"))
    per_request = Decimal(5_000 * 1.25 + 5_000 * 0.125 + 2_000 * 10) / 10**6
    assert steps.pop("volume") == 30 * 200 * per_request
    assert set(steps.values()) == {0}


def test_a_price_rise_and_a_weaker_yuan_are_told_apart():
    # DeepSeek V4 Pro in yuan: 3/0.025/6 in July 2026, dearer and by the hour in September
    july = Scenario(JOB, date(2026, 7, 1), fx=FxRates.fixed("USD/CNY", "7"))
    september = Scenario(JOB, date(2026, 9, 1), fx=FxRates.fixed("USD/CNY", "8"))
    found = between_months(july, september, "deepseek-cn/deepseek-v4-pro")
    steps = amounts(found)
    assert steps["volume"] < 0  # one day less
    assert steps["price"] > 0
    at_seven = found.after.total.amount * 8 / 7
    assert abs(steps["fx"] - (found.after.total.amount - at_seven)) < Decimal("1e-9")
    assert found.before.total.amount + sum(steps.values()) == found.after.total.amount


def test_more_than_a_month_is_refused():
    whole = Scenario(JOB, date(2026, 9, 1), months=2)
    with pytest.raises(WorkloadError, match="one month to another"):
        between_months(whole, whole, "openai/gpt-5")


OFFERS = ("openai/gpt-5", "deepseek-cn/deepseek-v4-pro", "alibaba-cn/qwen-plus", "zai/glm-5.1")


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(OFFERS),
    st.sampled_from(OFFERS),
    st.integers(1, 10**6),
    st.integers(0, 3_000),
    st.integers(0, 100),
    st.sampled_from([date(2026, 5, 1), date(2026, 9, 1), date(2026, 11, 1)]),
)
def test_the_steps_add_up_to_the_last_pico(first, second, requests, thinking, cached, month):
    job = replace(
        JOB,
        requests=Fraction(requests),
        output=TokenSize(Fraction(500 + thinking)),
        reasoning_tokens=Fraction(thinking),
        cached_share=Fraction(cached, 100),
    )
    before, after = Scenario(JOB, date(2026, 7, 1)), Scenario(job, month)
    for found in (
        between_months(before, after, first, second),
        between_offers(after, first, second),
    ):
        total = found.before.total.amount + sum(step.money.amount for step in found.steps)
        assert total == found.after.total.amount


def test_small_steps_are_told_as_one_and_all_still_add_up():
    scenario = Scenario(JOB, date(2026, 10, 1))
    found = between_offers(scenario, "openai/gpt-5", "openai/gpt-5-mini")
    # of 833.125 dollars 155 are fresh input, 15.50 cached input, 124 answers and 372 thinking
    told = large_steps(found, Fraction(3, 10))
    assert [step.cause for step in told] == ["thinking", "other"]
    assert told[1].money.amount == -155 - Decimal("15.5") - 124
    assert found.before.total + told[0].money + told[1].money == found.after.total
    assert [step.cause for step in large_steps(found)] == [
        "input",
        "cache_read",
        "output",
        "thinking",
    ]


def test_one_small_step_keeps_its_name_and_equal_parts_are_left_out():
    scenario = Scenario(JOB, date(2026, 10, 1))
    found = between_offers(scenario, "openai/gpt-5", "openai/gpt-5-mini")
    told = large_steps(found, Fraction(3, 100))
    assert "cache_read" in [step.cause for step in told]
    same = between_bills(found.before, found.before)
    assert large_steps(same) == ()
