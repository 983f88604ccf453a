from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from calculator import Usage, price
from pricing import FxRates, Money
from pricing.errors import (
    AmbiguousOfferError,
    NotPricedError,
    UnknownOfferError,
    UsageError,
)

FEBRUARY = datetime(2026, 2, 2, tzinfo=UTC)


def test_a_receipt_explains_the_cost_line_by_line(catalog):
    cost = price(
        Usage(10_000, 5_000, reasoning_tokens=4_000), "demo/mode", at=FEBRUARY, catalog=catalog
    )
    assert str(cost).splitlines()[:5] == [
        "demo/mode  thinking",
        " ├─ input      10,000 tokens  ¥1.00 per M  ¥0.010000",
        " ├─ output      1,000 tokens  ¥8.00 per M  ¥0.008000",
        " ├─ reasoning   4,000 tokens  ¥8.00 per M  ¥0.032000",
        " total                                     ¥0.050000",
    ]


def test_the_receipt_says_when_the_mode_was_inferred(catalog):
    usage = Usage(10, 5, reasoning_tokens=4)
    inferred = price(usage, "demo/mode", at=FEBRUARY, catalog=catalog)
    stated = price(usage, "demo/mode", at=FEBRUARY, thinking=True, catalog=catalog)
    assert any("thinking mode taken as on" in note for note in inferred.notes)
    assert not any("thinking mode" in note for note in stated.notes)


def test_a_bill_adds_charges_in_order_then_tax_then_converts(catalog):
    usage = Usage(1_000_000, 0)
    bill = price(usage, "demo/plain", at=FEBRUARY, catalog=catalog).billed(
        "USD", FxRates.fixed("USD/CNY", "8")
    )
    # 1 yuan + 10 % = 1.1; − 20 % of 1.1 = 0.88; + 6 % = 0.9328; at 8 yuan a dollar 0.1166
    assert [line.money.amount for line in bill.lines] == [
        Decimal(1),
        Decimal("0.1"),
        Decimal("-0.22"),
        Decimal("0.0528"),
    ]
    assert bill.subtotal == Money("0.9328", "CNY")
    assert bill.total.amount == Decimal("0.1166")
    assert "1 USD = 8 CNY" in str(bill)


def test_an_unknown_offer_is_an_error_with_near_names(catalog):
    with pytest.raises(UnknownOfferError, match="did you mean demo/banded"):
        price(Usage(1, 1), "demo/bandet", catalog=catalog)


def test_a_model_sold_by_two_providers_must_be_named_with_one(catalog):
    with pytest.raises(AmbiguousOfferError, match=r"moonshot-cn/kimi-k2\.5"):
        price(Usage(1, 1), "kimi-k2.5", catalog=catalog)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2025-12-30", "first known price is from 2025-12-31"),
        ("2026-05-01", "one ended 2026-03-31, the next begins 2026-05-31"),
        ("2026-09-02", "was last sold on 2026-08-31"),
    ],
)
def test_a_date_without_a_price_is_an_error_that_says_which_dates_have_one(day, said, catalog):
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    with pytest.raises(NotPricedError, match=said):
        price(Usage(1, 1), "demo/plain", at=at, catalog=catalog)


def test_an_unknown_service_tier_names_the_known_ones(catalog):
    with pytest.raises(NotPricedError, match=r"standard, batch, priority.*did you mean 'batch'"):
        price(Usage(1, 1), "demo/output-billed", at=FEBRUARY, service_tier="bacth", catalog=catalog)


def test_a_counted_thing_without_a_price_is_an_error_and_not_free(catalog):
    with pytest.raises(NotPricedError, match="no price for web_search"):
        price(Usage(1, 1, web_searches=1), "demo/plain", at=FEBRUARY, catalog=catalog)


def test_a_model_that_does_not_think_cannot_report_reasoning(catalog):
    with pytest.raises(UsageError, match="does not think"):
        price(Usage(1, 9, reasoning_tokens=4), "demo/plain", at=FEBRUARY, catalog=catalog)


def test_reasoning_tokens_contradict_a_mode_that_is_off(catalog):
    usage = Usage(1, 9, reasoning_tokens=4)
    with pytest.raises(UsageError, match="thinking=False"):
        price(usage, "demo/output-billed", at=FEBRUARY, thinking=False, catalog=catalog)


def test_a_time_without_a_zone_is_refused(catalog):
    with pytest.raises(UsageError, match="no time zone"):
        price(Usage(1, 1), "demo/plain", at=datetime(2026, 2, 2), catalog=catalog)  # noqa: DTZ001


def test_a_month_in_one_usage_row_must_say_how_many_requests(catalog):
    with pytest.raises(UsageError, match="set requests"):
        price(Usage(10**13, 1), "demo/plain", at=FEBRUARY, catalog=catalog)


@pytest.mark.parametrize(
    "counts",
    [
        dict(input_tokens=-1, output_tokens=0),
        dict(input_tokens=1.5, output_tokens=0),
        dict(input_tokens=1, output_tokens=0, cache_read_tokens=2),
        dict(input_tokens=1, output_tokens=1, reasoning_tokens=2),
        dict(input_tokens=1, output_tokens=1, requests=0),
    ],
)
def test_contradictory_counts_are_refused(counts):
    with pytest.raises(UsageError):
        Usage(**counts)


def test_a_cost_renders_in_a_notebook_and_as_json(catalog):
    cost = price(Usage(1_000, 10), "demo/plain", at=FEBRUARY, catalog=catalog)
    assert "<table>" in cost._repr_html_()
    assert cost.to_dict()["list_cost"] == "0.001020000000"
    assert cost.to_dict()["book"] == catalog.book_id
