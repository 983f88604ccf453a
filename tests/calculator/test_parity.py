from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from calculator import Usage
from calculator.buying import BuyingTerms
from calculator.cli.parity_text import parity_text
from calculator.parity import list_parity
from pricing import FxRates, default_catalog
from pricing.changes.edition import read_edition
from pricing.errors import UnknownOfferError
from pricing.list_pairs import list_pairs
from tests.sheet_text import write_sheet

DAY = date(2026, 10, 30)
SEVEN = FxRates.fixed("USD/CNY", "7")
VAT = "tax: {name: VAT, percent: 6, included: true}\n"
YUAN = """
m: {thinking: billed_as_output, prices: [{from: 2026-01-01, input: 20, cache_read: 2, output: 100}]}
"""
DOLLAR = """
m: {thinking: billed_as_output, prices: [{from: 2026-01-01, input: 3, cache_read: 0.3, output: 15}]}
"""


def lists(tmp_path, yuan=YUAN, dollar=DOLLAR, more=VAT):
    """The book of a publisher's two lists."""
    write_sheet(tmp_path, yuan, provider="moonshot-cn", more=more)
    write_sheet(tmp_path, dollar, provider="moonshot-intl", currency="USD")
    return read_edition(str(tmp_path)).catalog


def parity(tmp_path, model="m", **options):
    book = lists(tmp_path, **{k: options.pop(k) for k in ("yuan", "dollar") if k in options})
    return list_parity(model, at=DAY, fx=SEVEN, catalog=book, **options)


def implied(found):
    return {(r.place.words(), r.kind): r.implied for r in found.rates}


def packaged(offer, day):
    """The parity of one model of the packaged book."""
    found = list_parity(offer, at=day)
    return next(model for model in found.models if model.yuan.id == offer)


def test_kimi_k3_sells_a_dollar_for_twenty_thirds_of_a_yuan():
    found = packaged("moonshot-cn/kimi-k3", DAY)
    assert implied(found) == {
        ("", "input"): Fraction(20, 3),
        ("", "cache_read"): Fraction(2) / Fraction("0.3"),
        ("", "output"): Fraction(100, 15),
    }


def test_kimi_k2_thinking_sells_a_dollar_of_output_for_6_40_yuan():
    found = packaged("moonshot-cn/kimi-k2-thinking", date(2025, 12, 1))
    assert implied(found) == {
        ("", "input"): 4 / Fraction("0.6"),
        ("", "cache_read"): 1 / Fraction("0.15"),
        ("", "output"): Fraction("6.4"),
    }


@pytest.mark.parametrize(
    ("day", "input_rate", "output_rate"),
    [
        (date(2025, 3, 1), 4 / Fraction("0.55"), 16 / Fraction("2.19")),
        (date(2025, 9, 10), 4 / Fraction("0.56"), 12 / Fraction("1.68")),
        (date(2026, 1, 1), 2 / Fraction("0.28"), 3 / Fraction("0.42")),
    ],
)
def test_deepseek_implies_7_30_then_7_14_yuan(day, input_rate, output_rate):
    found = implied(packaged("deepseek-cn/deepseek-reasoner", day))
    hours = "" if ("", "input") in found else "other hours"
    assert (found[hours, "input"], found[hours, "output"]) == (input_rate, output_rate)


def test_deepseek_implies_the_same_rate_at_peak():
    found = implied(packaged("deepseek-cn/deepseek-flash", DAY))
    assert found["", "output"] == 4 / Fraction("0.6") == Fraction(20, 3)
    assert found["peak", "output"] == 8 / Fraction("1.2") == Fraction(20, 3)


def test_a_mode_rate_is_compared_without_and_with_thinking():
    found = implied(packaged("alibaba-cn/qwen-plus", DAY))
    assert found["not thinking, up to 128,000 input", "output"] == 2 / Fraction("1.2")
    assert found["thinking, up to 128,000 input", "output"] == Fraction(8, 4)
    assert found["not thinking, over 256,000 input", "output"] == 48 / Fraction("3.6")


def test_below_the_implied_rate_the_dollar_list_is_cheaper(tmp_path):
    cheaper = list_parity("m", at=DAY, fx=FxRates.fixed("USD/CNY", "6.5"), catalog=lists(tmp_path))
    (model,) = cheaper.models
    assert model.signing.break_even == Fraction(20, 3)
    assert model.signing.sign == "dollar"
    assert model.signing.saving == 1 - Fraction("6.5") / Fraction(20, 3)


