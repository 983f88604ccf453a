"""Worked on `tests/worked/demo.yaml`: a fee of 10 %, a discount of 20 %, and VAT of 6 % on top."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from calculator.bulk import price_log
from calculator.focus import FOCUS_BY, focus_rows
from pricing import load_catalog
from pricing.errors import MissingRateError, UsageError
from pricing.fx import FxRates
from tests.sheet_text import write_sheet

DEMO = Path(__file__).parents[1] / "worked" / "demo.yaml"
BY = ("day", "offer", "service_tier")


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(DEMO)


def log(*rows, **common):
    plain = {"at": 1_772_323_200, "provider": "demo", "model": "output-billed"}
    return pa.Table.from_pylist([plain | common | row for row in rows])


def rows_of(table, catalog, by=BY, **options):
    return list(focus_rows(price_log(table, catalog, by=by), **options))


def usage_of(rows):
    return [row for row in rows if row["ChargeCategory"] == "Usage"]


def amounts(rows, column):
    return [row[column] for row in rows]


def summed(rows, column):
    return sum(amounts(rows, column), Decimal(0))


WEEK = {"input_tokens": 3_000_000, "output_tokens": 500_000, "cache_read_tokens": 1_000_000}


def test_each_meter_has_a_row_with_its_quantity_and_list_price(catalog):
    thought = {"reasoning_tokens": 200_000, "cache_write_tokens": 400_000, "web_searches": 3}
    rows = usage_of(rows_of(log(WEEK | thought | {"cache_write_long_tokens": 100_000}), catalog))
    assert [
        (row["SkuMeter"], row["PricingQuantity"], row["ListUnitPrice"], row["ListCost"])
        for row in rows
    ] == [
        ("Input Tokens", Decimal("1.6"), 4, Decimal("1.6") * 4),
        ("Cache Read Input Tokens", 1, 1, 1),
        ("Cache Write Input Tokens", Decimal("0.3"), 5, Decimal("0.3") * 5),
        ("Cache Write Long Input Tokens", Decimal("0.1"), 8, Decimal("0.1") * 8),
        ("Output Tokens", Decimal("0.3"), 16, Decimal("0.3") * 16),
        ("Reasoning Output Tokens", Decimal("0.2"), 16, Decimal("0.2") * 16),
        ("Requests", 1, Decimal("0.005"), Decimal("0.005")),
        ("Web Searches", 3, Decimal("0.010"), Decimal("0.030")),
    ]
    units = {(row["ConsumedUnit"], row["PricingUnit"]) for row in rows}
    assert units == {
        ("Tokens", "1000000 Tokens"),
        ("Requests", "Requests"),
        ("Searches", "Searches"),
    }
    assert rows[0]["ConsumedQuantity"] == 1_600_000


def test_charges_credits_and_tax_have_rows_of_their_own_in_the_order_of_the_bill(catalog):
    rows = rows_of(
        log({"model": "separate", "input_tokens": 5_000_000, "output_tokens": 0}), catalog
    )
    assert [(row["ChargeCategory"], row["BilledCost"]) for row in rows[1:]] == [
        ("Usage", 0),
        ("Purchase", 1),  # 10 % of ¥10
        ("Credit", Decimal("-2.20")),  # 20 % of ¥11
        ("Tax", Decimal("0.528")),  # 6 % of ¥8.80
    ]
    assert summed(rows, "BilledCost") == Decimal("9.328")


def test_what_is_purchased_is_borne_by_the_usage_as_effective_cost(catalog):
    rows = rows_of(log(WEEK), catalog)
    cost = {row["SkuMeter"]: row["ListCost"] for row in usage_of(rows)}
    effective = {row["SkuMeter"]: row["EffectiveCost"] for row in usage_of(rows)}
    assert effective == {meter: cost[meter] * Decimal("1.1") for meter in cost}
    assert amounts(rows, "EffectiveCost")[len(cost)] == 0  # the purchase's own
    assert summed(rows, "EffectiveCost") == summed(rows, "BilledCost")


def test_a_monthly_charge_is_one_purchase_a_month_borne_by_that_months_usage(tmp_path):
    models = """\
    m:
      thinking: not_applicable
      prices: [{from: 2026-01-01, input: 1, output: 2}]
    """
    fee = "charges: [{name: seat, per_month: 30}]\n"
    catalog = load_catalog(write_sheet(tmp_path, models, more=fee))
    days = [1_772_323_200, 1_772_409_600, 1_775_001_600]  # 1 and 2 March, 1 April
    tokens = [1_000_000, 2_000_000, 5_000_000]
    used = [
        {"model": "m", "at": at, "input_tokens": n, "output_tokens": 0}
        for at, n in zip(days, tokens, strict=True)
    ]
    rows = rows_of(log(*used), catalog)
    bought = [row for row in rows if row["ChargeCategory"] == "Purchase"]
    assert [(row["BilledCost"], row["ChargePeriodStart"].month) for row in bought] == [
        (30, 3),
        (30, 4),
    ]
    assert bought[0]["ChargePeriodEnd"] == datetime(2026, 4, 1, tzinfo=UTC)
    assert bought[0]["ChargeFrequency"] == "Recurring"
    borne = [row["EffectiveCost"] for row in usage_of(rows) if row["ListCost"]]
    assert borne == [1 + 10, 2 + 20, 5 + 30]


def test_a_monthly_charge_upon_usage_that_costs_nothing_is_borne_in_equal_parts(tmp_path):
    models = """\
    m:
      thinking: not_applicable
      prices: [{from: 2026-01-01, input: 0, output: 0}]
    """
    fee = "charges: [{name: seat, per_month: 30}]\n"
    catalog = load_catalog(write_sheet(tmp_path, models, more=fee))
    used = {"model": "m", "input_tokens": 7_000, "output_tokens": 20}
    rows = rows_of(log(used), catalog)
    assert [row["EffectiveCost"] for row in rows] == [10, 10, 10, 0]  # the last is the purchase


def test_price_and_bill_each_have_their_currency_and_the_rate_of_the_day(catalog):
    fx = FxRates.from_file(Path(__file__).parent / "fx.yaml")
    rows = usage_of(rows_of(log(WEEK), catalog, currency="USD", fx=fx))
    first = rows[0]
    assert (first["PricingCurrency"], first["BillingCurrency"]) == ("CNY", "USD")
    assert (first["PricingCurrencyListUnitPrice"], first["ListUnitPrice"]) == (4, Decimal("0.5"))
    assert first["ListCost"] == 2 * Decimal("0.5")
    assert first["PricingCurrencyEffectiveCost"] == 8 * Decimal("1.1")
    assert (first["x_FxRate"], first["x_FxDay"]) == (Decimal("0.125"), "2026-02-27")
    assert first["x_FxSource"] == "fx.yaml"


def test_without_another_currency_no_rate_is_named(catalog):
    first = rows_of(log(WEEK), catalog)[0]
    assert first["BillingCurrency"] == first["PricingCurrency"] == "CNY"
    assert "x_FxRate" not in first


def test_thinking_is_told_by_the_price_where_it_depends_on_the_mode(catalog):
    used = {"model": "mode", "input_tokens": 1_000_000, "output_tokens": 1_000_000}
    on, off = ({"thinking": mode} for mode in (True, False))
    thought = usage_of(rows_of(log(used | on | {"reasoning_tokens": 600_000}), catalog))
    plain = usage_of(rows_of(log(used | off | {"reasoning_tokens": 0}), catalog))
    shown = ("SkuMeter", "ListUnitPrice", "x_Thinking", "x_ReasoningTokens")
    assert [tuple(row.get(name) for name in shown) for row in thought] == [
        ("Input Tokens", 1, True, None),
        ("Output Tokens", 8, True, 0),
        ("Reasoning Output Tokens", 8, True, 600_000),
        ("Requests", 0, True, None),
    ]
    assert [row["x_Thinking"] for row in plain] == [False] * 3
    assert json.loads(thought[0]["SkuPriceDetails"])["x_Thinking"] is True
    assert thought[1]["SkuPriceId"] != plain[1]["SkuPriceId"]
    assert thought[1]["SkuId"] == plain[1]["SkuId"] == "demo/mode:output"


def test_reasoning_nobody_counted_is_null_and_not_zero(catalog):
    rows = usage_of(rows_of(log(WEEK), catalog))
    assert [row["x_ReasoningTokens"] for row in rows] == [None] * len(rows)
    assert rows[0]["x_Thinking"] is None


def test_one_price_is_named_and_a_mixture_is_called_a_mean(catalog):
    short = {"model": "banded", "input_tokens": 20_000, "output_tokens": 0}
    long = {"model": "banded", "input_tokens": 60_000, "output_tokens": 0}
    alone = usage_of(rows_of(log(long), catalog))[0]
    assert (alone["ListUnitPrice"], alone["x_Band"]) == (4, "32,001 to 128,000 input")
    assert alone["x_UnitPriceIsMean"] is False
    mixed = usage_of(rows_of(log(short, long), catalog))[0]
    assert mixed["ListUnitPrice"] == Decimal("3.5")  # (20 × ¥2 + 60 × ¥4) / 80
    assert (mixed["x_UnitPriceIsMean"], mixed["x_Band"]) == (True, None)
    assert mixed["SkuPriceId"] == "demo/banded:input/mean"


def test_grouped_by_price_every_unit_price_is_one_of_the_list(catalog):
    sizes = [20_000, 60_000, 25_000]
    table = log(*({"model": "banded", "input_tokens": n, "output_tokens": 0} for n in sizes))
    rows = usage_of(rows_of(table, catalog, by=("day", "offer", "price")))
    prices = [(r["ListUnitPrice"], r["ConsumedQuantity"], r["x_Band"]) for r in rows[::2]]
    assert prices == [(4, 60_000, "32,001 to 128,000 input"), (2, 45_000, "up to 32,000 input")]
    assert {row["x_UnitPriceIsMean"] for row in rows} == {False}


def test_lower_tiers_of_a_graduated_price_are_in_its_input(catalog):
    used = {"model": "graduated", "input_tokens": 4_000, "output_tokens": 0}
    first = rows_of(log(used), catalog)[0]
    picked = 1_000 * 10 + 2_000 * 6 + 1_000 * 1
    assert first["ListCost"] == Decimal(picked) / 10**6
    assert first["ListUnitPrice"] == Decimal(picked) / 4_000


def test_a_batch_price_names_its_service_tier(catalog):
    first = rows_of(log(WEEK, service_tier="batch"), catalog)[0]
    assert first["ListUnitPrice"] == Decimal("2.4")
    assert first["x_ServiceTier"] == "batch"
    assert first["ChargeDescription"] == "output-billed: Input Tokens (batch)"


def test_periods_are_days_or_months_within_their_month(catalog):
    day, month = (rows_of(log(WEEK), catalog, by=(b, "offer"))[0] for b in ("day", "month"))
    assert day["ChargePeriodStart"] == datetime(2026, 3, 1, tzinfo=UTC)
    assert day["ChargePeriodEnd"] == datetime(2026, 3, 2, tzinfo=UTC)
    assert month["ChargePeriodEnd"] == datetime(2026, 4, 1, tzinfo=UTC)
    assert day["BillingPeriodEnd"] == datetime(2026, 4, 1, tzinfo=UTC)


def test_labels_and_the_account_are_carried(catalog):
    by = (*BY, "key", "tag")
    table = log(WEEK, key="k1", tag="search")
    first = rows_of(table, catalog, by=by, account="acc-7")[0]
    assert (first["x_Key"], first["x_Tag"], first["BillingAccountId"]) == ("k1", "search", "acc-7")
    assert json.loads(first["Tags"]) == {"key": "k1", "tag": "search"}
    assert rows_of(log(WEEK), catalog)[0]["BillingAccountId"] == "demo"
    assert set(by) < set(FOCUS_BY)


def test_included_tax_is_named_and_has_no_row():
    rows = rows_of(log(WEEK, provider="alibaba-cn", model="qwen-plus"), None)
    assert {row["ChargeCategory"] for row in rows} == {"Usage"}
    assert rows[0]["x_TaxIncluded"] == "VAT 6 %"


def test_rows_name_their_book_sheet_and_source(catalog):
    first = rows_of(log(WEEK), catalog)[0]
    assert first["x_BookId"] == catalog.book_id
    assert first["x_Sheet"].startswith("demo@2026-11-24")
    assert (first["x_PriceStatus"], first["x_PriceSource"]) == (
        "community",
        "https://example.org/prices",
    )


def test_a_group_in_doubt_says_so(catalog):
    summed_up = {"model": "banded", "input_tokens": 60_000, "output_tokens": 0, "requests": 3}
    assert rows_of(log(summed_up), catalog)[0]["x_TierUncertain"] is True
    assert rows_of(log(WEEK), catalog)[0]["x_TierUncertain"] is False


@pytest.mark.parametrize(
    ("options", "currency", "said"),
    [
        ({"by": ("day", "model")}, None, "a FOCUS file needs offer"),
        ({"by": ("offer",)}, None, "and day or month"),
        ({"by": ("month", "offer")}, "USD", "price by day"),
        ({"by": BY, "currency": "USD"}, None, "price it without a currency"),
    ],
)
def test_a_log_priced_otherwise_is_refused_with_what_to_do(catalog, options, currency, said):
    priced = price_log(log(WEEK), catalog, **options)
    with pytest.raises(UsageError, match=said):
        list(focus_rows(priced, currency=currency))


def test_a_missing_exchange_rate_is_an_error(catalog):
    fx = FxRates.fixed("EUR/CNY", "8")
    with pytest.raises(MissingRateError):
        rows_of(log(WEEK), catalog, currency="USD", fx=fx)


def test_a_row_that_counts_nothing_makes_no_row(catalog):
    nothing = {"model": "plain", "input_tokens": 0, "output_tokens": 0, "requests": None}
    table = log(nothing)
    table = table.set_column(5, "requests", pa.array([None], pa.int64()))
    assert price_log(table, catalog).rows_priced == 1
    assert rows_of(table, catalog) == []


def test_an_empty_log_makes_no_rows(catalog):
    assert rows_of(log(WEEK).slice(0, 0), catalog) == []
