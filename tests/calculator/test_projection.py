from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from typer.testing import CliRunner

from calculator.cli import app
from calculator.comparison import compare, shortlist
from calculator.monthly import PARTS
from calculator.projection import project
from calculator.slots import NotServedError
from calculator.workload import TokenSize, Workload
from pricing import FxRates, Money
from pricing.changes.edition import read_edition
from pricing.errors import WorkloadError
from pricing.money import total
from tests.sheet_text import write_sheet

FEBRUARY = date(2026, 2, 1)


def sized(mean: int) -> TokenSize:
    return TokenSize(Fraction(mean))


def workload(**given) -> Workload:
    kept = dict(name="w", requests=Fraction(1000), input=sized(2_000), output=sized(500))
    return Workload(**kept | given)


def list_cost(job: Workload, offer: str, catalog, start: date = FEBRUARY) -> Decimal:
    return project(job, offer, start=start, catalog=catalog).months[0].list_cost.amount


def test_a_month_has_its_own_length(catalog):
    # 1,000 requests a day × (2,000 × 1 + 500 × 2) / 10^6 = 3 yuan a day
    assert list_cost(workload(), "demo/mode", catalog) == 28 * 3
    assert list_cost(workload(per="month"), "demo/mode", catalog) == 3
    assert list_cost(workload(per="working_day"), "demo/mode", catalog) == 20 * 3


def test_growth_compounds_from_month_to_month(catalog):
    job = workload(per="month", growth=Fraction(1, 10))
    months = project(job, "demo/mode", start=FEBRUARY, months=3, catalog=catalog).months
    assert [m.list_cost.amount for m in months] == [3, Decimal("3.3"), Decimal("3.63")]


def test_each_month_has_the_price_then_in_force(catalog):
    # demo/plain: 1 and 2 yuan until the end of February in Beijing, then 3 and 4
    job = workload(per="month")
    april = project(job, "demo/plain", start=date(2026, 7, 1), catalog=catalog).months[0]
    assert april.list_cost.amount == Decimal(1000 * (2_000 * 5 + 500 * 6)) / 10**6


def test_thinking_adds_reasoning_beside_the_answer(catalog):
    # output 500 of which 400 reasoning: the answer is 100; thinking off costs the answer alone
    job = workload(per="month", reasoning_tokens=Fraction(400))
    offer = "demo/output-billed"
    requests = Decimal(1000) * 5 / 1000
    at = lambda level: list_cost(job.at_level(level), offer, catalog) - requests  # noqa: E731
    assert at("off") == Decimal(1000 * (2_000 * 4 + 100 * 16)) / 10**6
    assert at("normal") == Decimal(1000 * (2_000 * 4 + 500 * 16)) / 10**6
    assert at("high") == Decimal(1000 * (2_000 * 4 + 900 * 16)) / 10**6


def test_a_share_of_requests_in_thinking_mode_pays_the_mode_rate(catalog):
    job = workload(per="month", reasoning_tokens=Fraction(400), thinking_share=Fraction(1, 4))
    thinking, plain = 250 * (2_000 * 1 + 500 * 8), 750 * (2_000 * 1 + 100 * 2)
    assert list_cost(job, "demo/mode", catalog) == Decimal(thinking + plain) / 10**6


def test_a_model_that_does_not_think_answers_only_and_says_so(catalog):
    job = workload(per="month", reasoning_tokens=Fraction(400))
    done = project(job, "demo/banded", start=FEBRUARY, catalog=catalog)
    assert done.months[0].list_cost.amount == Decimal(1000 * (2_000 * 2 + 100 * 8)) / 10**6
    assert done.notes == ("does not think: answers only",)