def test_above_it_the_yuan_list_is_cheaper(tmp_path):
    (model,) = parity(tmp_path, mix=Usage(1_000_000, 200_000)).models
    assert (model.signing.yuan, model.signing.dollar) == (20 + 20, 3 + 3)
    assert (model.signing.sign, model.signing.saving) == ("yuan", 1 - Fraction(40, 7) / 6)


def test_at_the_implied_rate_it_does_not_matter(tmp_path):
    dollar = DOLLAR.replace("input: 3, cache_read: 0.3, output: 15", "input: 4, output: 20")
    yuan = YUAN.replace("input: 20, cache_read: 2, output: 100", "input: 28, output: 140")
    (model,) = parity(tmp_path, yuan=yuan, dollar=dollar).models
    assert (model.signing.sign, model.signing.saving) == ("either", 0)


def test_the_mix_decides_between_rates_that_imply_different_ones(tmp_path):
    yuan = YUAN.replace("output: 100", "output: 120")
    reader = parity(tmp_path, yuan=yuan, mix=Usage(1_000_000, 0)).models[0].signing
    writer = parity(tmp_path, yuan=yuan, mix=Usage(0, 1_000_000)).models[0].signing
    assert (reader.break_even, reader.sign) == (Fraction(20, 3), "yuan")
    assert (writer.break_even, writer.sign) == (Fraction(8), "dollar")


def test_recoverable_vat_is_deducted_where_a_list_contains_it(tmp_path):
    (model,) = parity(tmp_path, terms=BuyingTerms(vat="recoverable")).models
    assert implied(model)["", "input"] == Fraction(20) / Fraction("1.06") / 3
    assert model.signing.dollar == Fraction("0.06")


def test_vat_as_a_cost_comes_on_top_of_the_dollar_list_alone(tmp_path):
    (model,) = parity(tmp_path, terms=BuyingTerms(vat="cost")).models
    assert implied(model)["", "input"] == 20 / (3 * Fraction("1.06"))
    assert model.signing.yuan == Fraction("0.4")
    assert model.signing.dollar == Fraction("0.06") * Fraction("1.06")


def test_a_buyer_abroad_owes_no_vat_on_the_dollar_list(tmp_path):
    terms = BuyingTerms(vat="cost", dollar_vat=Decimal(0))
    assert implied(parity(tmp_path, terms=terms).models[0])["", "input"] == Fraction(20, 3)


def test_a_discount_and_a_gateway_fee_are_part_of_what_is_paid(tmp_path):
    terms = BuyingTerms(yuan_charge=Decimal(-10), dollar_charge=Decimal("5.5"))
    (model,) = parity(tmp_path, terms=terms).models
    assert implied(model)["", "input"] == 20 * Fraction("0.9") / (3 * Fraction("1.055"))


def test_charges_come_before_vat_as_on_a_bill(tmp_path):
    terms = BuyingTerms(vat="cost", dollar_charge=Decimal(10))
    (model,) = parity(tmp_path, terms=terms).models
    assert model.signing.dollar == Fraction("0.06") * Fraction("1.1") * Fraction("1.06")


def test_a_cached_rate_that_only_one_list_has_is_marked(tmp_path):
    (model,) = parity(tmp_path, yuan=YUAN.replace("cache_read: 2, ", "")).models
    assert {r.kind: r.fallback for r in model.rates} == {
        "input": "",
        "cache_read": "yuan",
        "output": "",
    }


def test_free_models_imply_nothing(tmp_path):
    free = "m: {thinking: billed_as_output, prices: [{from: 2026-01-01, input: 0, output: 0}]}"
    (model,) = parity(tmp_path, yuan=free, dollar=free).models
    assert {r.implied for r in model.rates} == {None}
    assert (model.signing.sign, model.signing.break_even) == ("either", None)
    assert "costs nothing on either list" in parity_text(
        parity(tmp_path, yuan=free, dollar=free), detail=True
    )


def test_a_model_that_one_list_does_not_price_that_day_is_named(tmp_path):
    dollar = DOLLAR.replace("from: 2026-01-01", "from: 2026-11-01")
    found = parity(tmp_path, dollar=dollar)
    assert (found.models[0].rates, found.models[0].signing) == ((), None)
    assert found.models[0].gap.startswith("moonshot-intl/m has no price on 2026-10-30")
    assert "not priced on both lists that day: moonshot-cn/m" in parity_text(found, detail=False)


def test_a_mix_that_a_model_cannot_serve_leaves_the_rates(tmp_path):
    yuan, dollar = (t.replace("billed_as_output", "not_applicable") for t in (YUAN, DOLLAR))
    (model,) = parity(
        tmp_path, yuan=yuan, dollar=dollar, mix=Usage(10, 10, reasoning_tokens=5)
    ).models
    assert len(model.rates) == 3
    assert "does not think" in model.gap


