"""Break-evens, by hand on made-up sheets and as a property on real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import accumulate, pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from calculator.cli.what_if_text import break_even_dict, break_even_text
from calculator.forecast.break_even import break_even
from calculator.forecast.levers import LEVERS, Scenario, lever
from calculator.forecast.looks import Looks, rising
from calculator.forecast.polynomial import stretches
from calculator.forecast.thinking import long_thinker_loses
from calculator.slots import NotServedError
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


def test_a_cheap_model_may_think_so_long_until_a_terse_one_costs_less(scenario):
    # the terse one with 100 tokens of thinking: 1,000 × 2 + 200 × 10 = 1,000 + (100 + 650) × 4
    thinks = LEVERS["thinking"].turned(scenario, Fraction(100))
    found = long_thinker_loses(thinks, "two/long", "two/terse", Fraction(100))
    assert [crossing.value for crossing in found.crossings] == [650]
    assert (found.least, found.most, found.now) == (0, 10_000, 100)
    assert found.cheaper_now == "two/long"


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


CLOSE = """schema: 1
provider: close
name: Close
revision: 2026-11-24
currency: USD
timezone: UTC
source: {status: community, url: "https://example.org", retrieved: 2026-11-20}
models:
  swinging:
    thinking: not_applicable
    prices:
      - {from: 2026-06-01, input: 11.2111, output: 0}
      - {from: 2026-07-01, input: 7.799, output: 0}
      - {from: 2026-08-01, input: 11, output: 0}
  steady:
    thinking: not_applicable
    prices: [{from: 2026-01-01, input: 10, output: 0}]
  dear-when-long:
    thinking: billed_as_output
    prices:
      - from: 2026-01-01
        tiers: [{up_to: 1_000, input: 1, output: 8}, {input: 2, output: 12}]
  flat:
    thinking: billed_as_output
    prices: [{from: 2026-01-01, input: 1.5, output: 8}]
  cheap-when-long:
    thinking: billed_as_output
    prices:
      - from: 2026-01-01
        tiers: [{up_to: 1_000, input: 2, output: 8}, {input: 1, output: 8}]
  dear-answers-when-long:
    thinking: billed_as_output
    prices:
      - from: 2026-01-01
        tiers:
          - {up_to: {input: 10_000, output: 500}, input: 1, output: 6}
          - {input: 1, output: 12}
  a-little-dearer:
    thinking: billed_as_output
    prices:
      - from: 2026-01-01
        tiers: [{up_to: 1_000, input: 1, output: 8.000001}, {input: 2, output: 12}]
