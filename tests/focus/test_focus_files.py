from __future__ import annotations

import csv
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from calculator.bulk import price_log
from calculator.focus import write_focus
from calculator.focus.columns import COLUMNS
from calculator.logs import read_log
from pricing import load_catalog
from pricing.errors import MissingRateError, UsageError
from pricing.fx import FxRates
from tests.focus.used import BY, used

DEMO = Path(__file__).parents[1] / "worked" / "demo.yaml"


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(DEMO)


@pytest.fixture(scope="module")
def priced(catalog):
    return price_log(used(), catalog, by=BY)


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_and_parquet_say_the_same(priced, tmp_path):
    counts = [write_focus(priced, tmp_path / f"focus.{kind}") for kind in ("csv", "parquet")]
    texts = read_csv(tmp_path / "focus.csv")
    table = parquet.read_table(tmp_path / "focus.parquet")
    assert counts == [len(texts), len(table)]
    assert table.column_names == list(texts[0]) == list(COLUMNS)
    for text, row in zip(texts, table.to_pylist(), strict=True):
        for name, kind in COLUMNS.items():
            assert read_as(kind, text[name]) == row[name], name


def read_as(kind, text):
    if not text:
        return None
    if kind is bool:
        return text == "true"
    if kind is str:
        return text.removeprefix("'")
    return datetime.fromisoformat(text) if kind is datetime else Decimal(text)


@pytest.mark.parametrize("currency", [None, "CNY"])
def test_unit_prices_times_quantities_are_the_costs(priced, currency, tmp_path):
    """FinOps' validator looks at no row without a `ChargeClass` here, and none has one."""
    path = tmp_path / "focus.parquet"
    write_focus(priced, path, currency=currency, fx=FxRates.fixed("USD/CNY", "7.1234"))
    rows = [r for r in parquet.read_table(path).to_pylist() if r["ListUnitPrice"] is not None]
    assert len(rows) > 30
    for row in rows:
        for cost, price in (
            ("ListCost", "ListUnitPrice"),
            ("ContractedCost", "ContractedUnitPrice"),
        ):
            made = row[price] * row["PricingQuantity"]
            assert abs(made - row[cost]) <= max(row[cost], 1) * Decimal("1e-12")


def test_columns_of_focus_come_first_and_each_kind_is_sorted():
    own = [name.startswith("x_") for name in COLUMNS]
    assert own == sorted(own)
    assert list(COLUMNS) == sorted(COLUMNS, key=lambda name: (name.startswith("x_"), name))


def test_no_cell_of_a_csv_is_a_formula(priced, tmp_path):
    write_focus(priced, tmp_path / "focus.csv")
    keys = {row["x_Key"] for row in read_csv(tmp_path / "focus.csv")}
    assert "'=HYPERLINK(1)" in keys
    assert not any(key.startswith("=") for key in keys)


def test_parquet_names_the_book(priced, catalog, tmp_path):
    write_focus(priced, tmp_path / "focus.parquet")
    about = parquet.read_schema(tmp_path / "focus.parquet").metadata[b"tokenfare"]
    assert about.decode() == f"FOCUS 1.2, price book {catalog.book_id}"


def test_a_failure_leaves_no_file(priced, tmp_path):
    fx = FxRates.fixed("EUR/CNY", "8")
    with pytest.raises(MissingRateError):
        write_focus(priced, tmp_path / "focus.csv", currency="USD", fx=fx)
    assert list(tmp_path.iterdir()) == []


def test_another_kind_of_file_is_refused(priced, tmp_path):
    with pytest.raises(UsageError, match=r"written as \.csv or \.parquet"):
        write_focus(priced, tmp_path / "focus.xlsx")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_read_back_has_the_same_counts_and_costs(priced, catalog, kind, tmp_path):
    path = tmp_path / f"focus.{kind}"
    write_focus(priced, path)
    with read_log(path) as log:
        assert log.recognised[0].format == "focus"
        assert log.rejected == ()
        assert {skipped.because for skipped in log.skipped} == {"a purchase, a credit or tax"}
        again = price_log(log, catalog, by=BY, billed=True)
    assert len(again.groups) == len(priced.groups)
    for currency, total in priced.totals.items():
        found = again.totals[currency]
        assert found.picos == total.picos
        assert found.billed_picos[currency] == total.picos
        for name in ("input_tokens", "output_tokens", "cache_read_tokens", "requests"):
            assert found.counts[name] == total.counts[name]
        for name in ("reasoning_tokens", "web_searches", "cache_token_hours", "citation_tokens"):
            assert found.counts[name] == total.counts[name]


def test_many_groups_are_written_in_batches(catalog, tmp_path, monkeypatch):
    monkeypatch.setattr("calculator.focus.write.BATCH", 7)
    keys = [f"k{i}" for i in range(20)]
    plain = {"at": 1_772_323_200, "model": "demo/plain", "input_tokens": 10, "output_tokens": 1}
    table = pa.Table.from_pylist([plain | {"key": key} for key in keys])
    priced = price_log(table, catalog, by=("day", "offer", "key"))
    written = write_focus(priced, tmp_path / "focus.parquet")
    found = parquet.read_table(tmp_path / "focus.parquet")
    assert written == len(found) == 20 * 3 + 3  # fee, discount and VAT of the day
    assert set(found["x_Key"].drop_null().to_pylist()) == set(keys)
