from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from calculator.cli.history_text import history_text
from pricing.changes.history import histories, price_history
from pricing.errors import UnknownOfferError
from tests.sheet_text import edition, write_sheet

TODAY = date(2026, 11, 24)
MODEL = """
m:
  name: Model M
  thinking: billed_as_output
  prices:
    - {from: 2026-01-01, input: 4, cache_read: 1, output: 16}
    - from: 2026-03-01
      input: 3
      output: 16
      windows:
        peak: {hours: "09:00-12:00", utc_offset: "+08:00", days: [1, 2, 3, 4, 5], multiply: 2}
      source: {status: official, retrieved: 2026-03-02, note: read on the page}
    - from: 2027-01-01
      until: 2027-07-01
      input: 3
      output: 8
      fees: {web_search: {price: 10, per: 1_000}}
"""


def history(tmp_path, models=MODEL, offer="demo/m"):
    return price_history(offer, today=TODAY, catalog=edition(tmp_path, models).catalog)


def test_a_history_reads_as_steps_with_what_each_changed(tmp_path):
    assert history_text(history(tmp_path)) == (
        "demo/m  Model M, CNY per million tokens, demo@2026-11-24\n"
        "\n"
        "2026-01-01 until 2026-03-01, thinking billed_as_output\n"
        "  input  cache_read  output\n"
        "  ¥4.00  ¥1.00       ¥16.00\n"
        "  community, https://example.org/prices of 2026-11-20\n"
        "\n"
        "2026-03-01 until 2027-01-01, in force, thinking billed_as_output\n"
        "               input        cache_read    output\n"
        "  other hours  ¥3.00 -25 %  ¥3.00 +200 %  ¥16.00\n"
        "  peak         ¥6.00 +50 %  ¥6.00 +500 %  ¥32.00 +100 %\n"
        "  peak: Mon-Fri 01:00-04:00 UTC\n"
        "  official, https://example.org/prices of 2026-03-02: read on the page\n"
        "\n"
        "2027-01-01 until 2027-07-01, announced, then retired, thinking billed_as_output\n"
        "  input  output       web_search per 1,000\n"
        "  ¥3.00  ¥8.00 -50 %  ¥10.00\n"
        "  community, https://example.org/prices of 2026-11-20"
    )


def test_a_cached_rate_that_ends_is_a_rise_to_the_input_rate(tmp_path):
    ended = history(tmp_path).steps[1]
    outside = next(iter(ended.step.rates))
    assert ended.rises[outside, "cache_read"] == (Fraction(3 - 1, 1),)


def test_steps_are_past_in_force_or_announced_by_the_day_they_are_read(tmp_path):
    book = edition(tmp_path, MODEL).catalog
    states = {
        day: [s.state for s in price_history("demo/m", today=day, catalog=book).steps]
        for day in (date(2025, 12, 31), date(2026, 2, 28), date(2026, 3, 1), date(2027, 7, 1))
    }
    assert list(states.values()) == [
        ["announced", "announced", "announced"],
        ["in force", "announced", "announced"],
        ["past", "in force", "announced"],
        ["past", "past", "past"],
    ]


def test_a_retirement_and_a_gap_are_told_apart(tmp_path):
    models = """
    m:
      thinking: not_applicable
      prices:
        - {from: 2026-01-01, until: 2026-02-01, input: 1, output: 2}
        - {from: 2026-03-01, until: 2026-04-01, input: 1, output: 2}
    """
    found = history(tmp_path, models)
    assert [step.ends for step in found.steps] == ["gap", "retired"]
    said = history_text(found)
    assert "2026-01-01 until 2026-02-01, then no price until 2026-03-01, thinking" in said
    assert "2026-03-01 until 2026-04-01, retired, thinking" in said


