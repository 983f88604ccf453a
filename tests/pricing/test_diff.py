from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from calculator.cli.diff_text import diff_document
from pricing.changes.diff import diff_prices
from pricing.changes.edition import read_edition
from pricing.money import Money
from tests.sheet_text import edition, write_sheet

TODAY = date(2026, 11, 24)
MODEL = """
m:
  thinking: billed_as_output
  prices:
    - {from: 2026-01-01, input: 4, cache_read: 1, output: 16}
    - {from: 2026-03-01, input: 3, cache_read: 1, output: 16}
"""
APPENDED = MODEL.rstrip() + "\n    - {from: 2026-12-01, input: 3, cache_read: 1, output: 20}\n"


def diff(tmp_path, before, after, **more):
    return diff_prices(
        edition(tmp_path, before, "before"), edition(tmp_path, after, "after", **more), today=TODAY
    )


def told(found):
    """Each change in short."""
    return [
        (
            str(c.since),
            c.how,
            c.where,
            c.kind,
            c.old and str(c.old.amount),
            c.new and str(c.new.amount),
        )
        for c in found.rates
    ]


def test_the_same_book_twice_differs_in_nothing(tmp_path):
    found = diff(tmp_path, MODEL, MODEL)
    assert (found.rates, found.rules, found.added, found.removed) == ((), (), (), ())
    assert found.unchanged == 1


def test_an_appended_price_is_held_against_the_price_it_ends(tmp_path):
    found = diff(tmp_path, MODEL, APPENDED)
    assert told(found) == [("2026-12-01", "appended", "", "output", "16", "20")]
    assert found.rates[0].rise == Fraction(1, 4)
    assert found.rewritten == ()


def test_an_edited_old_price_is_called_out(tmp_path):
    found = diff(tmp_path, MODEL, MODEL.replace("input: 4", "input: 5"))
    assert told(found) == [("2026-01-01", "edited", "", "input", "4", "5")]
    assert (found.rates[0].until, len(found.rewritten)) == (date(2026, 3, 1), 1)
    assert "History rewritten: 1 edited." in diff_document(found, None)


def test_a_price_put_between_two_others_is_called_out(tmp_path):
    between = "    - {from: 2026-02-01, input: 9, cache_read: 1, output: 16}\n    - {from: 2026-03"
    found = diff(tmp_path, MODEL, MODEL.replace("    - {from: 2026-03", between))
    assert told(found) == [("2026-02-01", "inserted", "", "input", "4", "9")]
    assert len(found.rewritten) == 1


def test_a_price_taken_back_is_called_out(tmp_path):
    found = diff(tmp_path, APPENDED, MODEL)
    assert told(found) == [("2026-12-01", "withdrawn", "", "output", "20", "16")]


def test_a_date_moved_is_a_price_withdrawn_on_the_days_between(tmp_path):
    found = diff(tmp_path, MODEL, MODEL.replace("2026-03-01", "2026-03-15"))
    assert told(found) == [("2026-03-01", "withdrawn", "", "input", "3", "4")]
    assert found.rates[0].until == date(2026, 3, 15)


def test_a_retirement_is_no_rewriting(tmp_path):
    retired = MODEL.replace("from: 2026-03-01", "from: 2026-03-01, until: 2027-01-01")
    found = diff(tmp_path, MODEL, retired)
    assert told(found) == [
        ("2027-01-01", "ended", "", "input", "3", None),
        ("2027-01-01", "ended", "", "cache_read", "1", None),
        ("2027-01-01", "ended", "", "output", "16", None),
    ]
    assert found.rewritten == ()


def test_an_earlier_price_found_fills_a_gap(tmp_path):
    earlier = MODEL.replace(
        "    - {from: 2026-01",
        "    - {from: 2025-06-01, input: 8, output: 16}\n    - {from: 2026-01",
    )
    found = diff(tmp_path, MODEL, earlier)
    assert told(found) == [
        ("2025-06-01", "filled", "", "input", None, "8"),
        ("2025-06-01", "filled", "", "output", None, "16"),
    ]


def test_a_kind_that_falls_back_is_told_by_what_it_costs(tmp_path):
    found = diff(tmp_path, MODEL, MODEL.replace("input: 3, cache_read: 1", "input: 3"))
    assert told(found) == [("2026-03-01", "edited", "", "cache_read", "1", "3")]
    assert found.risen_above(Fraction(199)) == found.rates
    assert found.risen_above(Fraction(200)) == ()


