"""Forecasts: exact where nothing is uncertain, and right where something is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import exp, log
from statistics import NormalDist, fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from calculator.adjust import Adjustments, adjusted_offer
from calculator.forecast.backtest import backtest
from calculator.forecast.levers import Scenario
from calculator.forecast.simulate import forecast
from calculator.forecast.uncertainty import Factor, Shift, Uncertainty
from calculator.workload import TokenSize, Workload
from pricing import FxRates, load_catalog
from pricing.errors import UnknownOfferError, WorkloadError
from tests.sheet_text import write_sheet

FEBRUARY = date(2026, 2, 1)
NONE = Uncertainty.none()
DEMO = ("banded", "two-dimensional", "graduated", "mode", "output-billed", "office", "night")
THINKER = Workload(
    "thinker",
    Fraction(1_000),
    "day",
    TokenSize.lognormal(Fraction(20_000), Fraction(120_000)),
    TokenSize.lognormal(Fraction(900), Fraction(4_000)),
    cached_share=Fraction(2, 5),
    reasoning_tokens=Fraction(500),
    thinking_share=Fraction(1, 2),
    growth=Fraction(1, 20),
)
SEEN = TokenSize.histogram([(1_000, 10, 5_000), (40_000, 60, 1_000_000), (200_000, 9, 900_000)])


def scenario(job: Workload, catalog, months: int = 1, **given) -> Scenario:
    return Scenario(job, FEBRUARY, months, **{"currency": "CNY", "catalog": catalog} | given)


@pytest.mark.parametrize("name", DEMO)
@pytest.mark.parametrize("size", [THINKER.input, SEEN, TokenSize(Fraction(5_000))])
def test_with_nothing_uncertain_the_forecast_is_the_projection(name, size, catalog):
    case = scenario(replace(THINKER, input=size), catalog, 3)
    told = forecast(case, [f"demo/{name}"], NONE, draws=100).offers[0]
    done = case.project(f"demo/{name}")
    for month, billed in zip(told.months, done.months, strict=True):
        assert month.bill.p10 == month.bill.p50 == month.bill.p90 == month.bill.mean == billed.total
    assert told.total.mean == told.total.p10 == done.total


def test_every_offer_on_sale_is_forecast_as_it_is_projected():
    case = Scenario(THINKER, date(2026, 12, 1), 2)
    book = load_catalog()
    offers = book.offers()[::7]
    told = forecast(case, offers, NONE, draws=100)
    assert len(told.offers) > 25
    for each in told.offers:
        assert each.total.p50 == case.project(each.offer).total


def test_a_bill_that_only_depends_on_volume_lies_where_the_volume_does(catalog):
    by = replace(NONE, volume=Factor(Fraction(1, 2), Fraction(2)))
    case = scenario(THINKER, catalog)
    bill = case.project("demo/mode").total.amount
    total = forecast(case, ["demo/mode"], by, draws=40_000).offers[0].total
    assert abs(total.p10.amount / bill - Decimal("0.5")) < Decimal("0.01")
    assert abs(total.p50.amount / bill - 1) < Decimal("0.01")
    assert abs(total.p90.amount / bill - 2) < Decimal("0.04")
    # the mean of a lognormal is its median × e^(σ²/2); P90 = 2 lies 1.2816 deviations up
    sigma = log(2) / 1.2815515655446004
    assert float(total.mean.amount / bill) == pytest.approx(exp(sigma**2 / 2), abs=1e-12)
    assert total.mean_error is None


def test_growth_that_is_off_compounds_with_the_months(catalog):
    by = replace(NONE, growth=Shift(Fraction(-1, 10), Fraction(1, 10)))
    case = scenario(replace(THINKER, growth=Fraction(0), per="month"), catalog, 3)
    first, second, third = forecast(case, ["demo/mode"], by, draws=100).offers[0].months
    bill = first.bill.mean.amount
    assert first.bill.p10 == first.bill.p90
    # E[1 + g] = 1; E[(1 + g)²] = 1 + the variance of g
    variance = (0.1 / 1.2815515655446004) ** 2
    assert second.bill.mean.amount == bill
    assert float(third.bill.mean.amount / bill) == pytest.approx(1 + variance, abs=1e-12)


def test_a_size_near_a_bound_pays_the_dearer_tier_in_some_worlds(catalog):
    # 30,000 tokens, give or take: over 32,000 the whole request costs 4 instead of 2 per million
    job = replace(THINKER, input=TokenSize(Fraction(30_000)), cached_share=Fraction(0), per="month")
    job = replace(job, output=TokenSize(Fraction(0)), reasoning_tokens=None, thinking_share=None)
    by = replace(NONE, input_tokens=Factor.within(Fraction(6, 5)))
    told = forecast(scenario(job, catalog), ["demo/banded"], by, draws=20_000).offers[0]
    sigma = log(1.2) / 1.2815515655446004
    worlds = [NormalDist(0, sigma).inv_cdf((i + 0.5) / 20_000) for i in range(20_000)]
    tokens = [30_000 * exp(world) for world in worlds]
    costs = [1_000 * t * (2 if t <= 32_000 else 4) / 1e6 for t in tokens]
    bill = fmean(costs) * 1.1 * 0.8 * 1.06
    assert float(told.total.mean.amount) == pytest.approx(bill, rel=2e-3)
    assert told.total.p90.amount > Decimal("1.9") * told.total.p10.amount


FACTOR = some.fractions(min_value=1, max_value=2, max_denominator=50).map(Factor.within)
ANY = some.builds(
    Uncertainty,
    volume=FACTOR,
    month_to_month=FACTOR,
    growth=some.fractions(0, Fraction(1, 20), max_denominator=50).map(lambda x: Shift(-x, x)),
    input_tokens=FACTOR,
    output_tokens=FACTOR,
    thinking=FACTOR,
    cached_share=some.fractions(0, Fraction(2, 5), max_denominator=50),
    fx=FACTOR,
)


@settings(max_examples=25, deadline=None)
@given(by=ANY, seed=some.integers(0, 2**32), seen=some.booleans())
def test_quantiles_rise_and_the_mean_is_that_of_the_worlds(by, seed, seen, catalog):
    job = replace(THINKER, input=SEEN) if seen else THINKER
    case = scenario(job, catalog, 2, currency="USD", fx=FxRates.fixed("USD/CNY", "7"))
    told = forecast(case, ["demo/banded", "demo/mode"], by, draws=2_000, seed=seed)
    for each, worlds in zip(told.offers, told.totals, strict=True):
        for outcome in (each.total, *(m.bill for m in each.months)):
            assert outcome.p10.amount <= outcome.p50.amount <= outcome.p90.amount
        error = worlds.std() / len(worlds) ** 0.5
        off = abs(float(each.total.mean.amount) - worlds.mean())
        assert off <= 6 * error + 1e-6 * worlds.mean()


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(catalog):
    case = scenario(THINKER, catalog)
    one, same, other = (
        forecast(case, ["demo/mode"], draws=500, seed=seed).offers[0].total for seed in (1, 1, 2)
    )
    assert one == same
    assert one.p50 != other.p50
    assert one.mean == other.mean


def test_offers_and_months_do_not_disturb_each_others_worlds(catalog):
    case = scenario(THINKER, catalog, 2, currency="USD", fx=FxRates.fixed("USD/CNY", "7"))
    alone = forecast(case, ["demo/mode"], draws=500).of("demo/mode")
    longer = replace(case, months=4)
    beside = forecast(longer, ["demo/banded", "demo/mode"], draws=500).of("demo/mode")
    assert beside.months[:2] == alone.months


def test_a_dearer_list_is_dearer_in_every_world(catalog):
    case = scenario(THINKER, catalog, 3)
    offer = catalog.offer("demo/mode")
    dearer = adjusted_offer(offer, Adjustments(discount=Decimal(-1)))
    dearer.id = "demo/mode-dearer"
    told = forecast(case, [offer, dearer], draws=1_000)
    assert told.chance_cheaper(offer, dearer) == 1
    assert told.chance_cheaper(dearer, offer) == 0
    one, other = (each.total.mean.amount for each in told.offers)
    assert abs(other / one - Decimal("1.01")) < Decimal("1e-9")


def test_chances_of_the_two_sides_add_up_where_nobody_ties(catalog):
    told = forecast(scenario(THINKER, catalog), ["demo/graduated", "demo/mode"], draws=1_000)
    there = told.chance_cheaper("demo/graduated", "demo/mode")
    assert there + told.chance_cheaper("demo/mode", "demo/graduated") == 1


def test_an_offer_that_takes_no_part_is_named(catalog):
    told = forecast(scenario(THINKER, catalog), ["demo/mode"], draws=100)
    with pytest.raises(UnknownOfferError, match="demo/mod is not in this forecast"):
        told.chance_cheaper("demo/mode", "demo/mod")


def test_who_cannot_serve_is_left_out_with_the_reason(catalog):
    batch = replace(THINKER, service_tiers=(("batch", Fraction(1)),))
    told = forecast(scenario(batch, catalog), ["demo/mode", "demo/office"], draws=100)
    assert [each.offer.id for each in told.offers] == ["demo/office"]
    assert told.not_served[0].reason == "demo/mode has no batch service tier"


def test_an_exchange_rate_wanders_only_between_two_currencies(catalog):
    by = replace(NONE, fx=Factor.within(Fraction(106, 100)))
    rates = FxRates.fixed("USD/CNY", "7")
    dollars = scenario(THINKER, catalog, 12, currency="USD", fx=rates)
    told = forecast(dollars, ["demo/mode"], by, draws=20_000).offers[0]
    first, last = told.months[0].bill, told.months[-1].bill
    # a year on, 8 in 10 outcomes lie between × 1/1.06 and × 1.06; the first month is nearer
    assert float(last.p90.amount / last.p50.amount) == pytest.approx(1.06, abs=0.004)
    assert float(last.p10.amount / last.p50.amount) == pytest.approx(1 / 1.06, abs=0.004)
    assert float(first.p90.amount / first.p50.amount) == pytest.approx(
        1.06 ** (1 / 12**0.5), abs=4e-3
    )
    yuan = forecast(scenario(THINKER, catalog), ["demo/mode"], by, draws=100).offers[0].total
    assert yuan.p10 == yuan.p90


def test_two_workloads_are_billed_together(catalog):
    case = scenario(THINKER, catalog, 2)
    other = replace(THINKER, name="other", input=SEEN, growth=Fraction(0))
    told = forecast(case, ["demo/banded"], NONE, draws=100, beside=[other]).offers[0]
    both = [case.project("demo/banded"), scenario(other, catalog, 2).project("demo/banded")]
    assert abs(told.total.mean.amount - sum(p.total.amount for p in both)) < Decimal("1e-10")
    spread = forecast(case, ["demo/banded"], draws=4_000, beside=[other])
    worlds = spread.totals[0]
    mean = float(spread.offers[0].total.mean.amount)
    assert abs(worlds.mean() - mean) < 5 * worlds.std() / 4_000**0.5


def test_a_monthly_charge_is_in_every_world(tmp_path):
    more = "charges:\n  - {name: seat, per_month: 100}\n  - {name: fee, percent: 10}\n"
    models = """
        one:
          thinking: not_applicable
          prices:
            - {from: 2026-01-01, input: 1, output: 1}
    """
    book = load_catalog(write_sheet(tmp_path, models, provider="seats", more=more))
    job = replace(THINKER, requests=Fraction(1), per="month")
    told = forecast(scenario(job, book), ["seats/one"], draws=500).offers[0]
    assert min(told.total.p10.amount, told.total.p50.amount) > 110


BY_OUTPUT = """
    short:
      thinking: billed_as_output
      prices:
        - from: 2026-01-01
          tiers:
            - {up_to: {input: 1_000_000, output: 1_000}, input: 1, output: 10}
            - {input: 1, output: 20}
