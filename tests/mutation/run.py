"""How much of a wrong calculation the tests notice: `python -m tests.mutation.run [module ...]`.

Each mutant of a module is written into a copy of the project, and the module's tests run on it in
a process of its own, so that what is worked out on import or kept for a session is worked out by
the mutant too. Survivors must be in `survivors.yaml` with the reason why they may live.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from multiprocessing import get_context
from multiprocessing.pool import Pool
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import yaml

from tests.mutation.mutants import Mutant, mutants_of

ROOT = Path(__file__).parents[2]
RECORD = Path(__file__).with_name("survivors.yaml")
SHARED = ("pytest", "babel.numbers", "currency_converter", "holidays", "hypothesis", "pydantic")
"""Imported once for all mutants: libraries."""
BELOW = {
    "pricing/compile": ["pricing.sheets.sheet"],
    "calculator": ["pricing.compile.rates", "pricing.names.lookup", "pricing.book", "pricing.fx"],
}
"""Imported once for the mutants of a package: modules of ours that know nothing of it."""
OPTIONS = (
    *("-xq", "-oaddopts=", "-Wignore::pytest.PytestAssertRewriteWarning"),
    *(f"-pno:{plugin}" for plugin in ("cacheprovider", "debugging", "doctest", "faulthandler")),
)
SECONDS = 120
"""A mutant that runs for longer does not end: killed."""

_RULES = [
    "tests/pricing/test_rules.py",
    "tests/pricing/test_terms_and_fees.py",
    "tests/pricing/test_rules_told.py",
]
_COST = [f"tests/calculator/test_{name}.py" for name in ("receipt", "receipt_notes", "cost")]
TESTS = {
    "pricing/money.py": ["tests/pricing/test_money.py", "tests/pricing/test_fx.py"],
    "pricing/fx.py": ["tests/pricing/test_fx.py"],
    "pricing/compile/rates.py": _RULES,
    "pricing/compile/cells.py": _RULES,
    "pricing/compile/job.py": _RULES,
    "calculator/usage.py": ["tests/calculator/test_usage.py"],
    "calculator/charge.py": ["tests/calculator/test_usage.py"],
    "calculator/settle.py": ["tests/calculator/test_bill.py", "tests/calculator/test_cost.py"],
    "calculator/cost.py": _COST,
    "calculator/projection.py": ["tests/calculator/test_projected_months.py"],
}
"""The tests that are there for each module: quick ones."""

_tree: Path


def main() -> int:
    """Mutate the modules, print what survived, and fail where the record has no reason for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "modules", nargs="*", default=list(TESTS), help="paths; all of them if none"
    )
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    unexplained = 0
    with tempfile.TemporaryDirectory() as folder:
        copies = [_copied(Path(folder) / str(number)) for number in range(given.jobs)]
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        for module in SHARED:
            __import__(module)
        context = get_context("fork")
        for path in given.modules:
            trees = context.SimpleQueue()
            for copy in copies:
                trees.put(copy)
            with context.Pool(given.jobs, _make_ready, (trees, path)) as pool:
                unexplained += _tested(path, pool)
    return 1 if unexplained else 0


def _tested(path: str, pool: Pool) -> int:
    source = (ROOT / path).read_text("utf-8")
    if not pool.apply(_survives, (Mutant(path, source, ("", "")),)):
        raise SystemExit(f"{path}: its tests fail without any mutation")
    found = list(mutants_of(path, source))
    return _told(path, len(found), [m for m, alive in pool.imap_unordered(_tried, found) if alive])


def _told(path: str, count: int, lived: list[Mutant]) -> int:
    """Print the score of a module and its survivors; how many have no reason in the record."""
    reasons = _reasons().get(path, {})
    killed = count - len(lived)
    print(f"{path}: {killed} of {count} killed, {killed / count:.1%}", flush=True)
    for mutant in lived:
        print(f"  - {mutant.change[0]}\n  + {mutant.change[1]}")
        print(f"    {reasons.get(mutant.change, 'NO REASON IN THE RECORD')}", flush=True)
    return sum(mutant.change not in reasons for mutant in lived)


def _reasons() -> dict[str, dict[tuple[str, str], str]]:
    """By module and change, why a survivor may live."""
    record = yaml.safe_load(RECORD.read_text("utf-8")) or {}
    return {
        path: {
            (s["before"], s["after"]): group["why"] for group in groups for s in group["changes"]
        }
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


def _make_ready(trees: SimpleQueue[Path], path: str) -> None:
    """Take a copy for this process of the pool, and import what no mutant of a module changes."""
    global _tree  # noqa: PLW0603
    _tree = trees.get()
    sys.path[:] = [str(_tree), *(p for p in sys.path if p and Path(p) != ROOT)]
    for name in [n for n in sys.modules if n.split(".")[0] in ("tests", "pricing", "calculator")]:
        del sys.modules[name]
    for package, modules in BELOW.items():
        if path.startswith(f"{package}/"):
            for module in modules:
                __import__(module)


def _tried(mutant: Mutant) -> tuple[Mutant, bool]:
    return mutant, _survives(mutant)


def _survives(mutant: Mutant) -> bool:
    """Whether all tests of the module pass on a mutant of it."""
    target = _tree / mutant.path
    kept = target.read_text("utf-8")
    target.write_text(mutant.code, "utf-8")
    _forget_compiled(target)
    try:
        if (child := os.fork()) == 0:
            _run_tests(TESTS[mutant.path], quiet=any(mutant.change))
        return os.waitpid(child, 0)[1] == 0
    finally:
        target.write_text(kept, "utf-8")
        _forget_compiled(target)


def _forget_compiled(module: Path) -> None:
    """Two mutants of one size and second are one file to Python's own cache."""
    for stale in module.parent.glob(f"__pycache__/{module.stem}.*.pyc"):
        stale.unlink()


def _run_tests(tests: list[str], *, quiet: bool) -> None:
    """Run them in this process, from the copy, and end it with pytest's exit code."""
    code = 1
    try:
        signal.alarm(SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))
        if quiet:
            silent = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silent, 1)
            os.dup2(silent, 2)
        os.chdir(_tree)
        import pytest

        code = pytest.main([*OPTIONS, *tests])
    finally:
        os._exit(int(code))


if __name__ == "__main__":
    sys.exit(main())
