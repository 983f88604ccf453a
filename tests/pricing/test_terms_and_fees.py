"""Service tiers, resales, fees and sources: which of several written values holds, and why."""

from __future__ import annotations

import pytest

from pricing.compile.rates import compile_sheets
from pricing.lines import Terms
from pricing.sheets.sheet import read_sheet
from tests.compiled import compiled, lines, model, per_million
from tests.sheet_text import write_sheet

TOKENS = ("input", "cache_read", "cache_write", "cache_write_long", "output", "reasoning")
FEES = ("request", "web_search", "cache_token_hour", "citation_token")


def test_a_service_tier_multiplies_every_rate(tmp_path):
    rates = "input: 4\ncache_read: 1\noutput: 16\nservice_tiers: {batch: {multiply: 0.6}}"
    standard, batch = lines(tmp_path, rates)
    assert (standard.service_tier, standard.terms) == ("standard", 0)
    assert (batch.service_tier, batch.terms) == ("batch", 1)
    assert per_million(standard, *TOKENS) == (4, 1, 4, 4, 16, 16)
    assert per_million(batch, *TOKENS) == (2.4, 0.6, 2.4, 2.4, 9.6, 9.6)


def test_a_service_tier_multiplies_within_windows_and_tiers_too(tmp_path):
    rates = """
tiers:
  - {up_to: 9, input: 2, output: 4}
  - {input: 6, output: 8}
windows: {day: {hours: "00:00-24:00", utc_offset: "+00:00", multiply: 2}}
service_tiers: {batch: {multiply: 0.5}}
"""
    found = lines(tmp_path, rates)
    assert [(x.service_tier, x.window, *per_million(x, "input", "output")) for x in found] == [
        ("standard", "day", 4, 8),
        ("standard", "day", 12, 16),
        ("batch", "day", 2, 4),
        ("batch", "day", 6, 8),
    ]


def test_a_service_tier_with_rates_of_its_own_has_them_at_every_hour_and_size(tmp_path):
    rates = """
tiers:
  - {up_to: 9, input: 2, output: 4}
  - {input: 6, output: 8}
windows: {night: {hours: "00:00-08:00", utc_offset: "+00:00", multiply: 0.5}}
service_tiers: {priority: {input: 9, output: 10}}
"""
    (priority,) = [x for x in lines(tmp_path, rates) if x.service_tier == "priority"]
    assert per_million(priority, "input", "cache_read", "output") == (9, 9, 10)
    assert (priority.window, priority.week_from, priority.week_until) == ("", 0, 10_080)


def test_a_service_tier_may_have_tiers_of_its_own(tmp_path):
    rates = """
input: 1
output: 1
service_tiers:
  flex:
    tiers:
      - {up_to: 5, input: 2, output: 3}
      - {input: 4, output: 5}
"""
    flex = [x for x in lines(tmp_path, rates) if x.service_tier == "flex"]
    assert [(x.input_up_to, *per_million(x, "input")) for x in flex] == [(5, 2), (2**32, 4)]


def test_a_fee_is_in_picos_for_one_thing(tmp_path):
    fees = "fees: {web_search: {price: 10, per: 1_000}, cache_token_hour: {price: 0.017, per: 100}}"
    (line,) = lines(tmp_path, f"input: 1\noutput: 1\n{fees}")
    assert [getattr(line, kind) for kind in FEES] == [0, 10**10, 170_000_000, 0]


def test_the_nearest_fee_holds_service_tier_before_entry_before_sheet(tmp_path):
    prices = """
input: 1
output: 1
fees: {web_search: {price: 2}}
service_tiers:
  batch: {multiply: 1, fees: {web_search: {price: 1}}}
"""
    whole = "fees: {web_search: {price: 3}, request: {price: 4}}\n"
    standard, batch = lines(tmp_path, prices, more=whole)
    assert (standard.web_search, standard.request) == (2 * 10**12, 4 * 10**12)
    assert (batch.web_search, batch.request) == (1 * 10**12, 4 * 10**12)


def test_what_has_no_fee_is_named_in_the_terms_but_a_request_needs_none(tmp_path):
    fees = "fees: {web_search: {price: 2}}"
    (terms,) = compiled(tmp_path, model(f"input: 1\noutput: 1\n{fees}")).terms
    assert terms.unpriced_fees == ("cache_token_hour", "citation_token")
    (bare,) = compiled(tmp_path, model("input: 1\noutput: 1")).terms
    assert bare.unpriced_fees == ("web_search", "cache_token_hour", "citation_token")


ORIGIN = """
m:
  name: Em
  thinking: not_applicable
  currency: USD
  prices:
    - from: 2026-01-01
      input: 10
      output: 20
      fees: {web_search: {price: 1}, request: {price: 2}}
      service_tiers: {batch: {multiply: 0.5}}
"""
RESALE = """
again:
  resells: demo/m
  markup: 10
"""


def resold(tmp_path, resale: str = RESALE, more: str = "", origin: str = ORIGIN):
    sheets = [
        read_sheet(write_sheet(tmp_path, origin)),
        read_sheet(write_sheet(tmp_path, resale, provider="shop", more=more)),
    ]
    return compile_sheets(sheets)[-1]


