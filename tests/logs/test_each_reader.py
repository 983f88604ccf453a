"""What holds for every reader: it prices to the cent, and loses nothing, to garbage or written."""

from __future__ import annotations

import copy
import csv
import io
import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from calculator.bulk import price_log
from calculator.logs import read_log
from calculator.logs.cells import find_column
from calculator.logs.columns import OPTIONAL
from calculator.logs.format import LogFormat, shipped_formats
from calculator.logs.json_files import chains, has
from pricing.catalog import default_catalog
from tests.logs import vendor_rates
from tests.logs.make_samples import Sample, as_csv, as_json, samples
from tests.logs.vendor_rates import Use

SAMPLES = [s for s in samples() if shipped_formats()[s.format].holds == "usage"]
each_reader = pytest.mark.parametrize(
    "sample", SAMPLES, ids=[f"{made.format}-{n}" for n, made in enumerate(SAMPLES)]
)
RATES = {
    ("gpt-5-mini", "USD"): vendor_rates.GPT_5_MINI,
    ("gpt-5", "USD"): vendor_rates.GPT_5,
    ("claude-haiku-4-5", "USD"): vendor_rates.HAIKU_4_5,
    ("claude-sonnet-4-5", "USD"): vendor_rates.SONNET_4_5,
    ("deepseek-chat", "CNY"): vendor_rates.DEEPSEEK_CHAT_CNY,
    ("deepseek-chat", "USD"): vendor_rates.DEEPSEEK_CHAT_USD,
    ("kimi-k2-thinking", "CNY"): vendor_rates.KIMI_K2_THINKING_CNY,
    ("moonshotai/kimi-k2-thinking", "USD"): vendor_rates.KIMI_K2_THINKING_OPENROUTER,
    ("gemini-2.5-flash", "USD"): vendor_rates.GEMINI_2_5_FLASH,
    ("qwen-plus", "CNY"): vendor_rates.QWEN_PLUS,
}


def rates_of(row: dict[str, Any], currency: str) -> vendor_rates.Rates:
    over = row.get("input_over") or 0
    if over and "sonnet" in row["model"]:
        return vendor_rates.SONNET_4_5_ABOVE_200K
    if row["model"] == "qwen-plus" and (over or row.get("thinking")):
        above = vendor_rates.QWEN_PLUS_128K_256K
        return above if over else vendor_rates.QWEN_PLUS_THINKING
    known = [(n, r) for (n, c), r in RATES.items() if c == currency and row["model"].startswith(n)]
    return max(known, key=lambda found: len(found[0]))[1]


def by_hand(sample: Sample) -> Decimal:
    """What the rows come to at the vendors' prices, in Decimal and without the package."""
    (currency,) = sample.stated or {"USD": 0}
    total = Decimal(0)
    for row in sample.rows:
        read, write = row["cache_read_tokens"], row["cache_write_tokens"]
        long = row["cache_write_long_tokens"]
        fresh = row["input_tokens"] - read - write
        use = Use(fresh, row["output_tokens"], read, write - long, long)
        factor = "0.5" if row.get("service_tier") == "batch" else "1"
        searches = row["web_searches"] * Decimal(rates_of(row, currency).search)
        total += rates_of(row, currency).of(use, factor) + searches
    return total


def laid(files: dict[str, bytes], folder: Path) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@each_reader
def test_a_sample_prices_to_the_cent(sample, tmp_path):
    with read_log(laid(sample.files, tmp_path / "logs")) as log:
        log.sold_by(default_catalog())
        priced = price_log(log)
    (currency,) = sample.stated or {"USD": 0}
    cost = priced.totals[currency].cost.amount
    assert priced.rows_unpriced == 0
    assert cost == by_hand(sample)
    if stated := sample.listed or sample.stated:
        assert abs(cost - stated[currency]) < Decimal("0.005")


