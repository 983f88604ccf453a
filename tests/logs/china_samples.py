"""Samples of Alibaba's bill and of the gateways new-api and aiproxy."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import Any

from tests.logs.make_samples import (
    BODY,
    IP,
    KEY_NAME,
    MAIL,
    ORG,
    Sample,
    as_csv,
    as_lines,
    at,
    flat,
    header,
    row,
    sample,
    total,
)
from tests.logs.vendor_rates import (
    GPT_5,
    GPT_5_MINI,
    HAIKU_4_5,
    QWEN_PLUS,
    QWEN_PLUS_128K_256K,
    QWEN_PLUS_THINKING,
    Use,
    some_use,
)

ALIBABA = header(
    "账单信息/账单月份,账单信息/账单日期,账单信息/费用类型,账单信息/消费时间,账单信息/服务开始时间,"
    "账单信息/服务结束时间,身份信息/资源购买账号ID,产品信息/产品Code,产品信息/产品名称,产品信息/商品Code,"
    "产品信息/商品名称,产品信息/计费项Code,产品信息/计费项名称,产品信息/选型配置,产品信息/规格,"
    "用量信息/抵扣前用量,用量信息/用量,用量信息/用量单位,定价信息/官网目录价,定价信息/价格单位,"
    "定价信息/目录价用量阶梯,定价信息/定价币种,费用信息/目录总价,费用信息/计费公式,优惠信息/优惠金额,"
    "优惠信息/优惠后金额,优惠信息/优惠详情,应付信息/应付金额（含税）,资源信息/实例ID（出账粒度）,"
    "标识信息/账单明细ID"
)

HOUR = 3_600


def _alibaba_line(hour: int, kind: str, band: str, tokens: int, rate: str, off: str) -> list[Any]:
    listed = Decimal(tokens) * Decimal(rate) / 10**6
    chosen = [
        {"name": "文本生成模型规格", "value": "qwen-plus"},
        {"name": "Token类型", "value": kind},
    ]
    day, clock = "2026-02-12", f"{hour:02d}:00:00"
    times = [f"{day} {clock}", f"{day} {clock}", f"{day} {hour + 1:02d}:00:00"]
    product = ["sfm", "大模型服务平台百炼", "sfm_inference_public_cn", "百炼大模型推理", kind, kind]
    thousand = Decimal(tokens) / 1000
    payable = listed * Decimal(off)
    return flat(
        ["202602", "20260212", "云资源按量费用", *times, "1083073552611378\t", *product],
        [json.dumps(chosen, ensure_ascii=False), "", thousand, thousand, "千tokens"],
        [
            Decimal(rate) / 1000,
            "元/千tokens",
            "",
            "CNY",
            listed,
            "",
            listed - payable,
            payable,
            "[]",
        ],
        [payable, f"4906870;ws-xxx;qwen-plus;context_{band}_{kind};;0", "b1"],
    )


@sample
def alibaba_bill() -> Sample:
    rng = random.Random("alibaba")
    lines: list[list[Any]] = [ALIBABA]
    rows = []
    cases = (
        (9, "", "0-128k", QWEN_PLUS, 0, 128_000, "0.8"),
        (10, "thinking_", "0-128k", QWEN_PLUS_THINKING, 0, 128_000, "1"),
        (11, "", "128k-256k", QWEN_PLUS_128K_256K, 128_000, 256_000, "1"),
    )
    for hour, mode, band, rates, over, up_to, paid in cases:
        use = Use(rng.randrange(10**5, 10**7), rng.randrange(10**4, 10**6), rng.randrange(10**6))
        lines += [
            _alibaba_line(hour, "input_token", band, use.fresh, rates.fresh, paid),
            _alibaba_line(hour, "cached_token", band, use.read, rates.read, paid),
            _alibaba_line(hour, f"{mode}output_token", band, use.answer, rates.answer, paid),
        ]
        start = at("2026-02-12T00:00:00") + (hour - 8) * HOUR
        told = {"until": start + HOUR, "provider": "alibaba-cn", "key": "#", "requests": None}
        told |= {"input_over": over, "input_up_to": up_to, "billed_currency": "CNY"}
        # Only the line of the output says in which mode it was.
        parts = [use] if not mode else [use._replace(answer=0), Use(0, use.answer)]
        for part in parts:
            listed = rates.of(part)
            thought = {"thinking": True} if part.answer and mode else {}
            money = {"billed_amount": listed * Decimal(paid), "listed_amount": listed}
            rows.append(row(start, "qwen-plus", part) | told | thought | money)
    other = list(_alibaba_line(9, "input_token", "0-128k", 1, "1", "1"))
    other[7:13] = ["ecs", "云服务器 ECS", "ecs", "云服务器", "instance", "实例"]
    picture = list(_alibaba_line(9, "image", "0-128k", 1_000, "1", "1"))
    picture[17] = "张"
    files = {"1083-20260213_consumedetailbillv2.csv": as_csv([*lines, other, picture], bom=True)}
    listed = {"CNY": sum((r["listed_amount"] for r in rows), Decimal(0))}
    return Sample("alibaba-bill", files, rows, total(rows, "CNY"), listed, skipped=2)


@sample
def new_api() -> Sample:
    rng = random.Random("new-api")
    head = "id,user_id,created_at,type,content,username,token_name,model_name,quota,prompt_tokens,"
    head += "completion_tokens,use_time,is_stream,channel,channel_name,token_id,group,ip,other"
    lines: list[list[Any]] = [header(head)]
    rows = []
    for number in range(14):
        when = at("2026-02-14T06:00:00") + number * 30
        claude = number % 2 == 1
        model, rates = ("claude-haiku-4-5", HAIKU_4_5) if claude else ("gpt-5", GPT_5)
        use = some_use(rng)._replace(write=500 if claude else 0, long=300 if claude else 0)
        # Dollars in whole parts of 500,000, as the gateway rounds them.
        quota = round(rates.of(use) * 500_000)
        other = {"model_ratio": 1, "group_ratio": 1, "cache_tokens": use.read, "frt": 77}
        if claude:
            other |= {"claude": True, "cache_creation_tokens": 800, "cache_creation_tokens_1h": 300}
        counts = [use.fresh if claude else use.input, use.answer]
        lines.append(
            flat(
                [
                    number,
                    1,
                    when,
                    2,
                    BODY,
                    MAIL,
                    KEY_NAME,
                    model,
                    quota,
                    *counts,
                    3,
                    "true",
                    9,
                    "ch",
                ],
                [4, "default", IP, json.dumps(other)],
            )
        )
        told = {"billed_amount": Decimal(quota) / 500_000, "billed_currency": "USD"}
        labels = {"key": "#", "tag": "default", "user": "#"}
        rows.append(row(when, model, use, **told, **labels))
    lines.append([99, 1, at("2026-02-14"), 1, "充值 $10", MAIL, "", "", 5_000_000, 0, 0, *[""] * 8])
    return Sample("new-api", {"logs.csv": as_csv(lines)}, rows, total(rows, "USD"), skipped=1)


@sample
def aiproxy() -> Sample:
    rng = random.Random("aiproxy")
    lines, rows = [], []
    for number in range(12):
        use, when = some_use(rng, thinks=True), at("2026-02-15T03:00:00") + number
        usage = {
            "input_tokens": use.input,
            "output_tokens": use.output,
            "cached_tokens": use.read,
            "reasoning_tokens": use.thought,
            "total_tokens": use.input + use.output,
        }
        dollars = GPT_5_MINI.of(use)
        lines.append(
            {
                "id": number,
                "request_at": f"2026-02-15T11:00:{number:02d}+08:00",
                "created_at": "2026-02-15T11:01:00+08:00",
                "model": "gpt-5-mini",
                "token_name": KEY_NAME,
                "group": ORG,
                "user": MAIL,
                "code": 200,
                "content": BODY,
                "ip": IP,
                "usage": usage,
                "price": {"input_price": 0.004},
                "amount": {"used_amount": float(dollars)},
            }
        )
        told = {"reasoning_tokens": use.thought, "key": "#", "tag": "#", "user": "#"}
        rows.append(row(when, "gpt-5-mini", use, **told))
    return Sample("aiproxy", {"log.jsonl": as_lines(lines)}, rows)
