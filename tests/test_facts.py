"""Every recorded list price, recomputed from the record alone, beside what the sheets charge.

`facts/list-prices.csv` was written down from the sources before any sheet was; nothing here reads
a sheet's rates. Each row is one request in the middle of its band, with thinking off and on.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from calculator import Usage, price

RECORD = Path(__file__).parent / "facts" / "list-prices.csv"
FACTS = list(csv.DictReader(RECORD.read_text("utf-8").splitlines()))
NOT_REPRESENTED: set[tuple[str, str, str]] = set()
"""Rows that the sheets do not carry; each is explained in docs/price-gaps.md."""
NOON, MORNING, EVENING = "12:00", "02:30", "20:00"
WEDNESDAY, SATURDAY = 2, 5
THINKING = (False, True)


def size(text: str) -> int:
    return round(float(text[:-1]) * 1000 ** (1 + "KM".index(text[-1])))


def middle(over: int, up_to: int | None) -> int:
    return (over + up_to) // 2 if up_to else over * 2 or 10_000


def sizes(condition: str) -> tuple[int, int]:
    """Input and output tokens inside the band that a condition names."""
    found = {"input": (0, None), "output": (0, None)}
    for what, sign, bound in re.findall(r"(input|output)\s*(<=|<|>=|>)\s*([\d.]+[KM])", condition):
        found[what] = (0, size(bound)) if sign[0] == "<" else (size(bound), None)
    for what, over, up_to in re.findall(r"(input|output) ([\d.]+[KM])-([\d.]+[KM])", condition):
        found[what] = (size(over), size(up_to))
    if routed := re.search(r"routed to (\d+)k", condition):
        found["input"] = {"8": (0, 8_000), "32": (9_000, 31_000), "128": (40_000, 120_000)}[
            routed[1]
        ]
    outputs = middle(*found["output"]) if found["output"] != (0, None) else 1_000
    return middle(*found["input"]), outputs


def instants(fact: dict[str, str]) -> Iterator[datetime]:
    """Moments of the price's life at which its condition holds."""
    since = date.fromisoformat(fact["from"])
    checked = date.fromisoformat(fact["retrieved"])
    until = date.fromisoformat(fact["to"]) if fact["to"] else max(since, checked)
    day = since + (until - since) / 2
    condition = fact["condition"]
    if condition.startswith("peak"):
        yield at(near(since + timedelta(days=3), WEDNESDAY), MORNING)  # none of them a holiday
    elif "Sat/Sun" in condition:
        yield at(near(day, WEDNESDAY), NOON)
        if until - since > timedelta(days=20):
            yield at(near(until - timedelta(days=7), SATURDAY), MORNING)
        if "holidays" in condition and since <= date(2026, 10, 1) <= until:
            yield at(date(2026, 10, 1), MORNING)
    elif condition.startswith("off-peak 16:30"):
        yield at(day, EVENING)
        yield at(day, "00:10")
    else:
        yield at(day, NOON)


def at(day: date, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=UTC)


def near(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday() + 3) % 7 - 3)


def service_tier(condition: str) -> str:
    first = condition.partition(",")[0]
    if first == "fast mode":
        return "fast"
    return first if first in ("batch", "flex", "priority") else "standard"


def rate(fact: dict[str, str], *kinds: str) -> Fraction:
    """The first of these rates that is stated, per token."""
    return next(Fraction(fact[kind]) for kind in kinds if fact[kind]) / 10**6


def recomputed(fact: dict[str, str], usage: Usage, *, thinking: bool) -> Fraction:
    """What the row says the request costs: tokens times rates, as the treatment has it."""
    output = reasoning = rate(fact, "output")
    if thinking and fact["treatment"] == "mode_rate":
        output = reasoning = rate(fact, "thinking_output")
    if fact["treatment"] == "separate_rate":
        reasoning = rate(fact, "thinking_output")
    written_5m = usage.cache_write_tokens - usage.cache_write_long_tokens
    plain = usage.input_tokens - usage.cache_read_tokens - usage.cache_write_tokens
    return (
        plain * rate(fact, "input")
        + usage.cache_read_tokens * rate(fact, "cache_read", "input")
        + written_5m * rate(fact, "cache_write", "input")
        + usage.cache_write_long_tokens * rate(fact, "cache_write_long", "cache_write", "input")
        + (usage.output_tokens - usage.reasoning_tokens) * output
        + usage.reasoning_tokens * reasoning
    )


def disagreements(fact: dict[str, str], catalog) -> Iterator[str]:
    offer = f"{fact['provider']}/{fact['model']}"
    inputs, outputs = sizes(fact["condition"])
    for thinking in THINKING if fact["treatment"] != "not_applicable" else THINKING[:1]:
        parts = (inputs // 4, inputs // 5, inputs // 10, outputs // 2 if thinking else 0)
        usage = Usage(inputs, outputs, *parts)
        tier = service_tier(fact["condition"])
        for moment in instants(fact):
            cost = price(
                usage, offer, at=moment, service_tier=tier, thinking=thinking, catalog=catalog
            )
            fees = Fraction(cost.rate_card.line.request, 10**12)
            ours = Fraction(cost.list_cost.amount) - fees
            theirs = recomputed(fact, usage, thinking=thinking)
            if ours != theirs or cost.offer.currency != fact["currency"]:
                yield f"{offer} {fact['condition']} {moment:%F %R}: {ours} is not {theirs}"
            terms = cost.rate_card.terms
            if (terms.status, terms.confidence) != (fact["status"], fact["confidence"]):
                yield f"{offer} {fact['condition']}: graded {terms.status} {terms.confidence}"


def test_every_recorded_price_is_what_the_sheets_charge(catalog):
    wrong = [
        said
        for fact in FACTS
        if (fact["provider"], fact["model"], fact["condition"]) not in NOT_REPRESENTED
        for said in disagreements(fact, catalog)
    ]
    assert wrong == []


def test_all_providers_and_both_currencies_are_on_record():
    assert len({fact["provider"] for fact in FACTS}) == 38
    assert {fact["currency"] for fact in FACTS} == {"CNY", "USD"}
    assert len(FACTS) == 782
    assert len(NOT_REPRESENTED) <= 0.03 * len(FACTS)
