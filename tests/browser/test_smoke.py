from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
pytestmark = pytest.mark.browser


def _missing(reason: str) -> None:
    """A machine without a browser skips; the CI machine must have one."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def origin():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    options = [f"--server.port={port}", "--server.headless=true", "--server.fileWatcherType=none"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen([*command, *options], cwd=ROOT, stdout=quiet, stderr=quiet) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(address: str) -> None:
    for _ in range(120):
        try:
            with urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.25)
    pytest.fail("the server did not start within 30 s")


@pytest.fixture(scope="module")
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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("locale", "language", "words"),
    [("en-US", "en", " is cheapest: "), ("zh-CN", "zh-CN", "最便宜")],
)
@pytest.mark.parametrize("width", [1440, 390])
def test_the_first_sight(browser, origin, theme, locale, language, words, width):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, locale=locale
    )
    page = context.new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.goto(origin)
    page.wait_for_selector(".js-plotly-plot .bars .point path", state="attached", timeout=60_000)
    page.get_by_text(words).first.wait_for()
    assert page.locator(".js-plotly-plot .yaxislayer-above .ytick").count() >= 10
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.evaluate("document.documentElement.lang") == language
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert asked - {""} == {urlsplit(origin).netloc}
    if folder := os.environ.get("TOKENFARE_ARTEFACTS"):
        page.wait_for_timeout(500)
        page.screenshot(path=Path(folder) / f"compare_{theme}_{language}_{width}.png")
    context.close()
