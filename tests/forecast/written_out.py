"""A workload's month written out as single requests, with a world of its own for each if asked."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import log
from statistics import NormalDist

import numpy as np
import pyarrow as pa

from calculator.forecast.uncertainty import Factor, Uncertainty
from calculator.sizes import TokenSize
from calculator.slots import month_bounds
from calculator.workload import Workload
from pricing import Offer

_Z95 = NormalDist().inv_cdf(0.95)
GROUPS = 100


def requests(
    job: Workload, offer: Offer, month: date, count: int, by: Uncertainty, seed: int = 1
) -> pa.Table:
    """`count` requests of a month as a log; the tag puts them into 100 groups of equal size."""
    dice = np.random.default_rng(seed)
    can_think = any(line.thinking_up_to for line in offer.lines)
    share = 1 if offer.always_thinks else float(job.thinks)
    thinking = (dice.random(count) < share) & can_think
    spoken = factors(by.output_tokens, dice, count)
    answer = float(job.answer.mean) * spoken
    reasoning = float(job.reasoning) * spoken * factors(by.thinking, dice, count) * thinking
    part = reasoning / np.maximum(answer + reasoning, 1)
    size = sizes(job.input, dice, count) * factors(by.input_tokens, dice, count)
    output = sizes(job.output, dice, count) / float(job.output.mean) * (answer + reasoning)
    inputs, outputs = np.rint(size).astype(int), np.rint(output).astype(int)
    cached = shares(job.cached_share, by, dice, count)
    tiers, weights = zip(*job.shares, strict=True)
    return pa.table(
        {
            "at": instants(job, month, dice, count),
            "model": np.full(count, offer.id),
            "service_tier": dice.choice(tiers, count, p=[float(w) for w in weights]),
            "thinking": thinking,
            "input_tokens": inputs,
            "cache_read_tokens": np.rint(inputs * cached).astype(int),
            "output_tokens": outputs,
            "reasoning_tokens": np.minimum(np.rint(outputs * part).astype(int), outputs),
            "tag": np.arange(count) % GROUPS,
        }
    )


def factors(by: Factor, dice: np.random.Generator, count: int) -> np.ndarray:
    return np.exp(log(by.median) + by.sigma * dice.standard_normal(count))


def sizes(size: TokenSize, dice: np.random.Generator, count: int) -> np.ndarray:
    """Sizes of single requests: all the mean, lognormal, or even on each side of a bin's mean."""
    if size.p50 is None or size.p95 is None:
        return np.full(count, float(size.mean))
    if size.bins:
        each = np.array([b.requests for b in size.bins], float)
        place = dice.choice(len(each), count, p=each / each.sum())
        up_to = np.array([float(b.up_to) for b in size.bins])
        over, mean = (
            np.array([0, *up_to[:-1]]),
            np.array([b.tokens / b.requests for b in size.bins]),
        )
        low, middle, high = over[place], mean[place].astype(float), up_to[place]
        below = dice.random(count) < (high - middle) / (high - low)
        start, end = np.where(below, low, middle), np.where(below, middle, high)
        return start + (end - start) * dice.random(count)
    sigma = log(size.p95 / size.p50) / _Z95
    return np.exp(log(size.p50) + sigma * dice.standard_normal(count))


def shares(share: Fraction, by: Uncertainty, dice: np.random.Generator, count: int) -> np.ndarray:
    if not by.cached_share or not 0 < share < 1:
        return np.full(count, float(share))
    both = by.share_concentration
    return dice.beta(float(share) * both, float(1 - share) * both, count)


def instants(job: Workload, month: date, dice: np.random.Generator, count: int) -> np.ndarray:
    start, end = month_bounds(month)
    pace = job.pace(start, end)
    hours = np.arange(start, end, 3600)
    weights = [pace.between(int(h), int(h) + 3600) if pace else 1 for h in hours]
    chosen = dice.choice(hours, count, p=np.array(weights, float) / float(sum(weights)))
    return chosen + dice.integers(0, 3600, count)
