"""Files that nobody recognises, mapped in the page: wide, narrow and nested ones."""

from __future__ import annotations

import json
from decimal import Decimal

import yaml

from calculator.dashboard import logs
from calculator.dashboard.logged.given import uploaded
from calculator.dashboard.logged.shown import shown
from calculator.dashboard.logged.written import check, likely, mapping
from calculator.logbook import Reading, price_files

assert logs  # the page comes first: its parts import each other through it
DAY = "2026-02-01T08:00:00Z"
NARROW = (
    "zeit,welches,was,wieviel,kosten,waehrung\n"
    f"{DAY},openai/gpt-5,prompt_cache_hit,100,0.0125,USD\n"
    f"{DAY},openai/gpt-5,prompt_cache_miss,1000,1.25,USD\n"
    f"{DAY},openai/gpt-5,completion,100,1.00,USD\n"
)
PAGE = {
    "object": "page",
    "buckets": [
        {
            "day": DAY,
            "uses": [{"model": "openai/gpt-5", "tokens": {"in": 1_000_000, "out": 100_000}}],
        },
        {
            "day": "2026-02-02T08:00:00Z",
            "uses": [{"model": "openai/gpt-5-mini", "tokens": {"in": 1_000_000, "out": 0}}],
        },
    ],
}


def priced(text, name, content, tmp_path):
    (tmp_path / name).write_text(content)
    (tmp_path / "own.yaml").write_text(text)
    return price_files([tmp_path / name], reading=Reading(mapping=tmp_path / "own.yaml")).priced


def test_a_row_for_each_kind_of_token_is_mapped(tmp_path):
    seen = shown(uploaded([("own.csv", NARROW.encode())]))
    assert list(seen.columns) == ["zeit", "welches", "was", "wieviel", "kosten", "waehrung"]
    meters = {meter: likely(meter) for meter in seen.meanings(("was",))}
    assert meters == {
        "prompt_cache_hit": "cache_read_tokens",
        "prompt_cache_miss": "input_tokens",
        "completion": "output_tokens",
    }
    names = {"at": "zeit", "model": "welches", "meter": "was", "count": "wieviel"}
    names |= {"billed": "kosten", "currency": "waehrung"}
    text = mapping(
        seen.kind,
        {field: seen.columns[name] for field, name in names.items()},
        period="day",
        beside=("cached",),
        times=1000,
        meters=meters,
    )
    check(text)
    found = priced(text, "own.csv", NARROW, tmp_path)
    # a million tokens at 1.25 dollars, 100,000 cached ones at 0.125, 100,000 of output at 10
    cost = Decimal("1.25") + Decimal("0.0125") + Decimal(1)
    assert (found.rows, found.totals["USD"].cost.amount) == (1, cost)


def test_records_inside_a_document_are_found_and_mapped(tmp_path):
    seen = shown(uploaded([("own.json", json.dumps(PAGE).encode())]))
    assert seen.records == ("buckets", "uses")
    assert list(seen.columns) == [
        "model",
        "tokens › in",
        "tokens › out",
        ".. › day",
        ".. › .. › object",
    ]
    names = {"at": ".. › day", "model": "model"}
    names |= {"input_tokens": "tokens › in", "output_tokens": "tokens › out"}
    chosen = {field: seen.columns[name] for field, name in names.items()}
    text = mapping(seen.kind, chosen, records=seen.records)
    assert yaml.safe_load(text)["counts"]["input_tokens"] == ["tokens", "in"]
    found = priced(text, "own.json", json.dumps(PAGE), tmp_path)
    cost = Decimal("1.25") + Decimal(1) + Decimal("0.25")
    assert (found.rows, found.totals["USD"].cost.amount) == (2, cost)


def test_nested_lines_are_mapped(tmp_path):
    lines = [{"ts": DAY, "meta": {"model": "openai/gpt-5"}, "use": {"p": 1_000_000, "c": 0}}] * 3
    content = "\n".join(map(json.dumps, lines))
    seen = shown(uploaded([("own.jsonl", content.encode())]))
    assert (seen.records, list(seen.columns)) == (
        (),
        ["ts", "meta › model", "use › p", "use › c"],
    )
    names = {"at": "ts", "model": "meta › model"}
    names |= {"input_tokens": "use › p", "output_tokens": "use › c"}
    text = mapping("json", {field: seen.columns[name] for field, name in names.items()})
    found = priced(text, "own.jsonl", content, tmp_path)
    assert found.totals["USD"].cost.amount == 3 * Decimal("1.25")


def test_ways_that_look_like_secrets_are_not_offered():
    record = {"at": DAY, "sk-a1b2c3d4e5": {"x": 1}}
    seen = shown(uploaded([("own.json", json.dumps([record] * 2).encode())]))
    assert list(seen.columns) == ["at"]
