"""What reading a log costs over the engine's own scan of the same file, in CPU seconds.

Rows of our plain table as CSV and Parquet, read by `read_log` and by DuckDB with the types given;
both sum and take the largest of every column, in turns, and must come to the same. Run with:
python tests/benchmarks/logs.py [ROWS]
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import duckdb

from calculator.logs import read_log

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
PAIRS = 7
TYPES = {
    "at": "TIMESTAMP",
    "provider": "VARCHAR",
    "model": "VARCHAR",
    "service_tier": "VARCHAR",
    "input_tokens": "BIGINT",
    "cache_read_tokens": "BIGINT",
    "output_tokens": "BIGINT",
    "reasoning_tokens": "BIGINT",
    "key": "VARCHAR",
}
MADE = """
SELECT strftime(to_timestamp(1767225600 + CAST(hash(i) % 15552000 AS BIGINT))
    AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ') AS "at",
  ['openai', 'anthropic', 'alibaba-cn'][CAST(1 + hash(i + 1) % 3 AS BIGINT)] AS provider,
  ['gpt-5', 'claude-sonnet-4-5', 'qwen-plus'][CAST(1 + hash(i + 1) % 3 AS BIGINT)] AS model,
  CASE WHEN hash(i + 3) % 10 = 0 THEN 'batch' ELSE 'standard' END AS service_tier,
  CAST(hash(i + 4) % 20000 + 100 AS BIGINT) AS input_tokens,
  CAST(hash(i + 4) % 20000 / 2 AS BIGINT) AS cache_read_tokens,
  CAST(hash(i + 5) % 3000 + 200 AS BIGINT) AS output_tokens,
  CAST(hash(i + 5) % 3000 / 3 AS BIGINT) AS reasoning_tokens,
  'team-' || (hash(i + 6) % 20) AS key
FROM range({rows}) t(i)
"""
TEXTS = [name for name, kind in TYPES.items() if kind == "VARCHAR"]
SUMS = [f"sum({name})" for name, kind in TYPES.items() if kind == "BIGINT"]
ASKED = ", ".join(["count(*)", *(f"max({name})" for name in TEXTS), *SUMS])


def bare(path: Path) -> tuple[float, Any]:
    """DuckDB's own scan, its types given."""
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '500MB'")
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in TYPES.items())
    read = f"read_csv('{path}', header = true, auto_detect = false, columns = {{{columns}}})"
    scan = read if path.suffix == ".csv" else f"read_parquet('{path}')"
    start = process_time()
    found = connection.execute(f'SELECT max("at") IS NOT NULL, 0, {ASKED} FROM {scan}').fetchall()
    return process_time() - start, found


def ours(path: Path) -> tuple[float, Any]:
    """The same file through the reader, opening included."""
    start = process_time()
    with read_log(path) as log:
        asked = f'max("at") IS NOT NULL, count(reject), {ASKED}'
        found = log.relation.aggregate(asked).fetchall()
    return process_time() - start, found


def main() -> None:
    with TemporaryDirectory() as folder:
        for name in ("log.csv", "log.parquet"):
            path = Path(folder) / name
            made = MADE.format(rows=ROWS)
            if name == "log.parquet":
                made = f'SELECT * REPLACE (CAST("at" AS TIMESTAMP) AS "at") FROM ({made})'
            duckdb.connect().execute(f"COPY ({made}) TO '{path}'")
            ours(path)
            pairs = [(bare(path), ours(path)) for _ in range(PAIRS)]
            assert all(b[1] == o[1] for b, o in pairs), "the readings differ"
            scan, reader = (median(side) for side in zip(*(_times(p) for p in pairs), strict=True))
            ratio = median(read / scanned for scanned, read in map(_times, pairs))
            print(f"{name}: {ROWS:,} rows, scan {scan:.2f} s, read {reader:.2f} s, {ratio:.2f} x")


def _times(pair: tuple[tuple[float, Any], tuple[float, Any]]) -> tuple[float, float]:
    return pair[0][0], pair[1][0]


if __name__ == "__main__":
    main()
