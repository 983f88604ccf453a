"""Whether the tests of a module notice a mutant of it, each tried in a process of its own.

The tests are collected once. Where a function's body was changed, its code is put in place of the
original in a fork of that process, and the tests run there. Anything else may have been worked out
on import: then the mutant is written into the copy and everything is imported anew.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from tests.mutation.mutants import Mutant

SECONDS = 60
"""A mutant that runs for longer does not end: killed."""
MEMORY = 4 * 2**30
OPTIONS = (
    *("-xqs", "-oaddopts=", "-Wignore::pytest.PytestAssertRewriteWarning"),
    *(f"-pno:{plugin}" for plugin in ("cacheprovider", "debugging", "doctest", "faulthandler")),
)
OURS = ("tests", "pricing", "calculator")


class _Trials:
    """In place of pytest's own loop over the tests: that loop, once for each mutant."""

    def __init__(self, mutants: Sequence[Mutant]) -> None:
        self.mutants = mutants
        self.lived: list[Mutant] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if not _in_a_fork(lambda: _all_pass(session)):
            raise SystemExit("the tests fail without any mutation")
        for mutant in self.mutants:
            if _in_a_fork(lambda mutant=mutant: _put_in_place(mutant) or _all_pass(session)):
                self.lived.append(mutant)
        return True


def survivors(tree: Path, tests: list[str], mutants: Sequence[Mutant]) -> list[tuple[Any, ...]]:
    """Those that no test notices, tried in a process that then has a copy's modules as ours."""
    for name in [name for name in sys.modules if name.split(".")[0] in OURS]:
        del sys.modules[name]
    os.chdir(tree)
    sys.path.insert(0, str(tree))
    options = [*OPTIONS, f"--basetemp={tree / 'tmp'}", *tests]
    anew = [m for m in mutants if not m.function and _passes_anew(tree, m, options)]
    trials = _Trials([m for m in mutants if m.function])
    if code := pytest.main(options, plugins=[trials]):
        raise SystemExit(int(code))
    return list(map(tuple, (*anew, *trials.lived)))


def _in_a_fork(passes: Callable[[], bool]) -> bool:
    """Whether it is so in a child of this process; one that hangs or ends otherwise says no."""
    child = os.fork()
    if child == 0:
        held = False
        try:
            signal.alarm(SECONDS)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            silent = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silent, 1)
            os.dup2(silent, 2)
            held = passes()
        finally:
            os._exit(0 if held else 1)
    return os.waitpid(child, 0)[1] == 0


def _all_pass(session: pytest.Session) -> bool:
    for item, following in zip(session.items, [*session.items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return False
    return True


def _put_in_place(mutant: Mutant) -> None:
    found: Any = sys.modules[mutant.path.removesuffix(".py").replace("/", ".")]
    for name in mutant.function.split("."):
        found = vars(found)[name]
    _plain(found).__code__ = _code(mutant)


def _plain(found: Any) -> FunctionType:
    """The function in a property, a class method, a cached function with what it has cached."""
    for inner in ("fget", "func", "__func__", "__wrapped__"):
        if not isinstance(found, FunctionType) and hasattr(found, inner):
            if hasattr(found, "cache_clear"):
                found.cache_clear()
            return _plain(getattr(found, inner))
    assert isinstance(found, FunctionType)
    return found


def _code(mutant: Mutant) -> CodeType:
    code = compile(mutant.code, mutant.path, "exec")
    for name in mutant.function.split("."):
        inner = [part for part in code.co_consts if isinstance(part, CodeType)]
        code = next(part for part in inner if part.co_name == name)
    return code


def _passes_anew(tree: Path, mutant: Mutant, options: list[str]) -> bool:
    target = tree / mutant.path
    kept = target.read_text("utf-8")
    target.write_text(mutant.code, "utf-8")
    _forget_compiled(target)
    try:
        return _in_a_fork(lambda: pytest.main(options) == 0)
    finally:
        target.write_text(kept, "utf-8")
        _forget_compiled(target)


def _forget_compiled(module: Path) -> None:
    """Two mutants of one size and second are one file to Python's own cache."""
    for stale in module.parent.glob(f"__pycache__/{module.stem}.*.pyc"):
        stale.unlink()
