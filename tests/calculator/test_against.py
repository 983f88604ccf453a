from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from calculator.against import (
    bars,
    change,
    cheapest_paid,
    current,
    models,
    per_thousand,
    rivals,
)
from calculator.comparison import Ranked, compare, shortlist
from calculator.profiles import presets
from pricing.money import Money


@pytest.fixture(scope="module")
def result():
    return compare(presets()["support-bot-thinking"].workload(), shortlist())


def test_the_change_is_the_difference_and_its_share_of_the_current_bill(result):
    cheap, dear = result.ranked[0], result.ranked[-1]
    saved = change(cheap, dear)
    assert saved.money == cheap.total - dear.total
    assert saved.percent < 0
    assert abs(saved.percent - saved.money.amount * 100 / dear.total.amount) <= Decimal("0.05")
    assert change(dear, dear) == (Money(0, "USD"), Decimal("0.0"))


def test_from_a_current_bill_of_zero_there_is_no_percentage(result):
    dear = result.ranked[-1]
    months = tuple(replace(m, total=Money(0, "USD")) for m in dear.projection.months)
    free = Ranked(replace(dear.projection, months=months), None)
    assert change(dear, free) == (dear.total, None)


def test_bars_show_each_model_once_at_its_cheapest_seller(result):
    shown = bars(result, 100)
    names = [(bar.best.offer.publisher, bar.best.offer.name) for bar in shown]
    assert len(set(names)) == len(names) == models(result)
    assert sum(1 + bar.more for bar in shown) == len(result.ranked)
    assert shown[0].best is result.ranked[0]


def test_the_current_offer_has_a_bar_of_its_own_in_its_place(result):
    last = result.ranked[-1].offer.id
    shown = bars(result, 3, last)
    assert [bar.best.offer.id for bar in shown][-1] == last
    assert len(shown) == 4
    twice = [r for r in result.ranked if r.offer.name == "Kimi K3"]
    assert len(twice) > 1
    dearer = twice[-1].offer.id
    with_dearer = [bar.best.offer.id for bar in bars(result, 100, dearer)]
    assert with_dearer.index(twice[0].offer.id) < with_dearer.index(dearer)


def test_the_current_offer_may_be_unable_to_serve(result):
    assert current(result, "openai/none-such") is None
    assert current(result, result.ranked[3].offer.id) is result.ranked[3]


def test_a_thousand_requests_cost_a_thousandth_of_a_million(result):
    first = result.ranked[0]
    assert per_thousand(first, 1_000) == Money(
        first.total.amount.quantize(Decimal("0.000001")), "USD"
    )
    with pytest.raises(ValueError, match="no requests"):
        per_thousand(first, 0)


def test_free_is_not_the_cheapest_paid(catalog):
    everything = compare(presets()["support-bot"].workload(), catalog=catalog)
    paid = cheapest_paid(everything)
    assert paid is not None
    assert paid.total.amount > 0
    before = everything.ranked[: everything.ranked.index(paid)]
    assert all(r.total.amount == 0 for r in before)


def test_rivals_are_the_cheapest_and_what_is_used_today_or_another_seller(result):
    first, other = rivals(result)
    assert first is result.ranked[0]
    assert other is result.cheapest_elsewhere
    assert rivals(result, "openai/gpt-6.1-sol")[1].offer.id == "openai/gpt-6.1-sol"
    assert rivals(result, first.offer.id)[1] is other
    alone = replace(result, ranked=result.ranked[:1])
    assert rivals(alone) == (first, None)


def test_free_offers_are_no_rivals_unless_all_are_free():
    everything = compare(presets()["support-bot-thinking"].workload())
    assert everything.ranked[0].total.amount == 0
    assert all(r.total.amount > 0 for r in rivals(everything))
    free = tuple(r for r in everything.ranked if not r.total.amount)
    assert rivals(replace(everything, ranked=free))[0] is free[0]
