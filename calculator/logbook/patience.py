"""A limit on the time that counting a log may take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from calculator.logs.log import Log
from pricing.errors import LogError

_AGAIN = 0.2
"""Seconds after which the next query of a log that takes too long is stopped as well."""


@contextmanager
def at_most(log: Log, seconds: float | None) -> Iterator[None]:
    """Stop the queries of a log once the block has lasted that long; None lets them run.

    Raises:
        LogError: it took longer.
    """
    if seconds is None:
        yield
        return
    done, late = Event(), Event()

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            late.set()
            log.stop()
            wait = _AGAIN

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    except Exception:  # a query that was stopped fails in many ways
        if late.is_set():
            raise LogError(
                f"this takes longer than {seconds:,.0f} seconds: give fewer or smaller files, or "
                "use the command tokenfare log on your own machine"
            ) from None
        raise
    finally:
        done.set()
        watcher.join()
