"""Samples of traces and of responses as they came."""

from __future__ import annotations

import random
from typing import Any

from tests.logs.make_samples import (
    BODY,
    MAIL,
    SK,
    Sample,
    as_lines,
    at,
    iso,
    row,
    sample,
)
from tests.logs.vendor_rates import (
    Use,
    some_use,
)

DAY = 86_400


def _spans(seed: str) -> list[tuple[int, Use]]:
    rng = random.Random(seed)
    start = at("2026-02-16T00:00:00")
    return [(start + i * 100, some_use(rng, thinks=True)) for i in range(12)]


def _attributes(use: Use) -> dict[str, Any]:
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5-mini",
        "gen_ai.response.model": "gpt-5",
        "gen_ai.usage.input_tokens": use.input,
        "gen_ai.usage.output_tokens": use.output,
        "gen_ai.usage.cache_read.input_tokens": use.read,
        "gen_ai.usage.reasoning.output_tokens": use.thought,
        "gen_ai.input.messages": BODY,
    }


def _span_row(when: int, use: Use, **more: Any) -> dict[str, Any]:
    told = {"provider": "openai", "reasoning_tokens": use.thought, "tag": "helpdesk"}
    return row(when, "gpt-5", use, **told, **more)


@sample
def otel_spans() -> Sample:
    spans: list[Any] = [{"name": "GET /", "start_time": "2026-02-16T00:00:00Z", "attributes": {}}]
    rows = []
    for when, use in _spans("otel"):
        spans.append(
            {
                "name": "chat",
                "start_time": iso(when).replace("+00:00", ".000001Z"),
                "attributes": _attributes(use) | {"user.id": MAIL},
                "resource": {"attributes": {"service.name": "helpdesk"}},
            }
        )
        rows.append(_span_row(when, use, user="#"))
    return Sample("otel-spans", {"spans.jsonl": as_lines(spans)}, rows, skipped=1)


@sample
def otlp_spans() -> Sample:
    lines, rows = [], []
    for when, use in _spans("otlp"):
        attributes = [
            {
                "key": key,
                "value": {"intValue": str(value)}
                if isinstance(value, int)
                else {"stringValue": value},
            }
            for key, value in _attributes(use).items()
        ]
        spans = [
            {"name": "chat", "startTimeUnixNano": f"{when}000000042", "attributes": attributes},
            {"name": "GET /", "startTimeUnixNano": f"{when}000000001", "attributes": []},
        ]
        service = [{"key": "service.name", "value": {"stringValue": "helpdesk"}}]
        scoped = {"resource": {"attributes": service}, "scopeSpans": [{"spans": spans}]}
        lines.append({"resourceSpans": [scoped]})
        rows.append(_span_row(when, use))
    return Sample("otlp-spans", {"traces.json": as_lines(lines)}, rows, skipped=12)


@sample
def gemini() -> Sample:
    rng = random.Random("gemini")
    lines, rows = [], []
    for number in range(14):
        thinks = number % 3 > 0
        use, when = some_use(rng, thinks=thinks), at("2026-02-17T05:00:00") + number
        counts = {
            "promptTokenCount": use.input - 40,
            "toolUsePromptTokenCount": 40,
            "candidatesTokenCount": use.answer,
            "cachedContentTokenCount": use.read,
            "totalTokenCount": use.input + use.output,
        }
        counts |= {"thoughtsTokenCount": use.thought} if thinks else {}
        lines.append(
            {
                "candidates": [{"content": {"parts": [{"text": BODY}]}}],
                "usageMetadata": counts,
                "modelVersion": "gemini-2.5-flash",
                "createTime": f"2026-02-17T05:00:{number:02d}.5Z",
            }
        )
        rows.append(
            row(when, "gemini-2.5-flash", use, provider="google", reasoning_tokens=use.thought)
        )
    return Sample("gemini", {"gemini.jsonl": as_lines(lines)}, rows)


@sample
def openai_responses() -> Sample:
    rng = random.Random("responses")
    lines, rows = [], []
    for number in range(15):
        use, when = some_use(rng, thinks=True), at("2026-02-18T07:00:00") + number
        beside = number % 3 == 0  # as xAI counts: reasoning only in the total
        usage = {
            "prompt_tokens": use.input,
            "completion_tokens": use.answer if beside else use.output,
            "total_tokens": use.input + use.output,
            "prompt_tokens_details": {"cached_tokens": use.read},
            "completion_tokens_details": {"reasoning_tokens": use.thought},
        }
        choices = [{"message": {"content": f"{BODY} {SK}"}}]
        known = {"object": "chat.completion", "created": when, "model": "gpt-5", "usage": usage}
        lines.append(
            {"id": f"chatcmpl-{number}", **known, "choices": choices, "service_tier": "default"}
        )
        told = {"service_tier": "standard", "reasoning_tokens": use.thought}
        rows.append(row(when, "gpt-5", use, **told))
    return Sample("openai-responses", {"responses.jsonl": as_lines(lines)}, rows)
