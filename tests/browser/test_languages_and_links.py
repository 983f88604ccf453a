"""As a newcomer: two languages, and links that open what was sent."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest

from calculator.dashboard.link import encode
from calculator.dashboard.scenario import ALL_OWN, Scenario
from calculator.profiles import presets

pytestmark = pytest.mark.browser
RAG = presets()["rag"].workload()


def switch(screen, language):
    with screen.changing():
        screen.press("Language" if language == "中文" else "语言", language)


def test_a_chinese_browser_opens_in_chinese_with_yuan_and_wan(visit):
    screen = visit(locale="zh-CN")
    assert screen.page.evaluate("document.documentElement.lang") == "zh-CN"
    assert "最便宜，每月 ¥" in screen.sentence()
    assert "每月 60万次请求" in screen.sentence()
    cards = screen.page.get_by_test_id("stMetricValue").all_text_contents()
    assert any(bill.startswith("¥") and bill.endswith("万") for bill in cards)


def test_english_yuan_are_never_a_bare_sign(visit):
    screen = visit(ccy="CNY")
    assert screen.page.evaluate("document.documentElement.lang") == "en"
    assert not re.search(r"(?<!CN)¥", screen.page.locator("body").inner_text())
    assert all(label.startswith("CN¥") for label in screen.labels())


def test_a_change_of_language_keeps_every_choice_and_leaves_no_word_behind(visit):
    own = {"cache": "35", "off": "5", "off_at": "openai", "now": "openai/gpt-5", "in": "all"}
    own["ab"] = "openai/gpt-5,alibaba-cn/qwen-flash"
    screen = visit(w="rag", think="low", ccy="CNY", **own)
    screen.unfold("advanced_panel")
    before, boxes = screen.choices(), main_boxes(screen)
    assert boxes[1] == "Qwen Flash · Alibaba Cloud Model Studio (China)"
    assert before[0][0] == "Document questions (RAG)"
    switch(screen, "中文")
    chinese = screen.choices()
    assert chinese[0][0] == "文档问答（RAG）"
    assert chinese[1][1:] == ["低", "人民币", "欧洲央行", "1 个月", "全部"]
    assert chinese[0][1:] == before[0][1:]
    assert main_boxes(screen)[1] == "Qwen Flash · 阿里云百炼（中国）"
    switch(screen, "English")
    assert (screen.choices(), main_boxes(screen)) == (before, boxes)


def main_boxes(screen):
    """What the select boxes beside the sidebar show."""
    boxes = screen.page.get_by_test_id("stMain").get_by_role("combobox")
    return [box.input_value() for box in boxes.all()]


def shared(screen):
    """The link that the Share button shows."""
    screen.page.get_by_role("button", name=re.compile("Share|分享")).click()
    return screen.page.get_by_test_id("stCode").inner_text().replace("\n", "").strip()


def test_a_copied_link_opens_the_same_sentence_in_a_fresh_browser(visit):
    screen = visit()
    screen.fill("Requests per day", 31_000)
    with screen.changing():
        screen.press("Show costs in", "CN¥ CNY")
    with screen.changing():
        screen.press("Offers", "All")
    link = shared(screen)
    assert link == screen.page.url
    fresh = visit(link, locale="zh-CN")
    assert fresh.sentence() == screen.sentence()
    assert fresh.bills() == screen.bills()


def test_a_link_carries_workloads_and_survives_another_language_by_hand(visit):
    mine = (replace(RAG, name="Mine & yours"), replace(RAG, name="夜间"))
    screen = visit(**encode(Scenario(own=mine, workload=ALL_OWN, currency="CNY")))
    assert "your 2 workloads" in screen.sentence()
    parts = urlsplit(shared(screen))
    query = dict(parse_qsl(parts.query)) | {"lang": "zh"}
    other = visit(urlunsplit(parts._replace(query=urlencode(query))))
    assert "您的 2 个场景" in other.sentence()
    assert other.models() == screen.models()
    assert other.bills()[other.models()[0]] == screen.bills()[other.models()[0]]


def test_rubbish_in_a_link_gives_the_defaults_and_a_notice(visit, first):
    screen = visit(fx="abc", w="zzz", q="999", jobs="%%%", n="1e9")
    assert screen.sentence() == first.sentence()
    told = screen.page.get_by_test_id("stAlert").inner_text()
    assert "This link could not be used whole" in told
    assert "fx=abc" in told


def test_the_choice_survives_the_way_to_another_page_and_back(visit):
    screen = visit(ccy="CNY", **{"in": "all"})
    before, query = screen.sentence(), urlsplit(screen.page.url).query
    screen.page.get_by_role("link", name="Workloads").click()
    screen.page.get_by_role("heading", name="Workloads").wait_for()
    screen.settle()
    assert urlsplit(screen.page.url).query == query
    screen.page.get_by_role("link", name="Compare").click()
    screen.until(lambda: screen.sentence() == before)
