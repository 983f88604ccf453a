"""Samples of what stands between a company and the vendors: OpenRouter and LiteLLM."""

from __future__ import annotations

import json
import random
from typing import Any

from tests.logs.make_samples import (
    BODY,
    HEX_KEY,
    IP,
    KEY_NAME,
    MAIL,
    SK,
    Sample,
    as_csv,
    as_json,
    at,
    flat,
    header,
    row,
    sample,
    stamp,
    total,
)
from tests.logs.vendor_rates import (
    GPT_5,
    KIMI_K2_THINKING_OPENROUTER,
    Use,
    some_use,
    together,
)

DAY = 86_400
KIMI = "moonshotai/kimi-k2-thinking"
OPENROUTER = header(
    "generation_id,created_at,cost_total,cost_web_search,cost_cache,cost_file_processing,"
    "byok_usage_inference,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,"
    "model_permaslug,provider_name,variant,cancelled,streamed,user,finish_reason_raw,"
    "finish_reason_normalized,generation_time_ms,time_to_first_token_ms,api_key_disabled,"
    "api_key_name,app_name"
)
LITELLM = header(
    "request_id,call_type,api_key,spend,total_tokens,prompt_tokens,completion_tokens,startTime,"
    "endTime,completionStartTime,model,model_id,model_group,custom_llm_provider,api_base,user,"
    "metadata,cache_hit,request_tags,team_id,end_user,requester_ip_address,messages,response,status"
)


@sample
def openrouter() -> Sample:
    rng = random.Random("openrouter")
    lines: list[list[Any]] = [OPENROUTER]
    rows = []
    for number in range(20):
        use, when = some_use(rng, thinks=True), at("2026-02-05T10:00:00") + number * 7_001
        cost = KIMI_K2_THINKING_OPENROUTER.of(use)
        own_key = cost if number % 5 == 0 else 0
        lines.append(
            flat(
                [f"gen-{number}", stamp(when), cost - own_key, 0, "-0.001", 0, own_key],
                [use.input, use.output, use.thought, use.read, KIMI, "Moonshot AI", "standard"],
                [
                    "true" if number == 3 else "false",
                    "true",
                    MAIL,
                    "stop",
                    "stop",
                    900,
                    200,
                    "false",
                ],
                [SK if number == 7 else KEY_NAME, "Helpdesk"],
            )
        )
        more = {"reasoning_tokens": use.thought, "billed_amount": cost, "billed_currency": "USD"}
        labels = {"key": "#", "tag": "Helpdesk", "user": "#"}
        rows.append(row(when, KIMI, use, provider="openrouter", **more, **labels))
    files = {"openrouter_activity.csv": as_csv(lines)}
    return Sample("openrouter", files, rows, total(rows, "USD"))


def _days(seed: str) -> list[tuple[int, Use]]:
    rng = random.Random(seed)
    start = at("2026-02-01")
    uses = [[some_use(rng, cached=False, thinks=True) for _ in range(6)] for _ in range(10)]
    return [(start + day * DAY, together(several)) for day, several in enumerate(uses)]


@sample
def openrouter_daily() -> Sample:
    head = "Date,Slug,Usage,BYOK Usage,Requests,Prompt Tokens,Completion Tokens,Reasoning Tokens"
    lines: list[list[Any]] = [header(head)]
    rows = []
    for start, use in _days("daily"):
        cost = KIMI_K2_THINKING_OPENROUTER.of(use)
        counts = [use.requests, use.input, use.output, use.thought]
        lines.append([stamp(start)[:10], KIMI, cost, 0, *counts])
        rows.append(_openrouter_day(start, use))
    return Sample("openrouter-daily", {"activity.csv": as_csv(lines)}, rows, total(rows, "USD"))


def _openrouter_day(start: int, use: Use) -> dict[str, Any]:
    told = {"until": start + DAY, "provider": "openrouter", "reasoning_tokens": use.thought}
    cost = KIMI_K2_THINKING_OPENROUTER.of(use)
    return row(start, KIMI, use, **told, billed_amount=cost, billed_currency="USD")


@sample
def openrouter_activity() -> Sample:
    data, rows = [], []
    for start, use in _days("activity"):
        data.append(
            {
                "date": stamp(start)[:10],
                "model": KIMI,
                "model_permaslug": KIMI,
                "endpoint_id": "550e8400-e29b-41d4-a716-446655440000",
                "provider_name": "Moonshot AI",
                "usage": float(KIMI_K2_THINKING_OPENROUTER.of(use)),
                "byok_usage_inference": 0,
                "requests": use.requests,
                "prompt_tokens": use.input,
                "completion_tokens": use.output,
                "reasoning_tokens": use.thought,
            }
        )
        rows.append(_openrouter_day(start, use))
    files = {"activity.json": as_json({"data": data})}
    return Sample("openrouter-activity", files, rows, total(rows, "USD"))


@sample
def litellm_spend() -> Sample:
    rng = random.Random("litellm")
    lines: list[list[Any]] = [LITELLM]
    rows = []
    for number in range(20):
        use, when = some_use(rng, thinks=True), at("2026-02-06T09:00:00") + number * 61
        hit, failed = number == 4, number == 9
        cost = 0 if hit or failed else GPT_5.of(use)
        details = {
            "usage_object": {
                "prompt_tokens_details": {"cached_tokens": use.read},
                "completion_tokens_details": {"reasoning_tokens": use.thought},
            },
            "user_api_key_alias": MAIL,
        }
        lines.append(
            flat(
                [f"chatcmpl-{number}", "acompletion", HEX_KEY, float(cost), use.input + use.output],
                [use.input, use.output, stamp(when), stamp(when + 3), "", "gpt-5", "", "gpt-5"],
                ["openai", "https://api.openai.com", MAIL, json.dumps(details), str(hit), "[]"],
                ["team-1", MAIL, IP, json.dumps([{"content": BODY}]), BODY],
                ["failure" if failed else "success"],
            )
        )
        if not hit and not failed:
            told = {
                "reasoning_tokens": use.thought,
                "billed_amount": cost,
                "billed_currency": "USD",
            }
            labels = {"key": "#", "tag": "team-1", "user": "#"}
            rows.append(row(when, "gpt-5", use, provider="openai", **told, **labels))
    return Sample(
        "litellm-spend", {"spend.csv": as_csv(lines)}, rows, total(rows, "USD"), skipped=2
    )


@sample
def litellm_daily() -> Sample:
    rng = random.Random("litellm daily")
    records, rows = [], []
    for day in range(8):
        use = together([some_use(rng) for _ in range(5)])
        start = at("2026-02-01") + day * DAY
        cost = GPT_5.of(use)
        records.append(
            {
                "id": str(day),
                "user_id": MAIL,
                "date": stamp(start)[:10],
                "api_key": HEX_KEY,
                "model": "gpt-5",
                "model_group": "chat",
                "custom_llm_provider": "openai",
                "prompt_tokens": use.input,
                "completion_tokens": use.output,
                "cache_read_input_tokens": use.read,
                "cache_creation_input_tokens": 0,
                "spend": float(cost),
                "api_requests": use.requests,
                "successful_requests": use.requests,
                "failed_requests": 0,
            }
        )
        told = {"until": start + DAY, "provider": "openai", "billed_currency": "USD"}
        labels = {"key": "#", "tag": "chat", "user": "#"}
        rows.append(row(start, "gpt-5", use, billed_amount=cost, **told, **labels))
    return Sample("litellm-daily", {"daily.json": as_json(records)}, rows, total(rows, "USD"))