def test_a_new_band_is_compared_with_the_price_such_requests_had(tmp_path):
    models = """
    m:
      thinking: not_applicable
      prices:
        - from: 2026-01-01
          tiers:
            - {up_to: 32_000, input: 2, output: 8}
            - {input: 4, output: 8}
        - from: 2026-02-01
          tiers:
            - {up_to: 128_000, input: 3, output: 8}
            - {input: 4, output: 8}
    """
    small, large = history(tmp_path, models).steps[1].step.rates
    rises = history(tmp_path, models).steps[1].rises
    assert rises[small, "input"] == (Fraction(-1, 4), Fraction(1, 2))
    assert (large, "input") not in rises
    assert "up to 128,000 input  ¥3.00 -25 % to +50 %" in history_text(history(tmp_path, models))


def test_a_model_that_begins_to_think_is_compared_with_its_price_without_thinking(tmp_path):
    models = """
    m:
      thinking: mode_rate
      prices:
        - {from: 2026-01-01, thinking: not_applicable, input: 1, output: 2}
        - {from: 2026-02-01, input: 1, output: 2, when_thinking: {output: 8}}
    """
    said = history_text(history(tmp_path, models))
    assert "not thinking  ¥1.00  ¥2.00\n" in said
    assert "thinking      ¥1.00  ¥8.00 +300 %\n" in said


def test_a_service_tier_has_its_own_rows_and_its_own_source(tmp_path):
    models = """
    m:
      thinking: not_applicable
      prices:
        - from: 2026-01-01
          input: 4
          output: 16
          service_tiers:
            batch: {multiply: 0.6, source: {status: official, note: the batch page}}
    """
    said = history_text(history(tmp_path, models))
    assert "  batch  ¥2.40  ¥9.60\n" in said
    assert "  batch: official, https://example.org/prices of 2026-11-20: the batch page" in said


def test_hours_that_close_on_holidays_say_so(tmp_path):
    models = """
    m:
      thinking: not_applicable
      prices:
        - from: 2026-01-01
          input: 1
          output: 2
          windows:
            peak: {hours: "09:00-12:00", utc_offset: "+08:00", except: {holidays: CN}, multiply: 2}
    """
    assert "  peak: daily 01:00-04:00 UTC, not on public holidays\n" in history_text(
        history(tmp_path, models)
    )


def test_a_graduated_price_says_what_its_bands_mean(tmp_path):
    models = """
    m:
      thinking: not_applicable
      prices:
        - from: 2026-01-01
          tier_mode: marginal
          tiers:
            - {up_to: 1_000, input: 10, output: 2}
            - {input: 1, output: 2}
    """
    assert "graduated: the rate of a band is for the tokens inside it" in history_text(
        history(tmp_path, models)
    )


def test_a_rise_from_nothing_has_no_percentage(tmp_path):
    models = """
    m:
      thinking: not_applicable
      prices:
        - {from: 2026-01-01, input: 0, output: 0}
        - {from: 2026-02-01, input: 1, output: 0}
    """
    assert "  ¥1.00 from 0  ¥0.00\n" in history_text(history(tmp_path, models))


def test_json_carries_exact_rates_dates_and_sources(tmp_path):
    told = history(tmp_path).to_dict()
    first, second, third = told["steps"]
    assert told["currency"] == "CNY"
    assert first["rates"][0]["rates"] == {"input": "4", "cache_read": "1", "output": "16"}
    assert first["rates"][0]["change"] == {}
    assert second["rates"][1]["window"] == "peak"
    assert second["rates"][1]["change"] == {
        "input": ["+50 %"],
        "cache_read": ["+500 %"],
        "output": ["+100 %"],
    }
    assert second["sources"]["standard"]["note"] == "read on the page"
    assert (third["from"], third["until"], third["state"]) == (
        "2027-01-01",
        "2027-07-01",
        "announced",
    )
    assert third["ends"] == "retired"


def test_a_model_has_a_history_at_every_provider_that_sells_it(tmp_path):
    from pricing.changes.edition import read_edition

    folder = tmp_path / "book"
    write_sheet(folder, MODEL)
    write_sheet(folder, MODEL, provider="other", currency="USD")
    book = read_edition(str(folder)).catalog
    assert [h.offer.id for h in histories("m", catalog=book)] == ["demo/m", "other/m"]
    assert [h.offer.id for h in histories("m", "other", catalog=book)] == ["other/m"]
    with pytest.raises(UnknownOfferError, match="mm"):
        histories("mm", catalog=book)
