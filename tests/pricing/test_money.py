from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from pricing import Money
from pricing.errors import CurrencyMismatchError
from pricing.money import percent_of, show_amount, show_exact, show_rate, to_picos, total

HUGE = "1" + "0" * 40
PICO = "0.000000000001"


def dollars(amount: int | str | Decimal) -> Money:
    return Money(amount, "USD")


def yuan(amount: int | str) -> Money:
    return Money(amount, "CNY")


@pytest.mark.parametrize(
    ("amount", "full", "compact"),
    [
        ("0", "US$0.00", "US$0.00"),
        ("0.00123", "US$0.00123", "US$0.00123"),
        ("12.5", "US$12.50", "US$12.50"),
        ("1092.999539214", "US$1,093", "US$1,093"),
        ("9999", "US$9,999", "US$9,999"),
        ("44900", "US$44,900", "US$4.49万"),
        ("1234567", "US$1,234,567", "US$123万"),
        ("12345678", "US$12,345,678", "US$1235万"),
        ("1234567890", "US$1,234,567,890", "US$12.3亿"),
        ("-5", "-US$5.00", "-US$5.00"),
        ("-44900", "-US$44,900", "-US$4.49万"),
    ],
)
def test_amounts_in_chinese_follow_cldr_and_count_in_wan(amount, full, compact):
    money = Money(amount, "USD")
    assert show_amount(money, "zh") == full
    assert show_amount(money, "zh", compact=True) == compact


@pytest.mark.parametrize(
    ("amount", "full", "compact"),
    [
        ("0", "$0.00", "$0.00"),
        ("-0.0456", "-$0.0456", "-$0.0456"),
        ("0.0000123456", "$0.0000123", "$0.0000123"),
        ("0.5", "$0.500", "$0.500"),
        ("1", "$1.00", "$1.00"),
        ("99.99", "$99.99", "$99.99"),
        ("100", "$100", "$100"),
        ("999.4", "$999", "$999"),
        ("1000", "$1,000", "$1K"),
        ("1234", "$1,234", "$1.23K"),
        ("12345", "$12,345", "$12.3K"),
        ("123456", "$123,456", "$123K"),
        ("1234567", "$1,234,567", "$1.23M"),
        ("-1500", "-$1,500", "-$1.5K"),
    ],
)
def test_amounts_in_english_have_three_figures_and_whole_units_from_a_hundred(
    amount, full, compact
):
    assert show_amount(dollars(amount)) == full
    assert show_amount(dollars(amount), compact=True) == compact


def test_yuan_are_never_a_bare_sign_in_english():
    assert show_amount(Money("1234.5", "CNY")) == "CN¥1,234"
    assert show_amount(Money("1500", "CNY"), compact=True) == "CN¥1.5K"
    assert show_amount(yuan("1234.5"), "zh") == "¥1,234"


def test_an_amount_of_any_size_is_written_out():
    assert show_amount(dollars(HUGE)) == f"${10**40:,}"


def test_an_unknown_language_is_shown_as_english():
    assert show_amount(yuan(12_345), "de", compact=True) == "CN¥12.3K"


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (yuan("0.048"), "¥0.048000"),
        (dollars("-1234567.8901235"), "-$1,234,567.890124"),
        (Money("2.5", "EUR"), "EUR 2.500000"),
        (dollars("-0.0000001"), "$0.000000"),
        (dollars(HUGE), "$" + f"{10**40:,}.000000"),
    ],
)
def test_a_cost_is_shown_to_the_millionth_with_its_sign_before_its_currency(money, text):
    assert show_exact(money) == text
    assert str(money) == text


def test_a_cost_can_be_shown_to_fewer_places():
    assert show_exact(dollars("1234.567"), 2) == "$1,234.57"


def test_a_sum_can_be_shown_to_as_many_places_as_wanted():
    assert show_amount(yuan("-129.5"), "zh", places=2) == "-¥129.50"
    assert show_amount(dollars("2.51"), places=0) == "$3"


