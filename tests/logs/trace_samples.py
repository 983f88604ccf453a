"""Samples of tools, traces and responses, of FOCUS, and of our own plain table."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from tests.logs.make_samples import (
    BODY,
    MAIL,
    SK,
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
    DEEPSEEK_CHAT_CNY,
    GEMINI_2_5_FLASH,
    GPT_5,
    HAIKU_4_5,
    KIMI_K2_THINKING_CNY,
    Use,
    some_use,
    together,
)

DAY = 86_400


def _ccusage(kind: str, key: str, dates: list[str], days: int) -> Sample:
    rng = random.Random(kind)
    periods, rows = [], []
    for date in dates:
        use = Use(
            rng.randrange(9_000), rng.randrange(9_000), rng.randrange(10**6), rng.randrange(9_000)
        )
        cost = HAIKU_4_5.of(use)
        counts = {
            "inputTokens": use.fresh,
            "outputTokens": use.answer,
            "cacheCreationTokens": use.write,
            "cacheReadTokens": use.read,
        }
        part = {"modelName": "claude-haiku-4-5-20251001", **counts, "cost": float(cost)}
        summed = counts | {"totalTokens": use.input + use.output, "totalCost": float(cost)}
        periods.append({key: date, **summed, "modelsUsed": [], "modelBreakdowns": [part]})
        start = at(date if len(date) > 7 else f"{date}-01")
        told = {"until": start + days * DAY, "provider": "anthropic", "requests": None}
        told |= {"billed_amount": cost, "billed_currency": "USD"}
        rows.append(row(start, "claude-haiku-4-5-20251001", use) | told)
    named = "sessions" if kind == "session" else kind
    files = {"ccusage.json": as_json({named: periods, "totals": {}})}
    return Sample(f"ccusage-{kind}", files, rows, total(rows, "USD"))


@sample
def ccusage_daily() -> Sample:
    return _ccusage("daily", "date", ["2026-02-01", "2026-02-02", "2026-02-04"], 1)


@sample
def ccusage_weekly() -> Sample:
    return _ccusage("weekly", "week", ["2026-02-01", "2026-02-08"], 7)


@sample
def ccusage_monthly() -> Sample:
    return _ccusage("monthly", "month", ["2026-02"], 28)


@sample
def ccusage_session() -> Sample:
    return _ccusage("session", "lastActivity", ["2026-02-03", "2026-02-05"], 1)


def _spans(seed: str) -> list[tuple[int, Use]]:
    rng = random.Random(seed)
    start = at("2026-02-16T00:00:00")
    return [(start + i * 100, some_use(rng, thinks=True)) for i in range(12)]


def _attributes(use: Use) -> dict[str, Any]:
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "moonshot_ai",
        "gen_ai.request.model": "kimi-latest",
        "gen_ai.response.model": "kimi-k2-thinking",
        "gen_ai.usage.input_tokens": use.input,
        "gen_ai.usage.output_tokens": use.output,
        "gen_ai.usage.cache_read.input_tokens": use.read,
        "gen_ai.usage.reasoning.output_tokens": use.thought,
        "gen_ai.input.messages": BODY,
    }


def _span_row(when: int, use: Use, **more: Any) -> dict[str, Any]:
    told = {"provider": "moonshot_ai", "reasoning_tokens": use.thought, "tag": "helpdesk"}
    return row(when, "kimi-k2-thinking", use, **told, **more)


@sample
def otel_spans() -> Sample:
    spans: list[Any] = [{"name": "GET /", "start_time": "2026-02-16T00:00:00Z", "attributes": {}}]
    rows = []
    for when, use in _spans("otel"):
        spans.append(
            {
                "name": "chat kimi",
                "start_time": f"2026-02-16T00:{(when - at('2026-02-16')) // 60:02d}:{when % 60:02d}.000001Z",
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


FOCUS = (
    "BilledCost,BillingAccountId,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,"
    "ConsumedQuantity,ConsumedUnit,EffectiveCost,ListCost,ProviderName,ServiceCategory,SkuMeter,"
    "SkuPriceDetails,Tags"
).split(",")


@sample
def focus() -> Sample:
    rng = random.Random("focus")
    lines: list[list[Any]] = [FOCUS]
    rows = []
    for day in range(5):
        use, start = some_use(rng, thinks=True), at("2026-02-19") + day * DAY
        dates = [f"2026-02-{19 + day}T00:00:00Z", f"2026-02-{20 + day}T00:00:00Z"]
        meters = (
            ("Input Tokens", use.fresh, GPT_5.of(Use(use.fresh, 0))),
            ("Cache Read Input Tokens", use.read, GPT_5.of(Use(0, 0, use.read))),
            ("Output Tokens", use.answer, GPT_5.of(Use(0, use.answer))),
            ("Reasoning Output Tokens", use.thought, GPT_5.of(Use(0, use.thought))),
        )
        for meter, count, cost in meters:
            details = '{"ModelId": "gpt-5"}'
            head = [cost, MAIL, "USD", "Usage", *dates, count, "Tokens", cost, cost, "OpenAI"]
            lines.append([*head, "AI and Machine Learning", meter, details, "{}"])
        cost = GPT_5.of(use)
        told = {"until": start + DAY, "provider": "OpenAI", "requests": None}
        told |= {"reasoning_tokens": use.thought, "billed_currency": "USD"}
        rows.append(
            row(start, "gpt-5", use) | told | {"billed_amount": cost, "listed_amount": cost}
        )
    head = [
        Decimal(3),
        MAIL,
        "USD",
        "Usage",
        *dates,
        12,
        "Hours",
        3,
        3,
        "AWS",
        "Compute",
        "Instance",
    ]
    lines.append([*head, "{}", "{}"])
    return Sample("focus", {"focus.csv": as_csv(lines)}, rows, total(rows, "USD"), skipped=1)


@sample
def plain_english() -> Sample:
    rng = random.Random("plain")
    head = "at,provider,model,service tier,thinking,input tokens,cached tokens,output tokens,"
    head += "reasoning tokens,billed amount,currency,key,user"
    lines: list[list[Any]] = [head.split(",")]
    rows = []
    for number in range(20):
        use, when = some_use(rng, thinks=True), at("2026-02-21T04:00:00") + number * 60
        cost = KIMI_K2_THINKING_CNY.of(use)
        lines.append(
            [f"2026-02-21T12:{number:02d}:00+08:00", "moonshot-cn", "kimi-k2-thinking", "", "true"]
            + [f"{use.input:,}", use.read, use.output, use.thought, f"¥{cost}", "cny"]
            + [SK if number == 2 else "web", MAIL if number == 3 else "u1"]
        )
        told = {"provider": "moonshot-cn", "thinking": True, "reasoning_tokens": use.thought}
        told |= {"billed_amount": cost, "billed_currency": "CNY"}
        labels = {"key": "#" if number == 2 else "web", "user": "#" if number == 3 else "u1"}
        rows.append(row(when, "kimi-k2-thinking", use, **told, **labels))
    return Sample("plain", {"log.csv": as_csv(lines)}, rows, total(rows, "CNY"))


@sample
def plain_chinese() -> Sample:
    rng = random.Random("plain zh")
    lines: list[list[Any]] = [
        "日期,模型,请求数,输入词元,缓存命中词元,输出词元,金额,币种,项目".split(",")
    ]
    rows = []
    for day in range(6):
        use = together([some_use(rng) for _ in range(4)])
        start = at("2026-02-01") + day * DAY
        date = f"2026年2月{day + 1}日" if day % 2 else f"2026-02-0{day + 1}"
        cost = DEEPSEEK_CHAT_CNY.of(use)
        counts = [use.requests, use.input, use.read, use.output]
        lines.append([date, "deepseek-chat", *counts, cost, "CNY", "客服"])
        told = {"until": start + DAY, "tag": "客服", "billed_currency": "CNY"}
        rows.append(row(start, "deepseek-chat", use, billed_amount=cost, **told))
    text = as_csv(lines).decode().encode("gb18030")
    return Sample("plain", {"日志.csv": text}, rows, total(rows, "CNY"))


@sample
def gemini_rates_are_used() -> Sample:
    """The least that a hand-made table needs."""
    use = Use(1_000, 500)
    lines = [
        ["date", "model", "input_tokens", "output_tokens"],
        ["2026-02-22", "gemini-2.5-flash", 1_000, 500],
    ]
    assert GEMINI_2_5_FLASH.of(use) == Decimal("0.00155")
    start = at("2026-02-22")
    told = {"until": start + DAY, "requests": None}
    return Sample(
        "plain", {"least.csv": as_csv(lines)}, [row(start, "gemini-2.5-flash", use) | told]
    )
