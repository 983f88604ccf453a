"""As somebody who decides: when the answer flips, what lies ahead, and what is handed on."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from calculator.charts.look import short
from calculator.comparison import compare, shortlist
from calculator.dashboard.link import encode
from calculator.dashboard.scenario import Scenario
from calculator.profiles import presets
from calculator.reports.printed import browser as chromium
from tests.browser.test_every_screen import faults

pytestmark = pytest.mark.browser
RAG = presets()["rag"].workload()
QUESTIONS = {
    "gap": "Where does the difference come from?",
    "flip": "When does the answer flip?",
    "swing": "What moves the bill most?",
    "thinking": "What does thinking cost?",
}


def ask(screen, question):
    screen.press("Question", QUESTIONS[question])
    screen.settle()


def cheaper(screen):
    """Who is cheaper of the two offers side by side."""
    said = screen.page.get_by_text(re.compile(r"costs .* less a month than"))
    return said.first.text_content().split(" costs ")[0]


def test_past_the_stated_exchange_rate_the_other_offer_is_cheaper(visit):
    screen = visit()
    ask(screen, "flip")
    row = screen.page.get_by_role("row", name=re.compile("Yuan for one dollar"))
    at = float(row.get_by_role("cell").nth(1).text_content().removeprefix("below "))
    with screen.changing():
        screen.press("Exchange rate", "My own")
    found = []
    for rate in (at * 1.01, at * 0.99):
        with screen.changing():
            screen.fill("1 USD in CNY", round(rate, 4))
        found.append(cheaper(screen))
    assert found == ["Qwen Flash", "GPT-5 nano"]


@pytest.mark.parametrize(
    ("locale", "currency", "year", "thinking"),
    [
        ("en-US", "USD", ("Over", "12 months"), "What does thinking cost?"),
        ("zh-CN", "CNY", ("时长", "12 个月"), "思考要花多少钱？"),
    ],
)
def test_next_years_provider_and_twice_the_thinking_are_two_presses_away(
    visit, locale, currency, year, thinking
):
    job, language = presets()["support-bot-thinking"].workload(), locale[:2]
    best, twice = (
        compare(job.at_level(level), shortlist(), months=12, currency=currency).ranked[0]
        for level in ("normal", "high")
    )
    screen = visit(locale=locale)
    with screen.changing():
        screen.press(*year)
    assert best.offer.name in screen.sentence()
    assert short(best.total, language) in screen.sentence()
    screen.page.get_by_text(thinking, exact=True).click()
    doubled = screen.page.get_by_text(re.compile("If thinking doubles|若思考翻倍"))
    doubled.wait_for()
    said = doubled.text_content()
    assert "1,200" in said
    assert twice.offer.name in said
    assert short(twice.total, language) in said
    assert short(best.total, language) in said
    screen.photograph(f"doubled_{language}_1440")


def test_the_gap_chart_says_what_each_part_adds_and_ends_at_the_other_bill(visit):
    screen = visit()
    marks = screen.page.locator(".st-key-gap .waterfalllayer .bartext").all_text_contents()
    assert re.fullmatch(r"\$\d+", marks[0])
    assert re.fullmatch(r"\$\d+", marks[-1])
    assert all(mark[0] in "+−" for mark in marks[1:-1])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_question_shuts_anybody_out(visit, theme):
    screen = visit(theme=theme)
    found = {}
    for question in QUESTIONS:
        ask(screen, question)
        screen.photograph(f"pair_{question}_{theme}_en_1440")
        found[question] = faults(screen)
    screen.page.get_by_text("Is more quality worth it?").click()
    screen.settle()
    screen.page.get_by_role("button", name="Compare the offers with scores").click()
    screen.page.locator(".st-key-worth .ytick").first.wait_for(state="attached")
    screen.settle()
    found["quality"] = faults(screen)
    assert {name: said for name, said in found.items() if said} == {}


def open_page(screen, name):
    with screen.changing(lambda: screen.page.locator("h1").text_content()):
        screen.page.get_by_test_id("stTopNavLink").filter(has_text=name).click()


def test_the_forecast_begins_with_the_bill_of_the_first_page(visit):
    screen = visit()
    bill = screen.labels()[0]
    open_page(screen, "Forecast")
    first = screen.page.locator(".st-key-outlook .scatterlayer .trace .point").first
    first.hover(force=True)
    tip = screen.page.locator(".st-key-outlook .hoverlayer")
    screen.until(lambda: "As stated" in (tip.text_content() or ""))
    assert f"As stated: {bill}" in tip.text_content()


def test_a_budget_gives_its_month_and_its_rule(visit):
    screen = visit()
    open_page(screen, "Forecast")
    screen.fill("Growth per month", 10)
    screen.settle()
    screen.fill("Budget for each month", 400)
    rule = screen.page.locator(".st-key-outlook .annotation-text").first
    screen.until(lambda: rule.count() and "Budget $400" in rule.text_content())
    row = screen.page.get_by_role("row", name=re.compile("GPT-5 nano"))
    assert re.search(r"20\d\d-\d\d$", row.text_content())
    said = screen.page.get_by_text(re.compile(r"some month is over the budget in \d+%")).first
    assert "1 in 10 by 20" in said.text_content()


def test_a_slider_moves_by_the_arrow_keys_and_widens_the_range(visit):
    screen = visit()
    open_page(screen, "Forecast")
    screen.page.locator(".st-key-spreads_panel summary").click()
    slider = screen.page.locator(".st-key-spread_volume input[type=range]")
    slider.focus()
    row = screen.page.get_by_role("row", name=re.compile("GPT-5 nano"))
    with screen.changing(row.text_content):
        screen.page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "× 0.67 to × 1.5"


def test_the_link_of_the_report_opens_the_same_answer_for_somebody_else(visit, browser):
    screen = visit(w="rag", req="900", ccy="CNY", off="20", now="openai/gpt-5.4-mini")
    said = screen.sentence()
    open_page(screen, "Report")
    assert screen.sentence() == said
    address = screen.page.locator("[data-testid=stCode] code").text_content().strip()
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    page.locator(".st-key-answer p").first.wait_for(timeout=30_000)
    other = page.locator(".st-key-answer p").first.text_content()
    context.close()
    assert other == said


def test_the_link_of_the_report_brings_every_choice_and_workload_with_it(visit):
    mine = (replace(RAG, name="Mine & yours"), replace(RAG, name="夜间", holidays="CN"))
    scenario = Scenario(
        own=mine,
        workload="own:1",
        thinking="low",
        currency="CNY",
        fx=Decimal("7.5"),
        scope="all",
        without=("openrouter",),
        least=("MMLU-Pro", Decimal(80)),
        unscored=True,
        baseline="openai/gpt-5",
        cached=Decimal(35),
        tiers=(("flex", Decimal(10)),),
        discount=Decimal(5),
        vat=True,
    )
    screen = visit(**encode(scenario))
    screen.unfold("quality_floor", "advanced_panel")
    said, chosen = screen.sentence(), screen.choices()
    open_page(screen, "Report")
    address = screen.page.locator("[data-testid=stCode] code").text_content().strip()
    other = visit(address)
    other.unfold("quality_floor", "advanced_panel")
    assert other.sentence() == said
    assert other.choices() == chosen
    assert {"8000", "7.5000", "35", "10", "5", "80"} <= set(chosen[0])


def test_the_report_comes_as_files_with_the_same_total(visit, tmp_path):
    screen = visit()
    bill = screen.labels()[0]
    open_page(screen, "Report")

    def fetched(name, place=0):
        with screen.page.expect_download(timeout=60_000) as waiting:
            screen.page.get_by_role("button", name=name).nth(place).click()
        path = tmp_path / f"{place}-{waiting.value.suggested_filename}"
        waiting.value.save_as(path)
        return path.read_bytes()

    assert bill in fetched("HTML").decode()
    assert bill in fetched("Markdown").decode().replace("\\", "")
    first = json.loads(fetched("JSON"))["ranked"][0]
    assert f"${float(first['total']):.0f}" == bill
    assert fetched("CSV").decode("utf-8-sig").splitlines()[1].startswith(first["offer"])
    assert fetched("Excel").startswith(b"PK")
    assert fetched("Parquet").startswith(b"PAR1")
    if chromium():
        assert fetched("PDF").startswith(b"%PDF")
        assert fetched("Picture").startswith(b"\x89PNG")


def test_the_html_report_is_whole_without_a_network(visit, browser, tmp_path):
    screen = visit(locale="zh-CN")
    open_page(screen, "报告")
    with screen.page.expect_download(timeout=60_000) as waiting:
        screen.page.get_by_role("button", name="HTML").click()
    waiting.value.save_as(tmp_path / "report.html")
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "report.html").as_uri())
    keys = page.locator(".key span").all_text_contents()
    wide = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
    assert keys[:4] == ["未缓存输入", "缓存输入", "可见输出", "思考"]
    assert len(asked) == 1
    assert wide


@pytest.mark.parametrize(("locale", "theme"), [("en-US", "light"), ("zh-CN", "dark")])
def test_every_page_fits_a_phone(visit, locale, theme):
    screen = visit(locale=locale, theme=theme, width=390, height=844)
    wide = {}
    for page in ("forecast", "workloads", "logs", "report"):
        screen.goto(f"{screen.origin}/{page}")
        wide[page] = screen.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        screen.photograph(f"{page}_{theme}_{locale[:2]}_390")
    assert {page: over for page, over in wide.items() if over > 0} == {}


def test_amounts_of_charts_are_in_the_writing_of_the_page(visit):
    screen = visit(ccy="CNY")
    marks = screen.page.locator(".st-key-gap .bartext").all_text_contents()
    assert all("CN¥" in mark for mark in marks)
