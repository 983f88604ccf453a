"""Rows that contradict themselves: what `Usage` and `price` refuse, said of columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import reduce
from operator import and_
from time import time
from typing import Any

import narwhals.stable.v2 as nw

from calculator.bulk.cuts import DAY
from calculator.bulk.frames import COUNTS, HINTS, REQUIRED
from pricing.lines import NO_LIMIT

EARLIEST = int(datetime(2015, 1, 1, tzinfo=UTC).timestamp())
LARGEST = 10**15
MOST_REQUESTS = 2**31 - 1
"""Bounds times this stay inside 64 bits."""

WITHIN = {
    "cache_read_tokens": "input_tokens",
    "cache_write_tokens": "input_tokens",
    "cache_write_long_tokens": "cache_write_tokens",
    "reasoning_tokens": "output_tokens",
}
"""The counts that a sound row holds within others."""

UNCOUNTED = "_uncounted"
"""Column: whether a row sums up nobody says how many requests."""

REASONS = {
    1: "no model is named",
    2: "no time, or one before 2015 or more than two years ahead",
    3: "a period that ends before it begins",
    4: "a token count is missing or negative",
    5: f"a count is larger than {LARGEST:,}",
    6: f"requests must be from 1 to {MOST_REQUESTS:,}",
    7: "more tokens than any request can have: requests must be set",
    8: "cache reads and writes exceed the input tokens that contain them",
    9: "long cache writes exceed the cache writes that contain them",
    10: "reasoning tokens exceed the output tokens that contain them",
    11: "reasoning tokens, though the request is said not to have thought",
    12: "bounds of the size of its requests that contradict each other",
}
"""Why a row is refused, by the number that the engine gives it: the first that holds."""


def latest() -> int:
    """The first second that is too far ahead to be the time of a request."""
    return (int(time()) // DAY + 731) * DAY


def verdict(columns: frozenset[str], priced: Any) -> Any:
    """The expression `priced` for a sound row, and minus the number of the reason for another.

    Counts are checked before anything is multiplied: no number here can overflow. A missing number
    breaks the rule that asks for it. All rows are asked whether they are sound, in the fewest
    comparisons that tell: what is between zero and a whole needs no bound of its own.
    """
    counts = [name for name in COUNTS if name in columns and name != "requests"]
    joint = _consistent(columns)
    reason = _first_broken(_within_bounds(columns, counts, counts) | joint)
    sound = nw.when(_all(joint)).then(priced).otherwise(reason)
    wholes = {whole for part, whole in WITHIN.items() if part in counts}
    few = [name for name in counts if name not in WITHIN]
    if "requests" not in columns:
        few = [name for name in few if name not in REQUIRED]
    first = _within_bounds(columns, [name for name in counts if name not in wholes], few)
    return nw.when(_all(first)).then(sound).otherwise(reason)


def _all(rules: dict[int, list[Any]]) -> Any:
    return reduce(and_, (rule for several in rules.values() for rule in several))


def _first_broken(rules: dict[int, list[Any]]) -> Any:
    number, tests = next(iter(rules.items()))
    rest = {k: v for k, v in rules.items() if k != number}
    if not rest:
        return nw.lit(-number)
    return nw.when(reduce(and_, tests)).then(_first_broken(rest)).otherwise(nw.lit(-number))


def _within_bounds(
    columns: frozenset[str], from_zero: Sequence[str], up_to_largest: Sequence[str]
) -> dict[int, list[Any]]:
    at = nw.col("at")
    rules: dict[int, list[Any]] = {
        1: [nw.col("model") != ""],
        2: [at >= EARLIEST, at < latest()],
        4: [nw.col(name) >= 0 for name in from_zero],
        5: [nw.col(name) <= LARGEST for name in up_to_largest],
    }
    if "until" in columns:
        until = nw.col("_until")
        rules[3] = [(until == 0) | ((until > at) & (until < latest()))]
    if "requests" in columns:
        rules[6] = [nw.col("requests") >= 1, nw.col("requests") <= MOST_REQUESTS]
    if columns.issuperset(HINTS):
        rules[12] = [
            nw.col("input_over") >= -1,
            nw.col("input_up_to") > nw.col("input_over"),
            nw.col("input_up_to") <= LARGEST,
        ]
    return dict(sorted(rules.items()))


def _consistent(columns: frozenset[str]) -> dict[int, list[Any]]:
    def count(name: str) -> Any:
        return nw.col(name) if name in columns else None

    inputs, outputs, n = count("input_tokens"), count("output_tokens"), count("requests")
    read, write = count("cache_read_tokens"), count("cache_write_tokens")
    long, reasoning = count("cache_write_long_tokens"), count("reasoning_tokens")
    rules = {7: [inputs <= NO_LIMIT, outputs <= NO_LIMIT]}
    if n is not None:
        rules[7] = [
            nw.col(UNCOUNTED) | ((inputs <= n * NO_LIMIT) & (outputs <= n * NO_LIMIT)),
        ]
    if read is not None or write is not None:
        cached = read if write is None else write
        rules[8] = [cached <= (inputs if read is None or write is None else inputs - read)]
    if long is not None:
        rules[9] = [long <= write if write is not None else long == 0]
    if reasoning is not None:
        rules[10] = [reasoning <= outputs]
        if "thinking" in columns:
            rules[11] = [(reasoning == 0) | nw.col("thinking").fill_null(True)]
    return rules
