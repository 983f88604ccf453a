"""How far a long query has come, told while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from calculator.logs.log import Log

Tell = Callable[[str, float | None], None]
"""Called with what is being done and how far it is, from 0 to 1; None where nobody knows."""
EVERY = 0.25
"""Seconds between two times of telling."""


@contextmanager
def watched(
    log: Log, what: str, tell: Tell | None, done: float = 0, part: float = 1
) -> Iterator[None]:
    """Tell how far the query of a log is, for as long as the block lasts.

    Args:
        log: whose query runs.
        what: what is being done, in words.
        tell: who is told; nobody where left out.
        done: how much of all work is done before.
        part: how much of all work this is.
    """
    if tell is None:
        yield
        return
    over = Event()

    def ask() -> None:
        while not over.wait(EVERY):
            progress = log.progress()
            tell(what, None if progress is None else done + progress * part)

    tell(what, done)
    thread = Thread(target=ask, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    tell(what, done + part)
