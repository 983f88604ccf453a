"""What a log would have cost elsewhere, against a loop over its rows."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest

from calculator import price_log
from calculator.counterfactual import Switch, reprice
from calculator.counterfactual.counting import count_for
from calculator.counterfactual.targets import targets_of
from pricing.errors import UnknownOfferError, UsageError
from pricing.fx import FxRates

from .looped import DAY, START, log, looped, requests

FX = """\
schema: 1
source: {status: community, url: "https://example.org/rates", retrieved: 2026-10-02}
rates: {USD/CNY: {2026-10-01: 8, 2026-10-02: 5}}
"""
ROWS = requests(120, seed=3)
SWITCHES = {
    "as it is": Switch(),
    "other tokenizers": Switch(Fraction(11, 10), Fraction(9, 10)),
    "half the thinking": Switch(thinking=Fraction(1, 2)),
    "more thinking": Switch(thinking=Fraction(3, 2), output_tokens=Fraction(2)),
    "no thinking": Switch(thinking=Fraction(0)),
    "a ratio": Switch(thinking_ratio=Fraction(3, 2)),
    "cached": Switch(cached=Fraction(3, 10)),
    "batch": Switch(service_tier="batch"),
}


@pytest.mark.parametrize("switch", SWITCHES.values(), ids=SWITCHES)
@pytest.mark.parametrize("currency", ["CNY", "USD"])
def test_every_place_costs_what_a_loop_over_the_rows_comes_to(switch, currency, catalog):
    offers = [offer for offer in catalog.offers() if offer.currency == currency][::5]
    offers += [o for o in catalog.offers() if o.currency == currency and o.provider == "zhipu-cn"]
    found = reprice(log(ROWS), offers, catalog, switch=switch, currency=currency)
    there = [place for place in found.places if place.offer]
    assert len(there) >= (1 if switch.service_tier else 15)
    for place in there:
        want = looped(ROWS, place.offer, switch, catalog)
        assert Fraction(place.list_cost.amount) == want, place.name
        assert place.low == place.list_cost == place.high


def test_who_is_not_served_is_refused_by_the_loop_too(catalog):
    found = reprice(log(ROWS), "all", catalog)
    told = [n for n in found.not_served if n.reason.code in ("refused", "unpriced")]
    assert len(told) > 20
    assert all(looped(ROWS, n.offer, Switch(), catalog) is None for n in told)


def test_a_log_costs_on_its_own_offer_what_it_cost(catalog):
    found = reprice(log(ROWS), ["demo/output-billed"], catalog)
    moved, ran = found.places
    assert {moved.name, ran.name} == {"demo/output-billed", "as it ran"}
    assert (moved.list_cost, moved.bill, moved.parts) == (ran.list_cost, ran.bill, ran.parts)
    assert ran.list_cost == price_log(log(ROWS), catalog).totals["CNY"].cost


def test_neither_the_other_offers_nor_their_number_change_a_place(catalog):
    alone = reprice(log(ROWS), ["zhipu-cn/glm-4.6"], catalog, currency="USD")
    among = reprice(log(ROWS), "all", catalog, currency="USD")
    (place,) = (p for p in alone.places if p.offer)
    assert place in among.places


def test_a_log_split_into_files_costs_the_same(catalog):
    switch = Switch(Fraction(13, 10), thinking=Fraction(7, 10))
    whole = reprice(log(ROWS), "all", catalog, switch=switch)
    parts = reprice([log(ROWS[:40]), log(ROWS[40:])], "all", catalog, switch=switch)
    assert whole.places == parts.places


def test_the_bill_has_the_sellers_charges_and_tax(catalog):
    row = {"at": START, "model": "demo/mode", "input_tokens": 10**6, "output_tokens": 0}
    found = reprice(pa.Table.from_pylist([row]), ["demo/output-billed"], catalog)
    place = next(p for p in found.places if p.offer)
    # 4 yuan for a million tokens, and 5 yuan for a thousand requests
    assert place.list_cost.amount == 4 + Decimal("0.005")
    # a fee of 10 %, a discount of 20 %, then VAT of 6 %
    more = Decimal("1.1") * Decimal("0.8") * Decimal("1.06")
    assert place.bill.amount == Decimal("4.005") * more


def test_every_day_is_converted_at_its_own_rate(catalog, tmp_path):
    rates = tmp_path / "fx.yaml"
    rates.write_text(FX, encoding="utf-8")
    rows = [
        {"at": START + n * DAY, "model": "openai/gpt-5", "input_tokens": 10**6, "output_tokens": 0}
        for n in (0, 1)
    ]
    found = reprice(
        pa.Table.from_pylist(rows),
        ["demo/separate"],
        catalog,
        currency="USD",
        fx=FxRates.from_file(rates),
    )
    place = next(p for p in found.places if p.offer)
    assert place.list_cost.amount == Decimal(2) / 8 + Decimal(2) / 5


def test_factors_that_are_no_whole_number_of_tokens_round_the_amount_alone(catalog):
    row = {"at": START, "model": "openai/gpt-5", "input_tokens": 1, "output_tokens": 0}
    third = Switch(input_tokens=Fraction(1, 3))
    found = reprice(pa.Table.from_pylist([row] * 3), ["demo/mode"], catalog,
                    switch=third, currency="CNY")  # fmt: skip
    costs = {p.name: p.list_cost.amount for p in found.places if p.offer}
    # three rows of a third of a token, at 1 yuan a million
    assert costs["demo/mode"] == Decimal("0.000001")


def test_bounds_of_summed_rows_are_those_of_the_rates_in_reach(catalog):
    row = {"at": START, "model": "openai/gpt-5-nano", "requests": 10, "output_tokens": 0}
    summed = pa.Table.from_pylist([row | {"input_tokens": 400_000}])
    found = reprice(summed, ["demo/banded"], catalog, currency="CNY")
    place = next(p for p in found.places if p.offer)
    sides = [money.amount for money in (place.low, place.list_cost, place.high)]
    assert sides == [Decimal("0.8"), Decimal("1.6"), Decimal("3.2")]


def test_rows_without_a_price_are_in_no_place(catalog):
    spoilt = [{**ROWS[0], "model": "no-such-model"}, {**ROWS[0], "input_tokens": -1}]
    found = reprice(log([*ROWS, *spoilt]), ["demo/resold"], catalog)
    assert (found.rows, found.rows_left_out) == (len(ROWS), 2)
    assert found.places == reprice(log(ROWS), ["demo/resold"], catalog).places
    assert found.actual.is_floor


def test_a_log_that_names_no_model_is_priced_without_an_actual_cost(catalog):
    nameless = log([{**row, "model": "unnamed"} for row in ROWS])
    found = reprice(nameless, ["demo/resold"], catalog, currency="CNY")
    named = reprice(log(ROWS), ["demo/resold"], catalog, currency="CNY")
    assert found.as_it_ran is None
    assert list(found.places) == [place for place in named.places if place.offer]
    assert (found.rows, found.rows_left_out) == (len(ROWS), 0)
    assert found.change(found.places[0]) is None


def test_one_seller_may_have_assumptions_of_its_own(catalog):
    twice = Switch(Fraction(2), Fraction(2))
    on = ["demo/separate", "openai/gpt-5"]
    usual = {p.name: p for p in reprice(log(ROWS), on, catalog).places}
    own = {p.name: p for p in reprice(log(ROWS), on, catalog, own={"demo": twice}).places}
    assert own["demo/separate"].list_cost == usual["demo/separate"].list_cost * 2
    assert own["openai/gpt-5"] == usual["openai/gpt-5"]
    said = [str(note) for note in own["demo/separate"].notes]
    assert "its own assumptions: input tokens × 2, output tokens × 2" in said


@pytest.mark.parametrize(
    ("share", "served"), [(1, True), (2, False)], ids=["one in twenty", "two in twenty"]
)
def test_more_than_one_request_in_twenty_above_the_context_window_is_not_served(
    share, served, catalog
):
    window = catalog.offer("openai/gpt-5").context_window
    sizes = [window + 1] * share + [window] * (20 - share)
    rows = [
        {"at": START, "model": "demo/mode", "input_tokens": size, "output_tokens": 1}
        for size in sizes
    ]
    found = reprice(pa.Table.from_pylist(rows), ["openai/gpt-5"], catalog)
    if served:
        place = next(p for p in found.places if p.offer)
        assert str(place.notes[0]) == "5 % of the requests exceed its context of 400,000 tokens"
    else:
        (missing,) = found.not_served
        assert "10 % of the requests exceed its context of 400,000" in str(missing.reason)


def test_what_is_counted_in_one_scan_is_enough_for_all(catalog):
    scans = []
    relation = log(ROWS)

    class Watched:
        @property
        def relation(self):
            scans.append(1)
            return relation

    reprice(Watched(), "all", catalog)
    assert len(scans) == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"input_tokens": Fraction(1, 20)}, "input_tokens is from 0.1 to 10, not 0.05"),
        ({"cached": Fraction(3, 2)}, "cached is from 0 to 1, not 1.5"),
        ({"thinking": Fraction(1, 3)}, "thinking is a factor of two decimals, not 1/3"),
    ],
)
def test_an_impossible_assumption_is_refused(wrong, told):
    with pytest.raises(UsageError, match=told):
        Switch(**wrong)


def test_unknown_offers_and_assumptions_for_nobody_are_refused(catalog):
    with pytest.raises(UnknownOfferError, match="kimi"):
        reprice(log(ROWS), ["kimi-k99"], catalog)
    with pytest.raises(UsageError, match="assumptions for 'opnai', which takes no part; did you"):
        reprice(log(ROWS), ["openai/gpt-5"], catalog, own={"opnai": Switch()})


def test_buckets_do_not_grow_with_the_number_of_offers(catalog):
    one = count_for([log(ROWS)], catalog, targets_of(catalog, ["demo/night"], Switch(), {}))
    many = count_for([log(ROWS)], catalog, targets_of(catalog, "all", Switch(), {}))
    assert len(one) <= len(many) <= len(ROWS)


def test_the_ranking_as_frame_and_json_says_what_it_says(catalog):
    found = reprice(log(ROWS), ["demo/resold"], catalog)
    frame, plain = found.to_frame(), found.to_dict()
    assert list(frame["offer"]) == [row["offer"] for row in plain["ranked"]]
    dearer = plain["ranked"][1]
    # resold at a markup of 10 per cent
    assert (dearer["offer"], dearer["change_percent"]) == ("demo/resold", "10.00")
    assert sum(map(Decimal, dearer["parts"].values())) == Decimal(dearer["list_cost"])
