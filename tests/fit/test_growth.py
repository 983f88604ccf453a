from __future__ import annotations

import random

import pytest

from calculator.fit.growth import growth

MONTH = 365.2425 / 12 / 7


def test_growth_by_the_week_is_compounded_to_a_month():
    found = growth([1_000 * 2**week for week in range(10)])
    assert found.per_month == pytest.approx(2**MONTH - 1)
    assert found.is_clear


def test_a_quarter_of_wild_weeks_changes_little():
    weekly = [round(10_000 * 1.03**week) for week in range(16)]
    wild = weekly.copy()
    for week, requests in ((1, 90_000), (6, 10), (11, 70_000), (14, 200)):
        wild[week] = requests
    assert growth(wild).per_month == pytest.approx(growth(weekly).per_month, abs=0.03)


def test_weeks_without_a_request_are_passed_over():
    assert growth([100, 0] * 7) is None
    assert growth([100, 0] * 8).weeks == 8
    assert not growth([100, 0] * 8).is_clear


def test_the_interval_holds_no_growth_nine_times_of_ten_where_there_is_none():
    coin = random.Random(7)
    weekly = [[round(1_000 * coin.lognormvariate(0, 0.2)) for _ in range(12)] for _ in range(400)]
    clear = sum(growth(each).is_clear for each in weekly)
    assert 20 <= clear <= 60  # 40 are expected
