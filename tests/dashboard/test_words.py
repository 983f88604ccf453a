from __future__ import annotations

import ast
import re
from decimal import Decimal
from pathlib import Path

import pytest

from calculator.charts.look import WORDS
from calculator.dashboard import text
from calculator.dashboard.marks import doubts
from pricing import default_catalog
from pricing.money import Money

PACKAGE = Path(text.__file__).parent


def _holes(words: str) -> list[str]:
    return sorted(re.findall(r"{(\w+)}", words))


def test_every_text_exists_in_both_languages_with_the_same_placeholders():
    english, chinese = text.catalogue("en"), text.catalogue("zh")
    assert list(english) == list(chinese)
    for key, words in english.items():
        assert _holes(words) == _holes(chinese[key]), key


def test_words_of_charts_exist_in_both_languages():
    assert list(WORDS["en"]) == list(WORDS["zh"])


def test_chinese_texts_use_full_width_punctuation():
    for key, words in text.catalogue("zh").items():
        assert not re.search(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]", words), key


def _asked() -> set[str]:
    """Every key that a page asks for in plain words: `t("compare.title", ...)`."""
    keys = set()
    for path in [*PACKAGE.rglob("*.py"), PACKAGE.parents[1] / "app.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "t"
            if named and isinstance(node.args[0], ast.Constant):
                keys.add(node.args[0].value)
    return keys


def test_no_page_asks_for_a_text_that_is_not_there():
    assert _asked() - set(text.catalogue("en")) == set()


@pytest.mark.parametrize(
    ("amount", "currency", "english", "chinese"),
    [
        ("44900", "USD", "$44,900", "US$4.49万"),
        ("1234567", "CNY", "CN¥1.23M", "¥123万"),
        ("3.5", "CNY", "CN¥3.50", "¥3.50"),
        ("0.0123", "USD", "$0.0123", "US$0.0123"),
    ],
)
def test_amounts_read_as_each_language_writes_them(amount, currency, english, chinese):
    money = Money(Decimal(amount), currency)
    assert text.amount(money, "en").replace("\\", "") == english
    assert text.amount(money, "zh").replace("\\", "") == chinese


@pytest.mark.parametrize(
    ("number", "chinese"),
    [
        (600_000, "60万"),
        (126_000, "12.6万"),
        (612_345, "612,345"),
        (9_000, "9,000"),
        (10**9, "10亿"),
    ],
)
def test_round_counts_are_in_wan_and_others_exact(number, chinese):
    assert text.count(number, "zh") == chinese
    assert text.count(number, "en") == f"{number:,}"


def test_a_price_is_doubtful_by_its_source_and_its_age():
    from datetime import date

    offer = default_catalog().offer("openrouter/minimax/minimax-m2.5")
    checked = date.fromisoformat(offer.latest.retrieved)
    assert doubts(offer, checked) == ("community",)
    assert doubts(offer, date(checked.year + 1, 12, 1)) == ("community", "stale")
    assert doubts(default_catalog().offer("openai/gpt-5-nano"), date(2026, 11, 2)) == ()
