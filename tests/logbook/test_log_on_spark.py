"""The same account from Spark as from the embedded engine."""

from __future__ import annotations

import importlib.util
import shutil

import pytest

from calculator.logbook import Reading, price_files
from calculator.logbook.asked import Asked
from calculator.logbook.spark import price_files_on_spark
from calculator.logs import read_log
from pricing.errors import LogError

from .written import good_rows, write_log

MISSING = importlib.util.find_spec("pyspark") is None or not shutil.which("java")


@pytest.fixture
def log(tmp_path):
    path = write_log(tmp_path / "log.csv", good_rows(300, seed=8))
    with path.open("a") as file:
        file.write("2026-10-01T12:00:00Z,openai/gpt-5,10,20,21,a\n2026-10-01T12:00:00Z,op\n")
    return path


@pytest.mark.spark
@pytest.mark.skipif(MISSING, reason="Spark needs pyspark and Java")
def test_spark_counts_any_format_and_parquet_as_the_embedded_engine_does(log, tmp_path):
    asked = Asked(by=("day", "model", "tag"), on=("openai/gpt-5-nano",), currency="CNY")
    here = price_files([log], asked)
    there = price_files_on_spark([str(log)], asked, Reading(), master="local[2]")
    assert there.to_dict() == here.to_dict()
    with read_log(log) as opened:
        opened.relation.write_parquet(str(tmp_path / "rows.parquet"))
    parquet = price_files_on_spark(
        [str(tmp_path / "rows.parquet")], asked, Reading(), master="local[2]"
    )
    assert parquet.priced.groups == here.priced.groups
    assert parquet.repriced.places == here.repriced.places


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="needs pyspark")
def test_a_cluster_elsewhere_is_told_what_it_can_read(log, monkeypatch):
    from contextlib import nullcontext

    monkeypatch.setattr("calculator.logbook.spark._session", lambda _: nullcontext())
    with pytest.raises(LogError, match=r"write it from any log with read_log\(files\)"):
        price_files_on_spark([str(log)], Asked(), Reading(), master="spark://host:7077")
