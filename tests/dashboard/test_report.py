"""The page of reports: the same answer, a link that opens it, and files with the same totals."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from io import BytesIO
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import pytest
from openpyxl import load_workbook

from calculator.dashboard import exports
from calculator.dashboard.handout.report_files import Handout
from calculator.dashboard.outlook import asking
from calculator.forecast.levers import Scenario
from calculator.forecast.simulate import forecast
from calculator.reports.kinds import KINDS
from calculator.reports.printed import VARIABLE, browser
from pricing.money import Money, show_amount

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:streamlit.*")
PAGE = "calculator/dashboard/report.py"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def report(visit):
    def opened(locale="en-US", **link):
        page = visit(locale, **link)
        page.switch_page(PAGE).run()
        assert not page.exception
        return page

    return opened


def buttons(page):
    return [element.proto.label for element in page.get("download_button")]


def test_the_sentence_is_that_of_the_first_page(report, visit, shown):
    link = {"w": "rag", "req": "900", "now": "openai/gpt-5.4-mini", "off": "20"}
    assert visit(**link).main.markdown[0].value == report(**link).main.markdown[0].value


def test_the_link_opens_the_same_view_on_the_first_page(report, visit, shown):
    page = report(w="rag", req="900", ccy="CNY", fx="7.5", off="20", vat="1")
    address = urlsplit(page.main.code[0].value)
    again = visit(**dict(parse_qsl(address.query)))
    assert again.main.markdown[0].value == page.main.markdown[0].value
    assert again.title[0].value == "What will it cost?"


def test_own_terms_stand_under_the_answer(report, captions):
    assert "With 20% discount (all sellers), 6% VAT" in captions(report(off="20", vat="1"))


def test_every_kind_of_file_is_offered(report):
    assert buttons(report()) == [
        *["HTML", *(["PDF", "Picture (PNG)"] if browser() else []), "Excel", "Markdown"],
        *["CSV", "Excel", "Parquet", "JSON"],
    ]


def test_without_a_browser_on_the_server_the_reason_is_shown(report, monkeypatch, captions):
    monkeypatch.setenv(VARIABLE, "no-such-browser")
    page = report()
    assert "PDF" not in buttons(page)
    assert "printed by a Chromium on the server, and there is none" in captions(page)


def test_the_forecast_of_the_other_page_is_part_of_the_report(report):
    page = report()
    page.switch_page("calculator/dashboard/forecast.py").run()
    page.multiselect(key="outlook_offers").set_value(["openai/gpt-5-mini"]).run()
    page.switch_page(PAGE).run()
    assert page.toggle(key="report_forecast").label == "With the forecast of GPT-5 mini"
    page.toggle(key="report_forecast").set_value(False).run()
    assert not page.exception


def test_the_forecast_of_a_link_is_part_of_a_report_that_is_opened_first(report, monkeypatch):
    found, answered = [], asking.answered
    monkeypatch.setattr(asking, "answered", lambda _, a: found.append(a) or answered(_, a))
    offers = ("openai/gpt-5-mini", "google/gemini-2.5-flash")
    link = {"f": ",".join(offers), "fg": "3", "fn": "24", "fb": "500", "fd": "volume:1.5"}
    report(w="support-bot-thinking", ccy="USD", **link)
    spreads = asking.USUAL | {"volume": "1.5"}
    budget = Money(Decimal(500), "USD")
    assert found == [asking.Asked(offers, 24, Decimal(3), "month", budget, spreads)]


@pytest.fixture
def handout(expected):
    def made(language="en", **changes):
        result = expected(months=2, **changes)
        best = result.ranked[0].offer
        outlook = forecast(Scenario(result.workloads[0], result.start, 2), [best], draws=200)
        return Handout(result, language, outlook, (("own", "=1+1"),))

    return made


def test_all_files_hold_the_same_total(handout):
    made = handout()
    best = made.result.ranked[0].total
    text = made.write(KINDS["markdown"]).decode().replace("\\", "")
    assert show_amount(best) in text
    assert show_amount(best) in made.write(KINDS["html"]).decode()
    book = load_workbook(BytesIO(made.write(KINDS["workbook"])))
    assert Decimal(str(book["2"]["D4"].value)) == best.amount
    csv = pd.read_csv(BytesIO(exports.csv(made.result)), dtype=str)
    assert Decimal(csv["total"][0]) == best.amount
    parquet = pd.read_parquet(BytesIO(exports.parquet(made.result)))
    assert parquet["total"][0] == best.amount
    assert Decimal(json.loads(exports.as_json(made.result))["ranked"][0]["total"]) == best.amount


def test_what_looks_like_a_formula_is_a_text(handout):
    book = load_workbook(BytesIO(handout().write(KINDS["workbook"])))
    cells = [c for sheet in book for row in sheet for c in row if c.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_a_chinese_report_is_chinese_throughout(handout):
    text = handout("zh").write(KINDS["markdown"]).decode()
    for line in text.splitlines():
        if line.startswith("#") or (line and not line.startswith("|")):
            assert CHINESE.search(line), line
    for word in ("Offer", "Bill", "Thinking", "checked", "outcomes", "official", "assumed"):
        assert not re.search(rf"(?<![\w-]){word}(?![\w-])", text.split("## 前提")[0]), word
    page = handout("zh").write(KINDS["html"]).decode()
    assert "思考" in page[page.index('class="key"') : page.index('class="bars"')]


def test_the_chinese_page_is_chinese(report, shown, captions):
    page = report("zh-CN", off="20")
    for line in [*shown(page).splitlines(), *captions(page).splitlines()]:
        assert CHINESE.search(line), line
    frame = page.main.dataframe[0].value
    assert all(CHINESE.search(column) for column in frame.columns)
    assert "阿里云百炼（中国）" in set(frame["供应方"])


def test_the_picture_of_the_report_marks_old_and_community_prices_too(report):
    figure = json.loads(report().get("plotly_chart")[0].proto.spec)
    axis = figure["layout"]["yaxis"]
    names = dict(zip(axis["tickvals"], axis["ticktext"], strict=True))
    assert "community" in names["openrouter/minimax/minimax-m2.5"]
