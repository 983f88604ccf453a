from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

Engine = Callable[[pa.Table], Any]


def _duckdb(log: pa.Table) -> Any:
    import duckdb

    connection = duckdb.connect(config={"threads": 2})
    connection.register("given", log)
    connection.execute("CREATE TABLE log AS FROM given")
    return connection.table("log")


def _polars(log: pa.Table) -> Any:
    import polars as pl

    return pl.from_arrow(log)


ENGINES: dict[str, Engine] = {
    "pyarrow": lambda log: log,
    "pandas": lambda log: log.to_pandas(),
    "polars": _polars,
    "polars lazy": lambda log: _polars(log).lazy(),
    "duckdb": _duckdb,
}


@pytest.fixture(params=ENGINES, ids=lambda name: name.replace(" ", "-"))
def engine(request) -> Engine:
    """How an engine holds a log: each test runs once on every one of them."""
    return ENGINES[request.param]


@pytest.fixture(scope="session")
def spark():
    """A Spark session on this machine, or a skip that says what is missing."""
    missing = _why_no_spark()
    if missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"Spark is tested in CI, but {missing}")
        pytest.skip(missing)
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("tokenfare tests")
    builder = builder.config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def _why_no_spark() -> str:
    import importlib.util
    import shutil

    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed: pip install 'tokenfare[spark]'"
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        return "Java is not installed: Spark needs 17 or newer"
    return ""
