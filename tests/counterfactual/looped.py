"""Made-up requests, and what a loop over `price` makes of them elsewhere."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pyarrow as pa

from calculator import Usage, price
from calculator.counterfactual import Switch
from pricing import Catalog
from pricing.errors import PricingError
from pricing.offers import Offer

SIZES = (1_000, 4_000, 8_000, 32_000, 32_760, 128_000, 131_070, 200_000)
START = int(datetime(2026, 10, 1, tzinfo=UTC).timestamp())
DAY = 86_400


def requests(count: int, seed: int) -> list[dict[str, Any]]:
    """Requests at and beside bounds of size, their counts whole after the factors of the tests."""
    rng = random.Random(seed)
    return [_request(rng) for _ in range(count)]


def _request(rng: random.Random) -> dict[str, Any]:
    size = rng.choice(SIZES) + rng.choice([-20, -10, 0, 10, 20])
    answer = rng.choice([20, 180, 200, 220, 1_000])
    read = rng.choice([0, size // 30 * 10])
    write = rng.choice([0, size // 40 * 10])
    return {
        "at": START + rng.randrange(40 * DAY),
        "model": "demo/output-billed",
        "service_tier": rng.choice(["standard", "batch", "priority"]),
        "input_tokens": size,
        "output_tokens": answer,
        "cache_read_tokens": read,
        "cache_write_tokens": write,
        "cache_write_long_tokens": rng.choice([0, write]),
        "reasoning_tokens": rng.choice([0, 0, answer // 20 * 10, answer]),
    }


def log(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows)


def looped(
    rows: list[dict[str, Any]], offer: Offer, switch: Switch, catalog: Catalog
) -> Fraction | None:
    """The exact sum of what each row costs on an offer, or None where it refuses one."""
    total = Fraction(0)
    for row in rows:
        tier = switch.service_tier or row["service_tier"]
        mode = _mode(offer, switch)
        usage = Usage(**_counts(row, switch, thinks=mode is not False))
        try:
            cost = price(
                usage,
                offer,
                at=datetime.fromtimestamp(row["at"], UTC),
                service_tier=tier if tier in offer.service_tiers else "standard",
                thinking=mode,
                catalog=catalog,
            )
        except PricingError:
            return None
        total += Fraction(cost.list_cost.amount)
    return total


def _mode(offer: Offer, switch: Switch) -> bool | None:
    if switch.thinks is False or not any(line.thinking_up_to for line in offer.lines):
        return False
    return True if switch.thinks or offer.always_thinks else None


def _counts(row: dict[str, Any], switch: Switch, *, thinks: bool) -> dict[str, int]:
    """One row's counts under a switch; a test whose counts are not whole is wrong."""
    inputs, outputs = switch.input_tokens, switch.output_tokens
    answer, thought = row["output_tokens"] - row["reasoning_tokens"], row["reasoning_tokens"]
    reasoning = thought * switch.thinking if thinks else Fraction(0)
    if switch.thinking_ratio is not None and thinks:
        reasoning = answer * switch.thinking_ratio
    size = row["input_tokens"] * inputs
    read = row["cache_read_tokens"] * inputs if switch.cached is None else size * switch.cached
    counts = {
        "input_tokens": size,
        "output_tokens": (answer + reasoning) * outputs,
        "reasoning_tokens": reasoning * outputs,
        "cache_read_tokens": read,
        "cache_write_tokens": row["cache_write_tokens"] * inputs,
        "cache_write_long_tokens": row["cache_write_long_tokens"] * inputs,
    }
    assert all(count.denominator == 1 for count in map(Fraction, counts.values()))
    return {name: int(count) for name, count in counts.items()}
