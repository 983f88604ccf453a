"""What is said beside a place: doubts about its prices, and what it has no price for."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest

from calculator.counterfactual import Switch, reprice
from calculator.counterfactual.words import Note
from pricing.errors import UsageError

START = int(datetime(2026, 10, 1, tzinfo=UTC).timestamp())
ROW = {"at": START, "model": "openai/gpt-5", "input_tokens": 10**6, "output_tokens": 0}


def moved(row, on, catalog, **options):
    """The one place that a row is moved to."""
    found = reprice(pa.Table.from_pylist([row]), [on], catalog, currency="CNY", **options)
    (place,) = (place for place in found.places if place.offer)
    return place


def sides(place):
    return [money.amount for money in (place.low, place.list_cost, place.high)]


def test_a_period_that_begins_before_the_first_known_price_costs_the_known_one(catalog):
    span = {"at": "2025-12-25T00:00+08:00", "until": "2026-01-08T00:00+08:00"}
    seconds = {name: int(datetime.fromisoformat(at).timestamp()) for name, at in span.items()}
    place = moved(ROW | seconds, "demo/plain", catalog)
    # a million tokens at 1 since 1 January
    assert sides(place) == [1, 1, 1]
    assert Note("partly") in place.notes
    inside = ROW | {"at": seconds["until"]}
    assert Note("partly") not in moved(inside, "demo/plain", catalog).notes


def test_a_price_that_no_source_supports_says_so(catalog):
    row = ROW | {"input_tokens": 1_000}
    place = moved(row, "crazyrouter/kimi-k2-thinking", catalog)
    assert Note("claimed") in place.notes
    assert Note("claimed") not in moved(row, "openai/gpt-5-mini", catalog).notes


@pytest.mark.parametrize(
    ("meter", "fee"),
    # 0.017 for a million token hours kept in a cache, 2 for a thousand cited tokens
    [("cache_token_hours", "0.017"), ("citation_tokens", "2")],
)
def test_what_has_a_price_of_its_own_on_one_offer_is_left_out_on_another(meter, fee, catalog):
    row = ROW | {"model": "demo/output-billed", meter: 10**6}
    at_home = moved(row, "demo/output-billed", catalog)
    assert at_home.list_cost.amount == 4 + Decimal("0.005") + Decimal(fee)
    left_out = Note("left_out", what=meter.replace("_", " "))
    assert left_out not in at_home.notes
    elsewhere = moved(row, "demo/separate", catalog)
    # a million tokens at 2
    assert elsewhere.list_cost.amount == 2
    assert left_out in elsewhere.notes


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # an answer of 200 is short, at 2 and 8 a million; one of 201 is not, at 3 and 14
        ({"output_tokens": 200}, ["0.0416"] * 3),
        ({"output_tokens": 201}, ["0.062814"] * 3),
        ({"output_tokens": 300, "reasoning_tokens": 100}, ["0.0416"] * 3),
        # 400 of two requests: short on average, though one may be longer
        (
            {"output_tokens": 500, "reasoning_tokens": 100, "requests": 2},
            ["0.0432", "0.0432", "0.0656"],
        ),
        ({"output_tokens": 402, "requests": 2}, ["0.043216", "0.065628", "0.065628"]),
    ],
)
def test_the_answer_alone_decides_the_tier_of_what_does_not_think(counts, expected, catalog):
    row = ROW | {"input_tokens": 20_000} | counts
    place = moved(row, "demo/two-dimensional", catalog, switch=Switch(thinking=Fraction(0)))
    assert sides(place) == [Decimal(amount) for amount in expected]


def test_more_factors_than_can_be_counted_at_once_are_refused(catalog):
    hints = {"requests": 1, "input_over": 0, "input_up_to": 2 * 10**6, "reasoning_tokens": 0}
    meters = {"web_searches": 0, "cache_token_hours": 0, "citation_tokens": 0}
    log = pa.Table.from_pylist([ROW | hints | meters])
    own = {
        offer.id: Switch(Fraction(100 + n, 100), Fraction(1))
        for n, offer in enumerate(catalog.offers())
    }
    with pytest.raises(UsageError) as error:
        reprice(log, "all", catalog, own=own)
    assert str(error.value) == (
        "so many different token factors cannot be counted at once: price fewer offers, or give "
        "several of them the same factor"
    )


def test_a_ranking_prints_its_places_who_is_not_served_and_what_is_assumed(catalog):
    row = {"at": START, "model": "demo/mode", "input_tokens": 10**6, "output_tokens": 0}
    found = reprice(pa.Table.from_pylist([row]), ["openai/gpt-5", "demo/mode"], catalog)
    small = "100 % of the requests exceed its context of 400,000 tokens"
    assert str(found).splitlines() == [
        f"1 rows on 2 places, book {catalog.book_id}",
        # 1 yuan, a fee of 10 %, a discount of 20 %, VAT of 6 %: 0.9328
        *(f" {place.name}  CN¥0.933" for place in found.places),
        f" not served: openai/gpt-5: openai/gpt-5: {small}",
        *(f" assumed: {note}" for note in Switch().assumptions()),
    ]
    assert [place.name for place in found.places] == ["as it ran", "demo/mode"]


def test_a_note_shows_its_sentence():
    assert repr(Note("tier.one", tier="batch")) == (
        "Note('every request in the service tier batch')"
    )
