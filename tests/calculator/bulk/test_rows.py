"""Each row beside its cost, in a file that is whole or not there."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from calculator import price_log
from pricing.errors import UsageError

from .made import made_log, priced_row

AT = int(datetime(2026, 2, 2, tzinfo=UTC).timestamp())


@pytest.fixture(scope="module")
def log(catalog):
    return made_log(catalog, 600, seed=11)


def test_every_row_costs_what_price_says(engine, log, catalog, tmp_path):
    price_log(engine(log), catalog, per_row=tmp_path / "rows.parquet")
    rows = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    costs = [priced_row(row, catalog) for row in log.to_pylist()]
    assert [row["list_cost"] for row in rows] == [c and c.list_cost.amount for c in costs]
    assert [row["offer"] for row in rows] == [c and c.offer.id for c in costs]
    assert [row["unpriced"] is None for row in rows] == [c is not None for c in costs]


def test_rows_keep_their_columns_and_their_order(engine, log, catalog, tmp_path):
    price_log(engine(log), catalog, per_row=tmp_path / "rows.parquet")
    written = pq.read_table(tmp_path / "rows.parquet")
    assert written.select(log.column_names).to_pylist() == log.to_pylist()


def test_columns_of_ones_own_come_through_whatever_they_are_called(catalog, tmp_path):
    row = {"at": AT, "model": "demo/plain", "input_tokens": 1, "output_tokens": 0}
    own = {"_input": "mine", "_name": 7, "note": None}
    price_log(pa.Table.from_pylist([row | own]), catalog, per_row=tmp_path / "rows.parquet")
    (written,) = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    assert {name: written[name] for name in own} == own


def test_two_runs_write_the_same_bytes(log, catalog, tmp_path):
    for name in ("one", "two"):
        price_log(log, catalog, per_row=tmp_path / f"{name}.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_rows_add_up_to_the_total(log, catalog, tmp_path):
    found = price_log(log, catalog, per_row=tmp_path / "rows.parquet")
    sums: dict[str, Fraction] = {}
    for row in pq.read_table(tmp_path / "rows.parquet").to_pylist():
        if row["offer"]:
            currency = row["pricing_currency"]
            sums[currency] = sums.get(currency, Fraction(0)) + Fraction(row["list_cost"])
    assert sums == {c: Fraction(t.cost.amount) for c, t in found.totals.items()}


def test_a_row_larger_than_64_bits_of_picos_is_exact(catalog, tmp_path):
    # 10^15 tokens at 8 yuan a million
    row = {"at": AT, "model": "demo/banded", "requests": 10**9}
    log = pa.Table.from_pylist([row | {"input_tokens": 10**15, "output_tokens": 0}])
    price_log(log, catalog, per_row=tmp_path / "rows.parquet")
    (written,) = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    assert written["list_cost"] == 8 * 10**9


def test_rows_that_sum_up_have_their_bounds(catalog, tmp_path):
    row = {"at": AT, "model": "demo/banded", "requests": 10}
    log = pa.Table.from_pylist([row | {"input_tokens": 400_000, "output_tokens": 0}])
    price_log(log, catalog, per_row=tmp_path / "rows.parquet")
    (written,) = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    sides = [written[f"list_cost{side}"] for side in ("_low", "", "_high")]
    assert sides == [Decimal("0.8"), Decimal("1.6"), Decimal("3.2")]


@pytest.mark.parametrize(
    ("tokens", "picos"),
    [
        (1, 1_666_667),  # 40/24 millionths: rounded up
        (10**15, 1_666_666_666_666_666_666_667),
        (3, 5_000_000),
        (0, 0),
    ],
)
def test_a_row_over_a_period_is_rounded_once(tokens, picos, catalog, tmp_path):
    # a day of `night`: 16 hours at 2, 8 at 1, so 5/3 a million
    row = {"at": AT, "until": AT + 86_400, "model": "demo/night", "requests": 2**31 - 1}
    log = pa.Table.from_pylist([row | {"input_tokens": tokens, "output_tokens": 0}])
    found = price_log(log, catalog, per_row=tmp_path / "rows.parquet")
    (written,) = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    assert written["list_cost"] == Decimal(picos).scaleb(-12)
    assert found.totals["CNY"].picos == picos


def test_a_tie_goes_to_the_even_pico(catalog, tmp_path):
    # two minutes around 16:30, one at 2 and one at 1 per million: 1.5 millionths a token;
    # in picos there are no ties here, so the rates of a sheet of our own make them
    from pricing import load_catalog

    sheet = tmp_path / "mine.yaml"
    sheet.write_text(
        """\
schema: 1
provider: mine
name: Mine
revision: 2026-01-01
currency: USD
timezone: UTC
source: {status: community, url: "https://example.org", retrieved: 2026-01-01}
models:
  tiny:
    thinking: not_applicable
    prices:
      - from: 2026-01-01
        input: 0.000001
        output: 0.000001
      - {from: 2026-02-03, input: 0.000002, output: 0.000002}
"""
    )
    row = {"at": AT, "until": AT + 2 * 86_400, "model": "mine/tiny", "output_tokens": 0}
    log = pa.Table.from_pylist([row | {"input_tokens": n} for n in (1, 3, 5)])
    price_log(log, load_catalog(sheet), per_row=tmp_path / "rows.parquet")
    rows = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    # 1.5, 4.5 and 7.5 picos
    assert [row["list_cost"] for row in rows] == [Decimal(n).scaleb(-12) for n in (2, 4, 8)]


def test_a_csv_cannot_start_a_formula(catalog, tmp_path):
    row = {"at": AT, "input_tokens": 1, "output_tokens": 0}
    log = pa.Table.from_pylist(
        [row | {"model": "=cmd|'/c calc'!A1"}, row | {"model": "demo/plain"}]
    )
    price_log(log, catalog, per_row=tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["model"] for row in rows] == ["'=cmd|'/c calc'!A1", "demo/plain"]
    assert [row["list_cost"] for row in rows] == ["", "0.000001000000"]


def test_a_run_that_fails_leaves_what_was_there(log, catalog, tmp_path, monkeypatch):
    from calculator.bulk import writing

    target = tmp_path / "rows.parquet"
    price_log(log, catalog, per_row=target)
    before = target.read_bytes()

    def broken(relation, file, kind):
        file.write_bytes(b"half")
        raise OSError("no space left on device")

    monkeypatch.setattr(writing, "_from_duckdb", broken)
    with pytest.raises(OSError, match="no space left"):
        price_log(log, catalog, per_row=target)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["rows.parquet"]


def test_a_column_that_is_in_the_way_is_named(catalog, tmp_path):
    row = {"at": AT, "model": "demo/plain", "input_tokens": 1, "output_tokens": 0, "offer": "x"}
    with pytest.raises(UsageError, match="a column 'offer' already: rename it"):
        price_log(pa.Table.from_pylist([row]), catalog, per_row=tmp_path / "rows.parquet")


def test_the_rows_of_several_logs_are_not_written_to_one_file(log, catalog, tmp_path):
    with pytest.raises(UsageError) as error:
        price_log([log, log], catalog, per_row=tmp_path / "rows.parquet")
    assert str(error.value) == "rows are written for one log at a time: call once for each"
    assert list(tmp_path.iterdir()) == []


def test_other_kinds_of_files_are_refused(log, catalog, tmp_path):
    with pytest.raises(UsageError, match=r"written as \.parquet or \.csv"):
        price_log(log, catalog, per_row=tmp_path / "rows.xlsx")
