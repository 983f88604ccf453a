"""Sums of counts as they would be elsewhere: whole numbers of a common fraction."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from calculator.bulk.frames import COUNTS
from calculator.counterfactual.targets import Target


def moved_counts(sums: dict[str, Any], target: Target) -> tuple[dict[str, Any], int]:
    """The counts there, times a number, and that number: so they stay whole and exact."""
    switch = target.switch
    inputs, answer, reasoning = switch.input_tokens, switch.output_tokens, target.reasoning_weight
    thought = target.answer_weight - answer
    read = None if switch.cached is None else switch.cached * inputs
    times = lcm(*(f.denominator for f in (inputs, answer, reasoning, thought, read or inputs)))

    def part(name: str, factor: Fraction) -> Any:
        return _count(sums, name) * int(factor * times)

    visible = _count(sums, "output_tokens") - _count(sums, "reasoning_tokens")
    thinking = part("reasoning_tokens", reasoning) + visible * int(thought * times)
    total = part("input_tokens", inputs)
    cached = part("cache_read_tokens", inputs) if read is None else part("input_tokens", read)
    written = np.minimum(part("cache_write_tokens", inputs), total - cached)
    moved = {
        "input_tokens": total,
        "cache_read_tokens": cached,
        "cache_write_tokens": written,
        "cache_write_long_tokens": np.minimum(part("cache_write_long_tokens", inputs), written),
        "output_tokens": visible * int(answer * times) + thinking,
        "reasoning_tokens": thinking,
    }
    rest = (name for name in COUNTS if name not in moved and name in sums)
    return moved | {name: sums[name] * times for name in rest}, times


def _count(sums: dict[str, Any], name: str) -> Any:
    return sums.get(name, 0 * sums["requests"])
