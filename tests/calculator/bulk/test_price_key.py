"""Sums by price: which of an offer's prices came to bear."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from calculator.bulk import price_log
from pricing import load_catalog

DEMO = Path(__file__).parents[2] / "worked" / "demo.yaml"
MONDAY = int(datetime(2026, 3, 2, 2, tzinfo=UTC).timestamp())  # 10:00 in Beijing
NIGHT = int(datetime(2026, 3, 2, 22, tzinfo=UTC).timestamp())


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(DEMO)


def keys(catalog, *rows):
    plain = {"provider": "demo", "input_tokens": 50_000, "output_tokens": 10, "at": MONDAY}
    plain |= {"thinking": None, "until": None}
    found = price_log(pa.Table.from_pylist([plain | row for row in rows]), catalog, by=("price",))
    return {group.key[0]: str(group.sum.cost) for group in found.groups}


def test_hours_bands_and_modes_are_told_apart(catalog):
    assert keys(
        catalog,
        {"model": "office"},
        {"model": "office", "at": NIGHT},
        {"model": "banded"},
        {"model": "mode", "thinking": True},
        {"model": "mode", "thinking": False},
    ) == {
        "peak, from 2026-01-01": "¥0.100040",
        "from 2026-01-01": "¥0.100040",  # office at night and mode without thinking
        "32,001 to 128,000 input, from 2026-01-01": "¥0.200160",
        "thinking, from 2026-01-01": "¥0.050080",
    }


def test_entries_of_one_day_are_told_apart_by_their_dates(catalog):
    midnight = int(datetime(2026, 2, 28, 16, tzinfo=UTC).timestamp())
    before, after = ({"model": "plain", "at": midnight + second} for second in (-1, 0))
    assert set(keys(catalog, before, after)) == {"from 2026-01-01", "from 2026-03-01"}


def test_a_period_over_several_prices_has_a_mean(catalog):
    day = {"model": "office", "at": MONDAY - 2 * 3_600, "until": MONDAY + 22 * 3_600}
    assert list(keys(catalog, day)) == ["the mean of a period"]
