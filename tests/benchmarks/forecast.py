"""60 offers × 12 months × 10,000 worlds: `python tests/benchmarks/forecast.py`. Never gates CI.

The lower bound is plain numpy with everything that is ours left out: as many normal numbers, one
product for each offer's months and worlds, and the quantiles of each month. No rates, no tiers,
no calendar, no exact means.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from datetime import date

OFFERS, MONTHS, WORLDS, REPEATS = 60, 12, 10_000, 7
PRESET = "support-bot-thinking"


def lower_bound() -> None:
    import numpy as np

    dice = np.random.default_rng(1)
    things = np.exp(0.1 * dice.standard_normal((7, WORLDS)))
    months = np.exp(0.1 * dice.standard_normal((MONTHS, WORLDS)))
    costs = dice.random((OFFERS, 7)) @ things
    for cost in costs:
        ordered = np.sort(months * cost, axis=1)
        ordered[:, [WORLDS // 10, WORLDS // 2, WORLDS * 9 // 10]].copy()


def forecasting() -> Callable[[], object]:
    from calculator.comparison import compare
    from calculator.forecast.levers import Scenario
    from calculator.forecast.simulate import forecast
    from calculator.profiles import presets

    job = presets()[PRESET].workload()
    ranked = compare(job, None, start=date(2026, 12, 1)).ranked
    offers = [each.offer for each in ranked[:: len(ranked) // OFFERS]][:OFFERS]
    scenario = Scenario(job, date(2026, 12, 1), MONTHS)
    return lambda: forecast(scenario, offers, draws=WORLDS)


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> None:
    import numpy  # noqa: F401 # so that neither side pays for its import

    ours = forecasting()
    first = seconds(ours)
    pairs = [(seconds(ours), seconds(lower_bound)) for _ in range(REPEATS)]
    own, bound = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{OFFERS} offers × {MONTHS} months × {WORLDS:,} worlds ({PRESET})")
    print(f"first call {first:.2f} s, then {own:.2f} s; peak memory of the process {peak:.0f} MB")
    print(f"plain numpy lower bound {bound:.3f} s: {ratio:.1f} times as long")
    print("goal: under 1 s and 500 MB")


if __name__ == "__main__":
    main()
