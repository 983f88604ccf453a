"""As anyone: on a phone, in the dark, by keyboard, with a screen reader, behind a firewall."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser
LOUD = ("serious", "critical")


def pages(screen):
    """Addresses of all pages of the dashboard."""
    links = screen.page.get_by_test_id("stTopNavLink")
    return [link.get_attribute("href") for link in links.all()]


def faults(screen):
    """What axe finds that keeps somebody from using the page."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(screen.page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in LOUD
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_shuts_anybody_out(visit, theme):
    screen = visit(theme=theme, now="openai/gpt-5.4-mini")
    found = {}
    for address in pages(screen):
        screen.goto(address)
        name = address.rsplit("/", 1)[-1] or "compare"
        screen.photograph(f"{name}_{theme}_en_1440")
        found[name] = faults(screen)
    assert {page: said for page, said in found.items() if said} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_opened_sidebar_shuts_nobody_out(visit, theme):
    screen = visit(theme=theme, q="MMLU-Pro:80", off="5", **{"in": "chosen"})
    screen.unfold("sellers_panel", "quality_floor", "advanced_panel")
    screen.page.set_viewport_size({"width": 1440, "height": 2200})
    screen.photograph(f"sidebar_{theme}_en_1440")
    assert faults(screen) == []


@pytest.mark.parametrize(("locale", "theme"), [("en-US", "dark"), ("zh-CN", "light")])
def test_a_phone_shows_the_answer_first_and_never_scrolls_sideways(visit, locale, theme):
    screen = visit(locale=locale, theme=theme, width=390, height=844)
    card = screen.page.locator(".st-key-cards [data-testid=stMetric]").first.bounding_box()
    assert screen.page.locator(".st-key-answer p").first.bounding_box()["y"] < card["y"]
    assert card["y"] + card["height"] < 844
    words = screen.page.locator(".legend > span")
    assert words.count() >= 4
    for word in words.all():
        box = word.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert screen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screen.photograph(f"compare_{theme}_{locale[:2]}_390")


def focused(screen):
    return screen.page.evaluate(
        """() => {
          const at = document.activeElement;
          const group = at.closest('[role=radiogroup]');
          const text = (at.getAttribute('aria-label') || at.textContent || '').trim();
          return group ? group.getAttribute('aria-label') : text;
        }"""
    )


def test_the_keyboard_reaches_every_control_in_reading_order(visit):
    screen = visit()
    reached = []
    for _ in range(20):
        screen.page.keyboard.press("Tab")
        reached.append(focused(screen))
    assert "Help for Thinking" in reached
    reached = [name for name in reached if not name.startswith("Help for")]
    wanted = ["Skip to main content", "Language", "Workload", "Requests per day", "Thinking"]
    assert reached[: len(wanted)] == wanted
    for name in ("Show costs in", "Over", "Offers"):
        assert name in reached
    assert any(text.endswith("Compare") for text in reached)
    assert any(text.endswith("Workloads") for text in reached)


def test_the_keyboard_skips_to_the_answer_and_presses_buttons(visit):
    screen = visit()
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.press("Enter")
    assert screen.page.evaluate("document.activeElement.closest('main') !== null")
    screen.page.get_by_role("radiogroup", name="Thinking").get_by_role("radio").nth(2).focus()
    with screen.changing():
        screen.page.keyboard.press("ArrowRight")
        if screen.page.get_by_role("radio", name="High").get_attribute("aria-checked") != "true":
            screen.page.keyboard.press("Space")
    assert screen.page.get_by_role("radio", name="High").get_attribute("aria-checked") == "true"


def test_static_files_come_compressed_and_the_first_visit_is_small(browser, origin):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(origin)
    page.wait_for_selector(".stPlotlyChart .ytick", state="attached", timeout=30_000)
    context.close()
    assert sum(sizes) <= 3_000_000


def test_streamlit_runs_the_page_by_itself_too(visit, serving):
    options = ("run", "app.py", "--server.port={port}", "--server.headless=true")
    with serving("streamlit", options, "/_stcore/health") as own:
        assert "is cheapest" in visit(own).sentence()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example"])
def test_a_page_of_another_host_is_refused(origin, host):
    parts = urlsplit(origin)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as line:
        asked = (
            f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        line.sendall(asked.encode())
        assert line.recv(64).split()[1] == b"403"
