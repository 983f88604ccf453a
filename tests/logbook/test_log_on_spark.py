"""The same account from Spark as from the embedded engine."""

from __future__ import annotations

import gzip
import importlib.util
import json
import shutil
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from calculator.cli import app
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
        opened.told.write_parquet(str(tmp_path / "rows.parquet"))
    parquet = price_files_on_spark(
        [str(tmp_path / "rows.parquet")], asked, Reading(), master="local[2]"
    )
    assert parquet.priced.groups == here.priced.groups
    assert parquet.repriced.places == here.repriced.places


@pytest.mark.spark
@pytest.mark.skipif(MISSING, reason="Spark needs pyspark and Java")
def test_spark_reads_tables_in_our_columns_itself(tmp_path):
    rows = [
        "2026-10-01T12:00:00Z,openai/gpt-5,1000,100,40,Mei,10.1.2.3",
        "1790000000,openai/gpt-5-mini,2000,100,,Mei,search",
        "2026-10-01T12:00:00Z,openai/gpt-5,many,100,40,Mei,search",
        "soon,openai/gpt-5,1000,100,40,Mei,search",
        "2026-10-01T12:00:00Z,openai/gpt-5",
    ]
    names = "at,model,input_tokens,output_tokens,reasoning_tokens,user,tag".split(",")  # noqa: SIM905
    (tmp_path / "log.csv").write_text("\n".join([",".join(names), *rows]) + "\n")
    records = [dict(zip(names, row.split(","), strict=False)) for row in rows]
    (tmp_path / "log.jsonl").write_text("\n".join(map(json.dumps, records)) + "\n")
    asked = Asked(by=("user", "tag", "model"))
    here = price_files([tmp_path / "log.csv"], asked)
    cut_off = "the line has fewer cells than the header: it is cut off"
    for name, damaged in (
        ("log.csv", cut_off),
        ("log.jsonl", "a token count is missing or negative"),
    ):
        address = f"file://{tmp_path / name}"
        there = price_files_on_spark([address], asked, Reading(), master="local[2]")
        assert [(g.key, g.sum.picos, g.sum.rows) for g in there.priced.groups] == [
            (g.key, g.sum.picos, g.sum.rows) for g in here.priced.groups
        ]
        assert {(row.reason, row.rows) for row in there.priced.unpriced} == {
            ("input_tokens is not a whole number", 1),
            ("no time that can be read", 1),
            (damaged, 1),
        }
        assert (there.rows_in, there.priced.rows_priced) == (5, 2)
        assert "Mei" not in str(there.to_dict())
        assert "10.1.2.3" not in str(there.to_dict())


@pytest.mark.spark
@pytest.mark.skipif(MISSING, reason="Spark needs pyspark and Java")
def test_what_the_user_says_of_files_and_rows_counts_on_spark_too(tmp_path):
    header = "at,model,input_tokens,output_tokens\n"
    (tmp_path / "log.csv").write_text(header + "2026-10-01T12:00:00Z,gpt-5,1000000,0\n")
    with read_log(tmp_path / "log.csv") as opened:
        opened.told.write_parquet(str(tmp_path / "log.parquet"))
    for name in ("log.csv", "log.parquet"):
        there = price_files_on_spark(
            [str(tmp_path / name)],
            Asked(),
            Reading(seller="openai"),
            master="local[2]",
            rows=tmp_path / "rows.parquet",
        )
        # a million tokens at 1.25 dollars
        assert there.priced.totals["USD"].cost.amount == Decimal("1.25")
        (row,) = pq.read_table(tmp_path / "rows.parquet").to_pylist()
        assert (row["offer"], row["list_cost"]) == ("openai/gpt-5", Decimal("1.25"))
        shutil.rmtree(tmp_path / "rows.parquet")


@pytest.mark.spark
@pytest.mark.skipif(MISSING, reason="Spark needs pyspark and Java")
@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a.csv", "b.jsonl"], "these are csv and json: give Spark files of one kind at a time"),
        (
            ["a.csv"],
            "Spark reads tables with the columns at, model, input_tokens, output_tokens …; "
            "file://{0}/a.csv lacks input_tokens, output_tokens",
        ),
    ],
)
def test_tables_that_spark_cannot_read_are_told(names, said, tmp_path):
    (tmp_path / "a.csv").write_text("at,model\n1790000000,openai/gpt-5\n")
    (tmp_path / "b.jsonl").write_text("{}\n")
    addresses = [f"file://{tmp_path}/{name}" for name in names]
    with pytest.raises(LogError) as error:
        price_files_on_spark(addresses, Asked(), Reading(), master="local[2]")
    assert str(error.value) == said.format(tmp_path)


def test_what_spark_needs_is_told(log, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    with pytest.raises(LogError, match=r"^Spark needs Java 17 or newer, and there is no `java` on"):
        price_files_on_spark([str(log)], Asked(), Reading())
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(
        LogError, match=r"^Spark is not installed: pip install 'tokenfare\[spark\]'"
    ):
        price_files_on_spark([str(log)], Asked(), Reading())


@pytest.mark.spark
@pytest.mark.skipif(MISSING, reason="Spark needs pyspark and Java")
def test_the_command_counts_on_spark_too(log):
    words = ["log", str(log), "--engine", "spark", "--master", "local[2]", "--json"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["totals"] == price_files([log]).to_dict()["totals"]


@pytest.mark.spark
@pytest.mark.skipif(MISSING, reason="Spark needs pyspark and Java")
def test_java_may_be_named_by_its_home_and_only_a_session_of_its_own_is_stopped(log, monkeypatch):
    from pyspark.sql import SparkSession

    before = SparkSession.getActiveSession()
    session = SparkSession.builder.master("local[2]").getOrCreate()
    stopped = []
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setenv("JAVA_HOME", "/usr/lib/jvm/any")
    with monkeypatch.context() as patch:
        patch.setattr(SparkSession, "stop", lambda _: stopped.append("stopped"))
        found = price_files_on_spark([str(log)], Asked(), Reading(), master="local[2]")
        assert (found.rows_in, stopped) == (302, [])
        patch.setattr(SparkSession, "getActiveSession", lambda: None)
        price_files_on_spark([str(log)], Asked(), Reading(), master="local[2]")
        assert stopped == ["stopped"]
    if before is None:
        session.stop()


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="needs pyspark")
def test_a_cluster_elsewhere_is_told_what_it_can_read(log, monkeypatch):
    from contextlib import nullcontext

    monkeypatch.setattr("calculator.logbook.spark._session", lambda _: nullcontext())
    with pytest.raises(LogError, match=r"write such a file from any log with read_log\(files\)"):
        price_files_on_spark([str(log)], Asked(), Reading(), master="spark://host:7077")
    packed = log.with_name("cut.csv.gz")
    packed.write_bytes(gzip.compress(log.read_bytes())[:9])
    with pytest.raises(LogError, match=r"write such a file from any log with read_log\(files\)"):
        price_files_on_spark([str(packed)], Asked(), Reading(), master="spark://host:7077")
