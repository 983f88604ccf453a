"""The same million rows priced from a file and from frames in memory: DuckDB is the measure.

Frames are made beforehand. Every engine must come to the same exact totals.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from calculator import price_log
from tests.benchmarks import bulk
from tests.benchmarks.paired import seconds

ROWS, ROUNDS = 1_000_000, 5


def frames(parquet: Path) -> dict[str, Callable[[], Any]]:
    """What each engine is given."""
    import polars
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = pq.read_table(parquet)
    arrow = arrow.set_column(0, "at", arrow["at"].cast(pa.timestamp("us", "UTC")))
    pandas, polars_frame = arrow.to_pandas(), polars.from_arrow(arrow)
    return {
        "DuckDB, Parquet": lambda: bulk.relation(parquet),
        "DuckDB, CSV": lambda: bulk.relation(parquet.with_suffix(".csv")),
        "Arrow table": lambda: arrow,
        "Polars frame": lambda: polars_frame,
        "pandas frame": lambda: pandas,
    }


def main() -> None:
    with TemporaryDirectory() as folder:
        bulk.make(Path(folder), ROWS)
        given = frames(Path(folder) / f"log-{ROWS}.parquet")
        wanted = {name: price_log(frame()).totals for name, frame in given.items()}
        first = next(iter(wanted.values()))
        assert all(totals == first for totals in wanted.values()), "the totals differ"
        rounds = [
            {
                name: seconds(lambda frame=frame: price_log(frame()), 1)
                for name, frame in given.items()
            }
            for _ in range(ROUNDS)
        ]
        base = next(iter(given))
        print(f"{ROWS:,} rows, equal totals on all")
        for name in given:
            ratio = median(each[name] / each[base] for each in rounds)
            print(
                f"{name}: {median(r[name] for r in rounds):.2f} s of CPU, {ratio:.1f} times {base}"
            )


if __name__ == "__main__":
    main()
