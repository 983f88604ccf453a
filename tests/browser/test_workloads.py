"""As somebody with a workload of one's own: a file, its mistakes, and the editor."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import urlsplit

import pytest

from calculator.dashboard.link import encode
from calculator.dashboard.packed import unpack
from calculator.dashboard.scenario import Scenario
from calculator.profiles import presets
from tests.browser.test_every_screen import faults

pytestmark = pytest.mark.browser
MIXED = (
    "name,requests_per_day,input_tokens,output_tokens,cached_share\n"
    'Good,"80,000",500,100,40%\n'
    "Bad,1000,abc,100,\n"
    "Worse,1000,-5,100,140%\n"
)
CHINESE = "名称,每日请求数,输入词元,输出词元\n客服问答,3000,800,200\n"


@pytest.fixture
def editor(visit, origin):
    def opened(**somebody):
        return visit(f"{origin}/workloads", **somebody)

    return opened


def give(screen, content, name="usage.csv"):
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    screen.page.locator(".st-key-upload input[type=file]").set_input_files(file)
    screen.page.get_by_test_id("stAlert").first.wait_for()
    screen.settle()


def told(screen):
    return screen.page.get_by_test_id("stAlert").first.inner_text()


def fetched(screen, name):
    with screen.page.expect_download() as waiting:
        screen.page.get_by_role("button", name=name).click()
    return waiting.value.path().read_bytes()


def use(screen, name):
    """Take the rows that were read, and wait until the sidebar says so."""
    screen.page.locator(".st-key-use button").click()
    workload = screen.page.locator(".st-key-workload input")
    screen.until(lambda: workload.input_value() == name)
    screen.settle()


def compared(screen):
    """The sentence of the first page, reached by its link."""
    screen.page.get_by_test_id("stTopNavLink").first.click()
    screen.until(lambda: screen.sentence() != "")
    screen.settle()
    return screen.sentence()


def test_the_template_comes_back_unchanged_and_whole(editor):
    screen = editor()
    give(screen, fetched(screen, "Download template"))
    assert told(screen) == "1 row read (utf-8): 1 ready, 0 rejected."


def test_bad_rows_are_told_by_line_column_value_and_remedy_and_return_corrected(editor):
    screen = editor()
    give(screen, MIXED.encode("utf-8-sig"))
    assert told(screen) == "3 rows read (utf-8): 1 ready, 2 rejected."
    table = screen.page.get_by_test_id("stTable").get_by_role("row")
    cells = [row.get_by_role("cell").all_text_contents() for row in table.all()[1:]]
    assert [row[:3] for row in cells] == [
        ["3", "input_tokens", "abc"],
        ["4", "input_tokens", "-5"],
        ["4", "cached_share", "140%"],
    ]
    assert all("write" in row[3] for row in cells)
    back = fetched(screen, "Download rejected rows").decode("utf-8-sig")
    assert [row["name"] for row in csv.DictReader(io.StringIO(back))] == ["Bad", "Worse"]
    corrected = back.replace("abc", "700").replace("-5", "5").replace("140%", "14%")
    give(screen, corrected.encode())
    screen.until(lambda: told(screen) == "2 rows read (utf-8): 2 ready, 0 rejected.")


def test_a_file_of_a_chinese_spreadsheet_keeps_its_names(editor):
    screen = editor(locale="zh-CN")
    give(screen, CHINESE.encode("gb18030"))
    assert "gb18030" in told(screen)
    use(screen, "客服问答")
    assert "客服问答，每月 9万次请求" in compared(screen)


def test_nothing_changes_before_the_button_and_then_the_answer_does(editor):
    screen = editor()
    give(screen, MIXED.encode())
    workload = screen.page.get_by_role("combobox", name="Workload").first
    assert workload.input_value() == "Support bot, thinking"
    use(screen, "Good")
    assert "for Good, 2,400,000 requests a month" in compared(screen)


def test_a_cell_is_edited_by_hand_and_counts_once_it_is_applied(visit):
    mine = presets()["rag"].workload()
    screen = visit(**encode(Scenario(own=(mine,), workload="own:0")))
    screen.goto(f"{screen.origin}/workloads?{urlsplit(screen.page.url).query}")
    grid = screen.page.locator("[class*=st-key-editor] canvas").first
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    screen.page.mouse.dblclick(box["x"] + 260, box["y"] + 52)
    cell = screen.page.locator("#portal input")
    cell.fill("4321")
    cell.press("Enter")
    cell.wait_for(state="detached")
    screen.page.wait_for_timeout(500)
    screen.settle()
    screen.page.get_by_role("button", name="Apply edits").click()
    screen.page.get_by_text("Your workload is in use").wait_for()
    query = dict(part.split("=", 1) for part in urlsplit(screen.page.url).query.split("&"))
    (kept,) = unpack(query["jobs"])
    assert (kept.requests, kept.input) == (4321, mine.input)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_file_with_mistakes_can_be_read_by_everybody(editor, theme):
    screen = editor(theme=theme)
    give(screen, MIXED.encode())
    screen.photograph(f"workloads_upload_{theme}_en_1440")
    assert faults(screen) == []
    button = screen.page.get_by_role("button", name="Use these rows")
    assert contrast(button) >= 4.5


def contrast(button):
    """Of a button's words against its ground, by WCAG's formula."""
    words = button.locator("p").evaluate("e => getComputedStyle(e).color")
    ground = button.evaluate("e => getComputedStyle(e).backgroundColor")
    dark, light = sorted(_luminance(colour) for colour in (words, ground))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour):
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
