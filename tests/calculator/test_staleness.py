"""A price that nobody had checked for more than 90 days when it was used says so everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from calculator.comparison import compare
from calculator.cost import price
from calculator.profiles import presets
from calculator.projection import project
from calculator.usage import Usage
from pricing import Catalog, load_catalog

SHEET = """schema: 1
provider: own
name: Own
revision: 2026-01-20
currency: CNY
timezone: UTC
source: {status: community, url: "https://example.org", retrieved: 2026-01-10}
models:
  m:
    thinking: billed_as_output
    prices:
      - from: 2026-01-01
        input: 1
        output: 2
        service_tiers:
          batch: {multiply: 0.5, source: {retrieved: 2026-01-20}}
"""
OLD = "price last checked on 2026-01-10, more than 90 days ago"


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Catalog:
    path = tmp_path_factory.mktemp("own") / "own.yaml"
    path.write_text(SHEET)
    return load_catalog(path)


def notes_on(day: date, own: Catalog, service_tier: str = "standard") -> tuple[str, ...]:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return price(Usage(1, 1), "own/m", at=at, service_tier=service_tier, catalog=own).notes


def test_ninety_days_after_the_check_a_price_is_taken_as_it_is(own):
    assert notes_on(date(2026, 4, 10), own) == ()


def test_a_day_later_it_is_said_to_be_stale(own):
    assert notes_on(date(2026, 4, 11), own) == (OLD,)


def test_a_service_tier_is_as_fresh_as_its_own_source(own):
    assert notes_on(date(2026, 4, 20), own, "batch") == ()


def test_a_price_before_its_check_was_never_stale(own):
    assert notes_on(date(2026, 1, 2), own) == ()


def test_a_use_to_come_is_as_stale_as_today(own):
    at = datetime(2099, 1, 1, tzinfo=UTC)
    assert price(Usage(1, 1), "own/m", at=at, catalog=own).notes == (OLD,)


def test_a_projection_says_it_of_the_months_in_which_it_is_so(own):
    workload = presets()["support-bot"].workload()
    fresh = project(workload, "own/m", start=date(2026, 3, 1), catalog=own)
    later = project(workload, "own/m", start=date(2026, 3, 1), months=2, catalog=own)
    assert OLD not in fresh.notes
    assert OLD in later.notes


def test_a_comparison_carries_it_beside_the_offer(own):
    workload = presets()["support-bot"].workload()
    result = compare(workload, ["own/m"], start=date(2026, 4, 1), catalog=own)
    assert OLD in result.to_dict()["ranked"][0]["notes"]
