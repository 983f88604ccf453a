"""The bulk engine beside a bare scan and a genai-prices loop, on a log made here.

    python tests/benchmarks/bulk.py --rows 10_000_000 --folder /tmp/tokenfare-bench

Each measurement is a process of its own, with two threads; scans and pricings alternate, and the
figures are medians. CPU seconds are user + system, the only clock that holds on a shared machine.
The log is made once, from a seed: sixty offers in the proportions of a Zipf law, half a year in
order of time. Every run must come to the same exact total, and the first rows to the total of a
loop over `price`.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

SEED, OFFERS = 20_261_124, 60
SINCE, UNTIL = (int(datetime(2026, month, 1, tzinfo=UTC).timestamp()) for month in (5, 11))
CHUNK = 1_000_000
COLUMNS = {
    "at": "TIMESTAMP",
    "provider": "VARCHAR",
    "model": "VARCHAR",
    "service_tier": "VARCHAR",
    "input_tokens": "BIGINT",
    "output_tokens": "BIGINT",
    "cache_read_tokens": "BIGINT",
    "reasoning_tokens": "BIGINT",
    "key": "VARCHAR",
}
BUFFER, MEMORY = 16_000_000, "200MB"
"""Bytes that are read at once, as by our reader; and what DuckDB may hold of them."""
LOOPED, GENAI = 20_000, 5_000
"""Rows that are priced one by one: by `price`, for the check, and by genai-prices."""


def make(folder: Path, rows: int) -> None:
    """The log as Parquet (zstd) and CSV, unless it is there."""
    import duckdb
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    parquet, csv = _file(folder, rows, "parquet"), _file(folder, rows, "csv")
    if not parquet.exists():
        print(f"making {rows:,} rows in {folder}", flush=True)
        chunks = _chunks(rows)
        first = next(chunks)
        with pq.ParquetWriter(parquet, first.schema, compression="zstd") as writer:
            writer.write_table(first)
            for chunk in chunks:
                writer.write_table(chunk)
    if not csv.exists():
        written = f"COPY (FROM read_parquet('{parquet}')) TO '{csv}' (HEADER, FORMAT csv)"
        duckdb.connect(config={"memory_limit": "2GB"}).execute(written)


def _file(folder: Path, rows: int, kind: str) -> Path:
    return folder / f"log-{rows}.{kind}"


def linked(file: Path, copies: int) -> Path:
    """A pattern of so many names for the same file: a larger log without a larger disk."""
    folder = file.with_name(f"{file.stem}-times-{copies}")
    folder.mkdir(exist_ok=True)
    for i in range(copies):
        name = folder / f"{i:04}{file.suffix}"
        if not name.exists():
            name.hardlink_to(file)
    return folder / f"*{file.suffix}"


def _chunks(rows: int) -> Iterator[Any]:
    import numpy as np

    from pricing import load_catalog

    on_sale = (o for o in load_catalog().on_sale(SINCE) if o.on_sale[1] > UNTIL)
    offers = sorted(on_sale, key=lambda offer: offer.id)
    rng = np.random.default_rng(SEED)
    offers = [offers[i] for i in rng.permutation(len(offers))[:OFFERS]]
    weights = 1 / np.arange(1, len(offers) + 1)
    for start in range(0, rows, CHUNK):
        size = min(CHUNK, rows - start)
        since = SINCE + (UNTIL - SINCE) * start // rows
        until = SINCE + (UNTIL - SINCE) * (start + size) // rows
        yield _chunk(rng, offers, weights / weights.sum(), since, until, size)


def _chunk(rng: Any, offers: list[Any], weights: Any, since: int, until: int, size: int) -> Any:
    import numpy as np
    import pyarrow as pa

    which = rng.choice(len(offers), size, p=weights)
    inputs = np.minimum(rng.lognormal(8.5, 1.4, size).astype("int64") + 1, 250_000)
    outputs = np.minimum(rng.lognormal(6, 1.2, size).astype("int64") + 1, 60_000)
    thinks = np.array([o.thinking != "not_applicable" for o in offers])[which]
    batched = np.array(["batch" in o.service_tiers for o in offers])[which]
    at = np.sort(rng.integers(since, until, size))
    of_offer = pa.array(which)
    tiers = pa.array(["standard", "batch"])
    return pa.table(
        {
            "at": pa.array(at * 1_000_000, pa.timestamp("us")),
            "provider": pa.array([o.provider for o in offers]).take(of_offer),
            "model": pa.array([o.model for o in offers]).take(of_offer),
            "service_tier": tiers.take(pa.array((batched & (rng.random(size) < 0.1)).astype(int))),
            "input_tokens": inputs,
            "output_tokens": outputs,
            "cache_read_tokens": (inputs * rng.random(size) * 0.8).astype("int64"),
            "reasoning_tokens": np.where(thinks & (rng.random(size) < 0.5), outputs * 7 // 10, 0),
            "key": pa.array([f"key-{i:02}" for i in range(40)]).take(
                pa.array(rng.integers(0, 40, size))
            ),
        }
    )


def relation(file: Path) -> Any:
    """The file with its types said, as the bare scan and the engine see it: times in seconds."""
    import duckdb

    connection = duckdb.connect(config={"threads": 2, "memory_limit": MEMORY})
    others = ", ".join(f'"{name}"' for name in list(COLUMNS)[1:])
    return connection.sql(f'SELECT epoch_us("at") // 1000000 AS "at", {others} FROM {_from(file)}')


def _from(file: Path) -> str:
    if file.suffix == ".parquet":
        return f"read_parquet('{file}')"
    options = "header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false"
    return f"read_csv('{file}', {options}, buffer_size = {BUFFER}, columns = {COLUMNS})"


def scan(file: Path) -> str:
    """Every column read, once: what the engine does at the least."""
    import duckdb

    connection = duckdb.connect(config={"threads": 2, "memory_limit": MEMORY})
    looked = ", ".join(
        f'sum("{name}")' if kind == "BIGINT" else f'max("{name}")' for name, kind in COLUMNS.items()
    )
    return str(connection.execute(f"SELECT count(*), {looked} FROM {_from(file)}").fetchall())


def engine(file: Path) -> str:
    """The log by day and model; its exact totals."""
    from calculator import price_log

    return _totals(price_log(relation(file)))


def reader(file: Path) -> str:
    """The same through the reader that recognises the file, as `tokenfare log` does."""
    from calculator import price_log
    from calculator.logs import read_log

    return _totals(price_log(read_log(file, memory=MEMORY, quick=True)))


def _totals(found: Any) -> str:
    assert found.rows == found.rows_priced, found.unpriced
    return str({currency: str(total.cost.amount) for currency, total in found.totals.items()})


def genai(file: Path) -> str:
    """Rows through genai-prices, those of models that it knows; rows a second of CPU.

    As in the engine's time, reading the file is in it: a row at a time, as a script would.
    """
    from genai_prices import Usage, calc_price

    sold = _known_to_genai(file)
    start, done = _cpu(), 0
    for row in _row_by_row(file):
        if (row["provider"], row["model"]) not in sold:
            continue
        usage = Usage(
            input_tokens=int(row["input_tokens"]),
            output_tokens=int(row["output_tokens"]),
            cache_read_tokens=int(row["cache_read_tokens"]),
        )
        at = row["at"] if isinstance(row["at"], datetime) else datetime.fromisoformat(row["at"])
        calc_price(
            usage,
            row["model"],
            provider_id=row["provider"],
            genai_request_timestamp=at.replace(tzinfo=UTC),
        )
        done += 1
        if done == GENAI:
            break
    return str(done / (_cpu() - start))


def _known_to_genai(file: Path) -> set[tuple[str, str]]:
    from genai_prices import Usage, calc_price

    def known(provider: str, model: str) -> bool:
        try:
            calc_price(Usage(input_tokens=1), model, provider_id=provider)
        except LookupError:
            return False
        return True

    names = relation(file).limit(LOOPED).project("provider, model").distinct().fetchall()
    return {(provider, model) for provider, model in names if known(provider, model)}


def _row_by_row(file: Path) -> Iterator[dict[str, Any]]:
    if file.suffix == ".csv":
        import csv

        with file.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)
        return
    import pyarrow.parquet as pq

    with pq.ParquetFile(file) as log:
        for batch in log.iter_batches(1_000):
            yield from batch.to_pylist()


def loop(file: Path) -> str:
    """The first rows through `price`, added up as fractions, beside the engine's totals of them."""
    from calculator import Usage, price, price_log

    log = relation(file).limit(LOOPED)
    sums: dict[str, Fraction] = {}
    for at, provider, model, tier, inputs, outputs, read, reasoning, _ in log.fetchall():
        usage = Usage(inputs, outputs, cache_read_tokens=read, reasoning_tokens=reasoning)
        when = datetime.fromtimestamp(at, UTC)
        cost = price(usage, f"{provider}/{model}", at=when, service_tier=tier).list_cost
        sums[cost.currency] = sums.get(cost.currency, Fraction(0)) + Fraction(cost.amount)
    found = {c: Fraction(t.cost.amount) for c, t in price_log(log).totals.items()}
    assert found == sums, (found, sums)
    return f"{LOOPED:,} rows, one by one: equal"


