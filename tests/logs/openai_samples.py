"""Samples of OpenAI's exports and of its interface for administrators."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from tests.logs.make_samples import (
    KEY_NAME,
    MAIL,
    ORG,
    Sample,
    as_csv,
    as_json,
    as_lines,
    at,
    bill_row,
    header,
    iso,
    row,
    sample,
    total,
)
from tests.logs.vendor_rates import (
    GPT_5,
    GPT_5_MINI,
    Use,
    some_use,
    together,
)

DAY = 86_400
OPENAI_USAGE = header(
    "start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,"
    "api_key_id,model,batch,service_tier,input_tokens,output_tokens,input_cached_tokens,"
    "input_uncached_tokens,input_text_tokens,output_text_tokens,input_cached_text_tokens,"
    "input_audio_tokens,input_cached_audio_tokens,output_audio_tokens,input_image_tokens,"
    "input_cached_image_tokens,output_image_tokens"
)
OPENAI_COST = header(
    "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,"
    "project_id,organization_id,organization_name"
)


def _buckets(seed: str) -> list[tuple[int, str, str | None, Use]]:
    """Day, model, tier and use of some days at OpenAI; none on the second."""
    rng = random.Random(seed)
    first = at("2026-02-03")
    return [
        (
            first + day * DAY,
            model,
            tier,
            together([some_use(rng) for _ in range(rng.randrange(2, 9))]),
        )
        for day in (0, 2, 3)
        for model, tier in (("gpt-5-2025-08-07", None), ("gpt-5-mini", None), ("gpt-5", "batch"))
    ]


@sample
def openai_usage() -> Sample:
    lines: list[list[Any]] = [OPENAI_USAGE]
    idle = at("2026-02-04")
    lines.append([idle, idle + DAY, iso(idle), iso(idle + DAY), *[""] * 20])
    rows = []
    for start, model, tier, use in _buckets("openai"):
        counts = [use.input, use.output, use.read, use.fresh, use.input, use.output, use.read]
        lines.append(
            [
                start,
                start + DAY,
                iso(start),
                iso(start + DAY),
                "proj_a",
                f"{use.requests}.0",
                MAIL,
            ]
            + [KEY_NAME, model, "TRUE" if tier else "FALSE", "default"]
            + [f"{count}.0" for count in counts]
            + ["0.0"] * 6
        )
        more = {"service_tier": tier or "standard", "key": "#", "tag": "proj_a", "user": "#"}
        rows.append(row(start, model, use, until=start + DAY, provider="openai", **more))
    return Sample("openai-usage", {"usage.csv": as_csv(lines)}, rows, skipped=1)


@sample
def openai_usage_api() -> Sample:
    data, rows = [], []
    for start, model, tier, use in _buckets("openai api"):
        result = {
            "object": "organization.usage.completions.result",
            "input_tokens": use.input,
            "output_tokens": use.output,
            "input_cached_tokens": use.read,
            "num_model_requests": use.requests,
            "project_id": "proj_a",
            "user_id": MAIL,
            "api_key_id": KEY_NAME,
            "model": model,
            "batch": tier == "batch",
            "service_tier": None,
        }
        data.append(
            {"object": "bucket", "start_time": start, "end_time": start + DAY, "results": [result]}
        )
        more = {"service_tier": tier, "key": "#", "tag": "proj_a", "user": "#"}
        rows.append(row(start, model, use, until=start + DAY, provider="openai", **more))
    data.append({"object": "bucket", "start_time": 1, "end_time": 2, "results": []})
    page = {"object": "page", "data": data, "has_more": False, "next_page": None}
    return Sample("openai-usage-api", {"page.json": as_json(page)}, rows)


def _items(seed: str) -> list[tuple[int, str, str, Decimal]]:
    """Day, model, kind of token and dollars."""
    return [
        (start, model, kind, amount)
        for start, model, tier, use in _buckets(seed)
        for rates in [GPT_5_MINI if "mini" in model else GPT_5]
        for kind, amount in (
            ("input", rates.of(Use(use.fresh, 0), "0.5" if tier else "1")),
            ("cached input", rates.of(Use(0, 0, use.read), "0.5" if tier else "1")),
            ("output", rates.of(Use(0, use.output), "0.5" if tier else "1")),
        )
    ]


@sample
def openai_cost() -> Sample:
    idle = at("2026-02-04")
    lines: list[list[Any]] = [
        OPENAI_COST,
        [idle, idle + DAY, iso(idle), iso(idle + DAY), *[""] * 6],
    ]
    rows = []
    for start, model, kind, amount in _items("openai"):
        named = f"{model}, {kind}"
        dates = [start, start + DAY, iso(start), iso(start + DAY)]
        lines.append(
            [*dates, f"{amount:.16f}", "usd", named, "proj_a", "org-Hp9mSGev2sVmtMeF2wrnSeOV", ORG]
        )
        rows.append(
            bill_row(
                start, start + DAY, amount, provider="openai", model=model, meter=kind, tag="proj_a"
            )
        )
    return Sample("openai-cost", {"cost.csv": as_csv(lines)}, rows, total(rows, "USD"), skipped=1)


@sample
def openai_cost_api() -> Sample:
    data, rows = [], []
    for start, model, kind, amount in _items("openai api"):
        result = {
            "object": "organization.costs.result",
            "amount": {"value": float(amount), "currency": "usd"},
            "line_item": f"{model}, {kind}",
            "project_id": "proj_a",
        }
        data.append(
            {"object": "bucket", "start_time": start, "end_time": start + DAY, "results": [result]}
        )
        rows.append(
            bill_row(
                start, start + DAY, amount, provider="openai", model=model, meter=kind, tag="proj_a"
            )
        )
    page = {"object": "page", "data": data, "has_more": False}
    return Sample("openai-cost-api", {"costs.json": as_json(page)}, rows, total(rows, "USD"))


@sample
def openai_batch() -> Sample:
    rng = random.Random("batch")
    lines, rows = [], []
    for number in range(12):
        use, created = some_use(rng, thinks=True), at("2026-02-05") + number
        usage = {
            "prompt_tokens": use.input,
            "completion_tokens": use.output,
            "prompt_tokens_details": {"cached_tokens": use.read},
            "completion_tokens_details": {"reasoning_tokens": use.thought},
        }
        body = {"object": "chat.completion", "created": created, "model": "gpt-5", "usage": usage}
        lines.append(
            {"id": "b", "custom_id": str(number), "response": {"status_code": 200, "body": body}}
        )
        more = {"service_tier": "batch", "reasoning_tokens": use.thought}
        rows.append(row(created, "gpt-5", use, **more))
    return Sample("openai-batch", {"output.jsonl": as_lines(lines)}, rows)
