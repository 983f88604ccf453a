"""What each rule of a price sheet comes to, in rate lines worked out by hand."""

from __future__ import annotations

import pytest

from pricing.compile.rates import compile_sheets
from pricing.lines import FOREVER, NO_LIMIT, RateLine
from pricing.sheets.sheet import read_sheet
from tests.compiled import compiled, lines, model, per_million, second
from tests.sheet_text import write_sheet

ALL_WEEK = (0, 7 * 24 * 60)
TOKENS = ("input", "cache_read", "cache_write", "cache_write_long", "output", "reasoning")
NEW_YEAR = second("2026-01-01T00:00+08:00")


def week(line: RateLine) -> tuple[int, int]:
    return line.week_from, line.week_until


def sizes(line: RateLine) -> tuple[int, int, int, int]:
    return line.input_over, line.input_up_to, line.output_over, line.output_up_to


def test_two_rates_are_one_line_with_nothing_left_open(tmp_path):
    assert lines(tmp_path, "input: 4\noutput: 16") == [
        RateLine(
            service_tier="standard",
            thinking_from=0,
            thinking_up_to=0,
            since=NEW_YEAR,
            until=FOREVER,
            week_from=0,
            week_until=10_080,
            input_over=-1,
            input_up_to=NO_LIMIT,
            output_over=-1,
            output_up_to=NO_LIMIT,
            input=4_000_000,
            cache_read=4_000_000,
            cache_write=4_000_000,
            cache_write_long=4_000_000,
            output=16_000_000,
            reasoning=16_000_000,
            request=0,
            web_search=0,
            cache_token_hour=0,
            citation_token=0,
            offset=0,
            window="",
            terms=0,
        )
    ]


@pytest.mark.parametrize(
    ("given", "charged"),
    [
        ("", (4, 4, 4, 4, 16, 16)),
        ("cache_read: 1", (4, 1, 4, 4, 16, 16)),
        ("cache_write: 5", (4, 4, 5, 5, 16, 16)),
        ("cache_write_long: 8", (4, 4, 4, 8, 16, 16)),
        ("cache_read: 0", (4, 0, 4, 4, 16, 16)),
        ("cache_read: 0.000001", (4, 0.000001, 4, 4, 16, 16)),
    ],
)
def test_a_kind_without_a_rate_is_charged_as_its_parent(given, charged, tmp_path):
    (line,) = lines(tmp_path, f"input: 4\noutput: 16\n{given}")
    assert per_million(line, *TOKENS) == charged


@pytest.mark.parametrize(
    ("thinking", "more", "modes"),
    [
        ("not_applicable", "", [(0, 0, 2, 2)]),
        ("billed_as_output", "", [(0, 1, 2, 2)]),
        ("separate_rate", "reasoning: 3", [(0, 1, 2, 3)]),
        ("not_billed", "", [(0, 1, 2, 0)]),
        ("mode_rate", "when_thinking: {output: 8}", [(0, 0, 2, 2), (1, 1, 8, 8)]),
    ],
)
def test_each_thinking_treatment_has_lines_of_its_own(thinking, more, modes, tmp_path):
    found = lines(tmp_path, f"input: 1\noutput: 2\n{more}", thinking)
    told = [(x.thinking_from, x.thinking_up_to, *per_million(x, *TOKENS[-2:])) for x in found]
    assert told == modes


def test_an_entry_may_bill_thinking_otherwise_than_its_model(tmp_path):
    (line,) = lines(tmp_path, "input: 1\noutput: 2\nthinking: not_billed", "billed_as_output")
    assert per_million(line, "reasoning") == (0,)


def test_what_thinking_mode_leaves_out_stays_as_without_it(tmp_path):
    rates = "input: 1\ncache_read: 0.5\noutput: 2\nwhen_thinking: {input: 3, output: 8}"
    off, on = lines(tmp_path, rates, "mode_rate")
    assert per_million(off, *TOKENS) == (1, 0.5, 1, 1, 2, 2)
    assert per_million(on, *TOKENS) == (3, 0.5, 3, 3, 8, 8)