@pytest.mark.parametrize(
    ("rate", "currency", "text"),
    [
        ("4", "CNY", "¥4.00"),
        ("100", "USD", "$100.00"),
        ("0.075", "USD", "$0.075"),
        ("0.0036250", "USD", "$0.003625"),
        ("1234.5", "EUR", "EUR 1,234.50"),
        ("0", "USD", "$0.00"),
        ("-0.5", "USD", "-$0.50"),
    ],
)
def test_a_rate_has_two_decimals_and_no_more_than_it_was_written_with(rate, currency, text):
    assert show_rate(Decimal(rate), currency) == text


def test_sums_are_exact_however_far_apart_their_parts():
    assert (dollars(HUGE) + dollars(PICO)).amount == Decimal(f"{HUGE}.000000000001")
    assert (dollars(HUGE) - dollars(PICO)).amount == Decimal("9" * 40 + ".999999999999")
    assert dollars(3) - dollars(1) == dollars(2)
    assert (dollars(PICO) * 10**40).amount == Decimal(10**28)
    assert (dollars(f"{HUGE}.000000000001") * 3).amount == Decimal(f"3{'0' * 40}.000000000003")
    assert (dollars(2) * Decimal("0.25")).amount == Decimal("0.5")


def test_a_percentage_is_exact_however_large_the_sum():
    whole = dollars(f"{HUGE}.000000000001")
    assert percent_of(whole, Decimal("5.5")).amount == Decimal(f"55{'0' * 37}.000000000000055")
    assert percent_of(yuan(200), Decimal("-20")) == yuan(-40)


def test_a_total_is_of_its_currency_even_when_it_is_of_nothing():
    assert total([], "CNY") == yuan(0)
    assert total([dollars(1), dollars("0.5"), dollars(2)], "USD") == dollars("3.5")
    with pytest.raises(CurrencyMismatchError):
        total([dollars(1)], "CNY")


@pytest.mark.parametrize(
    ("picos", "rounded"),
    [
        (Fraction(1, 2), 0),
        (Fraction(3, 2), 2),
        (Fraction(5, 2), 2),
        (Fraction(-1, 2), 0),
        (Fraction(2, 3), 1),
    ],
)
def test_half_a_pico_goes_to_the_even_side(picos, rounded):
    assert to_picos(picos / 10**12) == rounded


def test_picos_are_millionths_of_a_millionth():
    assert to_picos(Decimal("1.5")) == 1_500_000_000_000
    assert Money.of_picos(1, "USD") == dollars(PICO)
    assert Money.of_picos(-48_000_000_000, "CNY") == yuan("-0.048")


def test_amounts_of_one_currency_compare_and_equal_ones_are_one_key():
    assert dollars("0.5") < dollars(1)
    assert not dollars(1) < dollars(1)
    assert dollars("1.0") == dollars(1)
    assert len({dollars("1.0"), dollars(1), yuan(1)}) == 2
    assert dollars(1) != yuan(1)
    assert dollars(1) != Decimal(1)
    assert repr(dollars("1.50")) == "Money('1.50', 'USD')"


@pytest.mark.parametrize(
    ("meet", "what"),
    [
        (lambda a, b: a + b, "added"),
        (lambda a, b: a - b, "subtracted"),
        (lambda a, b: a < b, "compared"),
    ],
)
def test_two_currencies_never_meet_without_a_rate(meet, what):
    with pytest.raises(CurrencyMismatchError) as refused:
        meet(dollars(1), yuan(1))
    said = f"USD and CNY cannot be {what}: convert one of them first"
    assert str(refused.value) == said


def test_money_is_never_a_float():
    with pytest.raises(TypeError) as refused:
        Money(0.1, "USD")
    said = "money is exact: write Decimal('0.1') instead of the float 0.1"
    assert str(refused.value) == said
    with pytest.raises(TypeError) as refused:
        dollars(1) * 0.5
    said = "money is exact: multiply it by an int or a Decimal, not a float"
    assert str(refused.value) == said
    assert dollars(Decimal("0.1")) * 3 == dollars("0.3")


def test_what_is_no_number_is_no_money():
    with pytest.raises(ValueError, match=r"^'ten' is not an amount of money$"):
        dollars("ten")
