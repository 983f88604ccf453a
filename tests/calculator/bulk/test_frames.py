"""What may be handed over as a log, and what is said of the rest."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

from calculator import price_log
from pricing.errors import UsageError

AT = datetime(2026, 2, 2, 16, 29, 59, tzinfo=UTC)


def night(at, **rest):
    """A million tokens in at night (UTC 16:30 to 00:30), at 1, or by day, at 2."""
    return {"at": at, "model": "demo/night", "input_tokens": 10**6, "output_tokens": 0} | rest


def test_times_may_be_timestamps_with_a_zone(engine, catalog):
    stamps = pa.array([AT, AT.replace(minute=30, second=0)], pa.timestamp("us", "Asia/Shanghai"))
    log = pa.table(
        {"at": stamps, "model": ["demo/night"] * 2, "input_tokens": [10**6] * 2}
        | {"output_tokens": [0, 0]}
    )
    assert price_log(engine(log), catalog).totals["CNY"].cost.amount == 2 + 1


def test_a_timestamp_without_a_zone_is_refused(engine, catalog):
    log = pa.Table.from_pylist([night(AT.replace(tzinfo=None))])
    with pytest.raises(UsageError, match="at has no time zone: prices change by the hour"):
        price_log(engine(log), catalog)


def test_gaps_in_a_pandas_frame_are_gaps_and_not_numbers(catalog):
    import pandas as pd

    rows = [night(int(AT.timestamp())), night(int(AT.timestamp()), cache_read_tokens=1_000)]
    frame = pd.DataFrame(rows)
    assert frame["cache_read_tokens"].dtype == float
    found = price_log(frame, catalog)
    assert (found.rows_priced, found.totals["CNY"].counts["cache_read_tokens"]) == (2, 1_000)


def test_a_number_with_a_fraction_is_refused(catalog):
    import pandas as pd

    with pytest.raises(UsageError, match=r"output_tokens holds 0\.5, which is not a whole number"):
        price_log(pd.DataFrame([night(0, output_tokens=0.5)]), catalog)


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("input_tokens", ["many"], "input_tokens is String: cast it to whole numbers first"),
        ("at", ["2026-02-02"], "at is String: give UTC seconds, or a timestamp with its zone"),
        ("thinking", ["yes"], "thinking is String: write true, false or nothing"),
    ],
)
def test_a_column_of_the_wrong_type_is_named(column, values, said, engine, catalog):
    log = pa.Table.from_pylist([night(int(AT.timestamp()))])
    log = log.drop_columns(column) if column in log.column_names else log
    with pytest.raises(UsageError, match=said):
        price_log(engine(log.append_column(column, pa.array(values))), catalog)


def test_narrow_numbers_are_widened_before_they_are_multiplied(engine, catalog):
    row = night(int(AT.timestamp()), model="demo/banded", input_tokens=2**31 - 1, requests=60_000)
    log = pa.Table.from_pylist([row])
    narrow = pa.schema(
        [f.with_type(pa.int32()) if pa.types.is_integer(f.type) else f for f in log.schema]
    )
    # 2,147,483,647 tokens in 60,000 requests, 35,791 each on average: in the tier at 4
    found = price_log(engine(log.cast(narrow)), catalog)
    assert found.totals["CNY"].cost.amount == Decimal(2_147_483_647 * 4) / 10**6


def test_a_column_of_numbers_and_texts_is_refused(catalog):
    import pandas as pd

    frame = pd.DataFrame([night(0, key="a"), night(0, key=7)])
    with pytest.raises(UsageError, match=r"^a column of the log holds values of several types: "):
        price_log(frame, catalog)


def test_thinking_may_be_one_or_zero(engine, catalog):
    # a million tokens of answer: at 8 with thinking, at 2 without, at 2 to 8 where nobody tells
    rows = [
        night(
            int(AT.timestamp()), model="demo/mode", input_tokens=0, output_tokens=10**6, thinking=t
        )
        for t in (1, 0)
    ]
    total = price_log(engine(pa.Table.from_pylist(rows)), catalog).totals["CNY"]
    assert [m.amount for m in (total.low, total.cost, total.high)] == [10, 10, 10]


def test_categories_are_texts(catalog):
    import pandas as pd

    frame = pd.DataFrame([night(int(AT.timestamp()))])
    frame["model"] = frame["model"].astype("category")
    assert price_log(frame, catalog).rows_priced == 1


def test_other_columns_are_left_alone(engine, catalog):
    log = pa.Table.from_pylist([night(int(AT.timestamp()), _bucket="mine", _name=1, cost=3.5)])
    assert price_log(engine(log), catalog).rows_priced == 1


def test_a_missing_column_is_named_with_the_nearest(engine, catalog):
    log = pa.Table.from_pylist([night(0)]).rename_columns(
        ["at", "model", "input_token", "output_tokens"]
    )
    with pytest.raises(UsageError, match="no column 'input_tokens'; did you mean 'input_token'"):
        price_log(engine(log), catalog)


def test_something_else_than_a_log_is_refused(catalog):
    with pytest.raises(UsageError, match="a log is a pandas, Polars, Arrow or PySpark frame"):
        price_log("usage.csv", catalog)


def test_columns_without_any_value_are_as_absent(engine, catalog):
    log = pa.Table.from_pylist([night(int(AT.timestamp()))])
    empty = pa.nulls(1)
    for name in ("provider", "thinking", "reasoning_tokens", "until"):
        log = log.append_column(name, empty)
    assert price_log(engine(log), catalog).totals["CNY"].cost.amount == 2


def test_a_log_is_not_held_in_memory_though_duckdb_takes_it_for_a_few_rows(catalog, tmp_path):
    connection = duckdb.connect(config={"threads": 1, "memory_limit": "60MB", "temp_directory": ""})
    file, rows = tmp_path / "log.csv", 600_000
    counts = "range % 10 AS input_tokens, 20 AS output_tokens"
    row = f"1772323200 AS at, 'model ' || range % 200 AS model, {counts}"
    connection.execute(f"COPY (SELECT {row} FROM range({rows})) TO '{file}'")
    kinds = {"at": "BIGINT", "model": "VARCHAR", "input_tokens": "INT", "output_tokens": "INT"}
    options = f"header = true, auto_detect = false, buffer_size = 8000000, columns = {kinds}"
    log = connection.sql(f"FROM read_csv('{file}', {options})")
    assert price_log(log, catalog).rows_unpriced == rows


def test_a_relation_may_tell_times_to_the_nanosecond(catalog):
    times = (
        "TIMESTAMPTZ_NS '2026-02-02 16:30:00+00' AS at, TIMESTAMPTZ_NS '2026-02-02 17:00:00+00' AS"
    )
    rest = "'demo/night' AS model, 1000000 AS input_tokens, 0 AS output_tokens"
    log = duckdb.connect().sql(f"SELECT {times} until, {rest}")
    assert price_log(log, catalog).totals["CNY"].cost.amount == 1
