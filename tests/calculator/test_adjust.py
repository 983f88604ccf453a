from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from calculator.adjust import Adjustments, adjusted_job, adjusted_offer
from calculator.comparison import compare
from calculator.workload import TokenSize, Workload
from pricing.errors import WorkloadError
from pricing.money import Money

OFFER = "openai/gpt-5"
JOB = Workload(
    "bot",
    Fraction(1_000),
    per="month",
    input=TokenSize(Fraction(100_000)),
    output=TokenSize(Fraction(0)),
)


def bill(catalog, job=JOB, offer=OFFER, **changes):
    by = Adjustments(**changes)
    made = adjusted_offer(catalog.offer(offer), by)
    return compare(adjusted_job(job, by), [made], currency=made.currency, catalog=catalog).ranked[0]


def test_nothing_chosen_changes_nothing(catalog):
    offer = catalog.offer(OFFER)
    assert adjusted_job(JOB, Adjustments()) == JOB
    assert adjusted_offer(offer, Adjustments()) is offer


def test_half_cached_is_half_at_the_cached_rate(catalog):
    card = catalog.rate_cards(OFFER)[0]
    fresh, cached = (Money.of_picos(getattr(card.line, k), "USD") for k in ("input", "cache_read"))
    tokens = 1_000 * 50_000
    assert bill(catalog, cached_share=Fraction(1, 2)).total == fresh * tokens + cached * tokens


def test_batch_runs_in_batch_and_pushes_other_tiers_aside():
    job = Workload(
        "bot", Fraction(1), service_tiers=(("flex", Fraction(1, 2)), ("batch", Fraction(1, 4)))
    )
    mostly = adjusted_job(job, Adjustments(batch_share=Fraction(4, 5)))
    assert mostly.service_tiers == (("flex", Fraction(1, 5)), ("batch", Fraction(4, 5)))
    assert adjusted_job(job, Adjustments(batch_share=Fraction(0))).service_tiers == (
        ("flex", Fraction(1, 2)),
    )


def test_the_shares_of_tiers_that_are_asked_for_must_fit_together():
    by = Adjustments(batch_share=Fraction(1, 2), tiers=(("flex", Fraction(3, 5)),))
    with pytest.raises(WorkloadError, match="bot: the shares of the service tiers"):
        adjusted_job(JOB, by)


def test_further_tiers_push_those_of_the_workload_aside():
    job = replace(JOB, service_tiers=(("batch", Fraction(1)),))
    by = Adjustments(tiers=(("priority", Fraction(1, 4)), ("flex", Fraction(0))))
    assert adjusted_job(job, by).service_tiers == (
        ("batch", Fraction(3, 4)),
        ("priority", Fraction(1, 4)),
    )


def test_half_in_flex_and_a_tenth_in_priority_cost_what_those_tiers_say():
    """GPT-5 mini: $0.25 a million input tokens, $0.125 in flex, $0.45 in priority."""
    by = Adjustments(tiers=(("flex", Fraction(1, 2)), ("priority", Fraction(1, 10))))
    job = adjusted_job(replace(JOB, input=TokenSize(Fraction(1_000))), by)
    found = compare(job, ["openai/gpt-5-mini"], start=date(2026, 11, 1)).ranked[0]
    per_million = Decimal("0.4") * Decimal("0.25") + Decimal("0.5") * Decimal("0.125")
    assert found.total.amount == per_million + Decimal("0.1") * Decimal("0.45")


def test_every_retry_is_billed(catalog):
    once, retried = bill(catalog), bill(catalog, retries=Fraction(1, 10))
    assert retried.total.amount == once.total.amount * Decimal("1.1")


def test_a_discount_is_of_its_provider_only(catalog):
    full, off = bill(catalog), bill(catalog, discount=Decimal(15))
    assert off.total.amount == full.total.amount * Decimal("0.85")
    assert off.projection.parts["charges"].amount == full.total.amount * Decimal("-0.15")
    elsewhere = bill(catalog, discount=Decimal(15), discount_from="anthropic")
    assert elsewhere.total == full.total


def test_vat_comes_on_top_after_the_discount_where_the_list_has_none(catalog):
    full = bill(catalog).total.amount
    taxed = bill(catalog, vat=Decimal(6), discount=Decimal(10)).total.amount
    assert taxed == full * Decimal("0.9") * Decimal("1.06")


@pytest.mark.parametrize("offer", ["deepseek-cn/deepseek-v4-pro", "alibaba-cn/qwen-plus"])
def test_lists_that_contain_vat_get_no_second_one(catalog, offer):
    assert adjusted_offer(catalog.offer(offer), Adjustments(vat=Decimal(6))) is catalog.offer(offer)


def test_the_offer_in_the_catalog_stays_as_it_is(catalog):
    adjusted_offer(catalog.offer(OFFER), Adjustments(discount=Decimal(50)))
    assert catalog.offer(OFFER).sheet.charges == ()
