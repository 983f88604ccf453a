"""Samples of ccusage, of FOCUS and of our own plain table."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from tests.logs.make_samples import (
    KEY_NAME,
    MAIL,
    ORG,
    SK,
    Sample,
    as_csv,
    as_json,
    at,
    flat,
    header,
    row,
    sample,
    total,
)
from tests.logs.vendor_rates import (
    DEEPSEEK_CHAT_CNY,
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


FOCUS = header(
    "BilledCost,BillingAccountId,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,"
    "ConsumedQuantity,ConsumedUnit,EffectiveCost,ListCost,ProviderName,ServiceCategory,SkuMeter,"
    "SkuPriceDetails,Tags,SubAccountName"
)


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
            lines.append([*head, "AI and Machine Learning", meter, details, "{}", ORG])
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
    lines.append([*head, "{}", "{}", ORG])
    return Sample("focus", {"focus.csv": as_csv(lines)}, rows, total(rows, "USD"), skipped=1)


@sample
def plain_english() -> Sample:
    rng = random.Random("plain")
    head = "at,provider,model,service tier,thinking,input tokens,cached tokens,output tokens,"
    head += "reasoning tokens,billed amount,currency,key,user"
    lines: list[list[Any]] = [header(head)]
    rows = []
    for number in range(20):
        use, when = some_use(rng, thinks=True), at("2026-02-21T04:00:00") + number * 60
        cost = KIMI_K2_THINKING_CNY.of(use)
        lines.append(
            flat(
                [
                    f"2026-02-21T12:{number:02d}:00+08:00",
                    "moonshot-cn",
                    "kimi-k2-thinking",
                    "",
                    "true",
                ],
                [f"{use.input:,}", use.read, use.output, use.thought, f"¥{cost}", "cny"],
                [SK if number == 2 else KEY_NAME, MAIL if number == 3 else ORG],
            )
        )
        told = {"provider": "moonshot-cn", "thinking": True, "reasoning_tokens": use.thought}
        told |= {"billed_amount": cost, "billed_currency": "CNY"}
        labels = {"key": "#", "user": "#"}
        rows.append(row(when, "kimi-k2-thinking", use, **told, **labels))
    return Sample("plain", {"log.csv": as_csv(lines)}, rows, total(rows, "CNY"))


@sample
def plain_chinese() -> Sample:
    rng = random.Random("plain zh")
    lines: list[list[Any]] = [
        header("日期,供应商,模型,请求数,输入词元,缓存命中词元,输出词元,金额,币种,项目")
    ]
    rows = []
    for day in range(6):
        use = together([some_use(rng) for _ in range(4)])
        start = at("2026-02-01") + day * DAY
        date = f"2026年2月{day + 1}日" if day % 2 else f"2026-02-0{day + 1}"
        cost = DEEPSEEK_CHAT_CNY.of(use)
        counts = [use.requests, use.input, use.read, use.output]
        lines.append([date, "deepseek-cn", "deepseek-chat", *counts, cost, "CNY", "客服"])
        told = {"until": start + DAY, "provider": "deepseek-cn", "tag": "客服"}
        told |= {"billed_currency": "CNY"}
        rows.append(row(start, "deepseek-chat", use, billed_amount=cost, **told))
    text = as_csv(lines).decode().encode("gb18030")
    return Sample("plain", {"日志.csv": text}, rows, total(rows, "CNY"))


@sample
def plain_least() -> Sample:
    """The least that a hand-made table needs."""
    names = ["date", "model", "input_tokens", "output_tokens"]
    lines = [names, ["2026-02-22", "gemini-2.5-flash", 1_000, 500]]
    start = at("2026-02-22")
    told = {"until": start + DAY, "requests": None}
    rows = [row(start, "gemini-2.5-flash", Use(1_000, 500)) | told]
    return Sample("plain", {"least.csv": as_csv(lines)}, rows)
