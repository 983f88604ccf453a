"""What a request used, how it splits into what is charged, and when a rate line covers it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from calculator import Usage
from calculator.charge import applies, charge, quantities
from pricing.errors import UsageError
from pricing.lines import FOREVER, NO_LIMIT, RateLine

RATES = dict(
    input=2,
    cache_read=3,
    cache_write=5,
    cache_write_long=7,
    output=11,
    reasoning=13,
    request=17,
    web_search=19,
    cache_token_hour=23,
    citation_token=29,
)
EVERYTHING = Usage(
    1_000,
    500,
    cache_read_tokens=300,
    cache_write_tokens=200,
    cache_write_long_tokens=50,
    reasoning_tokens=400,
    requests=4,
    web_searches=6,
    cache_token_hours=8,
    citation_tokens=9,
)
MONDAY = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp())


def line(**given) -> RateLine:
    """A line that covers every request at every time, but for what is given."""
    everywhere = dict(
        service_tier="standard",
        thinking_from=0,
        thinking_up_to=1,
        since=0,
        until=FOREVER,
        week_from=0,
        week_until=10_080,
        input_over=-1,
        input_up_to=NO_LIMIT,
        output_over=-1,
        output_up_to=NO_LIMIT,
        offset=0,
        window="",
        terms=0,
    )
    return RateLine(**everywhere | RATES | given)


def test_what_is_not_said_was_not_used_and_it_was_one_request():
    used = Usage(3, 4)
    assert (used.input_tokens, used.output_tokens, used.requests) == (3, 4, 1)
    assert quantities(used) == dict.fromkeys(RATES, 0) | {"input": 3, "output": 4, "request": 1}


def test_totals_split_into_parts_that_are_charged_once():
    assert quantities(EVERYTHING) == {
        "input": 1_000 - 300 - 200,
        "cache_read": 300,
        "cache_write": 200 - 50,
        "cache_write_long": 50,
        "output": 500 - 400,
        "reasoning": 400,
        "request": 4,
        "web_search": 6,
        "cache_token_hour": 8,
        "citation_token": 9,
    }


def test_every_part_is_charged_at_its_own_rate_and_the_offset_once_a_request():
    tokens = 500 * 2 + 300 * 3 + 150 * 5 + 50 * 7 + 100 * 11 + 400 * 13
    things = 4 * 17 + 6 * 19 + 8 * 23 + 9 * 29
    assert charge(EVERYTHING, line()) == tokens + things
    assert charge(EVERYTHING, line(offset=1_000)) == tokens + things + 4 * 1_000


@pytest.mark.parametrize(
    ("bounds", "at", "covered"),
    [
        (dict(since=MONDAY), MONDAY - 1, False),
        (dict(since=MONDAY), MONDAY, True),
        (dict(until=MONDAY), MONDAY - 1, True),
        (dict(until=MONDAY), MONDAY, False),
        (dict(week_from=600), MONDAY + 600 * 60 - 1, False),
        (dict(week_from=600), MONDAY + 600 * 60, True),
        (dict(week_until=600), MONDAY + 600 * 60 - 1, True),
        (dict(week_until=600), MONDAY + 600 * 60, False),
        (dict(week_from=10_079), MONDAY - 1, True),
        (dict(week_from=10_079), MONDAY, False),
        (dict(week_until=1), MONDAY + 7 * 86_400, True),
    ],
)
def test_a_line_holds_from_its_first_second_or_minute_until_before_its_last(bounds, at, covered):
    assert applies(line(**bounds), Usage(1, 1), at, 0) == covered


@pytest.mark.parametrize(
    ("bounds", "usage", "covered"),
    [
        (dict(input_over=100), Usage(100, 0), False),
        (dict(input_over=100), Usage(101, 0), True),
        (dict(input_up_to=100), Usage(100, 0), True),
        (dict(input_up_to=100), Usage(101, 0), False),
        (dict(output_over=100), Usage(0, 100), False),
        (dict(output_over=100), Usage(0, 101), True),
        (dict(output_up_to=100), Usage(0, 100), True),
        (dict(output_up_to=100), Usage(0, 101), False),
        (dict(input_over=100), Usage(300, 0, requests=3), False),
        (dict(input_over=100), Usage(301, 0, requests=3), True),
        (dict(input_up_to=100), Usage(300, 0, requests=3), True),
        (dict(input_up_to=100), Usage(301, 0, requests=3), False),
        (dict(output_over=100), Usage(0, 300, requests=3), False),
        (dict(output_over=100), Usage(0, 301, requests=3), True),
        (dict(output_up_to=100), Usage(0, 300, requests=3), True),
        (dict(output_up_to=100), Usage(0, 301, requests=3), False),
    ],
)
def test_a_band_is_open_below_and_closed_above_on_the_mean_of_the_requests(bounds, usage, covered):
    assert applies(line(**bounds), usage, MONDAY, 0) == covered


@pytest.mark.parametrize(("low", "high", "off", "on"), [(0, 0, 1, 0), (1, 1, 0, 1), (0, 1, 1, 1)])
def test_a_line_is_for_thinking_off_on_or_both(low, high, off, on):
    either = line(thinking_from=low, thinking_up_to=high)
    assert [applies(either, Usage(1, 1), MONDAY, mode) for mode in (0, 1)] == [off, on]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (dict(input_tokens=-1_000), "input_tokens must not be negative, got -1,000"),
        (dict(output_tokens=1.5), "output_tokens must be a whole number, not 1.5"),
        (dict(web_searches=True), "web_searches must be a whole number, not True"),
        (dict(citation_tokens="7"), "citation_tokens must be a whole number, not '7'"),
        (dict(requests=0), "requests must be at least 1"),
        (
            dict(input_tokens=1_999, cache_read_tokens=1_500, cache_write_tokens=500),
            "cache_read_tokens + cache_write_tokens (2,000) exceed input_tokens (1,999)",
        ),
        (
            dict(cache_write_tokens=5, cache_write_long_tokens=6),
            "cache_write_long_tokens (6) exceed cache_write_tokens (5)",
        ),
        (dict(reasoning_tokens=1_001), "reasoning_tokens (1,001) exceed output_tokens (1,000)"),
    ],
)
def test_counts_that_contradict_each_other_are_told_with_their_names(counts, said):
    with pytest.raises(UsageError) as refused:
        Usage(**dict(input_tokens=1_000, output_tokens=1_000) | counts)
    assert str(refused.value) == said


def test_parts_may_be_all_of_their_totals():
    used = Usage(
        5, 4, cache_read_tokens=2, cache_write_tokens=3, cache_write_long_tokens=3,
        reasoning_tokens=4,
    )  # fmt: skip
    charged = {kind: count for kind, count in quantities(used).items() if count}
    assert charged == {"cache_read": 2, "cache_write_long": 3, "reasoning": 4, "request": 1}


def test_a_usage_is_a_value_that_cannot_be_changed():
    used = Usage(1, 2)
    assert used == Usage(1, 2)
    assert hash(used) == hash(Usage(1, 2))
    with pytest.raises(AttributeError):
        used.input_tokens = 3


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (dict(output_tokens=-1_000), "^output_tokens must not be negative, got -1,000$"),
        (dict(output_tokens=1.5), "^output_tokens must be a whole number, not 1.5$"),
        (dict(output_tokens=-1, web_searches=True), "^output_tokens must not be negative, got -1$"),
        (
            dict(output_tokens=1, web_searches=True),
            "^web_searches must be a whole number, not True",
        ),
    ],
)
def test_the_first_count_that_is_none_is_named(counts, said):
    with pytest.raises(UsageError, match=said):
        Usage(1, **counts)
