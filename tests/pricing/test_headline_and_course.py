from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from pricing.changes.course import course
from pricing.changes.headline import headline
from pricing.changes.history import price_history
from tests.sheet_text import edition

TODAY = date(2026, 11, 24)
MOVES = """
m:
  thinking: billed_as_output
  prices:
    - {from: 2026-01-01, input: 4, cache_read: 1, output: 16}
    - {from: 2026-03-01, until: 2026-04-01, input: 4, cache_read: 1, output: 12}
    - from: 2026-05-01
      input: 3
      cache_read: 1
      output: 12
      windows:
        peak: {hours: "09:00-12:00", utc_offset: "+08:00", multiply: 2}
      service_tiers:
        batch: {multiply: 0.5}
    - {from: 2027-01-01, input: 3, cache_read: 1, output: 9}
"""
BANDS = """
m:
  thinking: mode_rate
  prices:
    - from: 2026-01-01
      input: 8
      output: 20
      when_thinking: {output: 30}
    - from: 2026-06-01
      tiers:
        - {up_to: 128_000, input: 1, output: 2, when_thinking: {output: 8}}
        - {input: 4, output: 20, when_thinking: {output: 24}}
"""


@pytest.fixture
def line(tmp_path):
    def on(models, day=TODAY):
        return headline(edition(tmp_path, models).catalog.offer("demo/m"), day)

    return on


@pytest.fixture
def moved(tmp_path):
    """The course of the rates of the place whose words are these, in the step of a day."""

    def follow(models, words="", day=TODAY):
        history = price_history("demo/m", today=TODAY, catalog=edition(tmp_path, models).catalog)
        step = next(told.step for told in history.steps if told.step.holds_on(day))
        return course(history, next(p for p in step.rates if p.words() == words))

    return follow


def test_one_line_tells_small_requests_outside_peak_and_counts_the_rest(line):
    told = line(MOVES)
    assert (told.input, told.cache_read, told.output, told.thinking) == (3, 1, 12, 12)
    assert (told.sizes, told.windows, told.tiers) == (1, ("peak",), ("batch",))
    assert (told.state, told.next_from, told.steps) == ("in force", date(2027, 1, 1), 4)


def test_a_thinking_token_is_told_at_the_rate_of_its_mode(line):
    told = line(BANDS)
    assert (told.output, told.thinking, told.sizes) == (2, 8, 2)


def test_what_does_not_apply_is_nothing_and_not_zero(line):
    told = line("m: {thinking: not_applicable, prices: [{from: 2026-01-01, input: 0, output: 2}]}")
    assert (told.input, told.output) == (0, 2)
    assert told.thinking is None
    assert told.cache_read is None


def test_before_the_first_price_it_is_announced_and_after_the_last_it_has_ended(line):
    assert line(MOVES, date(2025, 1, 1)).state == "announced"
    gap = line(MOVES, date(2026, 4, 10))
    assert (gap.state, gap.output, gap.next_from) == ("ended", 12, date(2026, 5, 1))


def test_a_rate_that_stays_over_several_entries_is_one_stretch_with_a_gap_where_none_held(moved):
    told = moved(MOVES)["input"]
    assert [(s.since, s.until, s.rate) for s in told] == [
        (date(2026, 1, 1), date(2026, 4, 1), Decimal(4)),
        (date(2026, 5, 1), date(2027, 1, 1), Decimal(3)),
        (date(2027, 1, 1), None, Decimal(3)),
    ]
    assert [s.state for s in told] == ["past", "in force", "announced"]


def test_a_rise_is_told_of_neighbours_and_not_over_a_gap(moved):
    told = moved(MOVES)["output"]
    assert [s.rise for s in told] == [None, Fraction(-1, 4), None, Fraction(-1, 4)]


def test_peak_hours_pay_what_all_hours_paid_before_there_was_a_peak(moved):
    told = moved(MOVES, "peak")["output"]
    assert [s.rate for s in told] == [16, 12, 24, 9]


def test_a_service_tier_is_followed_only_while_it_is_sold(moved):
    told = moved(MOVES, "batch")["output"]
    assert [(s.since, s.until, s.rate) for s in told] == [
        (date(2026, 5, 1), date(2027, 1, 1), Decimal(6))
    ]


def test_a_size_and_a_mode_are_followed_to_where_neither_was_told_apart(moved):
    large = moved(BANDS, "not thinking, over 128,000 input")["output"]
    assert [(s.since, s.rate) for s in large] == [(date(2026, 1, 1), 20)]
    assert [s.rate for s in moved(BANDS, "thinking, up to 128,000 input")["output"]] == [30, 8]
