"""What holds for every offer of every shipped sheet."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator import Usage, price, price_log
from calculator.charge import applies
from pricing import FxRates, Money, load_catalog
from pricing.errors import PricingError
from pricing.lines import FOREVER, NO_LIMIT, TOKEN_RATES

from .calculator.bulk.conftest import ENGINES
from .calculator.bulk.made import looped, made_log, sums_of
from .conftest import WORKED

HORIZON = int(datetime(2029, 1, 1, tzinfo=UTC).timestamp())
BOOK = load_catalog(WORKED / "demo.yaml")
OFFERS = list(BOOK)


def bounds_of(offer):
    sides = (("input_over", "input_up_to"), ("output_over", "output_up_to"))
    return [
        sorted({getattr(x, n) for x in offer.lines for n in side} - {-1, NO_LIMIT})
        for side in sides
    ]


def instants_of(offer):
    edges = {e for x in offer.lines for e in (x.since, x.until) if e < FOREVER}
    weekly = {x.since + 60 * m for x in offer.lines for m in (x.week_from, x.week_until)}
    return sorted({s + d for s in edges | weekly for d in (-1, 0, 1)})


@st.composite
def requests(draw):
    offer = draw(st.sampled_from(OFFERS))
    tier = draw(st.sampled_from(offer.service_tiers))
    inputs, outputs = bounds_of(offer)
    near = lambda edges: st.sampled_from([e + d for e in edges for d in (-1, 0, 1)] or [0])  # noqa: E731
    tokens = st.integers(0, 2_000_000)
    usage = Usage(draw(near(inputs) | tokens), draw(near(outputs) | tokens))
    at = draw(st.sampled_from(instants_of(offer)) | st.integers(1_700_000_000, HORIZON))
    return offer, tier, usage, at, draw(st.integers(0, 1))


@settings(max_examples=1500, deadline=None)
@given(requests())
def test_exactly_one_line_applies_while_an_offer_is_sold(request):
    offer, tier, usage, at, thinking = request
    held = [x for x in offer.lines if x.service_tier == tier and x.since <= at < x.until]
    fits = [x for x in held if applies(x, usage, at, thinking)]
    can_think = any(x.thinking_up_to for x in held)
    assert len(fits) == (1 if held and (can_think or not thinking) else 0)


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.id)
def test_bounds_of_every_tier_are_met_at_minus_one_zero_and_plus_one(offer):
    for line in offer.lines:
        for side in ("input", "output"):
            bound = getattr(line, f"{side}_up_to")
            if bound == NO_LIMIT:
                continue
            at = line.since if not line.window else None
            if at is None:
                continue
            fixed = dict(
                input_tokens=min(line.input_up_to, line.input_over + 1),
                output_tokens=min(line.output_up_to, line.output_over + 1),
            )
            week = line._replace(week_from=0, week_until=10_080)
            inside = [
                applies(week, Usage(**fixed | {f"{side}_tokens": size}), at, line.thinking_from)
                for size in (bound - 1, bound, bound + 1)
                if size >= 0
            ]
            assert inside[-2:] == [True, False]


@settings(max_examples=300, deadline=None)
@given(requests(), st.integers(2, 10**6))
def test_so_many_alike_requests_cost_so_many_times_one(request, n):
    offer, tier, usage, second, thinking = request
    at = datetime.fromtimestamp(second, UTC)
    alike = Usage(usage.input_tokens * n, usage.output_tokens * n, requests=n)
    try:
        one = price(usage, offer, at=at, service_tier=tier, thinking=bool(thinking))
    except PricingError as refused:
        with pytest.raises(type(refused)):
            price(alike, offer, at=at, service_tier=tier, thinking=bool(thinking))
        return
    many = price(alike, offer, at=at, service_tier=tier, thinking=bool(thinking))
    assert Fraction(many.list_cost.amount) == n * Fraction(one.list_cost.amount)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["pandas", "polars", "duckdb"]))
def test_a_log_priced_in_bulk_is_priced_as_row_by_row(seed, engine):
    log = made_log(BOOK, 60, seed)
    sums, unpriced = looped(log, BOOK)
    found = price_log(ENGINES[engine](log), BOOK, by=("day", "offer", "key"))
    assert (sums_of(found.groups), found.rows_unpriced) == (sums, unpriced)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(-(10**18), 10**18),
    st.fractions(Fraction(1, 1_000), 1_000).filter(bool),
    st.dates(date(2006, 1, 1), date(2026, 10, 30)),
)
def test_there_and_back_is_within_a_pico_where_the_way_there_is_to_the_cheaper_unit(
    picos, value, day
):
    money = Money.of_picos(picos, "USD")
    cheaper = FxRates.fixed("USD/CNY", max(value, 1 / value))
    for fx in (cheaper, FxRates.ecb()):
        there = fx.convert(money, "CNY", day).money
        back = fx.convert(there, "USD", day).money
        assert abs((back - money).amount) <= Decimal("1E-12")


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.id)
def test_every_rate_is_a_whole_number_of_picos_and_every_price_has_a_source(offer):
    for line in offer.lines:
        assert all(type(getattr(line, kind)) is int for kind in TOKEN_RATES)
        terms = offer.terms[line.terms]
        assert terms.status in ("official", "community", "claimed")
        assert terms.url.startswith("http")
        assert terms.retrieved