def test_a_share_of_batch_is_billed_at_batch_rates(catalog):
    job = workload(per="month", service_tiers=(("batch", Fraction(2, 5)),))
    per_request = 2_000 * 4 + 500 * 16
    expected = Decimal(600 * per_request + 400 * per_request * 6 // 10) / 10**6 + 5
    assert list_cost(job, "demo/output-billed", catalog) == expected


def test_peak_hours_fall_on_their_share_of_the_month(catalog):
    # February 2026 in Beijing: 20 weekdays less 6 days of Spring Festival (16-20 and 23) = 14
    # days × 7 peak hours of 28 × 24 hours; the price of 3 yuan doubles in them
    share = Fraction(14 * 7, 28 * 24)
    cost = list_cost(workload(per="month"), "demo/office", catalog)
    assert abs(Fraction(cost) - 3 * (1 + share)) <= Fraction(1, 10**11)


def test_long_requests_fall_into_their_tier_by_their_share(catalog):
    size = TokenSize.lognormal(Fraction(20_000), Fraction(100_000))
    bands = size.bands([32_000, 128_000])
    assert sum(b.share for b in bands) == 1
    assert sum(b.share * b.mean for b in bands) == size.mean
    assert bands[0].mean < 32_000 < bands[1].mean < 128_000 < bands[2].mean
    job = workload(per="month", input=size, output=sized(0))
    rates = (2, 4, 8)
    expected = sum(1000 * b.share * b.mean * r for b, r in zip(bands, rates, strict=True)) / 10**6
    cost = Fraction(list_cost(job, "demo/banded", catalog))
    assert abs(cost - expected) < Fraction(1, 10**11)


def test_the_median_of_a_distribution_splits_its_requests_in_half():
    size = TokenSize.lognormal(Fraction(1_000), Fraction(5_000))
    low, high = size.bands([1_000])
    assert (low.share, high.share) == (Fraction(1, 2), Fraction(1, 2))


def test_parts_add_up_to_the_bill_exactly_in_any_currency(catalog):
    fx = FxRates.fixed("USD/CNY", "7.03")
    job = workload(cached_share=Fraction(1, 3), reasoning_tokens=Fraction(123))
    done = project(
        job, "demo/output-billed", start=FEBRUARY, months=12, currency="USD", fx=fx, catalog=catalog
    )
    assert total(list(done.parts.values()), "USD") == done.total
    assert set(done.parts) == set(PARTS)
    assert all(m.fx is not None for m in done.months)


def test_charges_and_tax_are_parts_of_the_bill(catalog):
    month = project(workload(per="month"), "demo/mode", start=FEBRUARY, catalog=catalog).months[0]
    # 3 yuan + 10 % − 20 % of 3.3 = 2.64; + 6 % tax
    assert month.parts["charges"].amount == Decimal("-0.36")
    assert month.parts["tax"].amount == Decimal("0.1584")
    assert month.total == Money("2.7984", "CNY")


@pytest.mark.parametrize(
    ("offer", "given", "said"),
    [
        ("demo/plain", dict(service_tiers=(("batch", Fraction(1)),)), "has no batch service tier"),
        ("demo/mode", dict(web_searches=Fraction(1)), "no price for web_search"),
    ],
)
def test_what_cannot_be_served_says_why(offer, given, said, catalog):
    with pytest.raises(NotServedError, match=said):
        project(workload(**given), offer, start=FEBRUARY, catalog=catalog)


def test_a_retired_offer_says_when_it_was_last_priced(catalog):
    with pytest.raises(NotServedError, match=r"retired \(last priced on 2026-08-31\)"):
        project(workload(), "demo/plain", start=date(2026, 10, 1), catalog=catalog)


def test_a_comparison_ranks_the_whole_bill_and_lists_who_cannot_serve(catalog):
    job = workload(per="month", service_tiers=(("batch", Fraction(1)),))
    offers = ["demo/output-billed", "demo/mode", "demo/office"]
    result = compare(job, offers, start=FEBRUARY, currency="CNY", catalog=catalog)
    assert [r.offer.id for r in result.ranked] == ["demo/office", "demo/output-billed"]
    assert result.ranked[0].multiple == 1
    assert [n.reason for n in result.not_served] == ["demo/mode has no batch service tier"]
    frame = result.to_frame()
    assert list(frame["offer"]) == ["demo/office", "demo/output-billed"]


def test_the_shortlist_of_a_book_is_what_of_it_the_book_holds(tmp_path):
    models = """
        qwen-plus:
          thinking: not_applicable
          prices: [{from: 2026-01-01, input: 1, output: 1}]
        not-listed:
          thinking: not_applicable
          prices: [{from: 2026-01-01, input: 1, output: 1}]
    """
    write_sheet(tmp_path, models, provider="alibaba-cn")
    found = shortlist(read_edition(str(tmp_path)).catalog)
    assert [offer.id for offer in found] == ["alibaba-cn/qwen-plus"]


def test_a_table_is_followed_by_who_cannot_serve():
    offers = ["openai/gpt-5-nano", "moonshot-cn/kimi-k2-thinking"]
    done = CliRunner().invoke(app, ["compare", *offers, "--start", "2026-12"])
    assert done.exit_code == 0
    assert done.stdout.splitlines()[3] == (
        "not served: moonshot-cn/kimi-k2-thinking: retired (last priced on 2026-05-25)"
    )


def test_claimed_prices_take_part_only_when_asked_for(catalog):
    assert all(offer.status != "claimed" for offer in catalog.offers())
    assert any(offer.status == "claimed" for offer in catalog.offers(claimed=True))


@pytest.mark.parametrize(
    "given",
    [
        dict(per="year"),
        dict(cached_share=Fraction(2)),
        dict(cached_share=Fraction(1, 2), cache_write_share=Fraction(2, 3)),
        dict(service_tiers=(("batch", Fraction(2)),)),
        dict(thinking_level="extreme"),
        dict(reasoning_tokens=Fraction(501)),
        dict(growth=Fraction(-1)),
        dict(requests=Fraction(-1)),
    ],
)
def test_contradictory_profiles_are_refused(given):
    with pytest.raises(WorkloadError):
        workload(**given)


def test_more_tokens_than_any_request_can_have_are_refused():
    with pytest.raises(WorkloadError, match="those of one request: at most 100,000,000"):
        Workload("w", Fraction(1), output=TokenSize(Fraction(9_000_000_000)))
