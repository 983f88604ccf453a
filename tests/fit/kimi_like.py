"""Make a log on the shape of a public trace of Kimi: `python tests/fit/kimi_like.py usage.csv`.

Sizes and prefix reuse follow the percentiles of the 12,031 requests that Mooncake published
(https://github.com/kvcache-ai/Mooncake; Qin et al., FAST 2025; Apache-2.0): one hour, 144.8 M
tokens of input, of which 37.4 % had come before in blocks of 512, and 4.1 M of output. Here they
are a working day. Hours, days and thinking are made up: an hour of a trace does not tell them.
"""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

SEED = 12_031
MODEL = "moonshot-cn/kimi-k2.6"
REQUESTS_A_WORKING_DAY = 12_031
FIRST, DAYS = date(2026, 11, 9), 14
CLOCK = timezone(timedelta(hours=8))
HOURS = (
    1,
    0.6,
    0.4,
    0.3,
    0.3,
    0.5,
    1,
    2,
    5,
    8.5,
    9,
    8.5,
    6,
    6.5,
    8.5,
    9,
    8.5,
    7,
    5,
    4,
    4,
    3.5,
    2.5,
    1.5,
)
WEEK = (1.04, 1.03, 1, 0.98, 0.95, 0.35, 0.3)

BLOCK = 512
_AT = (0, 0.01, 0.05, *(i / 10 for i in range(1, 10)), 0.95, 0.98, 0.99, 0.995, 0.999, 1)
_INPUT = (
    891, 894, 901, 964, 1_662, 3_263, 4_993, 6_909, 9_570, 13_196, 17_869, 27_367, 39_552, 66_484,
    85_401, 100_886, 121_301, 126_195,
)  # fmt: skip
_OUTPUT = (
    1, 3, 10, 24, 100, 213, 291, 350, 399, 447, 504, 597, 698, 893, 1_120, 1_570, 2_000, 2_000,
)  # fmt: skip
SHORT = 1_700
CONTINUED, CONTINUED_SHORT = 0.5, 0.11
"""Share of the requests that repeat more than the first block, which all of them have."""
_REPEATED = (
    0.015, 0.059, 0.149, 0.288, 0.519, 0.652, 0.765, 0.847, 0.905, 0.937, 0.961, 0.981, 0.990, 1,
    1, 1, 1, 1,
)  # fmt: skip
"""Of their input."""

THINKING = 0.4
"""Share of the requests that think (made up)."""
_REASONING_P50, _REASONING_SPREAD = 600, 0.7


def kimi_like() -> pa.Table:
    """Two weeks of requests, the same ones each time."""
    rng = np.random.default_rng(SEED)
    times = np.concatenate([_day(rng, FIRST + timedelta(days=i)) for i in range(DAYS)])
    count = len(times)
    inputs = _drawn(rng, _INPUT, count)
    reasoning = rng.lognormal(np.log(_REASONING_P50), _REASONING_SPREAD, count).astype(np.int64)
    reasoning *= rng.random(count) < THINKING
    stamps = [datetime.fromtimestamp(t, CLOCK).isoformat() for t in times.tolist()]
    return pa.table(
        {
            "time": stamps,
            "model": [MODEL] * count,
            "input_tokens": inputs,
            "cached_tokens": _cached(rng, inputs),
            "output_tokens": _drawn(rng, _OUTPUT, count) + reasoning,
            "reasoning_tokens": reasoning,
        }
    )


def _day(rng: np.random.Generator, day: date) -> np.ndarray:
    """Seconds of a day's requests, in order."""
    shares = np.array(HOURS) / sum(HOURS)
    requests = rng.multinomial(rng.poisson(REQUESTS_A_WORKING_DAY * WEEK[day.weekday()]), shares)
    hours = np.repeat(np.arange(24), requests)
    begins = int(datetime(day.year, day.month, day.day, tzinfo=CLOCK).timestamp())
    return begins + np.sort(hours * 3600 + rng.integers(0, 3600, len(hours)))


def _drawn(rng: np.random.Generator, percentiles: tuple[int, ...], count: int) -> np.ndarray:
    """Whole numbers whose logarithms lie evenly between percentiles."""
    drawn = np.exp(np.interp(rng.random(count), _AT, np.log(percentiles)))
    return np.rint(drawn).astype(np.int64)


def _cached(rng: np.random.Generator, inputs: np.ndarray) -> np.ndarray:
    """Whole blocks at the head of a request that an earlier one had."""
    count = len(inputs)
    continued = rng.random(count) < np.where(inputs < SHORT, CONTINUED_SHORT, CONTINUED)
    repeated = np.interp(rng.random(count), _AT, _REPEATED) * continued
    return np.maximum((repeated * inputs).astype(np.int64) // BLOCK, 1) * BLOCK


def write(path: Path) -> None:
    """Write the log as CSV."""
    pyarrow.csv.write_csv(kimi_like(), path)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
