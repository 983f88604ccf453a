"""What holds for every offer of every shipped sheet."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator import Usage, price
from calculator.charge import applies
from pricing import load_catalog
from pricing.lines import FOREVER, NO_LIMIT, TOKEN_RATES

from .conftest import WORKED

HORIZON = int(datetime(2029, 1, 1, tzinfo=UTC).timestamp())
OFFERS = list(load_catalog(WORKED / "demo.yaml"))


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
@given(
    st.sampled_from([o for o in OFFERS if o.provider == "demo" and o.model != "resold"]),
    st.integers(0, 30_000),
    st.integers(0, 199),
    st.integers(1, 9),
)
def test_cost_adds_over_requests(offer, inputs, outputs, n):
    at = datetime(2026, 2, 2, 5, tzinfo=UTC)
    catalog = load_catalog(WORKED / "demo.yaml")
    one = price(Usage(inputs, outputs), offer, at=at, catalog=catalog)
    many = price(Usage(inputs * n, outputs * n, requests=n), offer, at=at, catalog=catalog)
    assert many.list_cost.amount == one.list_cost.amount * n


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.id)
def test_every_rate_is_a_whole_number_of_picos_and_every_price_has_a_source(offer):
    for line in offer.lines:
        assert all(type(getattr(line, kind)) is int for kind in TOKEN_RATES)
        terms = offer.terms[line.terms]
        assert terms.status in ("official", "community", "claimed")
        assert terms.url.startswith("http")
        assert terms.retrieved


def test_separate_rate_equal_to_output_is_billed_as_output(catalog):
    at = datetime(2026, 2, 2, tzinfo=UTC)
    usage = Usage(1_000, 5_000, reasoning_tokens=4_000)
    line = price(usage, "demo/separate", at=at, catalog=catalog).rate_card.line
    as_output = line._replace(reasoning=line.output)
    from calculator.charge import charge

    assert Fraction(charge(usage, as_output), 10**12) == Fraction(1_000 * 2 + 5_000 * 8, 10**6)