"""


@pytest.fixture(scope="module")
def close(tmp_path_factory):
    path = tmp_path_factory.mktemp("close") / "close.yaml"
    path.write_text(CLOSE, encoding="utf-8")
    return load_catalog(path)


def test_two_crossings_a_tenth_of_a_point_of_growth_apart_are_found(close):
    # a million requests of one token: 1.2111 more in June, 2.201 less in July, 1 more in August,
    # at x = 1 + growth: 1.2111 - 2.201 x + x² = (x - 1.1)(x - 1.101)
    job = Workload("job", Fraction(10**6), "month", TokenSize(Fraction(1)))
    scenario = Scenario(job, date(2026, 6, 1), 3, catalog=close)
    found = break_even(scenario, "close/swinging", "close/steady", "growth")
    assert [crossing.value for crossing in found.crossings] == [
        Fraction(1, 10),
        # at 0.101 both cost the same, one unit above it the other is the cheaper one
        Fraction(101, 1000),
    ]
    first, second = found.crossings
    assert (first.cheaper_below, first.cheaper_above) == ("close/steady", "close/swinging")
    assert (second.cheaper_below, second.cheaper_above) == ("close/swinging", "close/steady")
    assert first.bills[0] == first.bills[1]
    assert found.certain


@settings(deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=8), st.integers(-30, 0))
def test_no_change_of_sign_of_a_polynomial_is_missed(coefficients, low):
    powers = [Fraction(c) for c in coefficients]
    step, start = Fraction(1, 10), Fraction(-1, 7)
    places = [*stretches(powers, (low, 40), start, step)]
    by_hand = [
        place
        for place in range(low, 41)
        if (x := start + place * step) is not None
        and sum(c * x**n for n, c in enumerate(coefficients)) != 0
    ]
    side = {p: sum(c * (start + p * step) ** n for n, c in enumerate(coefficients)) > 0
            for p in by_hand}  # fmt: skip
    flips = [one for one, two in pairwise(by_hand) if side[one] != side[two]]
    assert places == sorted(set(places))
    assert (places[0], places[-1]) == (low, 40)
    for one, two in pairwise(places):
        assert sum(one <= flip < two for flip in flips) <= 1 or two - one == 1


def every_flip(scenario, pair, by, found):
    """All places at which the order is another one than before, from every single value."""
    sides = []
    for place in range(int(found.least), int(found.most) + 1):
        turned = LEVERS[by].turned(scenario, Fraction(place))
        first, second = (turned.project(offer).total.amount for offer in pair)
        if first != second or not sides:
            sides.append((place, first < second))
    return [after for (_, old), (after, new) in pairwise(sides) if old != new]


SPREAD = TokenSize.lognormal(Fraction(700), Fraction(2_500))


ANSWERS = TokenSize.lognormal(Fraction(150), Fraction(600))


@pytest.mark.parametrize(
    ("first", "by", "inputs", "outputs"),
    [
        ("dear-when-long", "input", TokenSize(Fraction(900)), TokenSize(Fraction(40))),
        ("dear-when-long", "input", SPREAD, TokenSize(Fraction(40))),
        ("cheap-when-long", "input", SPREAD, TokenSize(Fraction(40))),
        ("dear-answers-when-long", "output", SPREAD, ANSWERS),
        ("dear-answers-when-long", "thinking", SPREAD, ANSWERS),
    ],
)
def test_as_many_crossings_are_found_as_at_every_single_value(close, first, by, inputs, outputs):
    job = Workload("job", Fraction(1_000), "month", inputs, outputs)
    scenario = Scenario(job, date(2026, 6, 1), catalog=close)
    offers = [f"close/{first}", "close/flat"]
    found = break_even(scenario, *offers, by, least=Fraction(1), most=Fraction(1_200))
    assert [c.value for c in found.crossings] == every_flip(scenario, offers, by, found)
    assert found.certain is (first != "cheap-when-long")


def test_answers_of_a_model_that_thinks_cross_as_at_every_single_value(close):
    job = Workload("job", Fraction(1_000), "month", SPREAD, ANSWERS, reasoning_tokens=Fraction(40))
    scenario = Scenario(job, date(2026, 6, 1), catalog=close)
    offers = ["close/dear-answers-when-long", "close/flat"]
    found = break_even(scenario, *offers, "output", least=Fraction(1), most=Fraction(1_200))
    assert [c.value for c in found.crossings] == every_flip(scenario, offers, "output", found)
    assert found.certain


def test_sizes_around_a_bound_are_certain_where_higher_tiers_are_dearer(close):
    job = Workload("job", Fraction(1_000), "month", SPREAD, TokenSize(Fraction(40)))
    scenario = Scenario(job, date(2026, 6, 1), catalog=close)
    found = break_even(scenario, "close/dear-when-long", "close/flat", "input")
    (crossing,) = found.crossings
    assert found.certain
    assert (crossing.cheaper_below, crossing.cheaper_above) == (
        "close/dear-when-long",
        "close/flat",
    )


def test_a_search_that_is_not_certain_says_how_fine_it_was(close, monkeypatch):
    job = Workload("job", Fraction(1_000), "month", SPREAD, TokenSize(Fraction(40)))
    scenario = Scenario(job, date(2026, 6, 1), catalog=close)
    offers = ["close/cheap-when-long", "close/flat"]
    never = break_even(scenario, *offers, "input", least=Fraction(4_000), most=Fraction(9_000))
    assert (never.crossings, never.certain, never.places) == ((), False, 65)
    assert break_even_text(never).splitlines()[2:] == [
        "no crossing was found",
        "looked at 65 values of the range: two crossings between neighbours would be missing",
    ]
    assert break_even_dict(never)["certain"] is False


def test_offers_too_close_for_the_bounds_are_not_called_never(close):
    job = Workload("job", Fraction(1_000), "month", SPREAD, TokenSize(Fraction(40)))
    scenario = Scenario(job, date(2026, 6, 1), catalog=close)
    found = break_even(scenario, "close/dear-when-long", "close/a-little-dearer", "input")
    assert (found.crossings, found.certain, found.places) == ((), False, 128)


def test_where_one_offer_cannot_serve_the_looks_go_to_the_last_place_that_it_cannot():
    # served from 7 on; from there the first is the dearer one and never rises
    both = lambda place: None if place < 7 else (Fraction(9), Fraction(1))  # noqa: E731
    found = rising([0, 20], both, (Fraction(0), Fraction(0)))
    assert found == Looks((*range(8), 10, 20), True)


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=5, max_size=300))
def test_what_only_rises_hides_no_crossing_between_looks(rises):
    least = tuple(Fraction(min(rise[i] for rise in rises)) for i in (0, 1))
    sums = [*accumulate(rises, lambda a, b: (a[0] + b[0], a[1] + b[1]), initial=(30, 37))]
    both = [(Fraction(one), Fraction(two)) for one, two in sums]
    found = rising([0, len(both) - 1], both.__getitem__, least)
    assume(found.certain)
    known = [p for p, (one, two) in enumerate(both) if one != two]
    flips = [
        (a, b) for a, b in pairwise(known) if (both[a] < both[a][::-1]) != (both[b] < both[b][::-1])
    ]
    for low, high in pairwise(found.places):
        assert sum(low <= a and b <= high for a, b in flips) <= 1
        assert high - low == 1 or not any(low <= a and b <= high for a, b in flips)


ALWAYS = """schema: 1
provider: thinkers
name: Thinkers
revision: 2026-11-24
currency: USD
timezone: UTC
source: {status: community, url: "https://example.org", retrieved: 2026-11-20}
models:
  always:
    thinking: billed_as_output
    always_thinks: true
    prices:
      - from: 2026-01-01
        tiers:
          - {up_to: {input: 10_000, output: 500}, input: 1, output: 6}
          - {input: 1, output: 12}
  batched:
    thinking: not_applicable
    prices:
      - {from: 2026-01-01, input: 4, output: 4, service_tiers: {batch: {multiply: 0.5}}}
  flat:
    thinking: billed_as_output
    prices: [{from: 2026-01-01, input: 1.5, output: 8}]
