from __future__ import annotations

import pytest

from pricing import Money
from pricing.money import show_amount


@pytest.mark.parametrize(
    ("amount", "full", "compact"),
    [
        ("0", "US$0.00", "US$0.00"),
        ("0.00123", "US$0.00123", "US$0.00123"),
        ("12.5", "US$12.50", "US$12.50"),
        ("1092.999539214", "US$1,093", "US$1,093"),
        ("44900", "US$44,900", "US$4.49万"),
        ("1234567890", "US$1,234,567,890", "US$12.3亿"),
        ("-5", "-US$5.00", "-US$5.00"),
    ],
)
def test_amounts_in_chinese_follow_cldr_and_count_in_wan(amount, full, compact):
    money = Money(amount, "USD")
    assert show_amount(money, "zh") == full
    assert show_amount(money, "zh", compact=True) == compact


def test_yuan_are_never_a_bare_sign_in_english():
    assert show_amount(Money("1234.5", "CNY")) == "CN¥1,234"
    assert show_amount(Money("1500", "CNY"), compact=True) == "CN¥1.5K"
