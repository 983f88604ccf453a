"""Break-evens, by hand on made-up sheets and as a property on real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from calculator.forecast.break_even import break_even
from calculator.forecast.levers import LEVERS, Scenario, lever
from calculator.workload import TokenSize, Workload
from pricing import load_catalog
from pricing.errors import WorkloadError
from pricing.fx import FxRates

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


CROSSED = """schema: 1
provider: yuan
name: Yuan
revision: 2026-11-24
currency: CNY
timezone: UTC
source: {status: community, url: "https://example.org", retrieved: 2026-11-20}
models:
  dear-answers:
    thinking: billed_as_output
    prices:
      - {from: 2026-01-01, input: 7, output: 280}
  dear-prompts:
    thinking: billed_as_output
    prices:
      - {from: 2026-01-01, input: 70, cache_read: 0.7, output: 14}
  two-steps:
    thinking: billed_as_output
    prices:
      - from: 2026-01-01
        tiers:
          - {up_to: {input: 2_000, output: 500}, input: 7, output: 7}
          - {up_to: 2_000, input: 21, output: 70}
          - {input: 49, output: 210}
"""
PAIRS = (
    ("yuan/dear-answers", "yuan/dear-prompts"),
    ("yuan/two-steps", "yuan/dear-prompts"),
    ("yuan/dear-answers", "two/terse"),
    ("yuan/two-steps", "two/cached"),
)


@pytest.fixture(scope="module")
def crossed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crossed")
    (folder / "two.yaml").write_text(SHEET, encoding="utf-8")
    (folder / "yuan.yaml").write_text(CROSSED, encoding="utf-8")
    return load_catalog(folder)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(
    st.sampled_from(PAIRS),
    st.sampled_from(["thinking", "cache", "output", "fx", "input"]),
    st.integers(100, 4_000),
    st.integers(1, 2_000),
)
def test_a_break_even_swaps_the_order_one_unit_to_either_side(crossed, pair, by, inputs, outputs):
    job = replace(JOB, input=TokenSize(Fraction(inputs)), output=TokenSize(Fraction(outputs)))
    job = replace(job, cached_share=Fraction(1, 5))
    rate = FxRates.fixed("USD/CNY", "7")
    scenario = Scenario(job, date(2026, 10, 1), fx=rate, catalog=crossed)
    found = break_even(scenario, *pair, by)
    assume(found.crossings)
    for crossing in found.crossings:
        unit = found.lever.unit
        sides = []
        for value in (crossing.value - unit, crossing.value + unit):
            turned = found.lever.turned(scenario, value)
            first, second = (turned.project(offer).total for offer in pair)
            sides.append(pair[first.amount > second.amount])
        assert sides == [crossing.cheaper_below, crossing.cheaper_above]


def test_a_model_in_two_steps_is_overtaken_and_overtakes(crossed):
    # 1,000 input; "two-steps" 7/7 up to 500 answer tokens, then 21/70; "dear-prompts" 70/14:
    # at 500: 7,000 + 3,500 < 70,000 + 7,000; above: 21,000 + 70 a > 70,000 + 14 a from a = 875
    job = replace(JOB, input=TokenSize(Fraction(1_000)), output=TokenSize(Fraction(100)))
    scenario = Scenario(job, date(2026, 10, 1), currency="CNY", catalog=crossed)
    found = break_even(scenario, *PAIRS[1], "output", most=Fraction(2_000))
    assert [crossing.value for crossing in found.crossings] == [875]
    assert found.crossings[0].bills[0] == found.crossings[0].bills[1]
