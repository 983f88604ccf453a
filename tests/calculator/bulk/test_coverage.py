"""Rows in = priced + unpriced, each with its reason; and what else a reader must know."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest

from calculator import price_log
from pricing import FxRates
from pricing.errors import MissingRateError, UsageError

AT = int(datetime(2026, 2, 2, tzinfo=UTC).timestamp())


def made(*rows, **column_types):
    """A log of rows that differ from a sound one."""
    sound = {"at": AT, "model": "demo/plain", "input_tokens": 1_000_000, "output_tokens": 0}
    names = {**sound, **{name: None for row in rows for name in row}}
    full = [{name: {**sound, **row}.get(name) for name in names} for row in rows]
    return pa.Table.from_pylist(full)


WRONG = (
    ({"model": None}, "contradictory row", "no model is named"),
    ({"model": ""}, "contradictory row", "no model is named"),
    ({"at": None}, "contradictory row", "no time, or one before 2015"),
    ({"at": 0}, "contradictory row", "no time, or one before 2015"),
    ({"at": 2**62}, "contradictory row", "more than two years ahead"),
    ({"input_tokens": None}, "contradictory row", "missing or negative"),
    ({"output_tokens": -5}, "contradictory row", "missing or negative"),
    ({"cache_read_tokens": -1}, "contradictory row", "missing or negative"),
    ({"input_tokens": 10**15 + 1}, "contradictory row", "larger than 1,000,000,000,000,000"),
    ({"requests": 0}, "contradictory row", "requests must be from 1"),
    ({"requests": 2**31}, "contradictory row", "requests must be from 1"),
    ({"input_tokens": 2**32 + 1, "requests": 1}, "contradictory row", "requests must be set"),
    ({"cache_read_tokens": 1_000_001}, "contradictory row", "cache reads and writes exceed"),
    (
        {"cache_read_tokens": 600_000, "cache_write_tokens": 600_000},
        "contradictory row",
        "cache reads and writes exceed",
    ),
    (
        {"cache_read_tokens": 2**63 - 1, "cache_write_tokens": 2**63 - 1},
        "contradictory row",
        "larger than",
    ),
    (
        {"cache_write_tokens": 5, "cache_write_long_tokens": 6},
        "contradictory row",
        "long cache writes exceed",
    ),
    ({"reasoning_tokens": 1}, "contradictory row", "reasoning tokens exceed"),
    (
        {"output_tokens": 5, "reasoning_tokens": 1, "thinking": False},
        "contradictory row",
        "said not to have thought",
    ),
    ({"until": AT}, "contradictory row", "ends before it begins"),
    ({"reject": "unreadable:input_tokens"}, "unreadable row", "not a whole number"),
    ({"model": "demo/plian"}, "unknown model", "did you mean demo/plain"),
    ({"model": "kimi-k2.5"}, "sold by several providers", "moonshot-cn/kimi-k2.5"),
    ({"service_tier": "bacth", "model": "demo/office"}, "service tier not sold", "'batch'"),
    ({"at": AT - 366 * 86_400}, "no price on that date", "first known price is from"),
    (
        {"web_searches": 3},
        "counted thing without a price",
        "demo/plain has no price for web_search",
    ),
    (
        {"output_tokens": 5, "reasoning_tokens": 5},
        "contradicts the model",
        "demo/plain does not think, yet is said to have",
    ),
)


@pytest.mark.parametrize(("wrong", "kind", "said"), WRONG)
def test_a_row_without_a_price_says_why_and_the_rest_is_priced(wrong, kind, said, catalog):
    found = price_log(made(wrong, {}, {}), catalog)
    assert [(u.kind, u.rows) for u in found.unpriced] == [(kind, 1)]
    assert said in found.unpriced[0].reason
    assert (found.rows, found.rows_priced, found.is_floor) == (3, 2, True)
    assert found.coverage == Fraction(2, 3)
    assert found.totals["CNY"].cost.amount == 2
    assert "1 of 3 rows are not priced: the total is a floor" in found.notes


def test_every_reason_is_counted_on_every_engine(engine, catalog):
    found = price_log(engine(made({}, *(wrong for wrong, _, _ in WRONG), {})), catalog)
    assert (found.rows_priced, found.rows_unpriced) == (2, len(WRONG))
    for _, kind, said in WRONG:
        assert any(u.kind == kind and said in u.reason for u in found.unpriced)


def test_rows_of_one_day_with_and_without_searches_are_told_apart(catalog):
    found = price_log(made({"web_searches": 0}, {"web_searches": 1}, {"web_searches": 0}), catalog)
    assert (found.rows_priced, found.rows_unpriced) == (2, 1)


def test_a_log_without_gaps_is_not_a_floor(catalog):
    found = price_log(made({}, {}), catalog)
    assert (found.is_floor, found.coverage, found.unpriced) == (False, 1, ())


def test_a_log_without_rows_costs_nothing(engine, catalog):
    found = price_log(engine(made({}).slice(0, 0)), catalog)
    assert (found.rows, found.groups, dict(found.totals), found.coverage) == (0, (), {}, 1)


def test_a_log_of_nothing_but_garbage_is_all_accounted_for(engine, catalog):
    found = price_log(engine(made({"model": "?"}, {"model": "??"}, {"at": 1})), catalog)
    assert (found.rows, found.rows_priced, dict(found.totals)) == (3, 0, {})
    assert sum(u.rows for u in found.unpriced) == 3


def test_a_thousand_unknown_models_are_not_each_looked_for(catalog):
    found = price_log(made(*({"model": f"nobody-sells-{i}"} for i in range(1_000))), catalog)
    assert found.rows_unpriced == 1_000
    assert len(found.unpriced) == 1_000


def test_a_request_wider_than_the_context_is_priced_and_told(catalog):
    row = {"model": "moonshot-cn/kimi-k2.5", "input_tokens": 500_000}
    found = price_log(made(row), catalog)
    assert found.rows_priced == 1
    assert "moonshot-cn/kimi-k2.5 (500,000 of 262,144)" in " ".join(found.notes)


def test_what_lies_outside_an_offers_own_name_is_told(catalog):
    found = price_log(made({"model": "Kimi-K2.5", "provider": "moonshot-cn"}), catalog)
    assert "'Kimi-K2.5' → moonshot-cn/kimi-k2.5" in " ".join(found.notes)


def test_an_assumed_thinking_mode_is_told(catalog):
    row = {"model": "demo/mode", "output_tokens": 9, "reasoning_tokens": 5}
    assert "1 rows do not tell the thinking mode" in " ".join(price_log(made(row), catalog).notes)
    said = price_log(made(row | {"thinking": True}), catalog)
    assert "thinking mode" not in " ".join(said.notes)


def test_groups_come_in_order_and_with_their_parts(engine, catalog):
    rows = [
        {"key": "b"},
        {"key": "a", "at": AT + 86_400},
        {"key": "a", "output_tokens": 500_000},
        {"key": None},
    ]
    found = price_log(engine(made(*rows)), catalog, by=("key", "day", "model"))
    assert [g.key for g in found.groups] == [
        ("a", "2026-02-02", "plain"),
        ("a", "2026-02-03", "plain"),
        ("b", "2026-02-02", "plain"),
        (None, "2026-02-02", "plain"),
    ]
    parts = {kind: money.amount for kind, money in found.groups[0].sum.parts.items()}
    assert parts == {"input": 1, "output": 1}
    assert found.groups[0].sum.counts["requests"] == 1


def test_currencies_stay_apart_until_one_is_asked_for(catalog):
    rows = made({}, {"model": "openai/gpt-5"})
    assert set(price_log(rows, catalog).totals) == {"CNY", "USD"}
    one = price_log(rows, catalog, currency="CNY", fx=FxRates.fixed("USD/CNY", "8"))
    # 1 yuan, and 1.25 dollars at 8
    assert {c: t.cost.amount for c, t in one.totals.items()} == {"CNY": Decimal(11)}


def test_each_day_is_converted_at_its_own_rate(engine, catalog, tmp_path):
    rates = tmp_path / "rates.yaml"
    rates.write_text(
        "schema: 1\n"
        "source: {status: community, url: 'https://example.org/fx', retrieved: 2026-02-01}\n"
        "rates: {USD/CNY: {2026-02-01: 7, 2026-02-03: 8}}\n"
    )
    rows = made({"model": "openai/gpt-5"}, {"model": "openai/gpt-5", "at": AT + 86_400})
    found = price_log(
        engine(rows), catalog, by=("month",), currency="CNY", fx=FxRates.from_file(rates)
    )
    # a million at $1.25 on each day: 1.25 × 7 + 1.25 × 8
    assert found.groups[0].sum.cost.amount == Decimal("18.75")
    assert sum(found.groups[0].sum.part_picos.values()) == found.groups[0].sum.picos
    assert [str(rate.day) for rate in found.fx] == ["2026-02-01", "2026-02-03"]


def test_a_missing_exchange_rate_is_an_error(catalog):
    with pytest.raises(MissingRateError):
        price_log(made({}), catalog, currency="USD", fx=FxRates.fixed("EUR/JPY", "160"))


def test_bills_add_charges_and_tax_by_provider(catalog):
    bills = dict(price_log(made({}, {"model": "demo/banded", "input_tokens": 0}), catalog).bills)
    # 1 yuan + 10 % = 1.1; − 20 % = 0.88; + 6 % = 0.9328
    assert bills["demo"].total.amount == Decimal("0.9328")


def test_what_the_log_says_was_charged_is_summed_beside(engine, catalog):
    rows = [
        {"billed_amount": Decimal("0.1"), "billed_currency": "USD"},
        {"billed_amount": Decimal("0.200000000001"), "billed_currency": "USD"},
        {"billed_amount": None, "billed_currency": None},
        {"billed_amount": Decimal(7), "billed_currency": "CNY", "model": "unheard-of"},
    ]
    found = price_log(engine(made(*rows)), catalog, billed=True)
    billed = found.groups[0].sum.billed
    assert {c: m.amount for c, m in billed.items()} == {"USD": Decimal("0.300000000001")}
    assert found.unpriced[0].billed["CNY"].amount == 7
    assert found.totals["CNY"].rows == 3


def test_a_result_prints_and_becomes_json_and_a_frame(catalog):
    import json

    found = price_log(made({}, {"model": "demo/plian"}), catalog)
    assert str(found).splitlines()[:3] == [
        f"1 of 2 rows priced, book {catalog.book_id}",
        " list cost at least ¥1.000000",
        " not priced: 1 rows: no offer is called 'demo/plian'; did you mean demo/plain?",
    ]
    assert json.loads(json.dumps(found.to_dict()))["totals"]["CNY"]["cost"] == "1.000000000000"
    frame = found.to_frame()
    assert frame.loc[0, ["day", "model", "cost"]].tolist() == ["2026-02-02", "plain", Decimal(1)]


def test_an_unknown_group_is_an_error_that_helps(catalog):
    with pytest.raises(UsageError, match=r"cannot group by 'modle'; did you mean 'model'"):
        price_log(made({}), catalog, by=("modle",))
    with pytest.raises(UsageError, match="the log has no column 'tag'"):
        price_log(made({}), catalog, by=("tag",))
