"""The dashboard beside a bare Streamlit page, in a browser and in the same run. Never gates CI.

    python -m tests.benchmarks.dashboard [--rounds 7] [--only browser|script|csv|people]

Both pages are served the same way and measured in turns; figures are medians, and each is printed
beside its goal. The clock of the browser's figures is the page's own: what it shows is noted the
moment it is in the document. Needs the `dev` extra and a Chromium.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import socket
from statistics import median
from tempfile import TemporaryFile
from typing import Any, NamedTuple
from urllib.request import urlopen

from calculator.comparison import compare
from calculator.profiles import presets
from tests.benchmarks.dashboard_seen import PATIENCE, REPORTED, WATCH, Change, Visit, again, visited
from tests.dashboard.person import Person

HERE = Path(__file__).parent
OURS, BARE = HERE.parents[1] / "app.py", HERE / "dashboard_bare.py"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
OFFERS, ROWS, PEOPLE, RERUNS, PAUSE = 60, 100_000, 8, 10, 1.0


class Server(NamedTuple):
    """A page that is served, and what its script's runs have taken so far."""

    origin: str
    written: Any

    def runs(self) -> list[tuple[float, float]]:
        """Seconds by the clock and of own work, run by run; after this they count anew."""
        self.written.seek(0)
        found = [line.split() for line in self.written.read().decode().splitlines()]
        self.written.truncate(0)
        return [(float(f[1]), float(f[2])) for f in found if f[:1] == ["run"]]


