"""Break-evens, by hand on made-up sheets and as a property on real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator.forecast.break_even import break_even
from calculator.forecast.levers import LEVERS, Scenario, lever
from calculator.workload import TokenSize, Workload
from pricing import load_catalog
from pricing.errors import WorkloadError

SHEET = """schema: 1
provider: two
name: Two
revision: 2026-11-24
currency: USD
timezone: UTC
source: {status: community, url: "https://example.org", retrieved: 2026-11-20}
models:
  terse:
    thinking: billed_as_output
    prices:
      - {from: 2026-01-01, input: 2, output: 10}
  long:
    thinking: billed_as_output
    prices:
      - {from: 2026-01-01, input: 1, output: 4}
  stepped:
    thinking: billed_as_output
    prices:
      - from: 2026-01-01
        tiers: [{up_to: 1_000, input: 1, output: 1}, {input: 100, output: 1}]
  cached:
    thinking: billed_as_output
    prices:
      - {from: 2026-01-01, input: 4, cache_read: 0, output: 10}
"""
JOB = Workload(
    "job",
    Fraction(1_000),
    "month",
    TokenSize(Fraction(1_000)),
    TokenSize(Fraction(100)),
)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("sheets") / "two.yaml"
    path.write_text(SHEET, encoding="utf-8")
    return load_catalog(path)


@pytest.fixture
def scenario(book):
    return Scenario(JOB, date(2026, 6, 1), catalog=book)


def test_a_cheap_model_loses_where_its_input_saving_is_thought_away(scenario):
    # 1,000 input at 1 + (100 + t) at 4 against 1,000 at 2 + 100 at 10: equal at t = 400
    thinking = LEVERS["thinking"].turned(scenario, Fraction(0))
    found = break_even(
        scenario, "two/long", "two/terse", "thinking", most=Fraction(10_000), second_stays=thinking
    )
    (crossing,) = found.crossings
    assert crossing.value == 400
    assert (crossing.cheaper_below, crossing.cheaper_above) == ("two/long", "two/terse")
    assert crossing.bills[0] == crossing.bills[1]


def test_cache_share_flips_where_the_dear_input_is_read_for_nothing(scenario):
    # 1,000 × 4 × (1 − c) + 100 × 10 against 1,000 × 2 + 100 × 10: equal at c = 1/2
    (crossing,) = break_even(scenario, "two/cached", "two/terse", "cache").crossings
    assert crossing.value == Fraction(1, 2)


def test_a_jump_between_tiers_is_a_crossing(scenario):
    found = break_even(scenario, "two/stepped", "two/long", "input", most=Fraction(5_000))
    assert [crossing.value for crossing in found.crossings] == [1_001]
    assert found.cheaper_now == "two/stepped"


def test_never_is_an_answer(scenario):
    found = break_even(scenario, "two/long", "two/terse", "volume", most=Fraction(10**6))
    assert found.crossings == ()
    assert found.cheaper_now == "two/long"


def test_an_unknown_lever_names_the_ones_there_are():
    with pytest.raises(WorkloadError, match="volume, input, output, thinking"):
        lever("thinkng")


def test_an_empty_range_is_refused(scenario):
    with pytest.raises(WorkloadError, match="empty"):
        break_even(scenario, "two/long", "two/terse", "volume", least=Fraction(9), most=Fraction(9))


REAL = ("deepseek-cn/deepseek-v4-pro", "openai/gpt-5-mini", "alibaba-cn/qwen-plus", "zai/glm-5.2")


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([(a, b) for a in REAL for b in REAL if a < b]),
    st.sampled_from(["thinking", "cache", "output", "fx", "input"]),
    st.integers(100, 200_000),
    st.integers(1, 4_000),
)
def test_a_break_even_swaps_the_order_one_unit_to_either_side(pair, by, inputs, outputs):
    job = replace(JOB, input=TokenSize(Fraction(inputs)), output=TokenSize(Fraction(outputs)))
    scenario = Scenario(replace(job, cached_share=Fraction(1, 5)), date(2026, 10, 1))
    found = break_even(scenario, *pair, by)
    for crossing in found.crossings:
        unit = found.lever.unit
        sides = []
        for value in (crossing.value - unit, crossing.value + unit):
            turned = found.lever.turned(scenario, value)
            first, second = (turned.project(offer).total for offer in pair)
            sides.append(pair[first.amount > second.amount])
        assert sides == [crossing.cheaper_below, crossing.cheaper_above]
