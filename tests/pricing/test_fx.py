from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from pricing import FxRates, Money
from pricing.errors import MissingRateError, SheetError
from pricing.fx import Conversion, FxRate

RATES = """
schema: 1
source: {status: official, url: "https://example.org/contract", retrieved: 2026-01-05}
rates:
  USD/CNY:
    2026-01-05: 7.0230
    2026-02-02: 6.9877
"""
ANY_DAY = date(2026, 1, 1)


def said(call) -> str:
    with pytest.raises(MissingRateError) as refused:
        call()
    return str(refused.value)


def test_the_ecb_cross_rate_is_a_quotient_of_two_published_rates():
    # 2 January 2024: 1 euro = 1.0956 dollars = 7.8264 yuan
    at = date(2024, 1, 2)
    ecb = FxRates.ecb()
    assert ecb.rate("EUR", "USD", at).value == Fraction("1.0956")
    assert ecb.rate("EUR", "CNY", at).value == Fraction("7.8264")
    assert ecb.rate("CNY", "EUR", at).value == 1 / Fraction("7.8264")
    assert ecb.rate("USD", "CNY", at) == FxRate(
        "USD", "CNY", Fraction("7.8264") / Fraction("1.0956"), at, "ECB"
    )
    assert str(ecb.rate("CNY", "USD", at)) == "1 USD = 7.143483 CNY (ECB of 2024-01-02)"
    assert ecb.name == "ECB reference rates"


def test_a_weekend_takes_the_last_published_day_before_it():
    rate = FxRates.ecb().rate("USD", "CNY", date(2026, 2, 15))
    assert (rate.day, rate.assumed) == (date(2026, 2, 13), False)


def last_day() -> date:
    rate = FxRates.ecb().rate("USD", "CNY", date(2099, 1, 1))
    assert rate.day is not None
    return rate.day


def test_beyond_the_last_day_the_latest_rate_is_assumed():
    last = last_day()
    known = FxRates.ecb().rate("USD", "CNY", last, today=last)
    assumed = FxRates.ecb().rate("USD", "CNY", date(2099, 1, 1), today=last)
    assert (known.assumed, assumed.assumed, assumed.stale) == (False, True, False)
    assert assumed.value == known.value
    assert str(assumed) == f"{str(known)[:-1]}; assumed: no later rate is known)"


@pytest.mark.parametrize(("days", "stale"), [(10, False), (11, True)])
def test_an_assumed_rate_is_stale_once_more_than_ten_days_have_passed(days, stale):
    today = date.fromordinal(last_day().toordinal() + days)
    rate = FxRates.ecb().rate("USD", "CNY", date(2099, 1, 1), today=today)
    assert rate.stale == stale
    assert str(rate).endswith("no later rate is known, and stale)") == stale


def test_a_published_rate_is_never_stale_however_long_ago():
    assert not FxRates.ecb().rate("USD", "CNY", date(2024, 1, 2), today=date(2099, 1, 1)).stale


def test_today_is_the_day_of_the_clock_where_it_is_not_given(monkeypatch):
    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2098, 12, 31, 23, 30, tzinfo=UTC) if tz is UTC else None

    monkeypatch.setattr("pricing.fx.datetime", Later)
    assert FxRates.ecb().rate("USD", "CNY", date(2099, 1, 1)).stale


def test_a_currency_whose_rates_ended_is_assumed_from_its_own_last_day():
    rate = FxRates.ecb().rate("RUB", "USD", date(2024, 1, 2), today=date(2024, 1, 2))
    assert (rate.day, rate.assumed) == (date(2022, 3, 1), True)


def test_a_hole_of_two_weeks_takes_the_day_before_it_and_a_longer_one_is_an_error():
    # the ECB published no krona rate from 10 December 2008 until 2018
    ecb = FxRates.ecb()
    assert ecb.rate("EUR", "ISK", date(2008, 12, 23)).day == date(2008, 12, 9)
    assert said(lambda: ecb.rate("EUR", "ISK", date(2008, 12, 24))) == (
        "the ECB published no EUR/ISK rate near 2008-12-24"
    )


def test_a_currency_nobody_publishes_is_an_error():
    ecb = FxRates.ecb()
    assert said(lambda: ecb.rate("USD", "XXX", ANY_DAY)) == "the ECB publishes no rate for XXX"
    assert said(lambda: ecb.rate("XYZ", "USD", ANY_DAY)) == "the ECB publishes no rate for XYZ"


def test_a_rates_file_holds_from_each_day_until_the_next(tmp_path):
    path = tmp_path / "contract.yaml"
    path.write_text(RATES)
    fx = FxRates.from_file(path)
    assert fx.name == "contract.yaml"
    assert fx.rate("USD", "CNY", date(2026, 2, 1)) == FxRate(
        "USD", "CNY", Fraction("7.0230"), date(2026, 1, 5), "contract.yaml"
    )
    assert fx.rate("USD", "CNY", date(2026, 2, 2)).value == Fraction("6.9877")
    assert fx.rate("CNY", "USD", date(2026, 2, 2)) == FxRate(
        "CNY", "USD", 1 / Fraction("6.9877"), date(2026, 2, 2), "contract.yaml"
    )
    assert said(lambda: fx.rate("USD", "CNY", date(2026, 1, 4))) == (
        "no USD/CNY rate on 2026-01-04: contract.yaml begins 2026-01-05"
    )


