"""As a newcomer: look a price up, see where it is from, how it moved and what changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from calculator.dashboard.state import today
from pricing import default_catalog
from pricing.changes.diff import diff_prices
from pricing.changes.edition import read_edition

pytestmark = pytest.mark.browser
ROW = 35
"""Height of a row of a grid, in pixels: what is in it is drawn, and no element."""


@pytest.fixture
def sheets(visit, origin):
    def opened_as(**somebody):
        return visit(f"{origin}/prices", **somebody)

    return opened_as


def rows(screen, key="price_table"):
    """How many rows a grid has, and the texts of those that are in sight."""
    count, seen = screen.page.locator(f".st-key-{key} [role=grid]").evaluate(
        """grid => [grid.getAttribute('aria-rowcount'), [...grid.querySelectorAll('tbody tr')]
          .map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent))]"""
    )
    return int(count) - 1, seen


def search(screen, text):
    with screen.changing(lambda: rows(screen)):
        screen.page.get_by_role("textbox", name="Search models").or_(
            screen.page.get_by_role("searchbox", name="Search models")
        ).fill(text)


def opened(screen):
    return screen.page.locator(".st-key-price_heading h2").text_content()


def press(screen, row, x=300):
    """Press a row of the table, counted from 0, in one of its cells."""
    box = screen.page.locator(".st-key-price_table canvas").first.bounding_box()
    screen.page.mouse.click(box["x"] + x, box["y"] + ROW * (row + 1) + ROW / 2)


def test_kimi_is_found_in_both_scripts_while_typing(sheets):
    screen = sheets()
    whole, _ = rows(screen)
    assert whole == len(default_catalog().offers())
    search(screen, "kimi")
    count, found = rows(screen)
    assert 20 < count < whole
    search(screen, "gpt")
    search(screen, "月之暗面")
    assert rows(screen) == (count, found)


def test_a_pressed_row_opens_to_its_link_dates_treatment_and_history(sheets):
    screen = sheets()
    search(screen, "deepseek v4 flash")
    _, found = rows(screen)
    row = next(n for n, cells in enumerate(found) if cells[1] == "DeepSeek (yuan list)")
    with screen.changing(lambda: opened(screen)):
        press(screen, row)
    assert opened(screen) == "DeepSeek V4 Flash · DeepSeek (yuan list)"
    terms = default_catalog().offer("deepseek-cn/deepseek-v4-flash").terms[-1]
    main = screen.page.get_by_test_id("stMain")
    assert main.get_by_role("link", name="Price source").get_attribute("href") == terms.url
    told = main.inner_text()
    assert f"In force since {terms.since}" in told
    assert f"checked {terms.retrieved}" in told
    assert "Thinking is billed as output" in told
    assert screen.page.locator(".stPlotlyChart .scatterlayer .trace").count() == 3
    screen.photograph("prices_history_en_1440")


def test_the_arrow_keys_walk_from_row_to_row(sheets):
    screen = sheets()
    search(screen, "kimi k3")
    first = opened(screen)
    with screen.changing(lambda: opened(screen)):
        press(screen, 1)
    with screen.changing(lambda: opened(screen)):
        screen.page.keyboard.press("ArrowUp")
    assert opened(screen) == first


def test_changes_are_those_between_the_two_editions_of_the_book(sheets):
    screen = sheets()
    found = diff_prices(read_edition(str(today() - timedelta(days=91))), read_edition(str(today())))
    count, seen = rows(screen, "changed_rates")
    assert count == len(found.rates)
    change = found.rates[0]
    assert seen[0][0] == change.offer.name
    assert float(seen[0][-1]) == pytest.approx(float(change.rise * 100))


@pytest.mark.parametrize(("locale", "theme"), [("en-US", "light"), ("zh-CN", "dark")])
def test_a_phone_shows_prices_and_never_scrolls_sideways(sheets, locale, theme):
    screen = sheets(locale=locale, theme=theme, width=390, height=844)
    assert screen.page.locator(".st-key-price_table").bounding_box()["y"] < 400
    assert screen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screen.photograph(f"prices_{theme}_{locale[:2]}_390")
