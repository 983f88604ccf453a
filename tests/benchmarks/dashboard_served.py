"""Serve a page as `tokenfare dashboard` serves ours, and print what each run of its script took.

    python tests/benchmarks/dashboard_served.py PAGE PORT

One line a run: seconds by the clock, and of this thread's own work.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter, thread_time

from streamlit.runtime.scriptrunner import script_runner

from calculator.dashboard.serve import settings
from calculator.dashboard.server import application

_exec = script_runner.exec_func_with_error_handling


def _timed(*args, **more):
    clock, work = perf_counter(), thread_time()
    try:
        return _exec(*args, **more)
    finally:
        print(f"run {perf_counter() - clock:.6f} {thread_time() - work:.6f}", flush=True)


script_runner.exec_func_with_error_handling = _timed

if __name__ == "__main__":
    page, port = Path(sys.argv[1]).resolve(), int(sys.argv[2])
    sys.argv = [str(page)]
    application(page).run(config=settings("127.0.0.1", port))
