"""Samples of what watches calls: Langfuse and Helicone."""

from __future__ import annotations

import json
import random
from typing import Any

from tests.logs.make_samples import (
    BODY,
    MAIL,
    SK,
    Sample,
    as_csv,
    as_lines,
    at,
    header,
    row,
    sample,
    stamp,
    total,
)
from tests.logs.vendor_rates import (
    GPT_5,
    HAIKU_4_5,
    some_use,
)


@sample
def langfuse() -> Sample:
    rng = random.Random("langfuse")
    records, rows = [], []
    for number in range(16):
        use, when = some_use(rng, thinks=True), at("2026-02-07T12:00:00") + number
        cost = GPT_5.of(use)
        buckets = {
            "input": use.fresh,
            "input_cached_tokens": use.read,
            "output": use.answer,
            "output_reasoning_tokens": use.thought,
            "total": use.input + use.output,
        }
        span = number == 5
        records.append(
            {
                "id": f"obs-{number}",
                "type": "SPAN" if span else "GENERATION",
                "projectId": "p",
                "name": "answer",
                "startTime": f"{stamp(when).replace(' ', 'T')}Z",
                "endTime": f"{stamp(when + 2).replace(' ', 'T')}Z",
                "traceId": "t",
                "usageDetails": {} if span else buckets,
                "costDetails": {} if span else {"total": float(cost)},
                "totalCost": None if span else float(cost),
                "providedModelName": "gpt-5",
                "internalModelId": "clxyz",
                "input": BODY,
                "output": SK,
                "metadata": {"mail": MAIL},
                "traceName": "helpdesk",
                "userId": MAIL,
            }
        )
        if not span:
            told = {
                "reasoning_tokens": use.thought,
                "billed_amount": cost,
                "billed_currency": "USD",
            }
            rows.append(row(when, "gpt-5", use, **told, tag="helpdesk", user="#"))
    files = {"observations.jsonl": as_lines(records)}
    return Sample("langfuse", files, rows, total(rows, "USD"), skipped=1)


@sample
def helicone() -> Sample:
    rng = random.Random("helicone")
    head = "response_id,response_created_at,response_status,request_created_at,request_body,"
    head += "request_properties,request_user_id,model,prompt_tokens,completion_tokens,latency,cost"
    lines: list[list[Any]] = [header(head)]
    rows = []
    for number in range(15):
        use, when = some_use(rng, cached=False), at("2026-02-08T20:00:00") + number
        failed = number == 2
        cost = HAIKU_4_5.of(use)
        body = json.dumps({"messages": [{"content": f"{BODY}\nAnswer, please."}]}, indent=1)
        times = [stamp(when + 1), 500 if failed else 200, stamp(when)]
        counts = ["", "", 12, ""] if failed else [use.input, use.output, 812, cost]
        lines.append([f"r{number}", *times, body, "{}", MAIL, "claude-haiku-4-5", *counts])
        if not failed:
            told = {"billed_amount": cost, "billed_currency": "USD", "user": "#"}
            rows.append(row(when, "claude-haiku-4-5", use, **told))
    return Sample("helicone", {"export.csv": as_csv(lines)}, rows, total(rows, "USD"), skipped=1)