@contextmanager
def served(page: Path) -> Iterator[Server]:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    origin = f"http://127.0.0.1:{port}"
    command = [sys.executable, str(HERE / "dashboard_served.py"), str(page), str(port)]
    with TemporaryFile(buffering=0) as out, subprocess.Popen(command, stdout=out) as process:
        try:
            for _ in range(300):
                try:
                    urlopen(origin + "/healthz", timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield Server(origin, out)
        finally:
            process.terminate()


def in_a_browser(browser: Any, ours: Server, bare: Server, rounds: int) -> None:
    """First visits and changes of both pages, in turns."""
    first: dict[str, list[Visit]] = {"ours": [], "bare": []}
    changes: dict[str, list[Change]] = {"ours": [], "bare": []}
    for turn in range(rounds):
        pages = {}
        for name, server in (("ours", ours), ("bare", bare))[:: 1 if turn % 2 else -1]:
            visit, *pages[name] = visited(browser, server.origin)
            first[name].append(visit)
        for change in range(RERUNS):
            for name, (page, wire) in pages.items():
                changes[name].append(again(page, wire, 21_000 + 700 * change + turn))
        for page, _ in pages.values():
            page.context.close()
    _ratio("first number", *([v.number for v in first[n]] for n in first), goal=1.25)
    _ratio("first chart", *([v.chart for v in first[n]] for n in first), goal=1.3)
    _ratio("all charts still", *([v.drawn for v in first[n]] for n in first))
    _ratio("first visit, work of the page", *([v.work for v in first[n]] for n in first))
    own, other = (median(c.number for c in changes[name]) for name in changes)
    _say("change → new number", f"{own:.0f} ms, bare {other:.0f} ms: +{own - other:.0f} ms", "+150")
    _ratio("change → last chart", *([c.drawn for c in changes[n]] for n in changes), goal=2)
    _ratio("change, work of the page", *([c.work for c in changes[n]] for n in changes))
    sent = max(v.bytes for v in first["ours"]) / 1e6
    _say("transferred", f"{sent:.2f} MB, bare {first['bare'][0].bytes / 1e6:.2f} MB", "3 MB")


def sixty() -> dict[str, str]:
    """A link to sixty offers from the whole range of bills."""
    ranked = compare(presets()["support-bot-thinking"].workload()).ranked
    return {
        "in": "chosen",
        "o": ",".join(r.offer.id for r in ranked[:: len(ranked) // OFFERS][:OFFERS]),
    }


def the_script(ours: Server) -> None:
    """What the server's own work takes for sixty offers: a new volume each time."""
    with Person(ours.origin, "cheapest", **sixty()) as person:
        ours.runs()
        for change in range(3 * RERUNS):
            person.fill("requests", 30_000 + change)
            assert not person.failures, person.failures
    clock, work = (median(column) * 1e3 for column in zip(*ours.runs(), strict=True))
    _say(f"script, {OFFERS} offers", f"{clock:.0f} ms by the clock, {work:.0f} ms of work", "60 ms")


def a_large_file(browser: Any, ours: Server) -> None:
    """From the choice of a workload file to its report."""
    head = ",".join(("name", "requests_per_day", "input_tokens", "output_tokens", "cached_share"))
    rows = (
        f"Bot {n},{20_000 + n % 977},{3_000 + n % 211},{900 + n % 59},{n % 90}%"
        for n in range(ROWS)
    )
    text = "\n".join((head, *rows))
    took = []
    for _ in range(3):
        page = browser.new_context().new_page()
        page.add_init_script(WATCH)
        page.goto(ours.origin + "/workloads")
        page.locator("input[type=file]").first.wait_for(state="attached")
        given = {"name": "jobs.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.locator(".st-key-upload input[type=file]").set_input_files(given)
        took.append(page.wait_for_function(REPORTED, timeout=PATIENCE, polling=50).json_value())
        assert str(ROWS) in page.locator("[data-testid=stAlert]").first.text_content()
        page.context.close()
    work = max(own for _, own in ours.runs())
    found = f"{median(took):.0f} ms, of them {work * 1e3:.0f} ms of the script's own work"
    _say(f"{ROWS:,} rows ({len(text) / 1e6:.1f} MB) → report", found, "2000 ms")


def eight_people(ours: Server) -> None:
    """One person alone, then eight at once: each changes the volume, looks, changes it again."""
    alone = _seconds(ours, 1, PAUSE)
    crowd, burst = _seconds(ours, PEOPLE, PAUSE), _seconds(ours, PEOPLE, 0)
    one, many, worst = (median(each) for each in (alone, crowd, burst))
    _say(
        f"{PEOPLE} people, one change a second each",
        f"{many * 1e3:.0f} ms, alone {one * 1e3:.0f} ms: {many / one:.1f}×",
        "4×",
    )
    _say(f"{PEOPLE} people who never pause", f"{worst * 1e3:.0f} ms: {worst / one:.1f}×", "none")


def _seconds(ours: Server, people: int, pause: float) -> list[float]:
    """Until the sentence is there anew, for every change of every person."""
    took: list[float] = []

    def use(place: int) -> None:
        with Person(ours.origin, "cheapest") as person:
            started.wait()
            time.sleep(pause * place / people)
            for change in range(RERUNS):
                person.fill("requests", 40_000 + 1_000 * place + change)
                assert not person.failures, person.failures
                took.append(person.seconds)
                time.sleep(pause)

    started = threading.Barrier(people)
    threads = [threading.Thread(target=use, args=(place,)) for place in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(took) == people * RERUNS, "someone's session failed"
    return took


def _ratio(what: str, ours: list[float], bare: list[float], goal: float | None = None) -> None:
    own, other = median(ours), median(bare)
    said = f"{own:.0f} ms, bare {other:.0f} ms: {own / other:.2f}×"
    _say(what, said, "none" if goal is None else f"{goal}×")


def _say(what: str, found: str, goal: str) -> None:
    print(f"{what}: {found} (goal {goal}; load {os.getloadavg()[0]:.1f})", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--only", choices=("browser", "script", "csv", "people"))
    chosen = asked.parse_args()
    wanted = {chosen.only} if chosen.only else {"browser", "script", "csv", "people"}
    with ExitStack() as open_:
        ours = open_.enter_context(served(OURS))
        if wanted & {"browser", "csv"}:
            from playwright.sync_api import sync_playwright

            chromium = open_.enter_context(sync_playwright()).chromium
            browser = chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
            open_.callback(browser.close)
        if "browser" in wanted:
            bare = open_.enter_context(served(BARE))
            for server in (ours, bare):
                visited(browser, server.origin)[1].context.close()
            in_a_browser(browser, ours, bare, chosen.rounds)
        if "script" in wanted:
            the_script(ours)
        if "csv" in wanted:
            a_large_file(browser, ours)
        if "people" in wanted:
            eight_people(ours)


if __name__ == "__main__":
    main()
