"""Samples of Chinese vendors and gateways: DeepSeek's zip, Alibaba's bill, new-api, aiproxy."""

from __future__ import annotations

import io
import json
import random
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

from tests.logs.make_samples import (
    BODY,
    MAIL,
    SK,
    Sample,
    as_csv,
    as_lines,
    at,
    row,
    sample,
    total,
)
from tests.logs.vendor_rates import (
    DEEPSEEK_CHAT_CNY,
    DEEPSEEK_CHAT_USD,
    HAIKU_4_5,
    KIMI_K2_THINKING_CNY,
    QWEN_PLUS,
    QWEN_PLUS_128K_256K,
    QWEN_PLUS_THINKING,
    Rates,
    Use,
    some_use,
    together,
)

HOUR, DAY = 3_600, 86_400


def _per_token(rates: Rates, use: Use) -> list[tuple[str, str, int]]:
    """Kind, price of one token and count, as DeepSeek writes them."""
    kinds = (
        ("input_cache_hit_tokens", rates.read, use.read),
        ("input_cache_miss_tokens", rates.fresh, use.fresh),
        ("output_tokens", rates.answer, use.output),
    )
    return [(kind, f"{Decimal(rate) / 10**6:f}", count) for kind, rate, count in kinds]


def _zip(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@sample
def deepseek_until_august() -> Sample:
    rng = random.Random("deepseek")
    amount: list[list[Any]] = [
        "user_id,utc_date,model,api_key_name,api_key,type,price,amount".split(",")
    ]
    cost: list[list[Any]] = ["user_id,utc_date,model,wallet_type,cost,currency".split(",")]
    rows = []
    for day in range(6):
        start, spent = at("2026-02-10") + day * DAY, Decimal(0)
        date = f"2026021{day}"
        for key in ("web", "batch jobs"):
            use = together([some_use(rng) for _ in range(4)])
            yuan = DEEPSEEK_CHAT_CNY.of(use)
            head = [MAIL, date, "deepseek-chat", key, SK]
            amount += [[*head, *kind] for kind in _per_token(DEEPSEEK_CHAT_CNY, use)]
            amount.append([*head, "request_count", "", use.requests])
            told = {"until": start + DAY, "provider": "deepseek-cn", "key": key}
            rows.append(
                row(start, "deepseek-chat", use, billed_amount=yuan, billed_currency="CNY", **told)
            )
            spent += yuan
        cost.append([MAIL, date, "deepseek-chat", "paid", spent - Decimal("0.001"), "CNY"])
        cost.append([MAIL, date, "deepseek-chat", "granted", "0.001", "CNY"])
    files = {
        "amount-2026-2.csv": as_csv(amount, bom=True, end="\r\n"),
        "cost-2026-2.csv": as_csv(cost, bom=True, end="\r\n"),
    }
    return Sample("deepseek", {"usage_data_2026_2.zip": _zip(files)}, rows, total(rows, "CNY"))


@sample
def deepseek_since_september() -> Sample:
    rng = random.Random("deepseek hours")
    amount = [
        "user_id,start_time_iso,end_time_iso,model,api_key_name,api_key,type,price,amount".split(
            ","
        )
    ]
    cost = ["user_id,start_time_iso,end_time_iso,model,wallet_type,cost,currency".split(",")]
    rows = []
    for number in range(5):
        start = at("2026-02-20T01:00:00") + number * HOUR
        times = [f"2026-02-20T{9 + number + i:02d}:00:00+08:00" for i in (0, 1)]
        use = together([some_use(rng) for _ in range(3)])
        dollars = DEEPSEEK_CHAT_USD.of(use)
        head = ["u1", *times, "deepseek-chat", "", SK]
        amount += [[*head, *map(str, kind)] for kind in _per_token(DEEPSEEK_CHAT_USD, use)]
        amount.append([*head, "request_count", "", str(use.requests)])
        cost.append(["u1", *times, "deepseek-chat", "Paid", str(dollars), "USD"])
        told = {"until": start + HOUR, "provider": "deepseek-intl", "billed_currency": "USD"}
        rows.append(row(start, "deepseek-chat", use, billed_amount=dollars, **told))
    files = {
        "export/amount-2026-02-20_2026-02-20.csv": as_csv(amount, bom=True, end="\r\n"),
        "export/cost-2026-02-20_2026-02-20.csv": as_csv(cost, bom=True, end="\r\n"),
        "export/readme.pdf": b"%PDF-1.7",
    }
    return Sample("deepseek", {"usage.zip": _zip(files)}, rows, total(rows, "USD"))


@sample
def deepseek_cost() -> Sample:
    cost: list[list[Any]] = ["user_id,utc_date,model,wallet_type,cost,currency".split(",")]
    rows = []
    for day in range(4):
        yuan, start = Decimal("1.2345") * (day + 1), at("2026-02-01") + day * DAY
        cost.append([MAIL, f"2026-02-0{day + 1}", "deepseek-chat", "paid", yuan, "CNY"])
        told = {"model": "deepseek-chat", "meter": "paid", "provider": "deepseek-cn"}
        money = {"billed_amount": yuan, "billed_currency": "CNY"}
        rows.append({"at": start, "until": start + DAY} | told | money)
    return Sample("deepseek-cost", {"cost.csv": as_csv(cost)}, rows, total(rows, "CNY"))


ALIBABA = (
    "账单信息/账单月份,账单信息/账单日期,账单信息/费用类型,账单信息/消费时间,账单信息/服务开始时间,"
    "账单信息/服务结束时间,身份信息/资源购买账号ID,产品信息/产品Code,产品信息/产品名称,产品信息/商品Code,"
    "产品信息/商品名称,产品信息/计费项Code,产品信息/计费项名称,产品信息/选型配置,产品信息/规格,"
    "用量信息/抵扣前用量,用量信息/用量,用量信息/用量单位,定价信息/官网目录价,定价信息/价格单位,"
    "定价信息/目录价用量阶梯,定价信息/定价币种,费用信息/目录总价,费用信息/计费公式,优惠信息/优惠金额,"
    "优惠信息/优惠后金额,优惠信息/优惠详情,应付信息/应付金额（含税）,资源信息/实例ID（出账粒度）,"
    "标识信息/账单明细ID"
).split(",")


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
    return (
        ["202602", "20260212", "云资源按量费用", *times, "1083073552611378\t", *product]
        + [json.dumps(chosen, ensure_ascii=False), "", thousand, thousand, "千tokens"]
        + [
            Decimal(rate) / 1000,
            "元/千tokens",
            "",
            "CNY",
            listed,
            "",
            listed - payable,
            payable,
            "[]",
        ]
        + [payable, f"4906870;ws-xxx;qwen-plus;context_{band}_{kind};;0", "b1"]
    )


@sample
def alibaba_bill() -> Sample:
    rng = random.Random("alibaba")
    lines: list[list[Any]] = [ALIBABA]
    rows = []
    cases = (
        (9, "", "0-128k", QWEN_PLUS, 0, 128_000),
        (10, "thinking_", "0-128k", QWEN_PLUS_THINKING, 0, 128_000),
        (11, "", "128k-256k", QWEN_PLUS_128K_256K, 128_000, 256_000),
    )
    for hour, mode, band, rates, over, up_to in cases:
        use = Use(rng.randrange(10**5, 10**7), rng.randrange(10**4, 10**6), rng.randrange(10**6))
        off = "0.8" if hour == 9 else "1"
        kinds = (
            ("input_token", use.fresh, rates.fresh),
            ("cached_token", use.read, rates.read),
            (f"{mode}output_token", use.answer, rates.answer),
        )
        start = at("2026-02-12T00:00:00") + (hour - 8) * HOUR
        for kind, tokens, rate in kinds:
            lines.append(_alibaba_line(hour, kind, band, tokens, rate, off))
            part = {"input_token": Use(tokens, 0), "cached_token": Use(0, 0, tokens)}
            money = Decimal(tokens) * Decimal(rate) / 10**6
            told = {"until": start + HOUR, "provider": "alibaba-cn", "key": "#"}
            told |= {"input_over": over, "input_up_to": up_to, "requests": None}
            told |= {"thinking": True} if kind.startswith("thinking") else {}
            told |= {"billed_amount": money * Decimal(off), "listed_amount": money}
            told |= {"billed_currency": "CNY"}
            rows.append(row(start, "qwen-plus", part.get(kind, Use(0, tokens))) | told)
    other = list(_alibaba_line(9, "input_token", "0-128k", 1, "1", "1"))
    other[7:13] = ["ecs", "云服务器 ECS", "ecs", "云服务器", "instance", "实例"]
    picture = list(_alibaba_line(9, "image", "0-128k", 1_000, "1", "1"))
    picture[17] = "张"
    files = {"1083-20260213_consumedetailbillv2.csv": as_csv([*lines, other, picture], bom=True)}
    return Sample("alibaba-bill", files, rows, total(rows, "CNY"), skipped=2)


@sample
def new_api() -> Sample:
    rng = random.Random("new-api")
    head = "id,user_id,created_at,type,content,username,token_name,model_name,quota,prompt_tokens,"
    head += "completion_tokens,use_time,is_stream,channel,channel_name,token_id,group,ip,other"
    lines: list[list[Any]] = [head.split(",")]
    rows = []
    for number in range(14):
        when = at("2026-02-14T06:00:00") + number * 30
        claude = number % 2 == 1
        model, rates = (
            ("claude-haiku-4-5", HAIKU_4_5) if claude else ("deepseek-chat", DEEPSEEK_CHAT_USD)
        )
        use = some_use(rng)._replace(write=500 if claude else 0, long=300 if claude else 0)
        # Dollars in whole parts of 500,000, as the gateway rounds them.
        quota = round(rates.of(use) * 500_000)
        other = {"model_ratio": 1, "group_ratio": 1, "cache_tokens": use.read, "frt": 77}
        if claude:
            other |= {"claude": True, "cache_creation_tokens": 800, "cache_creation_tokens_1h": 300}
        counts = [use.fresh if claude else use.input, use.answer]
        lines.append(
            [number, 1, when, 2, BODY, MAIL, "prod", model, quota, *counts, 3, "true", 9, "ch"]
            + [4, "default", "10.0.0.1", json.dumps(other)]
        )
        told = {"billed_amount": Decimal(quota) / 500_000, "billed_currency": "USD"}
        labels = {"key": "prod", "tag": "default", "user": "#"}
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
        yuan = KIMI_K2_THINKING_CNY.of(use)
        lines.append(
            {
                "id": number,
                "request_at": f"2026-02-15T11:00:{number:02d}+08:00",
                "created_at": "2026-02-15T11:01:00+08:00",
                "model": "kimi-k2-thinking",
                "token_name": "prod",
                "group": "g1",
                "user": MAIL,
                "code": 200,
                "content": BODY,
                "usage": usage,
                "price": {"input_price": 0.004},
                "amount": {"used_amount": float(yuan)},
            }
        )
        told = {"reasoning_tokens": use.thought, "key": "prod", "tag": "g1", "user": "#"}
        rows.append(row(when, "kimi-k2-thinking", use, **told))
    return Sample("aiproxy", {"log.jsonl": as_lines(lines)}, rows)
