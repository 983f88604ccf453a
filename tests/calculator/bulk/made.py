"""Made-up logs around every bound of a book, and what a loop over `price` makes of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pyarrow as pa

from calculator import Usage, price
from calculator.bulk.rejects import LARGEST, MOST_REQUESTS
from calculator.usage import COUNTS
from pricing import Catalog
from pricing.errors import PricingError
from pricing.lines import FOREVER, NO_LIMIT

SCHEMA = pa.schema(
    [("at", pa.int64()), ("provider", pa.string()), ("model", pa.string())]
    + [("service_tier", pa.string()), ("thinking", pa.bool_())]
    + [(name, pa.int64()) for name in COUNTS]
    + [("key", pa.string())]
)
HORIZON = int(datetime(2027, 6, 1, tzinfo=UTC).timestamp())


def made_log(catalog: Catalog, rows: int, seed: int) -> pa.Table:
    """Requests at and beside every bound of time and size; one in twelve is wrong somehow."""
    rng = random.Random(seed)
    offers = [_bounds(offer) for offer in catalog]
    picked = (_row(rng, *rng.choice(offers)) for _ in range(rows))
    return pa.Table.from_pylist([_spoilt(rng, row) for row in picked], SCHEMA)


def _bounds(offer: Any) -> tuple[Any, list[int], list[int], list[int]]:
    lines = offer.lines
    dates = {e for x in lines for e in (x.since, x.until) if 1_700_000_000 < e < FOREVER}
    weekly = {x.since + 60 * m for x in lines for m in (x.week_from, x.week_until)}
    inputs = {x.input_up_to for x in lines} - {NO_LIMIT} | {0, 1_000}
    outputs = {x.output_up_to for x in lines} - {NO_LIMIT} | {0, 1_000}
    first, last = offer.on_sale
    edges = [e for e in sorted(dates | weekly) if first - 1 <= e <= last]
    return offer, edges, sorted(inputs), sorted(outputs)


def _row(
    rng: random.Random, offer: Any, edges: list[int], inputs: list[int], outputs: list[int]
) -> dict[str, Any]:
    at = rng.choice(edges) + rng.choice([-1, 0, 1, 3_600, *[rng.randrange(90 * 86_400)] * 3])
    n = rng.choice([1, 1, 1, 2, 7, rng.randrange(1, 10**6)])
    size = max(0, rng.choice(inputs) * n + rng.choice([-1, 0, 1, rng.randrange(10**6)]))
    answer = max(0, rng.choice(outputs) * n + rng.choice([-1, 0, 1, rng.randrange(10**4)]))
    read = rng.choice([0, size // 3])
    write = rng.choice([0, size - read, size // 7])
    thinks = offer.thinking != "not_applicable" or rng.random() < 0.05
    thought = rng.choice([0, 0, answer // 2, answer]) if thinks else 0
    thinking = rng.choice([None, None, True] if thought else [None, None, False])
    return {
        "at": min(at, HORIZON),
        "provider": offer.provider,
        "model": rng.choice([offer.model, *offer.aliases]),
        "service_tier": rng.choice([None, "standard", "standard", *offer.service_tiers]),
        "thinking": thinking,
        "requests": n,
        "input_tokens": size,
        "output_tokens": answer,
        "cache_read_tokens": read,
        "cache_write_tokens": write,
        "cache_write_long_tokens": rng.choice([0, write]),
        "reasoning_tokens": thought,
        "web_searches": rng.choice([0] * 9 + [3]),
        "cache_token_hours": rng.choice([0] * 9 + [10**6]),
        "citation_tokens": rng.choice([0] * 9 + [500]),
        "key": rng.choice([None, "a", "b"]),
    }


def _spoilt(rng: random.Random, row: dict[str, Any]) -> dict[str, Any]:
    wrong = [
        {"input_tokens": -1},
        {"output_tokens": None},
        {"model": "no-such-model"},
        {"model": None},
        {"service_tier": "overnight"},
        {"requests": 0},
        {"at": 0},
        {"at": row["at"] + 10**12},
        {"reasoning_tokens": row["output_tokens"] + 1},
        {"cache_read_tokens": 2**62, "cache_write_tokens": 2**62},
        {"cache_write_long_tokens": row["cache_write_tokens"] + 1},
        {"input_tokens": 2**63 - 1, "requests": 2**62},
    ]
    return row | rng.choice(wrong) if rng.random() < 1 / 12 else row


Summed = dict[tuple[str, str, str | None, str], Fraction]


def looped(log: pa.Table, catalog: Catalog) -> tuple[Summed, int]:
    """Exact sums by day, offer, key and currency, and how many rows have no price."""
    sums: Summed = Counter()
    unpriced = 0
    for row in log.to_pylist():
        cost = priced_row(row, catalog)
        if cost is None:
            unpriced += 1
        else:
            day = datetime.fromtimestamp(row["at"], UTC).date()
            group = (str(day), cost.offer.id, row["key"], cost.offer.currency)
            sums[group] += Fraction(cost.list_cost.amount)
    return sums, unpriced


def priced_row(row: dict[str, Any], catalog: Catalog) -> Any:
    """What `price` says of one row, or None where it refuses."""
    if row["requests"] > MOST_REQUESTS or any((row[name] or 0) > LARGEST for name in COUNTS):
        return None
    try:
        usage = Usage(**{name: row[name] for name in COUNTS})
        return price(
            usage,
            catalog.match(row["model"] or "", row["provider"]).offer,
            at=datetime.fromtimestamp(row["at"], UTC),
            service_tier=row["service_tier"] or "standard",
            thinking=row["thinking"],
            catalog=catalog,
        )
    except (PricingError, ValueError, OverflowError):
        return None


def shuffled(log: pa.Table, seed: int) -> pa.Table:
    """The same rows in another order."""
    order = list(range(len(log)))
    random.Random(seed).shuffle(order)
    return log.take(pa.array(order))


def sums_of(groups: Iterable[Any]) -> Summed:
    """The exact sums of a result grouped by day, offer and key."""
    return {(*g.key, g.sum.currency): Fraction(g.sum.cost.amount) for g in groups}
