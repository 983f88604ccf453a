"""Exchange rates and calendars that end before the days asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from typer.testing import CliRunner

from calculator import Usage, price, project
from calculator.cli import app
from calculator.workload import TokenSize, Workload
from pricing import fx
from pricing.errors import MissingRateError
from pricing.fx import FxRates

EURO = "Date,USD,CNY,\n2025-03-04,1.0500,7.6125,\n2025-03-03,1.0400,7.5400,\n"


@pytest.fixture
def old_rates(tmp_path, monkeypatch):
    """An installed `currencyconverter` that was published on 4 March 2025."""
    from currency_converter import CurrencyConverter

    (tmp_path / "euro.csv").write_text(EURO, "utf-8")
    old = CurrencyConverter(str(tmp_path / "euro.csv"), decimal=True)
    monkeypatch.setattr(fx, "_converter", lambda: old)
    fx._ecb_per_euro.cache_clear()
    yield
    fx._ecb_per_euro.cache_clear()


def test_a_day_after_the_last_rate_takes_it_and_says_so(old_rates):
    rate = FxRates.ecb().rate("USD", "CNY", date(2026, 11, 10), today=date(2026, 11, 11))
    assert rate.value == Decimal("7.25")
    assert (rate.day, rate.assumed, rate.stale) == (date(2025, 3, 4), True, True)
    assert "assumed: no later rate is known, and stale" in str(rate)


def test_a_day_before_the_first_rate_is_an_error(old_rates):
    with pytest.raises(MissingRateError, match="no USD/CNY rate near 2024-12-01"):
        FxRates.ecb().rate("USD", "CNY", date(2024, 12, 1))


def test_a_converted_price_carries_the_doubt(old_rates):
    words = ["price", "openai/gpt-5", "-i", "2000", "-o", "0", "--currency", "CNY"]
    said = CliRunner().invoke(app, words).stdout
    assert "¥0.018125" in said  # 2,000 × 1.25 / 1,000,000 USD at 7.25
    assert "2025-03-04; assumed: no later rate is known, and stale" in said


def test_a_country_the_calendar_does_not_know_is_an_error():
    from pricing.sheets.windows import holiday_spans, known_country

    with pytest.raises(ValueError, match="no calendar of public holidays is known for 'XX'"):
        known_country("XX")
    with pytest.raises(LookupError, match="no holiday calendar for country 'XX'"):
        holiday_spans("XX", "+08:00", 2026, 2026)


def test_the_installed_calendar_has_the_announced_days_of_this_years_prices():
    """China announces each year's long holidays and make-up days in the autumn before.

    Later years have the days that the law fixes only: a newer `holidays` brings the others.
    """
    from pricing.sheets.windows import _holidays

    autumn = {day for day in _holidays("CN", 2026, 2026) if day.month == 10}
    assert {date(2026, 10, day) for day in (1, 2, 3, 5, 6, 7)} <= autumn
    assert date(2028, 10, 1) in _holidays("CN", 2028, 2028)


UNANNOUNCED = "only the holidays that the law of CN fixes are known for 2999"


def test_a_price_whose_hours_end_on_days_not_announced_yet_says_so():
    from calculator.words.engine import engine_words

    usage, peak = Usage(1_000, 1_000), "deepseek-cn/deepseek-v4-pro"
    late = price(usage, peak, at=datetime(2999, 1, 5, tzinfo=UTC))
    (said,) = (note for note in late.notes if "holidays" in note)
    assert said == UNANNOUNCED
    assert engine_words(said, "zh") == "2999 年只收录了 CN 的法定假日，放假安排未知"
    for name, year in ((peak, 2026), ("openai/gpt-5", 2999)):
        notes = price(usage, name, at=datetime(year, 11, 24, tzinfo=UTC)).notes
        assert not any("holidays" in note for note in notes)


def test_a_workload_that_rests_on_days_not_announced_yet_says_so():
    job = Workload(
        "desk",
        Fraction(10),
        input=TokenSize(Fraction(10)),
        output=TokenSize(Fraction(1)),
        holidays="CN",
    )
    ahead = project(job, "openai/gpt-5", start=date(2999, 1, 1))
    assert UNANNOUNCED in ahead.notes
    american = project(replace(job, holidays="US"), "openai/gpt-5", start=date(2999, 1, 1))
    this_year = project(job, "openai/gpt-5", start=date(2026, 11, 1))
    for plan in (american, this_year):
        assert not any("holidays" in note for note in plan.notes)
