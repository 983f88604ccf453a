"""Speed as ratios to named baselines in the same run: `python -m tests.benchmarks [PART…]`.

Never gates CI. Times are CPU seconds of this process and its threads, so that they hold on a
shared machine. Peers come with `pip install -e ".[peers]"`.
"""

from __future__ import annotations

import subprocess
import sys

PARTS = {
    "scalar": ["tests.benchmarks.scalar"],
    "start": ["tests.benchmarks.start"],
    "bulk": ["tests.benchmarks.bulk", "--rows", "1_000_000"],
    "engines": ["tests.benchmarks.engines"],
    "readers": ["tests.benchmarks.logs"],
    "forecast": ["tests.benchmarks.forecast"],
    "dashboard": ["tests.benchmarks.dashboard"],
}
"""Each in a process of its own: no part pays for what another has loaded."""


def main() -> int:
    asked = sys.argv[1:] or [*PARTS]
    unknown = [name for name in asked if name not in PARTS]
    if unknown:
        print(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    failed = []
    for name in asked:
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", *PARTS[name]], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nnot measured: {', '.join(failed)}", file=sys.stderr)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
