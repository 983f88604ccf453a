"""Each cause of a difference is found by its own evidence, on a sheet small enough to see it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from calculator.peers.compare import compare_sources
from calculator.peers.document import markdown
from calculator.peers.implied import Converted, habits, rate_words, yuan_per_dollar
from calculator.peers.words import heading, text_lines
from pricing import load_catalog
from pricing.fx import FxRates
from pricing.peers.records import Hours
from tests.peer_records import peer_of, price, rates, record
from tests.sheet_text import write_sheet

MODELS = """
flat:
  thinking: billed_as_output
  prices:
    - {from: 2026-01-01, input: 4, cache_read: 1, output: 16}
    - {from: 2026-06-01, input: 3, cache_read: 0.6, output: 12}
free:
  thinking: not_applicable
  prices:
    - {from: 2026-01-01, input: 0, output: 0}
banded:
  thinking: billed_as_output
  prices:
    - from: 2026-01-01
      tiers:
        - {up_to: 128_000, input: 1, output: 4}
        - {input: 2, output: 9}
      service_tiers:
        batch: {multiply: 0.5}
modes:
  thinking: mode_rate
  prices:
    - {from: 2026-01-01, input: 0.8, output: 2, when_thinking: {output: 8}}
hourly:
  thinking: billed_as_output
  prices:
    - from: 2026-01-01
      input: 1
      output: 4
      windows:
        peak: {hours: "09:00-12:00", utc_offset: "+00:00", days: [1, 2, 3, 4, 5], multiply: 2}
"""
NEWS = """
new:
  thinking: billed_as_output
  prices:
    - from: 2026-11-25
      input: 1
      output: 4
      windows: {night: {hours: "22:00-24:00", utc_offset: "+00:00", multiply: 0.5}}