TASKS = {task.__name__: task for task in (scan, engine, reader, genai, loop)}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak() -> int:
    """Most memory this process has held, in MB; `ru_maxrss` would count the one that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+)", status.read_text())
        return int(found[1]) // 1024 if found else 0
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def child(task: str, file: Path) -> None:
    """One task in this process: its result, CPU seconds with and without imports, peak memory."""
    import duckdb

    import calculator
    from calculator.bulk import price_log
    from pricing import load_catalog

    load_catalog()
    del duckdb, calculator, price_log
    start = _cpu()
    said = TASKS[task](file)
    peak = _peak()
    print(json.dumps({"said": said, "cpu": _cpu() - start, "whole": _cpu(), "peak": peak}))


def measured(task: str, file: Path) -> dict[str, Any]:
    """A task in a process of its own."""
    command = [sys.executable, __file__, "--child", task, "--file", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{task} {file}:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(folder: Path, rows: int, copies: int, repeats: int, tasks: list[str]) -> None:
    """Measure, and print ratios."""
    totals = set()
    for kind in ("csv", "parquet"):
        one = _file(folder, rows // copies, kind)
        file = linked(one, copies) if copies > 1 else one
        print(f"{file.name}: {measured('loop', one)['said']}", flush=True)
        pairs: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {t: [] for t in tasks}
        peers = []
        for _ in range(repeats):
            peers.append(float(measured("genai", one)["said"]))
            for task in tasks:
                pairs[task].append((measured("scan", file), measured(task, file)))
        for task in tasks:
            totals |= {ours["said"] for _, ours in pairs[task]}
            _print(task, rows, pairs[task], statistics.median(peers))
    print("exact totals, the same in every run:" if len(totals) == 1 else "TOTALS DIFFER:", *totals)


def _print(task: str, rows: int, pairs: list[Any], peer: float) -> None:
    def middle(values: Any) -> float:
        return float(statistics.median(values))

    ratios = [ours["cpu"] / bare["cpu"] for bare, ours in pairs]
    whole = [ours["whole"] / bare["whole"] for bare, ours in pairs]
    cpu = middle(ours["cpu"] for _, ours in pairs)
    bare = middle(bare["cpu"] for bare, _ in pairs)
    peaks = (max(ours["peak"] for _, ours in pairs), max(bare["peak"] for bare, _ in pairs))
    print(
        f"  {task}: {cpu:.2f} s of CPU, {middle(ratios):.2f} × the bare scan's {bare:.2f} s"
        f" ({min(ratios):.2f} to {max(ratios):.2f}; of whole processes {middle(whole):.2f}),\n"
        f"    {rows / cpu:,.0f} rows a second, {rows / cpu / peer:.0f} × genai-prices"
        f" ({peer:,.0f}), peak {peaks[0]} MB (scan {peaks[1]} MB)",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/tokenfare-bench"))
    parser.add_argument("--copies", type=int, default=1, help="of a file with rows / copies")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--task", action="append", choices=["engine", "reader"])
    parser.add_argument("--child", choices=TASKS)
    parser.add_argument("--file", type=Path)
    asked = parser.parse_args()
    if asked.child:
        child(asked.child, asked.file)
        return
    make(asked.folder, asked.rows // asked.copies)
    report(asked.folder, asked.rows, asked.copies, asked.repeats, asked.task or ["engine"])


if __name__ == "__main__":
    main()