def test_models_are_matched_by_alias_and_whatever_the_case(tmp_path):
    dollar = DOLLAR.replace("m: {", "M-2: {aliases: [m], ")
    assert parity(tmp_path, model="m-2", dollar=dollar).models[0].dollar.id == "moonshot-intl/M-2"


def test_a_model_on_one_list_only_is_an_error_that_says_where(tmp_path):
    dollar = DOLLAR.replace("m: {", "other: {")
    with pytest.raises(UnknownOfferError, match="the book has moonshot-intl/other"):
        parity(tmp_path, model="other", dollar=dollar)
    with pytest.raises(UnknownOfferError, match="nowhere"):
        parity(tmp_path, model="nowhere")


def test_every_pair_names_lists_of_the_packaged_book_in_the_right_currency():
    currencies = {offer.provider: offer.sheet.currency for offer in default_catalog()}
    pairs = list_pairs()
    assert {currencies[pair.yuan] for pair in pairs} == {"CNY"}
    assert {currencies[pair.dollar] for pair in pairs} == {"USD"}


def test_one_model_reads_rate_by_rate(tmp_path):
    assert parity_text(parity(tmp_path), detail=True) == (
        "Yuan and dollar lists on 2026-10-30, list prices as they stand, VAT aside\n"
        "market: 1 USD = 7 CNY (fixed by you)\n"
        "mix: 10,000 input and 2,000 output tokens, at noon UTC\n"
        "\n"
        "moonshot-cn/m beside moonshot-intl/m: The platforms for China and abroad have separate "
        "accounts and keys; abroad prices include all taxes.\n"
        "    rate           yuan  dollar  implied  yuan vs dollar\n"
        "    input        ¥20.00   $3.00     6.67          -4.8 %\n"
        "    cache_read    ¥2.00   $0.30     6.67          -4.8 %\n"
        "    output      ¥100.00  $15.00     6.67          -4.8 %\n"
        "  the mix costs ¥0.400000 = $0.057143 on the yuan list, $0.060000 on the other: sign the "
        "yuan list, saving 4.8 %; break-even at 1 USD = 6.6667 CNY"
    )


def test_all_models_read_in_a_line_each(tmp_path):
    said = parity_text(parity(tmp_path, model=None, mix=Usage(10_000, 2_000, 5_000)), detail=False)
    assert said.endswith(
        "mix: 10,000 input (5,000 cached) and 2,000 output tokens, at noon UTC\n"
        "\n"
        "yuan list      dollar list    input  cache_read  output  thinking   mix  sign  saving\n"
        "moonshot-cn/m  moonshot-intl   6.67        6.67    6.67         —  6.67  yuan   4.8 %"
    )


def test_json_has_exact_fractions_beside_rounded_ones(tmp_path):
    said = parity(tmp_path).to_dict()["models"][0]
    assert said["rates"][0]["implied"] == "6.666667"
    assert said["rates"][0]["implied_exact"] == "20/3"
    assert said["rates"][0]["premium"] == "-0.047619"
    assert said["mix"] == {
        "yuan": "0.4",
        "dollar": "0.06",
        "break_even": "6.666667",
        "break_even_exact": "20/3",
        "sign": "yuan",
        "saving": "0.047619",
    }


def test_a_list_whose_clock_is_a_day_ahead_says_that_it_had_no_price_by_it(tmp_path):
    # noon of 30 October in UTC is one o'clock of the 31st in Auckland
    book = lists(tmp_path, dollar=DOLLAR.replace("2026-01-01", "2026-10-31"))
    sheet = tmp_path / "moonshot-intl.yaml"
    sheet.write_text(sheet.read_text().replace("Asia/Shanghai", "Pacific/Auckland"))
    book = read_edition(str(tmp_path)).catalog
    (model,) = list_parity("m", at=DAY, fx=SEVEN, catalog=book).models
    assert (model.rates, model.signing) == ((), None)
    assert model.gap == "moonshot-intl/m has no price on 2026-10-30 by the clock of its sheet"


def test_json_of_free_models_has_no_ratio(tmp_path):
    free = "m: {thinking: billed_as_output, prices: [{from: 2026-01-01, input: 0, output: 0}]}"
    said = parity(tmp_path, yuan=free, dollar=free).to_dict()["models"][0]
    rate = said["rates"][0]
    assert (rate["implied"], rate["implied_exact"], rate["premium"]) == (None, None, None)
    assert (said["mix"]["break_even"], said["mix"]["break_even_exact"]) == (None, None)
    assert (said["mix"]["yuan"], said["mix"]["sign"]) == ("0", "either")
