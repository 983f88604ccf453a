"""Rows written in the order of the log, a piece at a time."""

from __future__ import annotations

import random

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from calculator.bulk import writing
from calculator.bulk.writing import in_order

NUMBERS = list(range(1, 1_001))


def pieces(numbers, size):
    table = pa.table(
        {"said": [f"row {n}" for n in numbers], "place": pa.array(numbers, pa.int64())}
    )
    return table.to_batches(max_chunksize=size)


def said(batches):
    return [text for batch in batches for text in batch["said"].to_pylist()]


def shuffled(within):
    """The numbers, shuffled among so many neighbours."""
    rng = random.Random(within)
    parts = [NUMBERS[i : i + within] for i in range(0, len(NUMBERS), within)]
    return [number for part in parts for number in rng.sample(part, len(part))]


@pytest.mark.parametrize("within", [1, 7, 90, 1_000])
@pytest.mark.parametrize("size", [1, 64, 1_000])
def test_rows_come_out_in_order_whatever_the_pieces(within, size):
    found = list(in_order(pieces(shuffled(within), size), "place"))
    assert said(found) == [f"row {n}" for n in NUMBERS]
    assert found[0].schema.names == ["said"]


def test_a_number_that_is_missing_loses_no_row():
    numbers = [number for number in shuffled(7) if number != 5]
    found = said(in_order(pieces(numbers, 64), "place"))
    assert found == [f"row {n}" for n in NUMBERS if n != 5]


def test_what_waits_too_long_is_told(monkeypatch):
    monkeypatch.setattr(writing, "MOST_WAITING", 100)
    with pytest.raises(writing._Shuffled):
        list(in_order(pieces(NUMBERS[::-1], 64), "place"))


@pytest.mark.parametrize("kind", [".csv", ".parquet"])
def test_a_file_that_cannot_be_written_is_told_by_the_engine(kind, tmp_path):
    rows = pa.table({"said": ["a"], writing.POSITION: [1]})
    with duckdb.connect() as connection, pytest.raises(duckdb.IOException, match="nowhere"):
        writing._from_duckdb(connection.from_arrow(rows), tmp_path / "nowhere" / "rows", kind)


@pytest.mark.parametrize("kind", [".csv", ".parquet"])
def test_rows_that_are_not_nearly_in_order_are_sorted_by_the_engine(kind, tmp_path, monkeypatch):
    backwards = pa.table({"said": ["b", "a"] * 500, writing.POSITION: NUMBERS[::-1]})
    straight = backwards.sort_by(writing.POSITION)
    with duckdb.connect() as connection:
        writing._from_duckdb(connection.from_arrow(straight), tmp_path / "straight", kind)
        monkeypatch.setattr(writing, "MOST_WAITING", 100)
        monkeypatch.setattr(writing, "PIECE", 64)
        writing._from_duckdb(connection.from_arrow(backwards), tmp_path / "sorted", kind)
    assert (tmp_path / "sorted").read_bytes() == (tmp_path / "straight").read_bytes()
    if kind == ".parquet":
        assert pq.read_table(tmp_path / "sorted")["said"].to_pylist() == ["a", "b"] * 500


def test_an_error_of_the_log_is_told_as_it_is(tmp_path):
    with duckdb.connect() as connection:
        broken = f"SELECT 1 AS {writing.POSITION}, CAST(s AS INT) AS n FROM (VALUES ('x')) AS t(s)"
        with pytest.raises(duckdb.ConversionException):
            writing._from_duckdb(connection.sql(broken), tmp_path / "rows.csv", ".csv")
