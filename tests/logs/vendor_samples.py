"""Samples of OpenAI's and Anthropic's exports and of their interfaces for administrators."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from tests.logs.make_samples import (
    MAIL,
    Sample,
    as_csv,
    as_json,
    as_lines,
    at,
    row,
    sample,
    total,
)
from tests.logs.vendor_rates import (
    GPT_5,
    GPT_5_MINI,
    HAIKU_4_5,
    SONNET_4_5,
    SONNET_4_5_ABOVE_200K,
    Use,
    some_use,
    together,
)

DAY = 86_400
OPENAI_USAGE = (
    "start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,"
    "api_key_id,model,batch,service_tier,input_tokens,output_tokens,input_cached_tokens,"
    "input_uncached_tokens,input_text_tokens,output_text_tokens,input_cached_text_tokens,"
    "input_audio_tokens,input_cached_audio_tokens,output_audio_tokens,input_image_tokens,"
    "input_cached_image_tokens,output_image_tokens"
).split(",")
OPENAI_COST = (
    "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,"
    "project_id,organization_id,organization_name"
).split(",")
ANTHROPIC_USAGE = (
    "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,"
    "usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,"
    "usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,"
    "web_search_count,inference_geo,speed"
).split(",")
ANTHROPIC_COST = (
    "usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,"
    "list_price_usd,cost_type,inference_geo,speed,api_key_id,api_key_status"
).split(",")


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


def _iso(second: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(second, UTC).isoformat()


@sample
def openai_usage() -> Sample:
    lines: list[list[Any]] = [OPENAI_USAGE]
    idle = at("2026-02-04")
    lines.append([idle, idle + DAY, _iso(idle), _iso(idle + DAY), *[""] * 20])
    rows = []
    for start, model, tier, use in _buckets("openai"):
        counts = [use.input, use.output, use.read, use.fresh, use.input, use.output, use.read]
        lines.append(
            [
                start,
                start + DAY,
                _iso(start),
                _iso(start + DAY),
                "proj_a",
                f"{use.requests}.0",
                MAIL,
            ]
            + ["key_b", model, "TRUE" if tier else "FALSE", "default"]
            + [f"{count}.0" for count in counts]
            + ["0.0"] * 6
        )
        more = {"service_tier": tier or "standard", "key": "key_b", "tag": "proj_a", "user": "#"}
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
            "api_key_id": "key_b",
            "model": model,
            "batch": tier == "batch",
            "service_tier": None,
        }
        data.append(
            {"object": "bucket", "start_time": start, "end_time": start + DAY, "results": [result]}
        )
        more = {"service_tier": tier, "key": "key_b", "tag": "proj_a", "user": "#"}
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


def _bill(start: int, until: int, amount: Decimal, **more: Any) -> dict[str, Any]:
    return {"at": start, "until": until, "billed_amount": amount, "billed_currency": "USD"} | more


@sample
def openai_cost() -> Sample:
    idle = at("2026-02-04")
    lines: list[list[Any]] = [
        OPENAI_COST,
        [idle, idle + DAY, _iso(idle), _iso(idle + DAY), *[""] * 6],
    ]
    rows = []
    for start, model, kind, amount in _items("openai"):
        named = f"{model}, {kind}"
        dates = [start, start + DAY, _iso(start), _iso(start + DAY)]
        lines.append(
            [*dates, f"{amount:.16f}", "usd", named, "proj_a", "org-Hp9mSGev2sVmtMeF2wrnSeOV", MAIL]
        )
        rows.append(
            _bill(
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
            _bill(
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


def _claude(seed: str) -> list[tuple[int, str, str, str, Use, Decimal]]:
    """Day, model, tier, window, use and dollars of some days at Anthropic."""
    rng = random.Random(seed)
    found = []
    for day in range(4):
        for model, tier, window, rates in (
            ("claude-haiku-4-5-20251001", "standard", "≤ 200k", HAIKU_4_5),
            ("claude-haiku-4-5-20251001", "batch", "≤ 200k", HAIKU_4_5),
            ("claude-sonnet-4-5-20250929", "standard", "≤ 200k", SONNET_4_5),
            ("claude-sonnet-4-5-20250929", "standard", "200k-1M", SONNET_4_5_ABOVE_200K),
        ):
            times = 400 if window == "200k-1M" else 1
            use = Use(*(times * rng.randrange(1, n) for n in (9_000, 5_000, 90_000, 9_000, 2_000)))
            amount = rates.of(use, "0.5" if tier == "batch" else "1")
            found.append((at("2026-02-10") + day * DAY, model, tier, window, use, amount))
    return found


def _claude_row(
    start: int, model: str, tier: str, window: str, use: Use, **more: Any
) -> dict[str, Any]:
    size = {"input_over": 200_000, "input_up_to": 1_000_000}
    if window != "200k-1M":
        size = {"input_over": 0, "input_up_to": 200_000}
    told = {"until": start + DAY, "provider": "anthropic", "service_tier": tier} | size | more
    return row(start, model, use) | {"requests": None} | told


@sample
def anthropic_usage() -> Sample:
    lines: list[list[Any]] = [ANTHROPIC_USAGE]
    rows, dollars = [], Decimal(0)
    for start, model, tier, window, use, amount in _claude("anthropic"):
        counts = [use.fresh, use.write, use.long, use.read, use.answer, 0]
        lines.append(
            [_iso(start)[:10], model, "prod-key", "Default", tier, window, *counts, "global", ""]
        )
        rows.append(_claude_row(start, model, tier, window, use, key="prod-key", tag="Default"))
        dollars += amount
    return Sample("anthropic-usage", {"claude.csv": as_csv(lines)}, rows)


@sample
def anthropic_usage_api() -> Sample:
    data, rows = [], []
    for start, model, tier, window, use, _ in _claude("anthropic api"):
        result = {
            "uncached_input_tokens": use.fresh,
            "cache_creation": {
                "ephemeral_5m_input_tokens": use.write,
                "ephemeral_1h_input_tokens": use.long,
            },
            "cache_read_input_tokens": use.read,
            "output_tokens": use.answer,
            "server_tool_use": {"web_search_requests": 2},
            "model": model,
            "workspace_id": None,
            "api_key_id": "apikey_01",
            "service_tier": tier,
            "context_window": "0-200k" if window == "≤ 200k" else window,
        }
        times = {"starting_at": _iso(start).replace("+00:00", "Z"), "ending_at": _iso(start + DAY)}
        data.append(times | {"results": [result]})
        rows.append(
            _claude_row(start, model, tier, window, use._replace(searches=2), key="apikey_01")
        )
    page = {"data": data, "has_more": False, "next_page": None}
    return Sample("anthropic-usage-api", {"report.json": as_json(page)}, rows)


@sample
def anthropic_cost() -> Sample:
    lines: list[list[Any]] = [ANTHROPIC_COST]
    rows = []
    for start, model, tier, window, _, amount in _claude("anthropic"):
        name = "Claude Haiku 4.5" if "haiku" in model else "Claude Sonnet 4.5"
        cents = round(amount, 2)
        head = [_iso(start)[:10], name, "Default", "prod-key", tier, window, "output"]
        lines.append([*head, f"{cents}", f"{cents}", "tokens", "global", "", "apikey_01", "active"])
        more = {"model": name, "meter": "output", "service_tier": tier, "listed_amount": cents}
        more |= {"provider": "anthropic", "key": "prod-key", "tag": "Default"}
        rows.append(_bill(start, start + DAY, cents, **more))
    return Sample("anthropic-cost", {"cost.csv": as_csv(lines)}, rows, total(rows, "USD"))


@sample
def anthropic_cost_api() -> Sample:
    data, rows = [], []
    for start, model, tier, window, _, amount in _claude("anthropic api"):
        result = {
            "currency": "USD",
            "amount": f"{amount * 100:.8f}",
            "list_amount": f"{amount * 100:.8f}",
            "cost_type": "tokens",
            "token_type": "output_tokens",
            "model": model,
            "service_tier": tier,
            "context_window": window,
            "workspace_id": "wrkspc_1",
        }
        times = {"starting_at": _iso(start), "ending_at": _iso(start + DAY)}
        data.append(times | {"results": [result]})
        more = {"model": model, "meter": "output_tokens", "service_tier": tier}
        more |= {"provider": "anthropic", "tag": "wrkspc_1", "listed_amount": amount}
        rows.append(_bill(start, start + DAY, amount, **more))
    page = {"data": data, "has_more": False}
    return Sample("anthropic-cost-api", {"costs.json": as_json(page)}, rows, total(rows, "USD"))
