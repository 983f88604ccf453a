from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
PROBED = ("/_stcore/health", "/_stcore/host-config")
"""Streamlit's page asks for these below a page's own path first, and is told 404."""
SETTLED = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app && app.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-testid=stSkeleton], [data-stale="true"]');
}"""
WAIT = 30_000


def _missing(reason: str) -> None:
    """A machine without a browser skips; the CI machine must have one."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(command: list[str], health: str):
    """A server process that answers at a health address, ended afterwards."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet) as server:
        try:
            _wait_for(health, server)
            yield
        finally:
            server.terminate()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if server.poll() is not None:
            pytest.fail(f"the server ended with {server.returncode}")
        try:
            with urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.25)
    pytest.fail("the server did not start within a minute")


@pytest.fixture(scope="session")
def serving():
    """Start a server by a command that takes a port: `with serving(command, health) as origin:`."""

    @contextmanager
    def start(module, options, health):
        port = free_port()
        own = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", module, *(o.format(port=port) for o in options)]
        with served(command, own + health):
            yield own

    return start


@pytest.fixture(scope="session")
def origin(serving):
    """The dashboard as people start it."""
    options = ("dashboard", "--port", "{port}", "--no-browser")
    with serving("calculator", options, "/healthz") as own:
        yield own


@pytest.fixture(scope="session")
def browser():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright is not installed")
    if CHROMIUM is None:
        _missing("no chromium: install it, or name it in CHROMIUM")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        yield started
        started.close()


@pytest.fixture(scope="session")
def rooms(browser):
    """Browser contexts by language and theme: pages in one share its cache, as people's tabs do."""
    kept = {}

    def room(locale, theme):
        if (locale, theme) not in kept:
            kept[locale, theme] = browser.new_context(locale=locale, color_scheme=theme)
        return kept[locale, theme]

    yield room
    for context in kept.values():
        context.close()


@pytest.fixture(scope="session")
def opening(rooms, origin):
    """Open the dashboard in a new window; who opens it closes it, by `Screen.close`."""

    def go(address="", *, locale="en-US", theme="light", width=1440, height=900, script="", **link):
        page = rooms(locale, theme).new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.add_init_script(script)
        screen = Screen(page, address or origin)
        query = f"/?{urlencode(link)}" if link else ""
        screen.goto((address or origin) + query)
        return screen

    return go


@pytest.fixture
def visit(opening):
    """Open the dashboard as somebody: `visit(locale="zh-CN", width=390, w="rag")`."""
    opened = []

    def go(*address, **how):
        opened.append(opening(*address, **how))
        return opened[-1]

    yield go
    for screen in opened:
        screen.close()


@pytest.fixture(scope="session")
def first(opening):
    """The first sight in English, for those who only look."""
    screen = opening()
    yield screen
    screen.close()


class Screen:
    """One browser window on the dashboard, and what a person reads off it."""

    def __init__(self, page, origin):
        self.page, self.origin = page, origin
        self.hosts: set[str] = set()
        self.errors: list[str] = []
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc) or None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("response", self._answered)
        page.on("console", self._complained)
        page.on("dialog", lambda dialog: self.errors.append(f"dialog {dialog.message}"))

    def _answered(self, response):
        if response.status >= 400 and not urlsplit(response.url).path.endswith(PROBED):
            self.errors.append(f"{response.status} {response.url}")

    def _complained(self, message):
        probed = urlsplit(message.location.get("url", "")).path.endswith(PROBED)
        if message.type == "error" and not probed:
            self.errors.append(f"{message.text} ({message.location.get('url')})")

    def goto(self, address):
        self.page.goto(address)
        self.settle()
        assert self.page.get_by_test_id("stException").count() == 0

    def close(self):
        """Nothing may have failed on the way, and nobody outside been asked."""
        self.page.close()
        assert self.errors == []
        assert self.hosts <= {urlsplit(self.origin).netloc}

    def settle(self):
        """Wait until the page has been drawn, charts included."""
        self.page.wait_for_function(SETTLED, timeout=WAIT)
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.stPlotlyChart')]"
            ".every(chart => chart.querySelector('.ytick'))",
            timeout=WAIT,
        )

    @contextmanager
    def changing(self, read=None):
        """Act inside; then wait until what `read` reads is another and the page is settled."""
        read = read or self.sentence
        before = read()
        yield
        self.until(lambda: read() != before)
        self.settle()

    def until(self, true):
        for _ in range(WAIT // 50):
            if true():
                return
            self.page.wait_for_timeout(50)
        pytest.fail("the page did not change")

    def sentence(self):
        """The answer; nothing where there is none at this moment."""
        return self.page.evaluate(
            "() => document.querySelector('.st-key-answer p')?.textContent ?? ''"
        )

    def provenance(self):
        return self.page.locator(".st-key-answer [data-testid=stCaptionContainer]").text_content()

    def choices(self):
        """What the sidebar says: values of its fields in sight, and buttons that are pressed."""
        side = self.page.get_by_test_id("stSidebar")
        fields = side.locator("input:visible").all()
        pressed = side.locator("[role=radio][aria-checked=true]").all_text_contents()
        return [field.input_value() for field in fields], pressed

    def models(self):
        """Names of the models beside the bars, from the top."""
        names = self.page.locator(".stPlotlyChart .ytick text > .line:first-child")
        return [name.strip() for name in names.all_text_contents()]

    def labels(self):
        """What is written after the bars: the bill, and how often it holds the cheapest."""
        return [
            text.strip()
            for text in self.page.locator(".stPlotlyChart .textpoint text").all_text_contents()
        ]

    def bills(self):
        """The bills of the bars as numbers, by model and from the top."""
        return dict(zip(self.models(), map(number, self.labels()), strict=True))

    def legend(self):
        return self.page.locator(".legend > span").all_text_contents()

    def unfold(self, *panels):
        """Open panels of the sidebar, by their keys, and wait for what is in them."""
        for panel in panels:
            folded = self.page.locator(f".st-key-{panel}")
            folded.locator("summary").click()
            folded.locator("label").first.wait_for()
        self.settle()

    def press(self, label, option):
        """Press one of a row of buttons."""
        self.page.get_by_role("radiogroup", name=label).get_by_text(option, exact=True).click()

    def fill(self, label, value):
        field = self.page.get_by_role("spinbutton", name=label)
        field.fill(str(value))
        field.press("Enter")

    def photograph(self, name):
        if folder := os.environ.get("TOKENFARE_ARTEFACTS"):
            self.page.screenshot(path=Path(folder) / f"{name}.png")


def number(text: str) -> float:
    """The first number of a text: 1234.5 of `CN¥1,234.50  ×2.0`."""
    found = re.search(r"[\d,.]*\d", text)
    assert found, text
    return float(found.group().replace(",", ""))
