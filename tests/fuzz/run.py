"""Fuzz one target, guided by coverage: `python -m tests.fuzz.run sheet --seconds 3600 --keep`.

Needs atheris. An input that raises what is not ours, takes over 2 s of processor time or makes the
process grow by over 500 MB is written to `tests/fuzz/broke/TARGET/` and ends the run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz import seeds
from tests.fuzz.targets import TARGETS

MOST_KEPT, LONGEST_KEPT = 250, 2_000


def fuzz(
    target: str, seconds: int, *, keep: bool = False, seed: int = 0
) -> subprocess.CompletedProcess[str]:
    """Fuzz for some seconds; the return code is 0 where nothing broke. Seed 0 walks anew."""
    with TemporaryDirectory(prefix="tokenfare-fuzz-") as name:
        folder, least = Path(name) / "found", Path(name) / "least"
        folder.mkdir()
        least.mkdir()
        (seeds.BROKE / target).mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(seeds.seeds(target)):
            (folder / f"{number:05d}").write_bytes(data)
        done = _loop(target, f"-max_total_time={seconds}", f"-seed={seed}", str(folder))
        if keep:
            _loop(target, "-merge=1", str(least), str(folder))
            found = {path.read_bytes() for path in least.iterdir()} - {*seeds.given(target)}
            short = sorted((d for d in found if len(d) <= LONGEST_KEPT), key=len)
            seeds.keep(target, short[:MOST_KEPT])
    return done


def _loop(target: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.fuzz.loop", target, *options]
    return subprocess.run(
        command,
        cwd=seeds.ROOT,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )


def main() -> int:
    """Fuzz as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=3_600)
    parser.add_argument("--keep", action="store_true", help="add what was found to the corpus")
    asked = parser.parse_args()
    done = fuzz(asked.target, asked.seconds, keep=asked.keep)
    print(done.stdout[-2_000:], done.stderr[-6_000:])
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
