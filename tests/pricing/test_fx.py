from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from pricing import FxRates, Money
from pricing.errors import CurrencyMismatchError, MissingRateError, SheetError

RATES = """
schema: 1
source: {status: official, url: "https://example.org/contract", retrieved: 2026-01-05}
rates:
  USD/CNY:
    2026-01-05: 7.0230
    2026-02-02: 6.9877
"""


def test_the_ecb_cross_rate_is_a_quotient_of_two_published_rates():
    rate = FxRates.ecb().rate("USD", "CNY", date(2026, 10, 30))
    per_euro = {c: FxRates.ecb().rate("EUR", c, date(2026, 10, 30)).value for c in ("USD", "CNY")}
    assert rate.value == per_euro["CNY"] / per_euro["USD"]
    assert rate.day == date(2026, 10, 30)


def test_a_weekend_takes_the_last_published_day_before_it():
    rate = FxRates.ecb().rate("USD", "CNY", date(2026, 2, 15))
    assert (rate.day, rate.assumed) == (date(2026, 2, 13), False)


def test_beyond_the_last_day_the_latest_rate_is_assumed_and_said_to_be_stale():
    rate = FxRates.ecb().rate("USD", "CNY", date(2099, 1, 1), today=date(2099, 1, 1))
    assert rate.assumed
    assert rate.stale
    assert "assumed" in str(rate)


def test_a_rates_file_holds_from_each_day_until_the_next(tmp_path):
    path = tmp_path / "contract.yaml"
    path.write_text(RATES)
    fx = FxRates.from_file(path)
    assert fx.rate("USD", "CNY", date(2026, 2, 1)).value == Fraction("7.0230")
    assert fx.rate("USD", "CNY", date(2026, 2, 2)).value == Fraction("6.9877")
    assert fx.rate("CNY", "USD", date(2026, 2, 2)).value == 1 / Fraction("6.9877")
    with pytest.raises(MissingRateError, match="begins 2026-01-05"):
        fx.rate("USD", "CNY", date(2026, 1, 4))


def test_a_bad_rates_file_is_told_by_line(tmp_path):
    path = tmp_path / "contract.yaml"
    path.write_text(RATES.replace("7.0230", "7,0230"))
    with pytest.raises(SheetError, match=r"contract.yaml:6: rates.USD/CNY.2026-01-05"):
        FxRates.from_file(path)


def test_a_conversion_is_rounded_once_to_a_pico_and_names_its_rate():
    done = FxRates.fixed("USD/CNY", "7").convert(Money(1, "CNY"), "USD", date(2026, 1, 1))
    assert done.money == Money("0.142857142857", "USD")
    assert str(done.rate) == "1 USD = 7 CNY (fixed by you)"


def test_a_currency_nobody_publishes_is_an_error():
    with pytest.raises(MissingRateError, match="XXX"):
        FxRates.ecb().rate("USD", "XXX", date(2026, 1, 1))


def test_two_currencies_never_meet_without_a_rate():
    with pytest.raises(CurrencyMismatchError):
        Money(1, "USD") + Money(1, "CNY")


def test_money_is_never_a_float():
    with pytest.raises(TypeError, match="exact"):
        Money(0.1, "USD")
    assert Money(Decimal("0.1"), "USD") * 3 == Money("0.3", "USD")
