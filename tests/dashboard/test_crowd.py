"""Several people at one server: none sees an error, and each their own numbers."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from socket import socket
from urllib.request import urlopen

import pytest

from calculator.charts.look import short
from calculator.comparison import compare, shortlist
from calculator.profiles import presets
from tests.dashboard.person import Person

ROOT = Path(__file__).parents[2]
JOB = "support-bot-thinking"
PEOPLE, CHANGES, PATIENCE = 8, 3, 120


@pytest.fixture(scope="module")
def origin():
    """The dashboard as it is started, in a process of its own."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "calculator", "dashboard", "--port", str(port), "--no-browser"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, **quiet) as server:
        own = f"http://127.0.0.1:{port}"
        try:
            for _ in range(PATIENCE * 10):
                try:
                    urlopen(own + "/healthz", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield own
        finally:
            server.terminate()


def first_bill(requests):
    """The cheapest offer and its bill, by the engine."""
    job = presets()[JOB].workload().at_level("normal")
    best = compare(replace(job, requests=Fraction(requests)), shortlist())
    return best.ranked[0].offer.name, short(best.ranked[0].total, "en")


def seen(person):
    """The same as the first bar of the page's first figure shows it."""
    labels = next(trace for trace in person.charts[0]["data"] if trace.get("mode") == "text")
    return labels["text"][0]


def test_eight_people_at_once_each_see_their_own_numbers(origin):
    def use(place):
        told = []
        with Person(origin, "is cheapest") as person:
            for change in range(CHANGES):
                requests = 10_000 * (place + 1) + 1_000 * change
                person.fill("requests", requests)
                told.append((requests, person.failures, seen(person), person.texts))
        return told

    with ThreadPoolExecutor(PEOPLE) as together:
        everyone = [one for told in together.map(use, range(PEOPLE)) for one in told]
    assert len(everyone) == PEOPLE * CHANGES
    for requests, failures, label, texts in everyone:
        name, bill = first_bill(requests)
        assert failures == []
        assert label.strip() == f"<b>{bill}</b>"
        assert any(name in text and bill.replace("$", "\\$") in text for text in texts)