"""
SEVEN = FxRates.fixed("USD/CNY", "7")
MONDAY_NOON = datetime(2026, 11, 23, 13, tzinfo=UTC)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    elsewhere = MODELS.replace("input: 3,", "input: 3.3,")
    own = write_sheet(folder, MODELS + NEWS, provider="demo-cn")
    return load_catalog(own, write_sheet(folder, elsewhere, provider="host", currency="USD"))


def found(book, theirs, at=MONDAY_NOON, offer=None):
    """Cause and evidence of each rate that is not equal, by size and kind."""
    named = book.offer(offer or f"demo-cn/{theirs.model}")
    report = compare_sources([peer_of(theirs)], [named], at=at, catalog=book)
    return {
        " ".join(filter(None, (f.service_tier.removeprefix("standard"), f.size, f.kind))): (
            f.cause,
            f.evidence,
        )
        for f in report.differences()
    }


def yuan(model, *prices, peer="dify", provider="demo-cn", **stated):
    return record(peer, f"{provider}/{model}", *prices, currency="CNY", **stated)


def test_equal_prices_leave_nothing_to_explain(book):
    assert found(book, yuan("flat", input="3", cache_read="0.6", output="12")) == {}


def test_an_older_price_of_ours_is_a_date(book):
    told = found(book, yuan("flat", input="4", cache_read="1", output="16"))
    assert set(told.values()) == {("date", "theirs is our price, of 2026-01-01 to 2026-06-01")}
    assert list(told) == ["input", "cache_read", "output"]


def test_a_pair_of_rates_outweighs_a_chance_likeness_of_one(book):
    """Their cached 1 is our old one, too, but so are input and output: one cause for all three."""
    told = found(book, yuan("flat", input="4", cache_read="0.9", output="16"))
    assert told["input"] == told["output"] == ("date", told["input"][1])
    assert told["cache_read"] == ("other", "no price of this model that we have is theirs")


def test_a_price_without_our_hours_is_told_beside_its_hours(book):
    told = found(book, yuan("hourly", input="2", output="8"))
    assert told["input"] == ("hour band", "theirs is our price, in peak hours")
    assert told["hours"] == (
        "hour band",
        "theirs is one price for all hours; apart Mon-Thu 12:00-09:00; Fri 12:00 to Mon 09:00 UTC",
    )


def test_a_peer_with_the_same_hours_is_equal_at_every_hour(book):
    peak = price(
        (-1, rates(input="2", output="8")), hours=(Hours(("09:00-12:00",), days=(1, 2, 3, 4, 5)),)
    )
    assert found(book, yuan("hourly", price((-1, rates(input="1", output="4"))), peak)) == {}


def test_a_peer_that_forgets_the_weekend_is_told_when(book):
    peak = price((-1, rates(input="2", output="8")), hours=(Hours(("09:00-12:00",)),))
    told = found(book, yuan("hourly", price((-1, rates(input="1", output="4"))), peak))
    assert told == {
        "hours": ("hour band", "theirs changes at other hours; apart Sat-Sun 09:00-12:00 UTC")
    }


def test_one_price_for_all_sizes_is_a_tier(book):
    told = found(book, yuan("banded", input="1", output="4"))
    assert told["over 128,000 input input"] == (
        "tier",
        "theirs is our price, for up to 128,000 input",
    )
    assert told["batch all"] == ("missing there", "they have no price for batch")


def test_a_bound_told_in_another_way_is_told_once(book):
    bands = price((-1, rates(input="1", output="4")), (131_072, rates(input="2", output="9")))
    half = price((-1, rates(input="0.5", output="2")), (131_072, rates(input="1", output="4.5")))
    told = found(book, yuan("banded", bands, type(half)(half.bands, service_tier="batch")))
    assert told == {
        "bounds": ("tier", "theirs changes over 131,072 input tokens, ours over 128,000")
    }


def test_a_band_that_only_they_have_is_compared(book):
    bands = price(
        (-1, rates(input="3", cache_read="0.6", output="12")),
        (200_000, rates(input="6", output="20")),
    )
    told = found(book, yuan("flat", bands))
    assert told["over 200,000 input input"][0] == "other"
    assert told["over 200,000 input cache_read"][0] == "missing there"


def test_the_price_of_another_service_tier_is_named(book):
    told = found(book, yuan("banded", input="0.5", output="2"))
    assert told["up to 128,000 input input"] == ("service tier", "theirs is our price, for batch")


def test_their_name_for_a_service_tier_of_ours_is_told(book):
    flat = price((-1, rates(input="1", output="4")), (128_000, rates(input="2", output="9")))
    fast = price((-1, rates(input="0.5", output="2")), service_tier="fast")
    told = found(book, yuan("banded", flat, fast))
    assert told["fast all"] == ("service tier", "they have a price for fast: that of our batch")


def test_a_peer_without_modes_is_told_what_thinking_costs(book):
    told = found(book, yuan("modes", input="0.8", output="2"))
    assert told == {
        "output when thinking": ("thinking", "theirs is our price, with thinking off"),
    }


def test_a_price_per_reasoning_token_is_not_a_price_of_the_mode(book):
    told = found(book, yuan("modes", input="0.8", output="2", reasoning="8"))
    assert told == {
        "output when thinking": (
            "thinking",
            "they bill only the reasoning tokens at it, here it is the price of the whole answer",
        )
    }


def test_the_price_of_another_list_is_named(book):
    told = found(
        book, record("litellm", "demo-cn/flat", input="3.3", cache_read="0.6", output="12")
    )
    assert set(told.values()) == {("region/list", "theirs is the price of host/flat")}


def test_a_price_converted_from_yuan_names_the_rate_beside_the_market(book):
    told = found(
        book, record("litellm", "demo-cn/flat", input="0.414", cache_read="0.083", output="1.655")
    )
    assert {cause for cause, _ in told.values()} == {"FX"}
    said = "theirs is our price, converted at 7.25 CNY per USD; market "
    assert all(evidence.startswith(said) for _, evidence in told.values())


def test_an_old_price_converted_is_a_date_with_its_rate(book):
    told = found(
        book, record("litellm", "demo-cn/flat", input="0.552", cache_read="0.138", output="2.207")
    )
    assert told["input"][0] == "date"
    assert "of 2026-01-01 to 2026-06-01, converted at 7.25 CNY per USD" in told["input"][1]


def test_a_yuan_price_called_dollars_is_told(book):
    told = found(
        book, record("models.dev", "demo-cn/flat", input="3", cache_read="0.6", output="12")
    )
    said = "theirs is the number of our price, in CNY and not in USD"
    assert set(told.values()) == {("FX", said)}


def test_a_misread_unit_is_a_power_of_ten(book):
    told = found(book, yuan("flat", input="3000", output="12000"))
    assert told["input"] == told["output"] == ("unit", "theirs is ours times 1000")


def test_zero_is_no_price_unless_ours_is_free_too(book):
    assert found(book, yuan("flat", input="0", output="0")) == {
        "all": ("missing there", "they state 0, which is no price")
    }
    assert found(book, yuan("free", input="0", output="0")) == {}


@pytest.mark.parametrize("currency", ["CNY", "USD"])
def test_a_peer_without_a_standard_price_is_told_so_and_compared_where_it_has_one(book, currency):
    batch = price((-1, rates(input="0.5", output="2")), service_tier="batch")
    told = found(book, record("dify", "demo-cn/banded", batch, currency=currency))
    assert told["all"] == ("missing there", "they have no price for standard")
    if currency == "CNY":
        assert told["batch over 128,000 input input"][0] == "tier"
        assert "batch up to 128,000 input input" not in told


def test_where_both_are_free_they_are_not_apart(book):
    peak = price((-1, rates(input="2", output="8")), hours=(Hours(("09:00-12:00",)),))
    free = price((-1, rates(input="0", output="0")))
    for currency in ("CNY", "USD"):
        theirs = record("litellm", "demo-cn/free", free, peak, currency=currency)
        assert found(book, theirs) == {
            "hours": ("hour band", "theirs changes at other hours; apart daily 09:00-12:00 UTC")
        }


def test_hours_before_the_first_price_of_ours_are_not_apart(book):
    # on sale from Wednesday 25 November in Beijing, 16:00 on Tuesday in UTC
    thursday = datetime(2026, 11, 26, 13, tzinfo=UTC)
    assert found(book, yuan("new", input="1", output="4"), at=thursday) == {
        "hours": (
            "hour band",
            "theirs is one price for all hours; apart Tue-Sun 22:00-24:00 UTC",
        )
    }


def test_a_price_in_dollars_is_no_conversion_of_nothing(book):
    told = found(book, record("litellm", "demo-cn/free", input="1.3", output="2.1"))
    said = ("other", "no price of this model that we have is theirs")
    assert told == {"input": said, "output": said}


def test_without_a_market_rate_a_conversion_says_that_it_is_unknown(book):
    theirs = record("litellm", "demo-cn/flat", input="0.414", cache_read="0.083", output="1.655")
    report = compare_sources(
        [peer_of(theirs)],
        [book.offer("demo-cn/flat")],
        at=MONDAY_NOON,
        catalog=book,
        fx=FxRates.fixed("EUR/CNY", "8"),
    )
    said = "theirs is our price, converted at 7.25 CNY per USD; market unknown"
    assert {f.evidence for f in report.differences()} == {said}
    assert report.to_dict()["market_fx"] is None
    assert heading(report) == (f"book {book.book_id} at 2026-11-23 13:00 UTC, beside litellm 1.0")


def test_a_rate_that_only_they_have_is_missing_here(book):
    told = found(book, yuan("modes", input="0.8", cache_read="0.16", output="2", reasoning="8"))
    assert told["cache_read"] == ("missing here", "ours has no cache_read price of its own")


@pytest.mark.parametrize(
    ("conditions", "checked", "cause"),
    [
        ({"since": date(2026, 10, 1)}, None, "stale here"),
        ({}, date(2026, 11, 22), "stale here"),
        ({}, date(2026, 5, 1), "stale there"),
        ({}, date(2026, 7, 1), "other"),
    ],
)
def test_dates_say_who_may_be_stale(book, conditions, checked, cause):
    odd = price((-1, rates(input="3.7", output="11")), **conditions)
    told = found(book, yuan("flat", odd, checked=checked))
    assert told["input"][0] == told["output"][0] == cause


def test_our_price_for_all_hours_may_be_theirs_at_some(book):
    peak = price((-1, rates(input="3", cache_read="0.6", output="12")))
    night = price(
        (-1, rates(input="1.5", cache_read="0.3", output="6")), hours=(Hours(("10:00-24:00",)),)
    )
    told = found(book, yuan("flat", peak, night))
    assert (
        told["input"]
        == told["output"]
        == (
            "hour band",
            "ours, for all hours, is theirs at other hours",
        )
    )


def test_our_price_may_be_theirs_of_before(book):
    was = price((-1, rates(input="3", cache_read="0.6", output="12")))
    since = price((-1, rates(input="2", cache_read="0.5", output="11")), since=date(2026, 11, 3))
    told = found(book, yuan("flat", was, since))
    assert set(told.values()) == {("stale here", "ours is theirs before 2026-11-03")}


def test_a_model_they_have_retired_is_told_while_we_sell_it(book):
    theirs = yuan("flat", input="3", cache_read="0.6", output="12", retired=date(2026, 9, 1))
    said = "they have it retired on 2026-09-01, ours is on sale"
    assert found(book, theirs) == {"on sale": ("stale here", said)}


def test_a_coarse_number_allows_one_per_cent_and_no_more():
    kimi = [
        Converted(Decimal("0.60"), Decimal(4), to_yuan=False),
        Converted(Decimal("2.50"), Decimal(16), to_yuan=False),
    ]
    assert yuan_per_dollar(kimi) is None


def test_the_rate_that_several_prices_were_converted_at_is_a_habit():
    def at(rate: str, *originals: str) -> list[Converted]:
        return [
            Converted(round(Decimal(o) / Decimal(rate), 4), Decimal(o), to_yuan=False)
            for o in originals
        ]

    seen = [at("7.25", "8", "28"), at("7.25", "4", "16"), at("6.9", "3", "9"), at("5", "3", "9")]
    assert list(habits(seen)) == [Decimal("7.25")]
    assert rate_words(Decimal("7.25")) == "7.25 CNY per USD"


@pytest.fixture(scope="module")
def report(book):
    """A peer that converts two models, knows no hours, is odd on one and has one of ours not."""
    offers = [book.offer(f"demo-cn/{name}") for name in ("flat", "modes", "hourly", "banded")]
    theirs = peer_of(
        record("litellm", "demo-cn/flat", input="0.4138", cache_read="0.0828", output="1.6552"),
        record("litellm", "demo-cn/modes", input="0.1103", output="0.2759", reasoning="1.1034"),
        yuan("hourly", input="1", output="4", peer="litellm"),
        yuan("free", input="7", output="0", peer="litellm"),
    )
    offers.append(book.offer("demo-cn/free"))
    return compare_sources([theirs], offers, at=MONDAY_NOON, catalog=book, fx=SEVEN)


def test_the_whole_book_on_a_terminal_is_counts_and_what_needs_a_person(report):
    assert list(text_lines(report, details=False)) == [
        heading(report),
        "litellm: 4 offers, 11 rates: 3 equal, 1 hour band, 6 FX, 1 other; "
        "1 offers not listed there",
        "demo-cn/free beside litellm demo-cn/free",
        "  other: input ¥7.00 against ¥0.00",
        "    no price of this model that we have is theirs",
        "Name models to see every difference, or ask for --markdown or --json.",
    ]


def test_a_difference_of_hours_names_no_rates(report):
    lines = list(text_lines(report, details=True))
    place = lines.index("demo-cn/hourly (CNY per million tokens)")
    assert lines[place + 1 : place + 4] == [
        "  litellm demo-cn/hourly: 2 equal (input, output)",
        "    hour band: hours",
        "      theirs is one price for all hours; apart Mon-Fri 09:00-12:00 UTC",
    ]


def test_the_document_tells_at_which_rate_a_peer_converts(report):
    lines = markdown(report).splitlines()
    place = lines.index("## Exchange rates that peers converted at")
    assert lines[place + 2 : place + 7] == [
        "Seen in more than one price; one rate for all dates.",
        "",
        "| peer | their provider | rate |",
        "| --- | --- | --- |",
        "| litellm | demo-cn | 7.25 CNY per USD |",
    ]


def test_the_document_begins_with_the_most_expensive_and_ends_with_hours(report):
    lines = markdown(report).splitlines()
    place = lines.index("## Differences, most expensive first")
    told = [line.split(" | ")[:3] for line in lines[place + 6 : place + 11]]
    # in dollars at 7: 7 / 7 - 0 = 1; 12 / 7 - 1.6552 = 0.06; 8 / 7 - 1.1034 = 0.04; 0.01; hours
    assert told == [
        ["| `demo-cn/free`", "litellm `demo-cn/free`", "other"],
        ["| `demo-cn/flat`", "litellm `demo-cn/flat`", "FX"],
        ["| `demo-cn/modes`", "litellm `demo-cn/modes`", "FX"],
        ["| `demo-cn/modes`", "litellm `demo-cn/modes`", "FX"],
        ["| `demo-cn/hourly`", "litellm `demo-cn/hourly`", "hour band"],
    ]
