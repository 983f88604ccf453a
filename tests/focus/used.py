"""A small log that has every meter, category, currency, mode and label there is."""

from __future__ import annotations

import pyarrow as pa

MARCH_1, MARCH_2, APRIL_1 = 1_772_323_200, 1_772_409_600, 1_775_001_600
BY = ("day", "offer", "service_tier", "key", "tag")


def used() -> pa.Table:
    plain = {
        "at": MARCH_1,
        "model": "demo/output-billed",
        "service_tier": "standard",
        "input_tokens": 30_000,
        "output_tokens": 5_000,
        "requests": 1,
        "reasoning_tokens": 0,
        "cache_read_tokens": 0,
        "cache_write_tokens": 0,
        "cache_write_long_tokens": 0,
        "web_searches": 0,
        "cache_token_hours": 0,
        "citation_tokens": 0,
        "key": "k1",
        "tag": "search",
    }
    things = {"web_searches": 2, "cache_token_hours": 90_000, "citation_tokens": 700}
    cached = {
        "cache_read_tokens": 9_000,
        "cache_write_tokens": 4_000,
        "cache_write_long_tokens": 1_000,
    }
    different = [
        things | cached | {"reasoning_tokens": 3_000},
        {"service_tier": "batch", "key": "=HYPERLINK(1)"},
        {"at": MARCH_2, "model": "demo/mode", "reasoning_tokens": 4_000},
        {"at": MARCH_2, "model": "demo/mode", "key": None, "tag": None},
        {"at": APRIL_1, "model": "demo/two-dimensional"},
        {"at": APRIL_1, "model": "openai/gpt-5", "reasoning_tokens": 1_000},
        {"at": APRIL_1, "model": "alibaba-cn/qwen-plus", "requests": 3},
        {"at": APRIL_1, "model": "openrouter/deepseek/deepseek-v3.2"},
    ]
    return pa.Table.from_pylist([plain | row for row in different])
