"""Every engine, and a loop over `price` with exact fractions, come to the same sums."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest

from calculator import price_log
from calculator.bulk import numbering

from .conftest import ENGINES
from .made import looped, made_log, shuffled, sums_of

GROUPED = ("day", "offer", "key")


@pytest.fixture(scope="module")
def log(catalog):
    return made_log(catalog, 4_000, seed=20_261_124)


@pytest.fixture(scope="module")
def expected(log, catalog):
    return looped(log, catalog)


@pytest.fixture(scope="module")
def short(catalog):
    return made_log(catalog, 600, seed=7)


@pytest.fixture(scope="module")
def priced(short, catalog):
    """The short log priced in one go, on Arrow."""
    return price_log(short, catalog, by=GROUPED).to_dict()


def test_the_sums_are_those_of_a_loop_over_price(engine, log, expected, catalog):
    sums, unpriced = expected
    found = price_log(engine(log), catalog, by=GROUPED)
    assert sums_of(found.groups) == sums
    assert (found.rows, found.rows_unpriced) == (4_000, unpriced)


def test_the_made_up_log_is_a_hard_one(expected):
    sums, unpriced = expected
    assert 1_000 < unpriced < 2_000
    assert max(sums.values()) > 10**6
    assert sum(sums.values()) * 10**12 > 2**63


def test_the_order_of_the_rows_and_the_engine_do_not_matter(engine, short, priced, catalog):
    found = price_log(engine(shuffled(short, seed=1)), catalog, by=GROUPED)
    assert found.to_dict() == priced


@pytest.mark.parametrize("parts", [2, 5])
def test_a_log_may_come_in_any_parts(parts, engine, short, priced, catalog):
    step = -(-len(short) // parts)
    cut = [engine(short.slice(start, step)) for start in range(0, len(short), step)]
    assert price_log(cut, catalog, by=GROUPED).to_dict() == priced


def test_logs_with_different_columns_are_priced_as_one(engine, catalog):
    row = {"at": 1_770_000_000, "model": "demo/output-billed", "input_tokens": 10**6}
    logs = [
        {**row, "output_tokens": 0, "cache_read_tokens": 10**5, "requests": 1, "web_searches": 2},
        {**row, "output_tokens": 10**6, "reasoning_tokens": 10**5},
    ]
    found = price_log([engine(pa.Table.from_pylist([log])) for log in logs], catalog)
    total = found.totals["CNY"]
    # per million 4 in, 1 from the cache and 16 out; 10 a thousand searches, 5 a thousand requests
    first = Decimal("3.6") + Decimal("0.1") + Decimal("0.02") + Decimal("0.005")
    assert total.cost.amount == first + 4 + 16 + Decimal("0.005")
    counts = ("cache_read_tokens", "reasoning_tokens", "web_searches")
    assert [total.counts[name] for name in counts] == [10**5, 10**5, 2]


@pytest.mark.parametrize("looked_at", [1, 40])
@pytest.mark.parametrize("name", ["duckdb", "polars lazy"])
def test_names_beyond_the_head_of_a_log_are_priced_alike(
    looked_at, name, short, priced, catalog, monkeypatch
):
    monkeypatch.setattr(numbering, "LOOK_AT", looked_at)
    found = price_log(ENGINES[name](short), catalog, by=GROUPED)
    assert found.to_dict() == priced


def test_an_engine_that_cannot_be_given_a_table_of_names_counts_finer(
    engine, short, priced, catalog, monkeypatch
):
    monkeypatch.setattr(numbering, "JOINABLE", ())
    assert price_log(engine(short), catalog, by=GROUPED).to_dict() == priced


def test_groups_add_up_to_the_total_whatever_they_are(short, catalog):
    for by in ((), ("month",), ("provider", "service_tier"), ("key",)):
        found = price_log(short, catalog, by=by)
        for currency, total in found.totals.items():
            mine = [g.sum for g in found.groups if g.sum.currency == currency]
            assert sum(s.picos for s in mine) == total.picos
            assert sum(s.rows for s in mine) == total.rows
            assert sum(total.part_picos.values()) == total.picos


def test_totals_beyond_64_bits_of_picos_are_exact(engine, catalog):
    # 1,000 rows of 1,000,000 requests of 32,000 tokens at 2 yuan a million
    rows = 1_000
    log = pa.table(
        {
            "at": [1_770_000_000] * rows,
            "model": ["demo/banded"] * rows,
            "input_tokens": [32_000 * 10**6] * rows,
            "output_tokens": [0] * rows,
            "requests": [10**6] * rows,
        }
    )
    total = price_log(engine(log), catalog).totals["CNY"]
    assert total.cost.amount == Decimal(rows * 32_000 * 2)
    assert total.picos > 2**63


def test_sums_of_tokens_beyond_64_bits_are_refused_and_never_wrap(engine, catalog):
    from pricing.errors import UsageError

    rows = 10_000
    log = pa.table(
        {
            "at": [1_770_000_000] * rows,
            "model": ["demo/banded"] * rows,
            "input_tokens": [10**15] * rows,
            "output_tokens": [0] * rows,
            "requests": [10**6] * rows,
        }
    )
    with pytest.raises(UsageError, match="input_tokens of one offer and day add up to more"):
        price_log(engine(log), catalog)


@pytest.mark.spark
def test_spark_comes_to_the_same_sums(spark, log, catalog, tmp_path):
    import pyarrow.parquet as pq

    pq.write_table(log, tmp_path / "log.parquet", row_group_size=1_000)
    found = price_log(spark.read.parquet(str(tmp_path / "log.parquet")), catalog, by=GROUPED)
    assert found.to_dict() == price_log(log, catalog, by=GROUPED).to_dict()


@pytest.mark.spark
def test_times_on_spark_may_be_timestamps(spark, catalog):
    frame = spark.sql(
        "SELECT explode(array(timestamp '2026-02-02 16:29:59Z', timestamp '2026-02-02 16:30:00Z')) "
        "AS at, 'demo/night' AS model, 1000000 AS input_tokens, 0 AS output_tokens"
    )
    # a million tokens at 2 a second before the night begins, and at 1 in it
    assert price_log(frame, catalog).totals["CNY"].cost.amount == 2 + 1


@pytest.mark.spark
def test_spark_writes_a_csv_that_starts_no_formula(spark, catalog, tmp_path):
    frame = spark.sql(
        "SELECT 1770000000 AS at, 'demo/night' AS model, 1000000 AS input_tokens, "
        "0 AS output_tokens, '=1+1' AS key"
    )
    price_log(frame, catalog, per_row=tmp_path / "rows.csv")
    parts = (tmp_path / "rows.csv").glob("part-*.csv")
    (row,) = [r for p in parts for r in csv.DictReader(p.read_text("utf-8").splitlines())]
    assert (row["key"], row["offer"]) == ("'=1+1", "demo/night")
    assert Decimal(row["list_cost"]) == 2


@pytest.mark.spark
def test_spark_writes_each_row_with_its_cost(spark, log, catalog, tmp_path):
    import pyarrow.parquet as pq

    pq.write_table(log, tmp_path / "log.parquet")
    frame = spark.read.parquet(str(tmp_path / "log.parquet"))
    found = price_log(frame, catalog, per_row=tmp_path / "rows.parquet")
    written = pq.read_table(tmp_path / "rows.parquet")
    here = price_log(log, catalog, per_row=tmp_path / "here.parquet")
    assert here.rows == found.rows
    same = pq.read_table(tmp_path / "here.parquet").cast(written.schema)
    assert sorted(map(str, written.to_pylist())) == sorted(map(str, same.to_pylist()))
    costs = [c for c in written["list_cost"].to_pylist() if c is not None]
    assert sum(map(Fraction, costs)) == sum(Fraction(t.cost.amount) for t in found.totals.values())