def test_bands_that_moved_are_cut_at_the_bounds_of_both(tmp_path):
    flat = "m: {thinking: not_applicable, prices: [{from: 2026-01-01, input: 2, output: 8}]}"
    banded = """
    m:
      thinking: not_applicable
      prices:
        - from: 2026-01-01
          tiers:
            - {up_to: {input: 32_000, output: 200}, input: 2, output: 8}
            - {up_to: 32_000, input: 2, output: 14}
            - {input: 4, output: 8}
    """
    assert told(diff(tmp_path, flat, banded)) == [
        ("2026-01-01", "edited", "up to 32,000 input, over 200 output", "output", "8", "14"),
        ("2026-01-01", "edited", "over 32,000 input", "input", "2", "4"),
    ]


def test_new_peak_hours_are_held_against_the_price_of_those_hours(tmp_path):
    flat = "m: {thinking: not_applicable, prices: [{from: 2026-01-01, input: 2, output: 8}]}"
    peak = """
    m:
      thinking: not_applicable
      prices:
        - from: 2026-01-01
          input: 2
          output: 8
          windows:
            peak: {hours: "09:00-12:00", utc_offset: "+08:00", multiply: 2}
    """
    found = diff(tmp_path, flat, peak)
    assert told(found) == [
        ("2026-01-01", "edited", "peak", "input", "2", "4"),
        ("2026-01-01", "edited", "peak", "output", "8", "16"),
    ]
    assert [(r.what, r.old, r.new) for r in found.rules] == [
        ("hours of peak", "", "daily 01:00-04:00 UTC")
    ]


def test_a_new_service_tier_and_a_fee_fill_gaps(tmp_path):
    more = """
    m:
      thinking: billed_as_output
      prices:
        - {from: 2026-01-01, input: 4, cache_read: 1, output: 16}
        - from: 2026-03-01
          input: 3
          cache_read: 1
          output: 16
          service_tiers: {batch: {multiply: 0.5}}
          fees: {web_search: {price: 10, per: 1_000}}
    """
    assert told(diff(tmp_path, MODEL, more)) == [
        ("2026-03-01", "filled", "", "web_search", None, "10"),
        ("2026-03-01", "filled", "batch", "input", None, "1.5"),
        ("2026-03-01", "filled", "batch", "cache_read", None, "0.5"),
        ("2026-03-01", "filled", "batch", "output", None, "8"),
        ("2026-03-01", "filled", "batch", "web_search", None, "10"),
    ]


def test_thinking_charges_and_tax_are_rules(tmp_path):
    free = MODEL.replace("billed_as_output", "not_billed")
    more = (
        "charges: [{name: fee, percent: 5.5}, {name: seat, per_month: 20}]\n"
        "tax: {name: VAT, percent: 6, included: true}\n"
    )
    found = diff(tmp_path, MODEL, free, more=more)
    assert [(r.subject, r.what, r.old, r.new) for r in found.rules] == [
        ("demo", "charges", "", "fee 5.5 %, seat 20 CNY a month"),
        ("demo", "tax", "", "VAT 6 % included"),
        ("demo/m", "thinking", "billed_as_output", "not_billed"),
        ("demo/m", "thinking", "billed_as_output", "not_billed"),
    ]
    assert {(c.kind, str(c.old), str(c.new)) for c in found.rates} == {
        ("reasoning", "¥16.000000", "¥0.000000")
    }


def test_what_an_offer_says_of_itself_is_a_rule_from_no_day_on(tmp_path):
    bare = MODEL.replace("m:", "m:\n  currency: USD", 1)
    full = MODEL.replace("m:", "m:\n  always_thinks: true\n  context_window: 128_000", 1)
    rules = diff(tmp_path, bare, full).to_dict()["rules"]
    assert [(r["subject"], r["since"], r["what"], r["old"], r["new"]) for r in rules] == [
        ("demo/m", None, "currency", "USD", "CNY"),
        ("demo/m", None, "always thinks", "no", "yes"),
        ("demo/m", None, "context window", "", "128,000"),
    ]


def test_a_rule_that_begins_on_a_day_says_so_in_json(tmp_path):
    free = MODEL.replace("billed_as_output", "not_billed")
    assert diff(tmp_path, MODEL, free).to_dict()["rules"] == [
        {
            "subject": "demo/m",
            "since": since,
            "what": "thinking",
            "old": "billed_as_output",
            "new": "not_billed",
        }
        for since in ("2026-01-01", "2026-03-01")
    ]


def test_graduated_bands_are_another_rule_than_whole_request_ones(tmp_path):
    banded = """
    m:
      thinking: not_applicable
      prices:
        - from: 2026-01-01
          tiers:
            - {up_to: 1_000, input: 10, output: 2}
            - {input: 1, output: 2}
    """
    graduated = banded.replace("          tiers", "          tier_mode: marginal\n          tiers")
    found = diff(tmp_path, banded, graduated)
    assert found.rates == ()
    assert [(r.what, r.old, r.new) for r in found.rules] == [
        ("bands", "the whole request", "each its own tokens")
    ]