def test_a_day_begins_at_midnight_in_the_sheets_zone_and_ends_before_the_next_entry(tmp_path):
    found = compiled(
        tmp_path,
        """
        m:
          thinking: not_applicable
          prices:
            - {from: 2026-01-01, input: 1, output: 1}
            - {from: 2026-03-01, until: 2026-04-01, input: 2, output: 1}
            - {from: 2026-06-01, input: 3, output: 1}
        """,
    )
    days = ("2026-01-01", "2026-03-01", "2026-04-01", "2026-06-01")
    first, second_, end, third = (second(f"{day}T00:00+08:00") for day in days)
    assert [(x.since, x.until, x.input, x.terms) for x in found.lines] == [
        (first, second_, 1_000_000, 0),
        (second_, end, 2_000_000, 1),
        (third, FOREVER, 3_000_000, 2),
    ]


def test_tiers_are_bands_of_input_each_with_its_rates(tmp_path):
    tiers = """
tiers:
  - {up_to: 100, input: 2, cache_read: 1, output: 8}
  - {up_to: 300, input: 4, output: 16}
  - {input: 6, output: 32}
"""
    found = lines(tmp_path, tiers)
    assert [(*sizes(x), *per_million(x, "input", "cache_read", "output")) for x in found] == [
        (-1, 100, -1, NO_LIMIT, 2, 1, 8),
        (100, 300, -1, NO_LIMIT, 4, 4, 16),
        (300, NO_LIMIT, -1, NO_LIMIT, 6, 6, 32),
    ]
    assert [x.offset for x in found] == [0, 0, 0]


def test_a_request_takes_the_first_tier_that_holds_its_input_and_its_output(tmp_path):
    tiers = """
tiers:
  - {up_to: {input: 100, output: 20}, input: 2, output: 8}
  - {up_to: 100, input: 3, output: 8}
  - {up_to: {output: 50}, input: 4, output: 8}
  - {input: 5, output: 8}
"""
    assert [(*sizes(x), *per_million(x, "input")) for x in lines(tmp_path, tiers)] == [
        (-1, 100, -1, 20, 2),
        (-1, 100, 20, NO_LIMIT, 3),
        (100, NO_LIMIT, -1, 50, 4),
        (100, NO_LIMIT, 50, NO_LIMIT, 5),
    ]


def test_a_graduated_request_pays_for_its_first_tokens_what_they_cost_below(tmp_path):
    tiers = """
tier_mode: marginal
tiers:
  - {up_to: 1_000, input: 10, output: 2}
  - {up_to: 3_000, input: 6, output: 2}
  - {input: 7, output: 2}
"""
    # at 6: the first 1,000 cost 4 more each; at 7: they cost 3 more, and the next 2,000 1 less
    assert [(x.input_up_to, x.offset) for x in lines(tmp_path, tiers)] == [
        (1_000, 0),
        (3_000, 1_000 * 4_000_000),
        (NO_LIMIT, 1_000 * 3_000_000 - 2_000 * 1_000_000),
    ]


def test_graduated_tokens_of_a_request_that_thinks_are_those_of_thinking_mode(tmp_path):
    tiers = """
tier_mode: marginal
tiers:
  - {up_to: 1_000, input: 10, output: 2, when_thinking: {input: 9, output: 8}}
  - {input: 6, output: 2, when_thinking: {input: 9, output: 8}}
"""
    found = lines(tmp_path, tiers, "mode_rate")
    offsets = {(x.thinking_from, x.input_over): (*per_million(x, "input"), x.offset) for x in found}
    assert offsets == {
        (0, -1): (10, 0),
        (1, -1): (9, 0),
        (0, 1_000): (6, 1_000 * 4_000_000),
        (1, 1_000): (9, 0),
    }


def test_a_graduated_price_in_a_window_is_multiplied_below_the_bound_too(tmp_path):
    rates = """
tier_mode: marginal
windows: {night: {hours: "00:00-08:00", utc_offset: "+00:00", multiply: 0.5}}
tiers:
  - {up_to: 1_000, input: 10, output: 2}
  - {input: 6, output: 2}
"""
    offsets = {(x.window, x.input_over): x.offset for x in lines(tmp_path, rates)}
    assert offsets == {
        ("", -1): 0,
        ("", 1_000): 1_000 * 4_000_000,
        ("night", -1): 0,
        ("night", 1_000): 1_000 * 2_000_000,
    }