def test_a_bad_rates_file_is_told_by_line(tmp_path):
    path = tmp_path / "contract.yaml"
    path.write_text(RATES.replace("7.0230", "7,0230"))
    with pytest.raises(SheetError, match=r"contract.yaml:6: rates.USD/CNY.2026-01-05"):
        FxRates.from_file(path)


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        (
            "{USD/CNY: {2026-01-05: 7}, CNY/USD: {2026-01-05: 0.2}}",
            "USD/CNY above is the same pair",
        ),
        ("{USD/USD: {2026-01-05: 1}}", "a currency has no rate to itself"),
        ("{USD/CNY: {}}", "USD/CNY"),
        ("{}", "rates"),
    ],
)
def test_a_rates_file_says_each_pair_once_and_with_a_rate(rates, said, tmp_path):
    path = tmp_path / "fx.yaml"
    source = "{status: official, url: 'https://example.org', retrieved: 2026-01-05}"
    path.write_text(f"schema: 1\nsource: {source}\nrates: {rates}\n", encoding="utf-8")
    with pytest.raises(SheetError, match=f"fx.yaml:3: .*{said}"):
        FxRates.from_file(path)


def test_a_rates_file_with_a_day_that_is_none_names_the_pair(tmp_path):
    path = tmp_path / "contract.yaml"
    path.write_text(RATES.replace("2026-01-05: 7", "someday: 7"))
    with pytest.raises(SheetError, match=r"contract.yaml:5: rates.USD/CNY: .*someday"):
        FxRates.from_file(path)


def test_a_fixed_rate_holds_on_every_day_in_both_directions():
    fx = FxRates.fixed("USD/CNY", "7.10")
    assert fx.name == "USD/CNY 7.10"
    assert fx.rate("USD", "CNY", date.min) == FxRate(
        "USD", "CNY", Fraction("7.1"), None, "fixed by you"
    )
    assert fx.rate("CNY", "USD", ANY_DAY).value == 1 / Fraction("7.1")
    assert said(lambda: fx.rate("USD", "EUR", ANY_DAY)) == (
        "no rate for USD/EUR: fixed by you has USD/CNY"
    )


def test_a_fixed_rate_may_be_a_fraction_and_have_a_source_of_its_own():
    fx = FxRates.fixed("EUR/JPY", Fraction(1, 3), "the contract")
    assert fx.rate("EUR", "JPY", ANY_DAY).value == Fraction(1, 3)
    assert str(fx.rate("EUR", "JPY", ANY_DAY)) == "1 JPY = 3 EUR (the contract)"


def test_a_rates_file_of_several_pairs_is_listed_when_it_lacks_one(tmp_path):
    path = tmp_path / "contract.yaml"
    path.write_text(RATES + "  EUR/CNY:\n    2026-01-05: 8\n")
    fx = FxRates.from_file(path)
    assert said(lambda: fx.rate("GBP", "CNY", ANY_DAY)) == (
        "no rate for GBP/CNY: contract.yaml has USD/CNY, EUR/CNY"
    )


@pytest.mark.parametrize("value", ["0", "-7", Fraction(0)])
def test_an_exchange_rate_is_positive(value):
    with pytest.raises(ValueError, match=f"^an exchange rate is positive, got {value}$"):
        FxRates.fixed("USD/CNY", value)


def test_a_rate_below_one_is_a_rate():
    assert FxRates.fixed("CNY/USD", "0.14").rate("CNY", "USD", ANY_DAY).value == Fraction(14, 100)


def test_a_rate_is_shown_to_eight_digits_and_from_the_dearer_currency():
    def shown(value: Fraction) -> str:
        return str(FxRate("USD", "CNY", value, None, "x"))

    assert shown(Fraction(22, 3)) == "1 USD = 7.3333333 CNY (x)"
    assert shown(Fraction(3, 22)) == "1 CNY = 7.3333333 USD (x)"
    assert shown(Fraction(1)) == "1 USD = 1 CNY (x)"
    assert FxRate("USD", "CNY", Fraction("7.10"), None, "x").shown == Decimal("7.1")
    assert FxRate("USD", "JPY", Fraction(15_055_555_555, 10**8), None, "x").shown == Decimal(
        "150.55556"
    )


def test_one_currency_is_converted_to_itself_without_a_rate():
    fx = FxRates.fixed("USD/CNY", "7")
    same = FxRate("EUR", "EUR", Fraction(1), None, "same currency")
    assert fx.rate("EUR", "EUR", ANY_DAY) == same
    assert fx.convert(Money("0.5", "EUR"), "EUR", ANY_DAY) == Conversion(Money("0.5", "EUR"), same)


def test_a_conversion_is_rounded_once_to_a_pico_and_names_its_rate():
    done = FxRates.fixed("USD/CNY", "7").convert(Money(1, "CNY"), "USD", ANY_DAY)
    assert done.money == Money("0.142857142857", "USD")
    assert str(done.rate) == "1 USD = 7 CNY (fixed by you)"