def test_offers_added_and_removed_are_listed(tmp_path):
    found = diff(tmp_path, MODEL, MODEL.replace("m:\n", "n:\n", 1))
    assert [o.id for o in found.added] == ["demo/n"]
    assert [o.id for o in found.removed] == ["demo/m"]
    said = diff_document(found, None)
    assert "Added:\n  demo/n from 2026-03-01: input ¥3.00, cache_read ¥1.00, output ¥16.00" in said


def test_two_days_of_one_book_compare_the_prices_then_in_force(tmp_path):
    book = edition(tmp_path, APPENDED)
    found = diff_prices(book.on(date(2026, 2, 28)), book.on(date(2026, 12, 1)))
    assert told(found) == [
        ("2026-12-01", "changed", "", "input", "4", "3"),
        ("2026-12-01", "changed", "", "output", "16", "20"),
    ]
    assert diff_prices(book.on(date(2025, 1, 1)), book.on(date(2026, 1, 1))).added[0].model == "m"


def test_a_day_beside_a_book_is_held_against_its_prices_of_today(tmp_path):
    book = edition(tmp_path, APPENDED)
    found = diff_prices(book.on(date(2026, 1, 1)), book, today=TODAY)
    assert told(found) == [("2026-03-01", "changed", "", "input", "4", "3")]
    assert found.after.day == TODAY


def test_two_providers_sheets_are_matched_by_model(tmp_path):
    other = write_sheet(tmp_path, MODEL, provider="other", currency="USD")
    found = diff_prices(edition(tmp_path, MODEL), read_edition(str(other)))
    assert {c.how for c in found.rates} == {"changed"}
    change = found.rates[0]
    assert (change.old, change.new) == (Money(4, "CNY"), Money(4, "USD"))
    assert (change.comparable, change.rise, change.rises_above(Fraction(0))) == (False, None, False)
    assert "other currency" in diff_document(found, None)


@pytest.mark.parametrize(
    ("before", "after", "percent", "risen"),
    [
        ("input: 4", "input: 4.2", 5, False),
        ("input: 4", "input: 4.21", 5, True),
        ("input: 4", "input: 3", 0, False),
        ("input: 0", "input: 0.000001", 10**6, True),
    ],
)
def test_a_rise_is_above_a_limit_or_not(before, after, percent, risen, tmp_path):
    one = MODEL.replace("input: 4", before)
    found = diff(tmp_path, one, one.replace(before, after))
    assert bool(found.risen_above(Fraction(percent))) is risen


def test_a_comparison_reads_as_text_and_as_markdown(tmp_path):
    after = APPENDED.replace("input: 4", "input: 5")
    found = diff(tmp_path, MODEL, after)
    before_name, after_name = found.before.name, found.after.name
    assert diff_document(found, None) == (
        f"Prices: {before_name} → {after_name}\n"
        "\n"
        "2 rates of 1 offers differ; 0 offers added, 0 removed, 0 the same.\n"
        "History rewritten: 1 edited. A price that changed is a new entry at the end; an old "
        "one is edited only to correct it.\n"
        "\n"
        "offer   from        until       how       rate       old     new  change\n"
        "demo/m  2026-01-01  2026-03-01  edited    input    ¥4.00   ¥5.00   +25 %\n"
        "demo/m  2026-12-01              appended  output  ¥16.00  ¥20.00   +25 %"
    )
    assert diff_document(found, None, markdown=True) == (
        f"### Prices: {before_name} → {after_name}\n"
        "\n"
        "2 rates of 1 offers differ; 0 offers added, 0 removed, 0 the same.\n"
        "**History rewritten: 1 edited.** A price that changed is a new entry at the end; an old "
        "one is edited only to correct it.\n"
        "\n"
        "| offer | from | until | how | rate | old | new | change |\n"
        "| --- | --- | --- | --- | --- | --: | --: | --: |\n"
        "| demo/m | 2026-01-01 | 2026-03-01 | edited | input | ¥4.00 | ¥5.00 | +25 % |\n"
        "| demo/m | 2026-12-01 |  | appended | output | ¥16.00 | ¥20.00 | +25 % |"
    )


def test_json_has_exact_rates_and_says_how(tmp_path):
    said = diff(tmp_path, MODEL, APPENDED).to_dict()
    assert said["rates"] == [
        {
            "offer": "demo/m",
            "from": "2026-12-01",
            "until": None,
            "how": "appended",
            "service_tier": "standard",
            "window": "",
            "mode": "",
            "band": "",
            "rate": "output",
            "per": 1_000_000,
            "old": "16",
            "new": "20",
            "currency": "CNY",
            "change": "+25 %",
        }
    ]
    assert (said["rewritten"], said["unchanged_offers"]) == (0, 0)