def test_hours_of_the_day_are_minutes_of_the_utc_week_and_the_rest_of_it(tmp_path):
    window = '{hours: "09:00-12:00", utc_offset: "+08:00", days: [1, 3], multiply: 2}'
    found = lines(tmp_path, f"input: 1\noutput: 2\nwindows: {{peak: {window}}}")
    wednesday = 2 * 24 * 60
    assert [(x.window, *week(x), *per_million(x, "input", "output")) for x in found] == [
        ("", 0, 60, 1, 2),
        ("", 240, wednesday + 60, 1, 2),
        ("", wednesday + 240, 10_080, 1, 2),
        ("peak", 60, 240, 2, 4),
        ("peak", wednesday + 60, wednesday + 240, 2, 4),
    ]
    assert {(x.since, x.until) for x in found} == {(NEW_YEAR, FOREVER)}


def test_a_window_with_rates_replaces_those_and_leaves_the_others(tmp_path):
    window = '{hours: "00:00-24:00", utc_offset: "+00:00", days: [7], rates: {input: 0.5}}'
    found = lines(tmp_path, f"input: 1\noutput: 2\nwindows: {{sunday: {window}}}")
    assert [(*week(x), *per_million(x, *TOKENS)) for x in found] == [
        (0, 6 * 24 * 60, 1, 1, 1, 1, 2, 2),
        (6 * 24 * 60, 10_080, 0.5, 0.5, 0.5, 0.5, 2, 2),
    ]


def test_a_window_replaces_the_rates_of_thinking_mode_too(tmp_path):
    window = '{hours: "00:00-24:00", utc_offset: "+00:00", days: [7], rates: {output: 1}}'
    rates = f"input: 1\noutput: 2\nwhen_thinking: {{output: 8}}\nwindows: {{sunday: {window}}}"
    found = lines(tmp_path, rates, "mode_rate")
    assert [(x.window, x.thinking_from, *per_million(x, "output")) for x in found] == [
        ("", 0, 2),
        ("", 1, 8),
        ("sunday", 0, 1),
        ("sunday", 1, 1),
    ]


def test_windows_of_two_names_leave_the_hours_outside_both(tmp_path):
    windows = """
windows:
  day: {hours: "08:00-16:00", utc_offset: "+00:00", days: [1], multiply: 2}
  late: {hours: "16:00-24:00", utc_offset: "+00:00", days: [1], multiply: 3}
"""
    found = lines(tmp_path, "input: 1\noutput: 2" + windows)
    assert [(x.window, *week(x), *per_million(x, "input")) for x in found] == [
        ("", 0, 480, 1),
        ("", 1_440, 10_080, 1),
        ("day", 480, 960, 2),
        ("late", 960, 1_440, 3),
    ]


def test_a_window_is_shut_on_public_holidays_up_to_two_years_after_the_revision(tmp_path):
    window = '{hours: "09:00-12:00", utc_offset: "+08:00", except: {holidays: CN}, multiply: 2}'
    found = lines(tmp_path, f"input: 1\noutput: 2\nwindows: {{peak: {window}}}")
    shut = [(x.since, x.until) for x in found if week(x) == ALL_WEEK]
    assert {x.window for x in found if week(x) == ALL_WEEK} == {""}
    national_day = second("2026-10-01T00:00+08:00")
    assert shut[0][0] == NEW_YEAR
    assert any(since <= national_day < until for since, until in shut)
    assert second("2028-10-01T00:00+08:00") <= shut[-1][0] < second("2029-01-01T00:00+08:00")
    open_ = {(x.since, x.until) for x in found if x.window == "peak"}
    assert max(until for _, until in open_) == FOREVER
    assert not open_ & set(shut)


def test_a_later_sheet_replaces_a_model_whole_and_in_its_place(tmp_path):
    two = "a:\n  thinking: not_applicable\n  prices: [{from: 2026-01-01, input: 1, output: 1}]\n"
    first = read_sheet(write_sheet(tmp_path / "one", two + two.replace("a:", "b:", 1)))
    mine = read_sheet(write_sheet(tmp_path / "two", two.replace("input: 1", "input: 9")))
    found = compile_sheets([first, mine])
    assert [(x.model_id, x.lines[0].input) for x in found] == [("a", 9_000_000), ("b", 1_000_000)]
    assert [x.sheet for x in found] == [mine, first]


def test_a_model_may_be_priced_in_another_currency_than_its_sheet(tmp_path):
    one = model("input: 1\noutput: 1")
    assert compiled(tmp_path, one).currency == "CNY"
    assert compiled(tmp_path, one.replace("m:\n", "m:\n  currency: USD\n")).currency == "USD"