"""


def test_tiers_by_output_that_thinks_have_a_simulated_mean_and_say_so(tmp_path):
    book = load_catalog(write_sheet(tmp_path, BY_OUTPUT, provider="tiers"))
    case = scenario(THINKER, book)
    told = forecast(case, ["tiers/short"], draws=5_000)
    total = told.offers[0].total
    assert total.mean_error is not None
    assert float(total.mean.amount) == pytest.approx(told.totals[0].mean(), abs=1e-6)
    certain = replace(Uncertainty(), thinking=NONE.thinking)
    exact = forecast(case, ["tiers/short"], certain, draws=5_000)
    assert exact.offers[0].total.mean_error is None
    mean, worlds = float(exact.offers[0].total.mean.amount), exact.totals[0]
    assert abs(worlds.mean() - mean) < 5 * worlds.std() / 5_000**0.5


def test_answers_as_they_were_seen_have_an_exact_mean_over_the_tiers_of_all_worlds(tmp_path):
    book = load_catalog(write_sheet(tmp_path, BY_OUTPUT, provider="tiers"))
    job = replace(THINKER, output=SEEN, reasoning_tokens=None, thinking_share=None)
    by = replace(NONE, output_tokens=Factor.within(Fraction(2)))
    told = forecast(scenario(job, book), ["tiers/short"], by, draws=20_000)
    total, worlds = told.offers[0].total, told.totals[0]
    assert total.mean_error is None
    assert abs(worlds.mean() - float(total.mean.amount)) < 5 * worlds.std() / 20_000**0.5


def test_the_band_holds_eight_of_ten_futures(catalog):
    case = scenario(replace(THINKER, input=TokenSize(Fraction(30_000))), catalog)
    told = forecast(case, ["demo/banded"], draws=20_000)
    seen = backtest(told, "demo/banded", histories=2_500).total
    assert abs(seen.inside - Fraction(4, 5)) <= Fraction(2, 100)
    assert abs(Fraction(seen.below - seen.above, seen.histories)) < Fraction(2, 100)


def test_a_band_of_figures_too_sure_of_themselves_does_not_hold(catalog):
    case = scenario(replace(THINKER, input=TokenSize(Fraction(5_000))), catalog)
    sure = forecast(case, ["demo/mode"], replace(Uncertainty(), volume=NONE.volume), draws=2_000)
    lived = replace(sure, uncertainty=Uncertainty())
    assert backtest(lived, "demo/mode", histories=300).total.inside < Fraction(3, 4)


def test_the_band_of_a_wandering_exchange_rate_holds_eight_of_ten_futures(catalog):
    by = replace(NONE, fx=Factor.within(Fraction(6, 5)))
    rates = FxRates.fixed("USD/CNY", "7")
    case = scenario(THINKER, catalog, 12, currency="USD", fx=rates)
    told = forecast(case, ["demo/mode"], by, draws=20_000)
    seen = backtest(told, "demo/mode", histories=600)
    for coverage in (seen.months[0], seen.months[-1], seen.total):
        assert abs(coverage.inside - Fraction(4, 5)) <= Fraction(5, 100)
        assert abs(Fraction(coverage.below - coverage.above, 600)) < Fraction(5, 100)


def test_a_back_test_takes_one_workload(catalog):
    told = forecast(scenario(THINKER, catalog), ["demo/mode"], draws=100, beside=[THINKER])
    with pytest.raises(WorkloadError, match=r"^a back-test takes a forecast of one workload$"):
        backtest(told, "demo/mode")


def test_factors_that_are_certain_are_those_of_another_workload(catalog):
    # sizes: input × 3/2, answers × 2, and half the thinking for each token of an answer
    by = replace(
        NONE,
        volume=Factor(Fraction(3), Fraction(3)),
        input_tokens=Factor(Fraction(3, 2), Fraction(3, 2)),
        output_tokens=Factor(Fraction(2), Fraction(2)),
        thinking=Factor(Fraction(1, 2), Fraction(1, 2)),
    )
    job = replace(
        THINKER,
        input=TokenSize(Fraction(1_000)),
        output=TokenSize(Fraction(900)),
        growth=Fraction(0),
    )
    # 400 of the 900 are the answer
    other = replace(
        job,
        requests=Fraction(3_000),
        input=TokenSize(Fraction(1_500)),
        output=TokenSize(Fraction(800 + 500)),
    )
    told = forecast(scenario(job, catalog), ["demo/mode"], by, draws=100).offers[0].total
    assert told.mean == scenario(other, catalog).project("demo/mode").total
    assert told.mean_error is None


@pytest.mark.parametrize("draws", [0, 99, 10**9])
def test_too_few_and_too_many_draws_are_refused(draws, catalog):
    with pytest.raises(WorkloadError, match="draws must be from 100 to"):
        forecast(scenario(THINKER, catalog), ["demo/mode"], draws=draws)


def test_a_growth_that_might_end_the_world_is_refused(catalog):
    by = replace(NONE, growth=Shift(Fraction(-1), Fraction(1)))
    with pytest.raises(WorkloadError, match="might fall below"):
        forecast(scenario(THINKER, catalog), ["demo/mode"], by)


def test_a_forecast_is_a_frame_and_plain_json(catalog):
    told = forecast(scenario(THINKER, catalog, 2), ["demo/mode", "demo/night"], draws=500)
    frame = told.to_frame()
    assert list(frame["offer"]) == ["demo/mode"] * 2 + ["demo/night"] * 2
    said = told.to_dict()
    assert said["seed"] == told.seed
    assert said["offers"][0]["total"]["p50"] == str(told.offers[0].total.p50.amount)
    assert said["chance_cheaper"]["demo/mode"]["demo/night"] == float(
        np.mean(told.totals[0] < told.totals[1])
    )
