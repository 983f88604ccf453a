"""Reports: complete, exact, inert, and the same bytes each time, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from calculator import compare
from calculator.cli import app
from calculator.forecast.actual import Actual
from calculator.forecast.actuals import with_actuals
from calculator.forecast.levers import Scenario
from calculator.forecast.simulate import forecast
from calculator.profiles import presets
from calculator.reports import as_html, as_markdown, as_xlsx, report_of
from calculator.reports.words import catalogue
from calculator.workload import TokenSize, Workload
from pricing.fx import FxRates

OFFERS = ("openai/gpt-5", "deepseek-cn/deepseek-v4-pro", "moonshot-cn/kimi-k3")
FX = FxRates.fixed("USD/CNY", "7")


@pytest.fixture(scope="module")
def result():
    job = presets()["coding-agent-thinking"].workload()
    return compare(job, OFFERS, start=date(2026, 12, 1), months=3, currency="CNY", fx=FX)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("write", [as_markdown, as_html, as_xlsx])
def test_the_same_question_gives_the_same_bytes(result, language, write):
    assert write(report_of(result, language)) == write(report_of(result, language))


def test_both_languages_have_the_same_words_and_placeholders():
    from string import Formatter

    en, zh = catalogue("en"), catalogue("zh")
    assert en.keys() == zh.keys()
    for key in en:
        fields = [{name for _, name, _, _ in Formatter().parse(w[key]) if name} for w in (en, zh)]
        assert fields[0] == fields[1], key


def test_every_offer_source_rate_and_the_book_are_told(result):
    text = as_markdown(report_of(result))
    for ranked in result.ranked:
        assert ranked.offer.name in text
        assert ranked.offer.latest.url.replace("_", "\\_") in text
    assert result.book_id in text
    assert "1 USD = 7 CNY" in text


def test_months_add_up_by_formulas_to_the_exact_bill(result):
    book = load_workbook(BytesIO(as_xlsx(report_of(result))))
    first = result.ranked[0]
    sheet = book["3"]
    months = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=6)]
    assert [row[0] for row in months] == ["2026-12", "2027-01", "2027-02"]
    assert [row[7] for row in months] == [f"=SUM(C{n}:G{n})" for n in (4, 5, 6)]
    assert sheet["H7"].value == "=SUM(H4:H6)"
    parts = sum(Decimal(str(value)) for row in months for value in row[2:7])
    assert abs(parts - first.total.amount) < Decimal("0.000001")


def test_a_name_that_looks_like_a_formula_or_a_tag_stays_a_text(result):
    job = replace(result.workloads[0], name="=1+1 <script>alert(1)</script> | x")
    evil = report_of(replace(result, workloads=(job,)))
    assert "<script>" not in as_html(evil)
    assert "\\<script\\>" in as_markdown(evil)
    book = load_workbook(BytesIO(as_xlsx(evil)))
    texts = [c for sheet in book for row in sheet for c in row if "alert" in str(c.value)]
    assert texts
    assert {cell.data_type for cell in texts} == {"s"}


def test_the_page_needs_nothing_from_elsewhere(result):
    page = as_html(report_of(result, "zh"))
    assert 'lang="zh-CN"' in page
    for outside in ("<script", "<link", "src=", "@import", "url("):
        assert outside not in page


def test_a_forecast_stands_in_the_report_with_its_seed(result):
    scenario = Scenario(result.workloads[0], result.start, 3, "CNY", FX)
    outlook = forecast(scenario, OFFERS[:1], draws=500, seed=7)
    text = as_markdown(report_of(result, "en", outlook))
    assert "seed 7" in text
    assert "Low (P10)" in text
    assert "500 possible worlds" in text


@pytest.mark.parametrize("ending", ["md", "html", "xlsx"])
def test_the_command_writes_a_file_by_its_ending(tmp_path, ending):
    path = tmp_path / f"report.{ending}"
    words = ["report", str(path), *OFFERS[:2], "--start", "2026-12", "--months", "2"]
    said = [CliRunner().invoke(app, [*words, "--language", "zh", "--forecast", "1"])]
    first = path.read_bytes()
    said.append(CliRunner().invoke(app, [*words, "--language", "zh", "--forecast", "1"]))
    assert [run.exit_code for run in said] == [0, 0]
    assert path.read_bytes() == first


def test_an_ending_nobody_writes_is_refused(tmp_path):
    said = CliRunner().invoke(app, ["report", str(tmp_path / "report.doc")])
    assert said.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_the_sentence_and_the_months_count_the_same_requests():
    # 33.21 a day: 996.3 in November, 1,029.51 in December and January, 3,055.32 in all
    job = Workload("odd", Fraction(3321, 100), input=TokenSize(Fraction(1_000)))
    months = compare(job, ["openai/gpt-5"], start=date(2026, 11, 1), months=3)
    told = report_of(months)
    assert "for 3,055 requests in all" in told.answer[0]
    counts = [row[1] for row in told.tables[0].rows]
    assert counts == [996, 1_030, 1_029]
    assert "|  | 3,055 |" in as_markdown(told)


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "What Support bot costs"), ("zh", "客服机器人 的费用")],
)
def test_a_preset_goes_by_its_name_in_the_language_of_the_report(language, title, tmp_path):
    path = tmp_path / "bot.md"
    words = ["report", str(path), "openai/gpt-5", "-w", "support-bot", "--language", language]
    assert CliRunner().invoke(app, words).exit_code == 0
    assert path.read_text("utf-8").startswith(f"# {title}")
    assert ("Support bot" in path.read_text("utf-8")) == (language == "en")


def test_bills_paid_stand_in_the_report_beside_what_was_planned(result):
    asked = Scenario(result.workloads[0], date(2026, 12, 1), 3, "CNY", FX)
    bill = Actual(date(2026, 12, 1), result.ranked[0].projection.months[0].total * 2)
    offer = result.ranked[0].offer.id
    found = with_actuals(forecast(asked, [offer], draws=100), [bill], rebase=True)
    assert "from 2026-12-01 to 2026-12-31, beside" in as_markdown(report_of(result, "en", found))
    assert "planned: × 2" in as_markdown(report_of(result, "en", found))
    assert "计划的 2 倍" in as_markdown(report_of(result, "zh", found))


def test_a_report_of_offers_that_cannot_serve_says_so_and_why(tmp_path):
    job = presets()["support-bot"].workload()
    nobody = compare(job, ["moonshot-cn/kimi-k2-thinking"], start=date(2026, 12, 1))
    told = report_of(nobody)
    assert told.answer == ("No offer of the choice can serve this workload.",)
    (table,) = [table for table in told.tables if table.heading == "Offers that cannot serve"]
    assert table.rows == (
        (
            "Kimi K2 Thinking · Moonshot AI (China)",
            "moonshot-cn/kimi-k2-thinking: retired (last priced on 2026-05-25)",
        ),
    )
    assert '<div class="bars">' not in as_html(told)


def test_how_many_times_as_dear_is_not_told_beside_a_free_offer(catalog):
    job = presets()["support-bot"].workload()
    offers = ["zai/glm-4.7-flash", "openai/gpt-5-nano"]
    told = report_of(compare(job, offers, start=date(2026, 12, 1)))
    # a support bot's 20,000 requests a day in the 31 days of December
    (answer,) = told.answer
    assert answer == (
        "GLM-4.7 Flash at Z.AI (Zhipu international) is cheapest: "
        "$0.00 for 620,000 requests in all."
    )
