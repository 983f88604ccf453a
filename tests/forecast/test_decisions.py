"""What moves a bill and what to do about it, by hand on made-up sheets and on announced prices."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from typer.testing import CliRunner

from calculator.cli import app
from calculator.forecast.break_even import break_even
from calculator.forecast.events import price_events
from calculator.forecast.levers import Scenario
from calculator.forecast.shift import shift
from calculator.forecast.thinking import thinking_cost
from calculator.forecast.tornado import Range, tornado
from calculator.workload import TokenSize, Workload
from pricing import default_catalog, load_catalog
from pricing.errors import WorkloadError

SHEET = """schema: 1
provider: shop
name: Shop
revision: 2026-11-24
currency: USD
timezone: UTC
source: {status: community, url: "https://example.org", retrieved: 2026-11-20}
models:
  nights:
    thinking: mode_rate
    prices:
      - from: 2026-01-01
        input: 2
        output: 4
        when_thinking: {output: 8}
        service_tiers: {batch: {multiply: 0.5}}
        windows: {day: {hours: "06:00-18:00", utc_offset: "+00:00", multiply: 3}}
  flat:
    thinking: billed_as_output
    successor: nights
    prices:
      - {from: 2026-01-01, input: 2, output: 4, service_tiers: {fast: {multiply: 2}}}
      - {from: 2026-08-01, until: 2026-10-01, input: 3, output: 4}