@each_reader
def test_what_a_file_says_nothing_of_makes_no_difference(sample, tmp_path):
    with read_log(laid(sample.files, tmp_path / "logs")) as log:
        told, whole = price_log(log), price_log(log.relation)
        unsaid = {*log.relation.columns} - {*log.told.columns}
    assert unsaid.issubset(OPTIONAL)
    assert (told.totals.keys(), told.unpriced) == (whole.totals.keys(), whole.unpriced)
    for one, other in zip(told.groups, whole.groups, strict=True):
        counts = {name: n for name, n in other.sum.counts.items() if name in one.sum.counts}
        assert one == replace(other, sum=replace(other.sum, counts=counts))
        assert not any(n for name, n in other.sum.counts.items() if name not in counts)


@each_reader
def test_rows_that_are_written_are_read_again_without_a_loss(sample, tmp_path):
    with read_log(laid(sample.files, tmp_path / "logs")) as log:
        columns, rows = log.relation.columns, sorted(map(repr, log.relation.fetchall()))
        log.relation.write_csv(str(tmp_path / "rows.csv"))
        log.relation.write_parquet(str(tmp_path / "rows.parquet"))
    assert len(rows) == len(sample.rows)
    for name in ("rows.csv", "rows.parquet"):
        with read_log(tmp_path / name) as again:
            assert [one.format for one in again.recognised] == ["plain"]
            assert again.relation.columns == columns
            assert sorted(map(repr, again.relation.fetchall())) == rows


# Garbage: damaged copies of a record among the good ones.

UNKNOWN = "no-such-model"
TIME, MODEL = "time", "model"


def first_path(chain: tuple[Any, ...], form: LogFormat, paths: Any) -> tuple[Any, ...]:
    """The first of several paths that a record has, as it spells it."""
    for path in paths:
        if has(chain, path, (str(path[0]),)):
            return path
    names = tuple(map(str, chain[-1]))
    columns = [find_column(names, str(path[0]), loose=form.loose_names) for path in paths]
    return (next(filter(None, columns)),)


def put(chain: tuple[Any, ...], path: tuple[Any, ...], value: Any) -> None:
    """Set what stands at a path from a record; `..` leads to what holds it."""
    while path[0] == "..":
        chain, path = chain[:-1], path[1:]
    here, *steps = chain[-1], *path
    while len(steps) > 1:
        step, *steps = steps
        if not isinstance(step, str):
            here = next(item for item in here if item[step[0]] == step[1])
        elif isinstance(here[step], str):
            inner = json.loads(here[step])
            put((inner,), tuple(steps), value)
            here[step] = json.dumps(inner)
            return
        else:
            here = here[step]
    here[steps[0]] = value


def damage(chain: tuple[Any, ...], sample: Sample, kind: str) -> None:
    """Damage a record: its time is of 1970, its model unknown, a count is no number or negative."""
    form = shipped_formats()[sample.format]
    if kind == TIME:
        put(chain, first_path(chain, form, form.time.at.paths), "1970-01-01T00:00:00Z")
    elif kind == MODEL:
        put(chain, first_path(chain, form, form.model.paths), UNKNOWN)
    else:
        spec = form.long.count if form.long else form.counts["input_tokens"]
        keys = ((*spec.keys.of, "input"),) if spec.keys else spec.paths or spec.sum
        put(chain, first_path(chain, form, keys), "many" if kind == "many" else -5)


KINDS = (TIME, MODEL, "many", "negative")