def test_a_resale_marks_up_rates_and_fees_and_keeps_the_currency(tmp_path):
    found = resold(tmp_path)
    standard, batch = found.lines
    assert (found.sheet.provider, found.model_id, found.listed.name) == ("shop", "again", "")
    assert (found.model.name, found.currency) == ("Em", "USD")
    assert per_million(standard, "input", "output") == (11, 22)
    assert per_million(batch, "input", "output") == (5.5, 11)
    assert [getattr(standard, kind) for kind in FEES] == [
        2_200_000_000_000,
        1_100_000_000_000,
        0,
        0,
    ]


def test_a_resellers_own_fees_take_the_place_of_the_resold_and_are_not_marked_up(tmp_path):
    found = resold(tmp_path, more="fees: {web_search: {price: 7}}\n")
    assert [line.web_search for line in found.lines] == [7 * 10**12] * 2
    assert [line.request for line in found.lines] == [2_200_000_000_000] * 2


def test_the_fees_of_another_sheet_are_not_those_of_a_model_it_does_not_resell(tmp_path):
    plain = model("input: 1\noutput: 1")
    sheets = [
        read_sheet(write_sheet(tmp_path, plain, more="fees: {web_search: {price: 3}}\n")),
        read_sheet(write_sheet(tmp_path, plain, provider="shop")),
    ]
    assert [x.lines[0].web_search for x in compile_sheets(sheets)] == [3 * 10**12, 0]


def test_terms_say_on_whose_holidays_other_hours_count(tmp_path):
    hours = """
input: 1
output: 1
windows:
  peak: {hours: "09:00-12:00", utc_offset: "+08:00", except: {holidays: CN}, multiply: 2}
service_tiers: {batch: {multiply: 0.5}, priority: {input: 9, output: 9}}
"""
    found = compiled(tmp_path, model(hours)).terms
    assert [terms.holidays for terms in found] == ["CN", "CN", ""]
    (flat,) = compiled(tmp_path, model("input: 1\noutput: 1")).terms
    assert flat.holidays == ""


def test_terms_say_dates_treatment_and_the_nearest_source(tmp_path):
    prices = """
until: 2026-09-01
note: a promotion
input: 1
output: 1
source: {status: official, url: "https://example.org/page", confidence: high, note: by hand}
service_tiers:
  batch:
    multiply: 0.5
    note: half
    source: {retrieved: 2026-11-21, note: from the blog}
"""
    found = compiled(tmp_path, model(prices, "billed_as_output"))
    standard = Terms(
        since="2026-01-01",
        until="2026-09-01",
        thinking="billed_as_output",
        status="official",
        url="https://example.org/page",
        retrieved="2026-11-20",
        confidence="high",
        note="by hand; a promotion",
        unpriced_fees=("web_search", "cache_token_hour", "citation_token"),
    )
    assert found.terms == (
        standard,
        standard._replace(retrieved="2026-11-21", note="from the blog; a promotion; half"),
    )


def test_a_models_source_stands_between_its_entries_and_the_sheet(tmp_path):
    prices = "input: 1\noutput: 1\nsource: {note: of the entry}"
    source = "  source: {status: official, retrieved: 2026-11-19, note: of the model}"
    (terms,) = compiled(tmp_path, f"{model(prices)}\n{source}").terms
    assert (terms.status, terms.retrieved) == ("official", "2026-11-19")
    assert (terms.note, terms.url) == ("of the entry", "https://example.org/prices")


def test_terms_without_an_end_or_a_note_have_empty_ones(tmp_path):
    (terms,) = compiled(tmp_path, model("input: 1\noutput: 1")).terms
    assert (terms.until, terms.note, terms.confidence) == ("", "", "")
    assert (terms.status, terms.url) == ("community", "https://example.org/prices")


@pytest.mark.parametrize(
    ("price", "resale", "holds"),
    [
        ("official", "community", "community"),
        ("community", "official", "community"),
        ("official", "claimed", "claimed"),
        ("official", "official", "official"),
    ],
)
def test_a_resold_price_is_no_surer_than_its_source_and_the_resale(price, resale, holds, tmp_path):
    source = f"      source: {{status: {price}}}\n"
    shop = f"{RESALE.rstrip()}\n  source: {{status: {resale}}}"
    found = resold(tmp_path, shop, origin=f"{ORIGIN}{source}")
    assert [terms.status for terms in found.terms] == [holds, holds]


@pytest.mark.parametrize(("price", "resale"), [("10", "12"), ("12", "10")])
def test_a_resold_price_is_no_fresher_than_the_older_check(price, resale, tmp_path):
    source = f"      source: {{retrieved: 2026-11-{price}, note: list}}\n"
    shop = f"{RESALE.rstrip()}\n  source: {{retrieved: 2026-11-{resale}, note: page}}"
    terms = resold(tmp_path, shop, origin=f"{ORIGIN}{source}").terms[0]
    assert terms.retrieved == "2026-11-10"
    assert terms.url == "https://example.org/prices"
    assert terms.note == ("demo's price; list; resold as https://example.org/prices says; page")
