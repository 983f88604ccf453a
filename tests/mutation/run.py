"""How much of a wrong calculation the tests notice: `python -m tests.mutation.run [module ...]`.

Mutates each module in a copy of the project and runs the tests that are there for it. What survives
must stand in `survivors.yaml` with the reason why it may live.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import yaml

from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.trial import survivors

ROOT = Path(__file__).parents[2]
RECORD = Path(__file__).with_name("survivors.yaml")
SHARED = ("babel.numbers", "currency_converter", "holidays", "hypothesis", "pydantic")
"""Libraries that are imported once for all."""

_RULES = [f"tests/pricing/test_{name}.py" for name in ("rules", "terms_and_fees", "rules_told")]
_COST = [f"tests/calculator/test_{name}.py" for name in ("receipt", "receipt_notes")]
_MONTHS = [f"tests/calculator/test_projected_{name}.py" for name in ("months", "notes")]
TESTS = {
    "pricing/money.py": ["tests/pricing/test_money.py"],
    "pricing/fx.py": ["tests/pricing/test_fx.py"],
    "pricing/compile/rates.py": _RULES,
    "pricing/compile/cells.py": _RULES,
    "pricing/compile/job.py": _RULES,
    "calculator/usage.py": ["tests/calculator/test_usage.py"],
    "calculator/charge.py": ["tests/calculator/test_usage.py"],
    "calculator/settle.py": ["tests/calculator/test_bill.py"],
    "calculator/line.py": _COST,
    "calculator/receipt.py": _COST,
    "calculator/cost.py": _COST,
    "calculator/monthly.py": _MONTHS,
    "calculator/projection.py": _MONTHS,
}
"""The tests that are there for each module: quick ones, which need no packaged sheet."""


def main() -> int:
    """Mutate the modules, print what survived, and fail where the record has no reason for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=list(TESTS), help="paths; all if left out")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for library in SHARED:
        __import__(library)
    with tempfile.TemporaryDirectory() as folder:
        trees = [_copied(Path(folder) / str(number)) for number in range(given.jobs)]
        return 1 if sum(_told(path, *_tried(path, trees)) for path in given.modules) else 0


def _tried(path: str, trees: list[Path]) -> tuple[int, list[Mutant]]:
    """How many mutants a module has, and those that live, tried in as many processes as trees."""
    mutants = list(mutants_of(path, (ROOT / path).read_text("utf-8")))
    with ProcessPoolExecutor(len(trees), get_context("fork")) as pool:
        tried = [
            pool.submit(survivors, tree, TESTS[path], mutants[number :: len(trees)])
            for number, tree in enumerate(trees)
        ]
        lived = {mutant for done in tried for mutant in done.result()}
    return len(mutants), [mutant for mutant in mutants if tuple(mutant) in lived]


def _told(path: str, count: int, lived: list[Mutant]) -> int:
    """Print the score of a module and its survivors; how many have no reason in the record."""
    reasons = _reasons().get(path, {})
    killed = count - len(lived)
    print(f"{path}: {killed} of {count} killed, {killed / count:.1%}")
    for mutant in lived:
        print(f"  - {mutant.change[0]}\n  + {mutant.change[1]}")
        print(f"    {reasons.get(mutant.change, 'NO REASON IN THE RECORD')}", flush=True)
    return sum(mutant.change not in reasons for mutant in lived)


def _reasons() -> dict[str, dict[tuple[str, str], str]]:
    """By module and change, why a survivor may live."""
    record = yaml.safe_load(RECORD.read_text("utf-8")) or {}
    return {
        path: {(s["before"], s["after"]): group["why"] for group in groups for s in group["lived"]}
        for path, groups in record.items()
    }


def _copied(tree: Path) -> Path:
    named = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(named, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
    return tree


if __name__ == "__main__":
    sys.exit(main())