def with_garbage(content: bytes, sample: Sample) -> bytes:
    """A file with damaged copies of its first record, and lines that are cut off, among others."""
    rng = random.Random(sample.format)
    form = shipped_formats()[sample.format]
    if content[:1] not in (b"{", b"["):
        return csv_with_garbage(content, sample, rng)
    lines = content.decode().splitlines()
    if all(line.startswith("{") and line.endswith("}") for line in lines):
        good = next(line for line in lines if names_model(form, json.loads(line)))
        for kind in KINDS:
            record = json.loads(good)
            way = way_of(form, record)
            damage(next(chains((record,), way)), sample, kind)
            lines.insert(rng.randrange(1, len(lines)), json.dumps(record, ensure_ascii=False))
        lines.insert(rng.randrange(1, len(lines)), good[: len(good) // 2])
        return "\n".join(lines).encode()
    return json_with_garbage(json.loads(content), sample)


def csv_with_garbage(content: bytes, sample: Sample, rng: random.Random) -> bytes:
    form = shipped_formats()[sample.format]
    encoding = "gb18030" if sample.files.keys() & {"日志.csv"} else "utf-8-sig"
    header, *rows = csv.reader(io.StringIO(content.decode(encoding), newline=""))
    model = first_path((dict.fromkeys(header),), form, [p[:1] for p in form.model.paths])[0]
    good = next(row for row in rows if row[header.index(model)])
    for kind in KINDS:
        record = dict(zip(header, good, strict=True))
        damage((record,), sample, kind)
        rows.insert(rng.randrange(len(rows)), list(record.values()))
    rows.insert(rng.randrange(len(rows)), good[: len(good) // 2])
    return as_csv([header, *rows])


def names_model(form: LogFormat, record: Any) -> bool:
    chain = next(chains((record,), way_of(form, record)))
    return any(has(chain, path) for path in form.model.paths)


def way_of(form: LogFormat, document: Any) -> tuple[Any, ...]:
    """Where its records lie in a document."""
    return next(w for w in (*form.records, ()) if any(chains((document,), w)))


def json_with_garbage(document: Any, sample: Sample) -> bytes:
    """A document cannot be cut off; in a damaged copy of its first element all is damaged."""
    form = shipped_formats()[sample.format]
    way = way_of(form, document[0] if isinstance(document, list) else document)
    elements = document[way[0]] if isinstance(document, dict) else document
    whole = copy.deepcopy(document)
    for kind in KINDS:
        damaged = copy.deepcopy(whole)
        first = damaged[way[0]] if isinstance(damaged, dict) else damaged
        del first[1:]
        for chain in chains(tuple(damaged) if isinstance(damaged, list) else (damaged,), way):
            damage(chain, sample, kind)
        elements.append(first[0])
    return as_json(document)


def dirty(sample: Sample) -> dict[str, bytes]:
    """The files of a sample with garbage in those of usage."""
    files = {}
    for name, content in sample.files.items():
        if not name.endswith(".zip"):
            files[name] = with_garbage(content, sample)
            continue
        with ZipFile(io.BytesIO(content)) as archive:
            inside = {member: archive.read(member) for member in archive.namelist()}
        for member, text in inside.items():
            usage = "amount" in member
            files[member.replace("/", "-")] = csv_with_garbage(
                text, sample, random.Random(member)
            ) if usage else text  # fmt: skip
    return files


@each_reader
def test_garbage_costs_no_good_row_and_is_counted_with_its_reason(sample, tmp_path):
    with read_log(laid(sample.files, tmp_path / "clean"), salt="s") as log:
        log.sold_by(default_catalog())
        clean, good = price_log(log), sorted(map(repr, log.relation.fetchall()))
    with read_log(laid(dirty(sample), tmp_path / "dirty"), salt="s") as log:
        log.sold_by(default_catalog())
        found, rows = price_log(log), set(map(repr, log.relation.fetchall()))
        codes = {kind.code for kind in log.rejected}
    assert [row for row in good if row not in rows] == []
    assert {c: t.picos for c, t in found.totals.items()} == {
        c: t.picos for c, t in clean.totals.items()
    }
    assert found.rows_priced == clean.rows_priced == len(sample.rows)
    reasons = " ".join([str(row) for row in found.unpriced])
    assert UNKNOWN in reasons
    assert "before 2015" in reasons or "no_time" in codes
    assert codes & {"unreadable:input_tokens", "unreadable:count", "not_a_sum"}
    negative = ("missing or negative", "cache reads and writes exceed")
    assert any(words in reasons for words in negative) or codes & {"negative", "not_a_sum"}


# Bills: amounts by the vendor, without counts of their own or with them.

BILLS = [s for s in samples() if shipped_formats()[s.format].holds == "bill"]


def bill_with_garbage(content: bytes, form: LogFormat) -> bytes:
    """Copies of a row with an amount or a time that is none, and half a row."""
    if content[:1] in (b"{", b"["):
        document = json.loads(content)
        way = way_of(form, document)
        for value, paths in (("many", form.money.billed.paths), ("soon", form.time.at.paths)):
            page = copy.deepcopy(json.loads(content))
            first = page[way[0]][0]
            for chain in chains(({**page, way[0]: [first]},), way):
                put(chain, first_path(chain, form, paths), value)
            document[way[0]].append(first)
        return as_json(document)
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    amount = header.index(first_path((dict.fromkeys(header),), form, form.money.billed.paths)[0])
    whole = next(row for row in rows if row[amount])
    for value, paths in (("many", form.money.billed.paths), ("soon", form.time.at.paths)):
        record = dict(zip(header, whole, strict=True))
        put((record,), first_path((record,), form, paths), value)
        rows.insert(1, list(record.values()))
    return as_csv([header, *rows, whole[: len(whole) // 2]])


@pytest.mark.parametrize("sample", BILLS, ids=[made.format for made in BILLS])
def test_garbage_costs_no_good_amount_of_a_bill_and_is_counted(sample, tmp_path):
    form = shipped_formats()[sample.format]
    with read_log(laid(sample.files, tmp_path / "clean"), salt="s") as log:
        good = sorted(map(repr, log.bill.fetchall()))
    files = {name: bill_with_garbage(content, form) for name, content in sample.files.items()}
    with read_log(laid(files, tmp_path / "dirty"), salt="s") as log:
        assert sorted(map(repr, log.bill.filter("reject IS NULL").fetchall())) == good
        codes = {kind.code for kind in log.rejected}
    assert {"unreadable:billed_amount", "no_time"} <= codes


TRACES = {
    "azure-trace": (
        "log.csv",
        ["TIMESTAMP,ContextTokens,GeneratedTokens"],
        "2023-11-16 18:15:46.6805900,{},{}",
        ["yesterday,1,1", "2023-11-16 18:15:46.6805900,many,1", "2023-11-16 18"],
    ),
    "mooncake": (
        "log.jsonl",
        [],
        '{{"timestamp": 1000, "input_length": {}, "output_length": {}, "hash_ids": []}}',
        [
            '{"timestamp": "soon", "input_length": 1, "output_length": 1, "hash_ids": []}',
            '{"timestamp": 1000, "input_length": "many", "output_length": 1, "hash_ids": []}',
            '{"timestamp": 1000, "inp',
        ],
    ),
}


@pytest.mark.parametrize("name", TRACES)
def test_garbage_in_a_trace_costs_none_of_its_good_requests(name, tmp_path):
    file, head, line, garbage = TRACES[name]
    lines = [line.format(n, 2 * n) for n in range(1, 301)]
    for place, bad in enumerate(garbage):
        lines.insert(100 * place + 50, bad)
    (tmp_path / file).write_text("\n".join([*head, *lines]))
    with read_log(tmp_path / file, start=datetime(2026, 2, 1, tzinfo=UTC)) as log:
        assert [one.format for one in log.recognised] == [name]
        fine = log.relation.filter("reject IS NULL")
        sums = fine.aggregate("count(*), sum(input_tokens), sum(output_tokens)").fetchall()
        assert sums == [(300, 45_150, 90_300)]
        assert sum(kind.rows for kind in log.rejected) == len(garbage)
