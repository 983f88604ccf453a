"""Samples of Anthropic's exports and of its interface for administrators."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from tests.logs.make_samples import (
    KEY_NAME,
    Sample,
    as_csv,
    as_json,
    at,
    bill_row,
    header,
    iso,
    row,
    sample,
    total,
)
from tests.logs.vendor_rates import (
    HAIKU_4_5,
    SONNET_4_5,
    SONNET_4_5_ABOVE_200K,
    Use,
)

DAY = 86_400
ANTHROPIC_USAGE = header(
    "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,"
    "usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,"
    "usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,"
    "web_search_count,inference_geo,speed"
)
ANTHROPIC_COST = header(
    "usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,"
    "list_price_usd,cost_type,inference_geo,speed,api_key_id,api_key_status"
)


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
            [iso(start)[:10], model, KEY_NAME, "Default", tier, window, *counts, "global", ""]
        )
        rows.append(_claude_row(start, model, tier, window, use, key="#", tag="Default"))
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
            "api_key_id": KEY_NAME,
            "service_tier": tier,
            "context_window": "0-200k" if window == "≤ 200k" else window,
        }
        times = {"starting_at": iso(start).replace("+00:00", "Z"), "ending_at": iso(start + DAY)}
        data.append(times | {"results": [result]})
        rows.append(_claude_row(start, model, tier, window, use._replace(searches=2), key="#"))
    page = {"data": data, "has_more": False, "next_page": None}
    return Sample("anthropic-usage-api", {"report.json": as_json(page)}, rows)


@sample
def anthropic_cost() -> Sample:
    lines: list[list[Any]] = [ANTHROPIC_COST]
    rows = []
    for start, model, tier, window, _, amount in _claude("anthropic"):
        name = "Claude Haiku 4.5" if "haiku" in model else "Claude Sonnet 4.5"
        cents = round(amount, 2)
        head = [iso(start)[:10], name, "Default", KEY_NAME, tier, window, "output"]
        lines.append([*head, f"{cents}", f"{cents}", "tokens", "global", "", "apikey_01", "active"])
        more = {"model": name, "meter": "output", "service_tier": tier, "listed_amount": cents}
        more |= {"provider": "anthropic", "key": "#", "tag": "Default"}
        rows.append(bill_row(start, start + DAY, cents, **more))
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
        times = {"starting_at": iso(start), "ending_at": iso(start + DAY)}
        data.append(times | {"results": [result]})
        more = {"model": model, "meter": "output_tokens", "service_tier": tier}
        more |= {"provider": "anthropic", "tag": "wrkspc_1", "listed_amount": amount}
        rows.append(bill_row(start, start + DAY, amount, **more))
    page = {"data": data, "has_more": False}
    return Sample("anthropic-cost-api", {"costs.json": as_json(page)}, rows, total(rows, "USD"))
