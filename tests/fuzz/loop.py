"""The process that fuzzes: `run.py` starts it, for libFuzzer ends the process when it is done."""

from __future__ import annotations

import resource
import sys
from time import process_time

import atheris

from tests.fuzz import seeds
from tests.fuzz.targets import TARGETS, Target

MOST_SECONDS, MOST_GROWTH_MB = 2, 500
LONGEST_INPUT = seeds.LONGEST


class TooSlow(Exception):
    """An input took longer than it may."""


def measured(target: Target) -> Target:
    """The target, which also fails where an input takes too much processor time."""

    def run(data: bytes) -> None:
        begun = process_time()
        target(data)
        taken = process_time() - begun
        if taken > MOST_SECONDS:
            raise TooSlow(f"{taken:.1f} s of processor time for {len(data):,} bytes")

    return run


def options(name: str) -> list[str]:
    """What libFuzzer is told; memory is counted from here, where everything is imported."""
    here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return [
        f"-max_len={LONGEST_INPUT}",
        "-timeout=60",
        "-report_slow_units=60",
        f"-rss_limit_mb={here + MOST_GROWTH_MB}",
        f"-artifact_prefix={seeds.BROKE / name}/",
    ]


def main() -> None:
    """`python -m tests.fuzz.loop TARGET [libFuzzer's options and folders]`."""
    name = sys.argv[1]
    target = TARGETS[name]
    with atheris.instrument_imports(include=["pricing", "calculator"]):
        for data in seeds.seeds(name)[:20]:
            target(data)  # readers import what they need when they are first used
    atheris.enabled_hooks.add("RegEx")
    # Where libFuzzer starts itself anew, its first argument is the command.
    again = f"{sys.executable} -m tests.fuzz.loop {name}"
    atheris.Setup([again, *options(name), *sys.argv[2:]], measured(target))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
