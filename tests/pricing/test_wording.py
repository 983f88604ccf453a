"""What is told of a value that does not fit, word for word, and how it should have been written."""

from __future__ import annotations

import pytest

from tests.pricing.test_check import SHEET, told

ENTRY = "models.m from 2026-01-01"
NUMBER = f"{ENTRY}: input: should be a number such as 0.80"
HOURS = f'{ENTRY}: windows.w.hours: should be hours such as "09:00-12:00", two digits each'
OFFSET = f'{ENTRY}: windows.w.utc_offset: should be an offset such as "+08:00", in quotes'
MARGINAL = f"13: {ENTRY}: tier_mode: marginal tiers"
BY_INPUT = f"{MARGINAL} are by input alone, with one output price in all of them"
NO_CACHE = f"{MARGINAL} cannot have cache rates: which tokens lay beyond the bound?"
RATES = "input: 1\n        output: 2"
DAY = "models.m.prices#1.from: should be a day such as 2026-03-01"


def window(hours: str = '"09:00-12:00"', offset: str = '"+08:00"') -> str:
    return f"        windows: {{w: {{hours: {hours}, utc_offset: {offset}, multiply: 2}}}}\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("input: 1", "input: true", f"13: {NUMBER}; got true"),
        ("input: 1", "input: 00", f"13: {NUMBER}; got '00': write 0"),
        (
            "input: 1",
            "input: “1”",
            f"13: {NUMBER}; got '“1”': curly quotes are part of the text: write straight ones",
        ),
        ("schema: 1", 'schema: "1"', "1: schema: should be 1; got '1': take the quotes away"),
        (
            "from: 2026-01-01",
            "from: 2026/2/30",
            f"12: {DAY}; got '2026/2/30': there is no such day",
        ),
        (
            "from: 2026-01-01",
            "from: 2026-13-01",
            "12: 2026-13-01 is no day: write year-month-day, such as 2026-03-01",
        ),
        (
            "from: 2026-01-01\n        input: 1\n        output: 2",
            "{from: 2026-01-01, input：1, output: 2}",
            f"12: {ENTRY}: unknown key 'input：1': its colon is full-width, write 'input: 1'",
        ),
        ("from:", "from_:", "12: models.m.prices#1: unknown key 'from_'; did you mean 'from'?"),
        (
            "from: 2026-01-01\n        input",
            "input",
            "12: models.m.prices#1.from: this key is needed (First day in force)",
        ),
        (
            "    thinking",
            "    claim: {about: x/y, thinking: z, converted: {currency: USD, input: 1}}\n"
            "    thinking",
            "10: models.m.claim.converted.output: this key is needed",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_told_with_what_to_write(tmp_path, old, new, said):
    assert old in SHEET
    assert told(tmp_path, SHEET.replace(old, new)) == [said]


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("9-24", "got '9-24': write \"09:00-24:00\""),
        ("9-25", "got '9-25': a day ends at 24:00"),
        ("24-25", "got '24-25': a day ends at 24:00"),
        ("20-24:30", "got '20-24:30': a day ends at 24:00"),
        ("9:00-9:75", "got '9:00-9:75'"),
        ("morning", "got 'morning'"),
    ],
)
def test_hours_are_only_advised_where_there_are_such(tmp_path, hours, said):
    assert told(tmp_path, SHEET + window(hours=hours)) == [f"15: {HOURS} and in quotes; {said}"]


@pytest.mark.parametrize(
    ("offset", "said"),
    [
        ("8", 'got 8: write "+08:00"'),
        ("UTC-330", "got 'UTC-330': write \"-03:30\""),
        ('"+14"', "got '+14': write \"+14:00\""),
        ('"+15"', "got '+15'"),
        ('"+8:75"', "got '+8:75'"),
        ("Shanghai", "got 'Shanghai': China is at \"+08:00\""),
    ],
)
def test_an_offset_is_only_advised_where_there_is_such(tmp_path, offset, said):
    assert told(tmp_path, SHEET + window(offset=offset)) == [f"15: {OFFSET}; {said}"]


def test_a_list_with_one_bad_item_is_not_told_to_be_too_short_besides(tmp_path):
    assert told(tmp_path, SHEET + window(hours="[9-12]")) == [
        f"15: {HOURS.replace('hours:', 'hours#1:')} and in quotes; "
        "got '9-12': write \"09:00-12:00\""
    ]


def test_a_list_without_items_is_told_how_many_it_needs(tmp_path):
    assert told(tmp_path, SHEET + window(hours="[]")) == [
        f"15: {ENTRY}: windows.w.hours: should be of no fewer items than 1; got a list"
    ]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("cache_read: 1", f"12: {ENTRY}: input and output are needed, or tiers with both"),
        (
            "tiers: [{up_to: 9, cache_read: 1}, {input: 1, output: 2}]",
            f"13: {ENTRY}: tiers#1: input and output are needed, or tiers with both",
        ),
        (
            f"service_tiers: {{batch: {{cache_read: 1}}}}\n        {RATES}",
            f"13: {ENTRY}: service_tiers.batch: input and output are needed, or tiers with both",
        ),
        (
            "tiers: [{up_to: {input: 9, output: 9}, input: 1, output: 2}, "
            "{up_to: {input: 5, output: 20}, input: 2, output: 3}, {input: 3, output: 5}]",
            f"13: {ENTRY}: tiers#2.up_to: of smaller requests than tier 1: "
            "keep tiers in rising order",
        ),
        (
            "tiers: [{up_to: 9, input: 1, output: 2}, {input: 3, output: 5}]\n"
            + window().replace("multiply: 2", "rates: {output: 4}").rstrip(),
            f"14: {ENTRY}: windows.w: a window beside tiers takes multiply, not rates",
        ),
    ],
)
def test_rates_that_do_not_make_a_price_are_told(tmp_path, keys, said):
    assert told(tmp_path, SHEET.replace(RATES, keys)) == [said]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("up_to: {input: 9}, input: 1, output: 2", "input: 2, output: 2", BY_INPUT),
        ("up_to: 9, input: 1, output: 2", "input: 2, output: 3", BY_INPUT),
        ("up_to: 9, input: 1, output: 2", "input: 2, cache_read: 1, output: 2", NO_CACHE),
        ("up_to: 9, input: 1, cache_read: 0, output: 2", "input: 2, output: 2", NO_CACHE),
    ],
)
def test_what_marginal_tiers_cannot_say_is_refused(tmp_path, first, last, said):
    keys = f"tier_mode: marginal\n        tiers: [{{{first}}}, {{{last}}}]"
    assert told(tmp_path, SHEET.replace(RATES, keys)) == [said]


def test_marginal_tiers_have_no_cache_rate_in_thinking_mode_either(tmp_path):
    mode = "output: 2, when_thinking: {cache_read: 0, output: 8}"
    tiers = f"[{{up_to: 9, input: 1, {mode}}}, {{input: 2, {mode}}}]"
    text = SHEET.replace(RATES, f"tier_mode: marginal\n        tiers: {tiers}").replace(
        "billed_as_output", "mode_rate"
    )
    assert told(tmp_path, text) == [NO_CACHE]
