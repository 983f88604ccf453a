"""When the answer flips: worked by hand on a made-up sheet, and swapped at the stated values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from calculator.adjust import Adjustments, adjusted_offer
from calculator.comparison import compare, shortlist
from calculator.forecast.break_even import break_even
from calculator.forecast.flips import Span, curve, flips
from calculator.forecast.levers import LEVERS, Scenario
from calculator.profiles import presets
from calculator.workload import TokenSize, Workload
from pricing import load_catalog

SHEET = """schema: 1
provider: two
name: Two
revision: 2026-11-24
currency: USD
timezone: UTC
source: {status: community, url: "https://example.org", retrieved: 2026-11-20}
models:
  talker:
    thinking: not_applicable
    prices: [{from: 2026-01-01, input: 2, output: 10}]
  batched:
    thinking: not_applicable
    prices: [{from: 2026-01-01, input: 2, output: 10, service_tiers: {batch: {multiply: 0.5}}}]
  thinker:
    thinking: billed_as_output
    prices: [{from: 2026-01-01, input: 1, output: 4}]
  cached:
    thinking: not_applicable
    prices: [{from: 2026-01-01, input: 4, cache_read: 0, output: 10}]
  dips:
    thinking: not_applicable
    prices:
      - from: 2026-01-01
        tiers: [{up_to: 800, input: 3, output: 10}, {up_to: 1_200, input: 1, output: 10},
                {input: 3, output: 10}]
  yuan:
    currency: CNY
    thinking: not_applicable
    prices: [{from: 2026-01-01, input: 14, output: 70}]
"""
JOB = Workload(
    "job",
    Fraction(1_000),
    "month",
    TokenSize(Fraction(1_000)),
    TokenSize(Fraction(100)),
    reasoning_tokens=Fraction(0),
)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("sheets") / "two.yaml"
    path.write_text(SHEET, encoding="utf-8")
    return load_catalog(path)


@pytest.fixture
def seen(book):
    def found(first, second, job=JOB, months=1):
        scenario = Scenario(job, date(2026, 6, 1), months, catalog=book)
        both = book.offer(f"two/{first}"), book.offer(f"two/{second}")
        return scenario, both, {flip.name: flip for flip in flips(scenario, *both)}

    return found


def test_a_thinker_is_cheaper_until_it_thinks_away_what_it_saves(seen):
    # 1,000 at 1 + (100 + t) at 4 against 1,000 at 2 + 100 at 10: equal at t = 400
    _, _, found = seen("thinker", "talker")
    assert found["thinking"].spans == (Span(Fraction(400), None),)
    assert found["output"].spans == ()
    assert found["volume"].spans == ()


def test_a_cached_rate_pays_above_the_share_at_which_both_cost_the_same(seen):
    # 4 for what is not cached against 2 for everything
    _, _, found = seen("talker", "cached")
    assert found["cache"].spans == (Span(Fraction(1, 2), None),)


def test_below_a_value_and_between_two(seen):
    at_1_500 = replace(JOB, input=TokenSize(Fraction(1_500)))
    _, _, found = seen("talker", "dips", at_1_500)
    assert found["input"].spans == (Span(Fraction(800), Fraction(1_201)),)
    warm = replace(JOB, cached_share=Fraction(3, 4))
    _, _, found = seen("talker", "cached", warm)
    assert found["cache"].spans == (Span(None, Fraction(1, 2)),)


def test_the_exchange_rate_decides_only_between_two_currencies(seen):
    _, _, found = seen("talker", "cached")
    assert (found["fx"].found, found["fx"].why_not) == (None, "same_currency")
    # 14 yuan against 2 dollars
    _, _, found = seen("talker", "yuan")
    assert found["fx"].spans in ((Span(Fraction(7), None),), (Span(None, Fraction(7)),))


def test_a_move_that_an_offer_cannot_make_is_told_with_the_reason(seen):
    _, _, found = seen("talker", "cached")
    assert found["batch"].why_not == "two/talker has no batch service tier"


def test_growth_is_asked_for_where_there_are_months_to_grow(seen):
    assert "growth" not in seen("talker", "cached")[2]
    assert "growth" in seen("talker", "cached", months=2)[2]


def test_the_curve_holds_the_present_value_and_both_sides_of_the_crossing(seen):
    scenario, both, found = seen("thinker", "talker")
    points = {point.value: point.bills for point in curve(scenario, *both, found["thinking"].found)}
    assert points[Fraction(400)][0] == points[Fraction(400)][1]
    assert points[Fraction(399)][0] < points[Fraction(399)][1]
    assert min(points) == found["thinking"].now == 0
    assert max(points) == 800


def test_a_curve_has_no_bill_where_an_offer_cannot_serve(seen):
    # half of 2 for input is as much as 1; the thinker has no batch at any share above nothing
    scenario, (first, second), _ = seen("batched", "thinker")
    found = break_even(scenario, first, second, "batch")
    points = curve(scenario, first, second, found)
    assert [point.value for point in points if point.bills[1] is not None] == [0]
    assert all(point.bills[0] is not None for point in points)
    # 1,000 × (1,000 × 2 + 100 × 10) a million; with no crossing, a tenth of the range is drawn,
    # at the end of which a tenth costs half
    ends = [str(points[place].bills[0].amount.normalize()) for place in (0, -1)]
    assert ends == ["3", "2.85"]


def test_setting_a_lever_past_a_stated_value_swaps_the_cheaper_offer():
    job = presets()["support-bot-thinking"].workload()
    ranked = compare(job, shortlist(), start=date(2026, 11, 1)).ranked
    scenario = Scenario(job, date(2026, 11, 1))
    pairs = [(ranked[i].offer, ranked[i + 1].offer) for i in (2, 5, 8, 11)]
    pairs.append((adjusted_offer(pairs[0][0], Adjustments()), pairs[-1][1]))
    swapped = 0
    for first, second in pairs:
        for flip in flips(scenario, first, second):
            assert flip.found or flip.why_not
            for span in flip.spans:
                for edge in filter(None, span):
                    orders = {
                        bills[0] < bills[1]
                        for factor in (Fraction(99, 100), Fraction(101, 100))
                        if (bills := both(scenario, first, second, flip.name, edge * factor))
                    }
                    swapped += 1
                    assert orders == {True, False}
    assert swapped >= 4


def test_never_flips_holds_at_both_ends():
    job = presets()["support-bot-thinking"].workload()
    scenario = Scenario(job, date(2026, 11, 1))
    first, second = "openai/gpt-5-nano", "anthropic/claude-opus-5-5"
    found = break_even(scenario, first, second, "thinking", most=Fraction(10_000))
    assert found.crossings == ()
    for value in (found.least, found.most):
        bills = both(scenario, first, second, "thinking", value)
        assert bills[0] < bills[1]


def both(scenario, first, second, name, value):
    turning = LEVERS[name]
    turned = turning.turned(scenario, round(value / turning.unit) * turning.unit)
    return turned.project(first).total, turned.project(second).total
