"""Traces with hashes of their prompts' blocks: what a cache could have given."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime

import pytest

from calculator.logs import read_log
from calculator.logs.format import read_format
from pricing.errors import LogError, SheetError

START = datetime(2026, 11, 20, 1, tzinfo=UTC)


def trace(folder, requests):
    """A trace with a request each second."""
    path = folder / "trace.jsonl"
    for second, told in enumerate(requests):
        if isinstance(told, dict):
            told["timestamp"] += 1_000 * second
    path.write_text("".join(f"{r if isinstance(r, str) else json.dumps(r)}\n" for r in requests))
    return path


def request(size: int, *hashes: int, ms: int = 0) -> dict[str, object]:
    return {"timestamp": ms, "input_length": size, "output_length": 7, "hash_ids": hashes}


def cached(path) -> list[int]:
    """Cache reads of the sound requests, in order."""
    with read_log(path, start=START) as log:
        rows = log.relation.filter("reject IS NULL").project('"at", cache_read_tokens').fetchall()
    return [tokens for _, tokens in sorted(rows)]


def test_leading_blocks_that_came_before_are_cache_reads(tmp_path):
    path = trace(
        tmp_path,
        [
            request(1_500, 0, 1, 2),
            request(1_500, 0, 1, 3),
            request(1_536, 0, 4, 2),
            request(1_200, 0, 1, 2),
            request(100, 9),
        ],
    )
    # none; two blocks; one, for what follows a new block is new; all 1,200 of three blocks; none
    assert cached(path) == [0, 1_024, 512, 1_200, 0]


def test_a_request_does_not_read_what_it_writes(tmp_path):
    assert cached(trace(tmp_path, [request(2_000, 5, 5, 5, 5)])) == [0]


def test_times_count_from_the_start_that_is_given(tmp_path):
    path = trace(tmp_path, [request(10, 1, ms=61_999)])
    with read_log(path, start=START) as log:
        assert log.relation.project('"at"').fetchall() == [(int(START.timestamp()) + 61,)]
        assert "seen earlier" in log.recognised[0].convention


def test_a_trace_without_its_start_says_what_to_give(tmp_path):
    with pytest.raises(LogError, match="say when that was, with the time zone: --start"):
        read_log(trace(tmp_path, [request(10, 1)]))


def test_a_broken_line_costs_no_other(tmp_path):
    path = trace(tmp_path, [request(512, 0), '{"timestamp": 1, "inp', request(1_024, 0, 1)])
    assert cached(path) == [0, 512]
    with read_log(path, start=START) as log:
        assert [kind.rows for kind in log.rejected] == [1]


def test_a_seeded_trace_equals_a_loop_over_its_requests(tmp_path):
    coin = random.Random(5)
    requests, expected, seen = [], [], set()
    for _ in range(400):
        hashes = [coin.randrange(4), *(coin.randrange(200) for _ in range(coin.randrange(1, 6)))]
        size = 512 * len(hashes) - coin.randrange(512)
        hits = 0
        while hits < len(hashes) and hashes[hits] in seen:
            hits += 1
        seen.update(hashes)
        expected.append(min(512 * hits, size))
        requests.append(request(size, *hashes))
    assert cached(trace(tmp_path, requests)) == expected
    assert 0 < sum(expected) < sum(r["input_length"] for r in requests)


def test_blocks_are_read_from_json_alone(tmp_path):
    form = tmp_path / "mine.yaml"
    form.write_text(
        "schema: 1\nid: x\nname: x\nkinds: [csv]\ntime: {at: t}\nmodel: m\n"
        "counts: {input_tokens: i, output_tokens: o}\nprefix_blocks: {column: h, tokens: 16}\n"
    )
    with pytest.raises(SheetError, match=r"mine.yaml:8: .*a record for each request"):
        read_format(form)


def test_the_azure_trace_is_known_by_its_header(tmp_path):
    path = tmp_path / "any.csv"
    path.write_bytes(
        b"TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:15:46.6805900,374,44\r\n"
    )
    with read_log(path) as log:
        assert log.recognised[0].format == "azure-trace"
        found = log.relation.project('"at", input_tokens, output_tokens').fetchall()
    at = int(datetime(2023, 11, 16, 18, 15, 46, tzinfo=UTC).timestamp())
    assert found == [(at, 374, 44)]
