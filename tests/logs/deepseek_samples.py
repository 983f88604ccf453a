"""Samples of both generations of DeepSeek's zip, and of its cost file alone."""

from __future__ import annotations

import io
import random
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

from tests.logs.make_samples import (
    KEY_NAME,
    MAIL,
    SK,
    Sample,
    as_csv,
    at,
    header,
    row,
    sample,
    total,
)
from tests.logs.vendor_rates import (
    DEEPSEEK_CHAT_CNY,
    DEEPSEEK_CHAT_USD,
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
        header("user_id,utc_date,model,api_key_name,api_key,type,price,amount")
    ]
    cost: list[list[Any]] = [header("user_id,utc_date,model,wallet_type,cost,currency")]
    rows = []
    for day in range(6):
        start, spent = at("2026-02-10") + day * DAY, Decimal(0)
        date = f"2026021{day}"
        for key in (KEY_NAME, "batch jobs"):
            use = together([some_use(rng) for _ in range(4)])
            yuan = DEEPSEEK_CHAT_CNY.of(use)
            head = [MAIL, date, "deepseek-chat", key, SK]
            amount += [[*head, *kind] for kind in _per_token(DEEPSEEK_CHAT_CNY, use)]
            amount.append([*head, "request_count", "", use.requests])
            told = {"until": start + DAY, "provider": "deepseek-cn", "key": "#"}
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
        [
            "user_id",
            "start_time_iso",
            "end_time_iso",
            "model",
            "api_key_name",
            "api_key",
            "type",
            "price",
            "amount",
        ]
    ]
    cost = [header("user_id,start_time_iso,end_time_iso,model,wallet_type,cost,currency")]
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
    cost: list[list[Any]] = [header("user_id,utc_date,model,wallet_type,cost,currency")]
    rows = []
    for day in range(4):
        yuan, start = Decimal("1.2345") * (day + 1), at("2026-02-01") + day * DAY
        cost.append([MAIL, f"2026-02-0{day + 1}", "deepseek-chat", "paid", yuan, "CNY"])
        told = {"model": "deepseek-chat", "meter": "paid", "provider": "deepseek-cn"}
        money = {"billed_amount": yuan, "billed_currency": "CNY"}
        rows.append({"at": start, "until": start + DAY} | told | money)
    return Sample("deepseek-cost", {"cost.csv": as_csv(cost)}, rows, total(rows, "CNY"))