"""


@pytest.fixture(scope="module")
def thinkers(tmp_path_factory):
    path = tmp_path_factory.mktemp("thinkers") / "thinkers.yaml"
    path.write_text(ALWAYS, encoding="utf-8")
    return load_catalog(path)


def test_where_an_offer_cannot_serve_there_is_no_crossing(thinkers):
    # 4 for a token of input in standard is dearer than 1.5, and 2 in batch would be too
    scenario = Scenario(
        replace(JOB, output=TokenSize(Fraction(0))), date(2026, 6, 1), catalog=thinkers
    )
    found = break_even(scenario, "thinkers/batched", "thinkers/flat", "batch")
    assert (found.crossings, found.cheaper_now) == ((), "thinkers/flat")
    with pytest.raises(NotServedError, match="thinkers/flat has no batch service tier"):
        found.lever.turned(scenario, Fraction(1)).project("thinkers/flat")


def test_a_model_that_always_thinks_is_overtaken_where_it_serves(thinkers):
    # at no thinking at all the first cannot serve; from one token on it is looked at
    job = replace(JOB, output=ANSWERS, reasoning_tokens=Fraction(30))
    scenario = Scenario(job, date(2026, 6, 1), catalog=thinkers)
    offers = ["thinkers/always", "thinkers/flat"]
    found = break_even(scenario, *offers, "thinking", most=Fraction(1_200))
    served = replace(found, least=Fraction(1))
    assert [c.value for c in found.crossings] == every_flip(scenario, offers, "thinking", served)
    assert len(found.crossings) == 1
    assert found.certain
