"""Speed as ratios to a named baseline in the same run: `make bench`. Never gates CI."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from calculator import Usage, price

REPEATS, CALLS = 11, 2_000
AT = datetime(2026, 11, 1, tzinfo=UTC)


def microseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - start) / CALLS * 1e6


def paired(name: str, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
    pairs = [(microseconds(ours), microseconds(theirs)) for _ in range(REPEATS)]
    ratio = statistics.median(b / a for a, b in pairs)
    own, other = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{name}: {own:.1f} µs, genai-prices {other:.1f} µs: {ratio:.1f} times faster")


def seconds(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def imports() -> None:
    codes = {
        "bare interpreter": "pass",
        "import calculator": "import calculator",
        "import and first price": (
            "from calculator import Usage, price; price(Usage(10_000, 500), 'openai/gpt-5')"
        ),
        "genai-prices: import and first price": (
            "from genai_prices import Usage, calc_price;"
            "calc_price(Usage(input_tokens=10_000, output_tokens=500), 'gpt-5')"
        ),
    }
    runs = [{name: seconds(code) for name, code in codes.items()} for _ in range(REPEATS)]
    for name in codes:
        extra = statistics.median(run[name] - run["bare interpreter"] for run in runs)
        print(f"{name}: {extra * 1e3:+.0f} ms over a bare interpreter")


def main() -> None:
    from genai_prices import Usage as Theirs
    from genai_prices import calc_price

    usage = Usage(12_000, 900, cache_read_tokens=8_000)
    other = Theirs(input_tokens=12_000, output_tokens=900, cache_read_tokens=8_000)
    for offer, model in (
        ("openai/gpt-5", "gpt-5"),
        ("anthropic/claude-sonnet-4-5", "claude-sonnet-4-5"),
        ("deepseek-intl/deepseek-v4-pro", "deepseek-v4-pro"),
    ):
        paired(
            f"price() {offer}",
            lambda offer=offer: price(usage, offer, at=AT).list_cost.amount,
            lambda model=model: calc_price(other, model, genai_request_timestamp=AT).total_price,
        )
    imports()


if __name__ == "__main__":
    main()
