"""One cause at a time, on `tests/worked/demo.yaml`, each worked by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from calculator.reconcile import CAUSES, reconcile
from pricing import load_catalog
from pricing.fx import FxRates
from tests.sheet_text import write_sheet

DEMO = Path(__file__).parents[1] / "worked" / "demo.yaml"
SUNDAY = int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp())
MONDAY_10_BEIJING = int(datetime(2026, 3, 2, 2, tzinfo=UTC).timestamp())
TUESDAY = int(datetime(2026, 3, 3, 12, tzinfo=UTC).timestamp())


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(DEMO)


def log(*rows, **common):
    plain = {"at": SUNDAY, "provider": "demo", "billed_currency": "CNY", "output_tokens": 0}
    table = pa.Table.from_pylist([plain | common | row for row in rows])
    position = table.column_names.index("billed_amount")
    exact = table["billed_amount"].cast(pa.string()).cast(pa.decimal128(38, 12))
    return table.set_column(position, "billed_amount", exact)


def fall(table, catalog, currency="CNY", **options):
    """The one waterfall, checked to add up."""
    found = reconcile(table, catalog, **options).totals
    assert list(found) == [currency]
    steps = [step.money.amount for step in found[currency].steps]
    assert found[currency].estimate.amount + sum(steps) == found[currency].billed.amount
    return found[currency]


def causes(waterfall):
    """The steps that add something."""
    return {s.cause: s.money.amount for s in waterfall.steps if s.money.amount}


def words(table, catalog, **options):
    return [(f.cause, f.words) for f in reconcile(table, catalog, **options).findings]


def test_what_is_billed_as_estimated_has_no_step(catalog):
    found = fall(log({"model": "plain", "input_tokens": 2_000, "billed_amount": "0.006"}), catalog)
    assert found.estimate.amount == found.billed.amount == Decimal("0.006")  # 2,000 × ¥3
    assert causes(found) == {}
    assert found.explained_share == 1


def test_rows_without_a_price_are_a_step_of_their_own(catalog):
    table = log(
        {"model": "plain", "input_tokens": 2_000, "billed_amount": "0.006"},
        {"model": "no-such-model", "input_tokens": 2_000, "billed_amount": "0.5"},
    )
    assert causes(fall(table, catalog)) == {"unpriced": Decimal("0.5")}
    ((cause, said),) = words(table, catalog)
    assert cause == "unpriced"
    assert said.startswith("demo has no offer called 'no-such-model'")


def test_another_band_of_size(catalog):
    used = {"model": "banded", "input_tokens": 30_000, "output_tokens": 1_000}
    estimated = Decimal(30_000 * 2 + 1_000 * 8) / 10**6
    billed = Decimal(30_000 * 4 + 1_000 * 16) / 10**6
    table = log(used | {"billed_amount": str(billed)})
    found = fall(table, catalog)
    assert found.estimate.amount == estimated
    assert causes(found) == {"band": billed - estimated}
    assert words(table, catalog) == [("band", "billed as 32,001 to 128,000 input")]


def test_a_sum_of_requests_whose_sizes_nobody_tells_may_lie_between_its_bands(catalog):
    used = {"model": "banded", "input_tokens": 60_000, "requests": 3}
    own = Decimal(60_000 * 2) / 10**6  # 20,000 on the mean: all in the lowest band
    billed = Decimal(15_000 * 2 + 45_000 * 4) / 10**6  # two of 7,500 and one of 45,000
    table = log(used | {"billed_amount": str(billed)})
    assert causes(fall(table, catalog)) == {"band": billed - own}
    said = "within what is possible: the log does not tell how large each request was"
    assert words(table, catalog) == [("band", said)]


def test_a_sum_beyond_every_band_stays_unexplained(catalog):
    used = {"model": "banded", "input_tokens": 60_000, "requests": 3}
    table = log(used | {"billed_amount": "0.2400021"})  # ¥4 for all is the most: ¥0.24
    assert causes(fall(table, catalog)) == {"unexplained": Decimal("0.1200021")}


def test_peak_hours(catalog):
    used = {"model": "office", "input_tokens": 10_000, "output_tokens": 1_000}
    off_peak, peak = (Decimal(10_000 * 1 + 1_000 * 2) / 10**6 * n for n in (1, 2))
    table = log(used | {"at": SUNDAY, "billed_amount": str(peak)})
    assert causes(fall(table, catalog)) == {"hours": peak - off_peak}
    assert words(table, catalog) == [("hours", "billed as peak")]
    table = log(used | {"at": MONDAY_10_BEIJING, "billed_amount": str(off_peak)})
    assert causes(fall(table, catalog)) == {"hours": off_peak - peak}
    said = ("hours", "billed as outside its hours or billed at batch instead of standard")
    assert words(table, catalog) == [said]


def test_a_day_as_a_whole_may_lie_between_its_hours(catalog):
    day = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp())
    used = {"model": "office", "at": day, "until": day + 86_400, "input_tokens": 24_000}
    mean = Decimal(17 * 1_000 * 1 + 7 * 1_000 * 2) / 10**6  # seven of its hours are peak
    billed = Decimal("0.030123")
    table = log(used | {"billed_amount": str(billed)})
    found = fall(table, catalog)
    assert found.estimate.amount == mean
    assert causes(found) == {"hours": billed - mean}
    assert words(table, catalog)[0][1].endswith("at which hours of the period")


def test_all_of_a_day_at_peak_is_told_apart(catalog):
    day = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp())
    used = {"model": "office", "at": day, "until": day + 86_400, "input_tokens": 24_000}
    table = log(used | {"billed_amount": "0.048"})  # 24,000 × ¥2
    assert words(table, catalog) == [("hours", "billed as peak")]


CACHED = {"model": "output-billed", "input_tokens": 10_000, "cache_read_tokens": 6_000}


@pytest.mark.parametrize(
    ("extra", "picos", "said"),
    [
        ({}, 10_000 * 4, "cache reads billed as input"),
        ({}, 10_000 * 4 + 6_000 * 1, "cache reads billed twice"),
        (
            {"cache_read_tokens": 0, "cache_write_tokens": 6_000},
            10_000 * 4,
            "cache writes billed as input",
        ),
        (
            {"cache_read_tokens": 0, "cache_write_tokens": 6_000, "cache_write_long_tokens": 6_000},
            4_000 * 4 + 6_000 * 5,
            "long cache writes billed as short ones",
        ),
    ],
)
def test_cache(catalog, extra, picos, said):
    fee = Decimal("0.005")  # each request
    table = log(CACHED | extra | {"billed_amount": str(Decimal(picos) / 10**6 + fee)})
    assert words(table, catalog) == [("cache", said)]
    found = fall(table, catalog)
    assert causes(found) == {"cache": found.difference.amount}


def test_thinking_mode(catalog):
    used = {"model": "mode", "input_tokens": 1_000, "output_tokens": 1_000}
    plain, thought = (Decimal(1_000 * 1 + 1_000 * rate) / 10**6 for rate in (2, 8))
    table = log(used | {"billed_amount": str(thought)})
    assert causes(fall(table, catalog)) == {"thinking": thought - plain}
    assert words(table, catalog) == [("thinking", "billed as thinking")]


def test_a_log_silent_on_thinking_leaves_a_span_between_the_modes(catalog):
    used = {"model": "mode", "input_tokens": 1_000, "output_tokens": 1_000, "requests": 4}
    table = log(used | {"reasoning_tokens": None, "billed_amount": "0.0061"})
    assert causes(fall(table, catalog)) == {"thinking": Decimal("0.0031")}  # ¥0.003 to ¥0.009
    said = "within what is possible: the log does not tell whether it was thinking"
    assert words(table, catalog) == [("thinking", said)]


def test_reasoning_at_a_price_of_its_own_that_nobody_counted(catalog):
    used = {"model": "separate", "input_tokens": 0, "output_tokens": 1_000}
    table = log(used | {"reasoning_tokens": None, "billed_amount": "0.005"})  # ¥0.003 to ¥0.008
    assert causes(fall(table, catalog)) == {"thinking": Decimal("-0.003")}


def test_no_tier_is_suggested_before_it_was_sold_and_no_band_that_it_does_not_have(tmp_path):
    models = """\
    m:
      thinking: not_applicable
      prices:
        - from: 2026-01-01
          tiers: [{up_to: 1_000, input: 2, output: 2}, {input: 4, output: 4}]
        - from: 2026-03-02
          tiers: [{up_to: 1_000, input: 2, output: 2}, {input: 4, output: 4}]
          service_tiers: {batch: {input: 1, output: 1}}
    """
    catalog = load_catalog(write_sheet(tmp_path, models))
    used = {"model": "m", "input_tokens": 500}
    before = log(
        used | {"at": SUNDAY, "billed_amount": "0.0005"}, used | {"billed_amount": "0.001"}
    )
    assert set(causes(fall(before, catalog))) == {"unexplained"}
    since = log(used | {"at": TUESDAY, "billed_amount": "0.0005"})
    assert set(causes(fall(since, catalog))) == {"service_tier"}
    neither = log(used | {"at": TUESDAY, "billed_amount": "0.00077"})
    assert set(causes(fall(neither, catalog))) == {"unexplained"}


def test_batch_and_other_service_tiers(catalog):
    used = {"model": "output-billed", "input_tokens": 10_000, "output_tokens": 1_000}
    standard = Decimal(10_000 * 4 + 1_000 * 16) / 10**6 + Decimal("0.005")
    batch = Decimal(10_000 * 4 + 1_000 * 16) / 10**6 * Decimal("0.6") + Decimal("0.005")
    table = log(used | {"billed_amount": str(batch)})
    assert causes(fall(table, catalog)) == {"service_tier": batch - standard}
    assert words(table, catalog) == [("service_tier", "billed at batch instead of standard")]
    table = log(used | {"service_tier": "batch", "billed_amount": str(standard)})
    assert causes(fall(table, catalog)) == {"service_tier": standard - batch}


def test_two_changes_at_once_are_laid_one_after_the_other(catalog):
    used = {"model": "office", "input_tokens": 10_000, "service_tier": "batch", "at": SUNDAY}
    own = Decimal(10_000) / 10**6 / 2
    at_peak, standard = own * 2, own * 4
    table = log(used | {"billed_amount": str(standard)})
    found = causes(fall(table, catalog))
    assert found == {"hours": at_peak - own, "service_tier": standard - at_peak}


def test_a_change_that_is_told_only_with_another_is_a_step_with_it(tmp_path):
    # of a whole day the band alone tells no price: its hours must be told with it
    models = """
        m:
          thinking: not_applicable
          prices:
            - from: 2026-01-01
              tiers: [{up_to: 1_000, input: 2, output: 2}, {input: 5, output: 5}]
              windows: {peak: {hours: "00:00-12:00", utc_offset: "+00:00", multiply: 4}}
    """
    book = load_catalog(write_sheet(tmp_path, models))
    day = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp())
    used = {"model": "m", "at": day, "until": day + 86_400, "input_tokens": 600}
    own, billed = Decimal(600 * 2 * 5) / 2 / 10**6, Decimal(600 * 5 * 4) / 10**6
    table = log(used | {"billed_amount": str(billed)})
    assert causes(fall(table, book)) == {"hours": billed - own}
    assert words(table, book) == [("hours", "billed as over 1,000 input and billed as peak")]


def test_a_period_over_a_change_of_price_leaves_a_span_between_the_prices(catalog):
    # demo/plain: ¥1 a million until the end of February in Beijing, then ¥3; it does not think
    day = 86_400
    used = {"model": "plain", "at": SUNDAY - 15 * day, "until": SUNDAY + 15 * day}
    table = log(used | {"input_tokens": 1_000_000, "billed_amount": "2.500001"})
    assert words(table, catalog) == [
        ("hours", "within what is possible: the log does not tell at which hours of the period")
    ]
    dearer = log(used | {"input_tokens": 1_000_000, "billed_amount": "3.718281"})
    assert set(causes(fall(dearer, catalog))) == {"unexplained"}


def test_free_quota(catalog):
    table = log(
        {"model": "plain", "input_tokens": 2_000_000, "billed_amount": "0"},
        {"model": "plain", "input_tokens": 1_000_000, "billed_amount": "3"},
    )
    assert causes(fall(table, catalog)) == {"free": Decimal(-6)}


def test_a_constant_discount(catalog):
    table = log(
        *(
            {"model": "plain", "input_tokens": n, "billed_amount": str(Decimal(n * 3 * 7) / 10**7)}
            for n in (1_000, 20_000, 333_000)
        )
    )
    found = fall(table, catalog)
    assert found.estimate.amount == Decimal("1.062")  # 354,000 × ¥3
    assert causes(found) == {"discount": Decimal("1.062") * Decimal("-0.3")}
    assert words(table, catalog) == [("discount", "at 70 % of the list price")]


def test_one_amount_of_many_at_a_simple_ratio_is_no_discount(catalog):
    used = {"model": "plain", "input_tokens": 1_000_000}
    table = log(used | {"billed_amount": "3.0003"}, *[used | {"billed_amount": "3"}] * 2)
    assert causes(fall(table, catalog)) == {"unexplained": Decimal("0.0003")}
    table = log(used | {"billed_amount": "2.4000"}, *[used | {"billed_amount": "3.0000"}] * 2)
    assert causes(fall(table, catalog)) == {"unexplained": Decimal("-0.6")}


def test_one_amount_alone_must_tell_its_discount_closely(catalog):
    used = {"model": "plain", "input_tokens": 1_000_000}
    in_cents = log(used | {"billed_amount": "2.88"})  # 96 %, or 95.7 % to 96.3 %
    assert set(causes(fall(in_cents, catalog))) == {"unexplained"}
    closely = log(used | {"input_tokens": 100_000_000, "billed_amount": "288.00"})
    assert causes(fall(closely, catalog)) == {"discount": Decimal(-12)}


def test_a_discount_on_one_model_of_several(catalog):
    table = log(
        {"model": "plain", "input_tokens": 1_000_000, "billed_amount": "2.70"},
        {"model": "plain", "input_tokens": 3_000_000, "billed_amount": "8.10"},
        {"model": "separate", "input_tokens": 1_000_000, "billed_amount": "2"},
        {"model": "separate", "input_tokens": 2_000_000, "billed_amount": "4"},
        {"model": "mode", "input_tokens": 4_000_000, "billed_amount": "4"},
    )
    found = reconcile(table, catalog)
    by_model = {group.key[0]: causes(group.waterfall) for group in found.groups}
    assert by_model == {"mode": {}, "plain": {"discount": Decimal("-1.2")}, "separate": {}}


def test_the_charges_of_the_price_sheet_are_named(catalog):
    factor = Decimal("1.1") * Decimal("0.8")
    table = log(
        {"model": "plain", "input_tokens": 1_000_000, "billed_amount": str(3 * factor)},
        {"model": "separate", "input_tokens": 1_000_000, "billed_amount": str(2 * factor)},
    )
    assert causes(fall(table, catalog)) == {"discount": 5 * factor - 5}
    names = ("discount", "gateway fee 10 %, negotiated discount -20 %")
    assert words(table, catalog) == [names, names]


def test_discounts_that_the_source_states_need_no_guess(catalog):
    used = {"model": "plain", "input_tokens": 1_000_000, "listed_amount": Decimal(3)}
    table = log(
        used | {"billed_amount": "2.17"},
        used | {"billed_amount": "1.11"},
        used | {"billed_amount": "0"},
    )
    found = causes(fall(table, catalog))
    assert found == {"free": Decimal(-3), "discount": Decimal("-0.83") + Decimal("-1.89")}


def test_another_exchange_rate(catalog):
    fx = FxRates.from_file(Path(__file__).parent / "fx.yaml")  # 8 yuan a dollar, then 4
    table = log(
        {"model": "plain", "input_tokens": 8_000_000, "at": SUNDAY, "billed_amount": "4"},
        {"model": "plain", "input_tokens": 2_000_000, "at": TUESDAY, "billed_amount": "1"},
        billed_currency="USD",
    )
    found = fall(table, catalog, "USD", fx=fx)
    assert found.estimate.amount == Decimal(24) / 8 + Decimal(6) / 4
    assert causes(found) == {"fx": Decimal(5) - Decimal("4.5")}
    assert words(table, catalog, fx=fx) == [("fx", "converted at 6 CNY for 1 USD")]


def test_a_discount_is_no_exchange_rate(catalog):
    fx = FxRates.from_file(Path(__file__).parent / "fx.yaml")
    table = log(
        {"model": "plain", "input_tokens": 8_000_000, "at": SUNDAY, "billed_amount": "1.5"},
        {"model": "plain", "input_tokens": 2_000_000, "at": TUESDAY, "billed_amount": "0.75"},
        billed_currency="USD",
    )
    assert causes(fall(table, catalog, "USD", fx=fx)) == {"discount": Decimal("-2.25")}


def test_a_rate_a_little_off_the_published_one_is_another_rate(catalog):
    table = log(
        {"model": "plain", "input_tokens": 7_300_000, "billed_amount": "3"},
        {"model": "separate", "input_tokens": 7_300_000, "billed_amount": "2"},
        billed_currency="USD",
    )
    fx = FxRates.fixed("USD/CNY", "7.2")
    assert set(causes(fall(table, catalog, "USD", fx=fx))) == {"fx"}
    assert words(table, catalog, fx=fx)[0][1] == "converted at 7.3 CNY for 1 USD"


def test_a_price_in_dollars_billed_in_yuan(catalog):
    """The rate is quoted in yuan for a dollar, whichever of the two is billed."""
    table = log(
        {"provider": "openai", "model": "gpt-5", "input_tokens": 1_000_000, "billed_amount": "9"},
        {"provider": "openai", "model": "gpt-5", "input_tokens": 3_000_000, "billed_amount": "27"},
    )
    fx = FxRates.fixed("USD/CNY", "7.1")
    found = fall(table, catalog, fx=fx)
    assert found.estimate.amount == 5 * Decimal("7.1")
    assert causes(found) == {"fx": 36 - 5 * Decimal("7.1")}
    assert words(table, catalog, fx=fx)[0][1] == "converted at 7.2 CNY for 1 USD"


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        ("1.06", "6 % on top"),
        ("0.94339622641509433962", "without the 6 % in it"),
    ],
)
def test_tax(catalog, factor, said):
    used = [{"model": "plain", "input_tokens": n * 10**6} for n in (1, 2, 5)]
    billed = [round(3 * n * Decimal(factor), 12) for n in (1, 2, 5)]
    rows = (row | {"billed_amount": str(b)} for row, b in zip(used, billed, strict=True))
    table = log(*rows)
    found = causes(fall(table, catalog))
    assert found["tax"].quantize(Decimal("1e-9")) == (24 * (Decimal(factor) - 1)).quantize(
        Decimal("1e-9")
    )
    assert ("tax", said) in words(table, catalog)


def test_tax_that_only_the_buyer_knows(catalog):
    table = log(
        {"model": "plain", "input_tokens": 1_000_000, "billed_amount": "3.57"},
        {"model": "separate", "input_tokens": 1_000_000, "billed_amount": "2.38"},
    )
    assert causes(fall(table, catalog, tax=Decimal(19))) == {"tax": Decimal("0.95")}
    assert causes(fall(table, catalog)) == {"discount": Decimal("0.95")}


def test_a_fee_and_tax_upon_it_are_parted(catalog):
    factor = Decimal("0.88") * Decimal("1.06")
    table = log(
        {"model": "plain", "input_tokens": 1_000_000, "billed_amount": str(3 * factor)},
        {"model": "separate", "input_tokens": 1_000_000, "billed_amount": str(2 * factor)},
    )
    found = causes(fall(table, catalog))
    assert found == {"discount": Decimal("-0.6"), "tax": Decimal("4.4") * Decimal("0.06")}


def test_rounding_to_the_cent(catalog):
    table = log(
        {"model": "plain", "input_tokens": 1_001_000, "billed_amount": "3.00"},
        {"model": "plain", "input_tokens": 1_444_000, "billed_amount": "4.33"},
    )
    found = fall(table, catalog)
    assert causes(found) == {"rounding": Decimal("7.33") - Decimal("7.335")}
    assert words(table, catalog) == [("rounding", "amounts in steps of 0.01")]


def test_a_discount_and_rounding_to_the_cent(catalog):
    exact = [Decimal(n * 3) / 1_000 * Decimal("0.85") for n in (1_001, 2_345, 777)]
    table = log(
        *(
            {"model": "plain", "input_tokens": n * 1_000, "billed_amount": str(round(e, 2))}
            for n, e in zip((1_001, 2_345, 777), exact, strict=True)
        )
    )
    found = causes(fall(table, catalog))
    assert found["discount"] == sum(exact) - sum(exact) / Decimal("0.85")
    assert found["rounding"] == sum(round(e, 2) for e in exact) - sum(exact)


def test_what_nothing_explains_is_said_to_be_unexplained(catalog):
    table = log(
        {"model": "plain", "input_tokens": 1_000_000, "billed_amount": "3"},
        {"model": "plain", "input_tokens": 2_000_000, "billed_amount": "6"},
        {"model": "plain", "input_tokens": 1_000_000, "billed_amount": "3.718281"},
    )
    found = fall(table, catalog)
    assert causes(found) == {"unexplained": Decimal("0.718281")}
    assert found.explained_share == 0


def test_many_causes_in_one_log_are_told_apart_and_in_order(catalog):
    batch = {"model": "office", "input_tokens": 1_000_000}
    table = log(
        {"model": "plain", "input_tokens": 1_000_000, "billed_amount": "3"},
        batch | {"billed_amount": "0.5"},
        {"model": "banded", "input_tokens": 30_000, "billed_amount": "0.12"},
        {"model": "separate", "input_tokens": 1_000_000, "billed_amount": "0"},
        {"model": "what", "input_tokens": 1, "billed_amount": "0.25"},
        {"model": "plain", "input_tokens": 1_000_000, "billed_amount": "3.7182818"},
    )
    found = causes(fall(table, catalog))
    assert found == {
        "unpriced": Decimal("0.25"),
        "band": Decimal("0.06"),
        "service_tier": Decimal("-0.5"),
        "free": Decimal(-2),
        "unexplained": Decimal("0.7182818"),
    }
    assert list(found) == [cause for cause in CAUSES if cause in found]
