"""What holds of every reconciliation: it adds up, whatever the order, the size and the grouping."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from calculator.reconcile import CAUSES, Waterfall, reconcile
from pricing import load_catalog
from pricing.errors import UsageError
from pricing.fx import FxRates

DEMO = Path(__file__).parents[1] / "worked" / "demo.yaml"
NOON = 1_772_366_400
MODELS = ("plain", "banded", "office", "output-billed", "mode", "nothing-known")


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(DEMO)


def made(seed, rows):
    """Amounts at random: some right, some by another rule, some by none."""
    rng = random.Random(seed)
    for _ in range(rows):
        size = rng.randrange(1, 200_000)
        amount = Decimal(size * rng.choice([0, 1, 2, 3, 4, 8]) + rng.choice([0, 0, 7])).scaleb(-6)
        yield {
            "at": NOON + rng.randrange(40) * 3_600,
            "provider": "demo",
            "model": rng.choice(MODELS),
            "service_tier": rng.choice(["standard", "standard", "batch"]),
            "input_tokens": size,
            "output_tokens": rng.choice([0, 0, 500]),
            "cache_read_tokens": rng.choice([0, size // 2]),
            "requests": rng.choice([1, 1, 4]),
            "billed_amount": amount,
            "billed_currency": rng.choice(["CNY", "CNY", "USD"]),
            "key": rng.choice(["a", "b", None]),
        }


def adds_up(fall: Waterfall):
    steps = [step.money.amount for step in fall.steps]
    return fall.estimate.amount + sum(steps) == fall.billed.amount


FX = FxRates.fixed("USD/CNY", "7.1")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("currency", [None, "CNY"])
def test_estimate_and_causes_are_the_bill_in_every_group_and_in_the_whole(catalog, seed, currency):
    table = pa.Table.from_pylist(list(made(seed, 80)))
    found = reconcile(table, catalog, by=("day", "model", "key"), currency=currency, fx=FX)
    assert all(adds_up(group.waterfall) for group in found.groups)
    for shown, fall in found.totals.items():
        falls = [g.waterfall for g in found.groups if g.waterfall.currency == shown]
        assert adds_up(fall)
        assert fall.rows == sum(f.rows for f in falls)
        for cause in CAUSES:
            assert fall.step(cause).amount == sum(f.step(cause).amount for f in falls)
    assert found.rows == 80
    billed = {"CNY": Decimal(0), "USD": Decimal(0)}
    for row in table.to_pylist():
        billed[row["billed_currency"]] += row["billed_amount"]
    if currency is None:
        assert {c: f.billed.amount for c, f in found.totals.items()} == billed
    else:
        assert found.totals["CNY"].billed.amount == billed["CNY"] + billed["USD"] * Decimal("7.1")


def test_the_order_of_rows_makes_no_difference(catalog):
    rows = list(made(9, 50))
    first = reconcile(pa.Table.from_pylist(rows), catalog, fx=FX).to_dict()
    random.Random(1).shuffle(rows)
    assert reconcile(pa.Table.from_pylist(rows), catalog, fx=FX).to_dict() == first


def test_pandas_polars_and_duckdb_say_the_same(catalog):
    import duckdb
    import polars as pl

    table = pa.Table.from_pylist(list(made(3, 30)))
    first = reconcile(table, catalog, fx=FX).to_dict()
    frames = (
        pl.from_arrow(table),
        pl.from_arrow(table).lazy(),
        duckdb.connect().from_arrow(table),
        table.to_pandas(types_mapper=None),
    )
    for frame in frames:
        assert reconcile(frame, catalog, fx=FX).to_dict() == first


def test_too_many_rows_are_compared_by_price_and_label(catalog, monkeypatch):
    office = {"provider": "demo", "model": "office", "output_tokens": 0, "billed_currency": "CNY"}
    rows = [
        office | {"at": NOON + i, "input_tokens": 1_000 + i, "key": key, "billed_amount": amount}
        for i in range(10)
        for key, amount in [
            ("right", Decimal(1_000 + i).scaleb(-6)),
            ("peak", Decimal(2 * (1_000 + i)).scaleb(-6)),
        ]
    ]
    table = pa.Table.from_pylist(rows)
    one_by_one = reconcile(table, catalog, by=("key",))
    monkeypatch.setattr("calculator.reconcile.compared.ROWS_APART", 5)
    together = reconcile(table, catalog, by=("key",))
    assert together.totals == one_by_one.totals
    assert together.groups == one_by_one.groups
    assert [f.cause for f in together.findings] == ["hours"]
    assert together.notes[0].startswith("alike rows are compared together")


def test_frames_and_plain_values_hold_every_cause(catalog):
    table = pa.Table.from_pylist(list(made(4, 30)))
    found = reconcile(table, catalog, by=("model",), fx=FX)
    frame = found.to_frame()
    assert list(frame.columns) == ["model", "currency", "rows", "estimate", *CAUSES, "billed"]
    plain = found.to_dict()
    assert [row["model"] for row in plain["groups"]] == list(frame["model"])
    assert Decimal(plain["totals"]["CNY"]["billed"]) == found.totals["CNY"].billed.amount
    assert sum(frame["rows"]) == plain["rows"] == 30


def test_it_prints_as_a_waterfall(catalog):
    row = {"at": NOON, "provider": "demo", "model": "office", "input_tokens": 1_000_000}
    more = {"output_tokens": 0, "billed_amount": Decimal("2.5"), "billed_currency": "CNY"}
    free = {"billed_amount": Decimal(0), "model": "plain"}
    table = pa.Table.from_pylist([row | more | {"billed_amount": Decimal(2)}, row | more | free])
    assert str(reconcile(table, catalog)) == (
        f"2 rows compared with what was billed, book {catalog.book_id}\n"
        " estimate at list price       ¥4.000000\n"
        " ├─ peak hours               +¥1.000000\n"
        " ├─ free quota and vouchers  -¥3.000000\n"
        " billed                       ¥2.000000\n"
        " hours: demo/office, 1 row: billed as peak, +¥1.000000\n"
        " free: demo/plain, 1 row: billed at nothing, -¥3.000000"
    )


@pytest.mark.parametrize(
    ("columns", "options", "said"),
    [
        ({}, {"by": ("colour",)}, "cannot group by 'colour'"),
        ({"billed_amount": 1.0, "billed_currency": "CNY"}, {"by": ("key",)}, "no column 'key'"),
        ({}, {}, "does not say what was charged"),
        ({"billed_amount": 1.0}, {}, "does not say what was charged"),
    ],
)
def test_what_cannot_be_compared_is_refused(catalog, columns, options, said):
    row = {"at": NOON, "model": "demo/plain", "input_tokens": 1, "output_tokens": 1}
    with pytest.raises(UsageError, match=said):
        reconcile(pa.Table.from_pylist([row | columns]), catalog, **options)


def test_an_empty_log_is_no_error(catalog):
    row = {"at": NOON, "model": "demo/plain", "input_tokens": 1, "output_tokens": 1}
    row |= {"billed_amount": 1.0, "billed_currency": "CNY"}
    found = reconcile(pa.Table.from_pylist([row]).slice(0, 0), catalog)
    assert (found.rows, found.totals, found.groups) == (0, {}, ())
