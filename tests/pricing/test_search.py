from __future__ import annotations

import pytest

from pricing import default_catalog
from pricing.names.chinese import chinese_names
from pricing.names.search import search

OFFERS = default_catalog().offers(claimed=True)


def found(text):
    return [offer.id for offer in search(OFFERS, text)]


def test_kimi_and_its_chinese_name_find_the_same_rows():
    assert len(found("kimi")) > 20
    assert found("kimi") == found("月之暗面") == found("moonshot")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("智谱", "glm"),
        ("通义千问", "qwen"),
        ("豆包", "doubao"),
        ("小米", "mimo"),
        ("文心", "ernie"),
    ],
)
def test_a_product_and_its_maker_are_found_by_either_script(one, other):
    assert found(one)
    assert found(one) == found(other)


@pytest.mark.parametrize("text", ["KIMI K2.5", "ｋｉｍｉ　ｋ２．５", "kimi-k2-5", "  k2p5 Kimi "])
def test_case_width_dots_and_order_make_no_difference(text):
    assert "moonshot-cn/kimi-k2.5" in found(text)
    assert found(text) == found("kimi k2.5")


def test_every_word_must_be_found():
    assert {name.partition("/")[0] for name in found("kimi 硅基流动")} == {"siliconflow-cn"}
    assert found("kimi nobody-sells-this") == []


def test_no_word_finds_all_in_the_order_given():
    assert search(OFFERS, "  ") == OFFERS
    some = found("kimi")
    assert some == [offer.id for offer in OFFERS if offer.id in some]


def test_a_text_too_long_to_be_a_name_is_cut():
    assert found("kimi " + "x" * 10_000) == []
    assert found("kimi " + " " * 100 + "x") == found("kimi")


def test_chinese_names_are_of_makers_and_sellers_that_the_book_has():
    names = chinese_names()
    assert set(names.publishers) <= {offer.publisher for offer in OFFERS}
    assert set(names.providers) <= {offer.provider for offer in OFFERS}