"""
JOB = Workload(
    "job",
    Fraction(1_000_000),
    "month",
    TokenSize(Fraction(1)),
    TokenSize(Fraction(3)),
    reasoning_tokens=Fraction(2),
)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("sheets") / "shop.yaml"
    path.write_text(SHEET, encoding="utf-8")
    return load_catalog(path)


@pytest.fixture
def scenario(book):
    return Scenario(JOB, date(2026, 6, 1), catalog=book)


def test_thinking_makes_the_answer_dearer_too(scenario):
    found = thinking_cost(scenario, "shop/nights")
    # half of the time × 3: a mean factor of 2; a million requests, so a token each is a million
    assert found.bill.amount == 2 * (1 * 2 + 1 * 8 + 2 * 8)
    assert found.thinking.amount == 2 * 2 * 8
    assert found.levels["off"].amount == 2 * (1 * 2 + 1 * 4)
    assert found.mode_premium.amount == 2 * 1 * (8 - 4)
    assert found.next_thousand.amount == 2 * 1_000 * 8


def test_batch_saves_on_the_moved_share_and_loses_its_day_price(scenario):
    (found,) = shift(scenario, ["shop/nights"], Fraction(1, 2)).shifts
    # batch is half of the rate at each hour: 26 × 2 at list, half of the requests at half price
    assert found.before.amount == 52
    assert found.after.amount == 26 + 13


def test_waiting_for_the_night_saves_what_the_day_costs_more(scenario):
    (found,) = shift(scenario, ["shop/nights"], Fraction(1), "off_peak").shifts
    assert found.after.amount == 26
    (half,) = shift(scenario, ["shop/nights"], Fraction(1, 2), "off_peak").shifts
    assert half.saving.amount == 13


def test_an_offer_without_hours_or_batch_says_so(scenario):
    (flat,) = shift(scenario, ["shop/flat"], Fraction(1), "off_peak").shifts
    assert (flat.after, flat.why_not) == (None, "shop/flat costs the same at all hours")
    (flat,) = shift(scenario, ["shop/flat"], Fraction(1), "batch").shifts
    assert "no batch service tier" in flat.why_not


def test_the_strongest_lever_comes_first_and_idle_ones_are_told(scenario):
    ranges = (
        Range("output", Fraction(1, 2), Fraction(2)),
        Range("volume", Fraction(1, 2), Fraction(2)),
        Range("fx", Fraction(1, 2), Fraction(2)),
    )
    found = tornado(scenario, "shop/nights", ranges)
    assert [swing.range.lever for swing in found.swings] == ["volume", "output"]
    assert [bill.amount for bill in found.swings[0].bills] == [26, 104]
    assert [money.amount for money in found.changes(found.swings[0])] == [26 - 52, 104 - 52]
    assert found.without_effect == ("fx",)


def test_events_tell_rises_ended_tiers_and_the_successor(book):
    found = price_events(["shop/flat"], date(2026, 6, 1), date(2027, 1, 1), book)
    assert [(str(event.day), event.what) for event in found] == [
        ("2026-08-01", "price"),
        ("2026-10-01", "retirement"),
    ]
    assert found[0].rises["input"] == (Fraction(1, 2),)
    assert found[0].tiers_gone == ("fast",)
    assert found[1].successor.id == "shop/nights"


def test_introductory_prices_that_end_are_in_the_calendar():
    # Gemini 3.6 to 3.8 Flash: 0.75/3.75 until 2026-12-31, then 1.5/7.5
    found = price_events(default_catalog().offers(), date(2026, 11, 25), date(2027, 2, 1))
    doubled = {e.offer.id for e in found if e.rises.get("output") == (Fraction(1),)}
    assert {f"google/gemini-3.{n}-flash" for n in (6, 7, 8)} <= doubled


@pytest.mark.parametrize(
    "words",
    [
        ["break-even", "openai/gpt-5", "openai/gpt-5-mini", "--by", "cache"],
        ["tornado", "openai/gpt-5", "--months", "1"],
        ["waterfall", "openai/gpt-5", "openai/gpt-5-mini"],
        ["waterfall", "openai/gpt-5", "--start", "2026-09", "--to-month", "2026-10"],
        ["thinking", "openai/gpt-5", "moonshot-cn/kimi-k3"],
        ["shift", "openai/gpt-5", "--share", "40%", "--months", "1"],
        ["events", "google/gemini-3.6-flash", "--start", "2026-11-25"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_each_command_says_it_in_words_and_as_json(words):
    said = CliRunner().invoke(app, words)
    assert said.exit_code == 0
    assert said.output.strip()
    plain = CliRunner().invoke(app, [*words, "--json"])
    assert json.loads(plain.output)


QWEN = "alibaba-cn/qwen-plus"


@pytest.mark.parametrize(
    "words",
    [
        ["compare", QWEN, "openai/gpt-5"],
        ["project", QWEN, "--currency", "USD"],
        ["break-even", QWEN, "openai/gpt-5", "--by", "volume"],
        ["tornado", QWEN],
        ["waterfall", QWEN, "openai/gpt-5"],
        ["thinking", QWEN, "openai/gpt-5"],
        ["shift", QWEN, "--to", "off_peak"],
        ["plan", QWEN],
        ["forecast", QWEN, "--draws", "100"],
    ],
    ids=lambda words: words[0],
)
def test_every_bill_ends_with_its_price_book_and_its_exchange_rate(words):
    words = [*words, "--start", "2026-09", *([] if words[0] == "waterfall" else ["-m", "1"])]
    ends = ["book " + default_catalog().book_id, "1 USD = 6.7045354 CNY (ECB of 2026-09-30)"]
    assert CliRunner().invoke(app, words).output.splitlines()[-2:] == ends
    told = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)
    assert [f"book {told['book']}", *told["fx"]] == ends


def test_a_calendar_of_prices_names_its_book():
    words = ["events", QWEN, "--start", "2026-11-25"]
    assert CliRunner().invoke(app, words).output.endswith(f"book {default_catalog().book_id}\n")


def test_an_offer_that_cannot_serve_takes_part_in_a_shift_with_its_reason(scenario):
    off = replace(scenario, start=date(2027, 6, 1))
    found = shift(off, ["shop/flat", "shop/nights"], Fraction(1, 2)).shifts
    assert [each.offer.id for each in found] == ["shop/nights", "shop/flat"]
    assert (found[1].before, found[1].saving) == (None, None)
    assert found[1].why_not == "shop/flat: retired (last priced on 2026-09-30)"


def test_a_waterfall_of_the_command_adds_up():
    said = CliRunner().invoke(app, ["waterfall", "openai/gpt-5", "openai/gpt-5-mini", "--json"])
    found = json.loads(said.output)
    steps = sum(Decimal(step["adds"]["amount"]) for step in found["steps"])
    before, after = (Decimal(found[side]["bill"]["amount"]) for side in ("before", "after"))
    assert before + steps == after


TWO = "name,requests_per_day,input_tokens,output_tokens\na,10,100,10\nb,20,100,10\n"


@pytest.mark.parametrize("words", [["tornado"], ["shift"], ["plan"], ["tornado", "--turn", "c"]])
def test_of_several_workloads_one_is_named_to_be_turned(words, tmp_path):
    path = tmp_path / "two.csv"
    path.write_text(TWO)
    said = CliRunner().invoke(app, [words[0], "openai/gpt-5", "-w", str(path), *words[1:]])
    assert said.exit_code == 1
    assert "has 2 workloads (a, b): --turn one of them" in str(said.exception)


def test_a_waterfall_goes_from_one_bill_of_several_workloads_to_another(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text(TWO)
    words = ["waterfall", "openai/gpt-5", "openai/gpt-5-mini", "-w", str(path), "--json"]
    found = json.loads(CliRunner().invoke(app, [*words, "--start", "2026-09"]).output)
    # 30 requests a day for 30 days, 100 + 10 tokens at 1.25 and 10 dollars, then at 0.25 and 2
    assert Decimal(found["before"]["bill"]["amount"]) == Decimal("0.2025")
    assert Decimal(found["after"]["bill"]["amount"]) == Decimal("0.0405")
    said = CliRunner().invoke(app, ["waterfall", "openai/gpt-5", "-w", str(path),
                                    "--start", "2026-09", "--to-month", "2026-10"])  # fmt: skip
    assert "one workload at a time" in str(said.exception)


def test_what_is_billed_beside_stays_as_it_stands(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text(TWO)
    words = ["tornado", "openai/gpt-5", "-w", str(path), "--turn", "b", "-m", "1", "--start"]
    told = json.loads(CliRunner().invoke(app, [*words, "2026-09", "--json"]).output)
    # 30 requests a day and 100 + 10 tokens at 1.25 and 10 dollars a million for 30 days
    assert Decimal(told["bill"]["amount"]) == Decimal("0.2025")
    volume = next(swing for swing in told["swings"] if swing["lever"] == "volume")
    assert volume["values"] == ["16", "25"]
    assert [Decimal(bill["amount"]) for bill in volume["bills"]] == [
        Decimal("0.2025") * 26 / 30,
        Decimal("0.2025") * 35 / 30,
    ]
    assert (told["turned"], told["beside"]) == ("b", ["a"])
    assert (
        CliRunner()
        .invoke(app, [*words, "2026-09"])
        .output.startswith("of b; billed beside it as they stand: a\n")
    )


def test_what_thinks_is_one_workload_of_a_bill_of_two(scenario):
    other = replace(JOB, name="other", output=TokenSize(Fraction(20)), reasoning_tokens=None)
    found = thinking_cost(replace(scenario, beside=(other,)), "shop/flat")
    # a million requests: 2 + 3 × 4 of the one, 2 + 20 × 4 of the other
    assert found.bill.amount == 14 + 82
    assert found.levels["off"].amount == 2 + 4 + 82
    with pytest.raises(WorkloadError, match="one workload at a time"):
        shift(replace(scenario, beside=(other,)), ["shop/flat"], Fraction(1, 2))


def test_the_growth_at_which_the_order_changes_counts_what_is_billed_beside(tmp_path):
    path = tmp_path / "shop.yaml"
    path.write_text(
        SHEET + "  steep:\n    thinking: billed_as_output\n"
        "    prices: [{from: 2026-01-01, input: 1, output: 4}]\n"
    )
    tiny = Workload("tiny", Fraction(10**6), "month", TokenSize(Fraction(1)))
    big = Workload("big", Fraction(10**6), "month", TokenSize(Fraction(0)), TokenSize(Fraction(1)))
    # input at 2 or 1 dollar a million, output at 4 at both: steep saves a dollar for each `tiny`
    seen = Scenario(tiny, date(2026, 6, 1), 2, catalog=load_catalog(path), beside=(big,))
    found = break_even(seen, "shop/flat", "shop/steep", "growth")
    assert (found.crossings, found.cheaper_now, found.certain) == ((), "shop/steep", True)
    assert seen.project("shop/steep").total.amount == 2 * (1 + 4)


def test_a_share_is_read_as_per_cent_or_as_a_part():
    said = [
        CliRunner().invoke(app, ["shift", "openai/gpt-5", "--share", text, "--json"]).output
        for text in ("25%", "0.25", "1/4")
    ]
    assert said[0] == said[1] == said[2]
