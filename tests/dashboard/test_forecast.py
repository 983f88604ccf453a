"""The page of bills ahead: it begins with the bill of the first page, and adds up."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pandas as pd
import pytest

from calculator.charts.look import short
from calculator.dashboard.outlook import told
from calculator.dashboard.outlook.asking import Asked
from calculator.dashboard.state import today
from calculator.forecast.budget import budget_risk
from calculator.forecast.levers import Scenario
from calculator.forecast.simulate import forecast
from calculator.profiles import presets
from pricing.money import Money, show_amount
from tests.dashboard.tables import tables

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:streamlit.*")
PAGE = "calculator/dashboard/forecast.py"
CHANGING = "google/gemini-4-argon"


@pytest.fixture
def ahead(visit):
    """The page on some offers, as somebody opens it."""

    def opened(*offers, locale="en-US", **link):
        page = visit(locale, **link)
        page.switch_page(str(PAGE)).run()
        if offers:
            page.multiselect(key="outlook_offers").set_value(list(offers)).run()
        assert not page.exception
        return page

    return opened


def figure(page):
    return json.loads(page.get("plotly_chart")[0].proto.spec)


def lines(page):
    return {t["name"]: t for t in figure(page)["data"] if t["mode"] == "lines+markers"}


def bands(page):
    return {t["name"].removesuffix(" band"): t for t in figure(page)["data"] if "fill" in t}


def table(page):
    frame = tables(page)[0]
    return {row[0].split(" · ")[0]: row[1:] for row in frame.itertuples(index=False)}


def test_the_first_month_is_the_bill_of_the_first_page_and_the_year_its_months(ahead, expected):
    page, best = ahead(), expected().ranked[0]
    drawn = lines(page)[best.offer.name]
    assert drawn["x"][0] == str(today().replace(day=1))
    assert drawn["y"][0] == pytest.approx(float(best.total.amount))
    year = expected(months=12).ranked[0].total
    assert table(page)[best.offer.name][0] == show_amount(year)
    assert sum(drawn["y"]) == pytest.approx(float(year.amount))


def test_the_band_holds_the_line_in_every_month(ahead):
    page = ahead("openai/gpt-5-nano", "deepseek-cn/deepseek-flash")
    for name, drawn in lines(page).items():
        edge = bands(page)[name]["y"]
        high, low = edge[:12], edge[12:][::-1]
        for at, bill in enumerate(drawn["y"]):
            assert low[at] < bill < high[at]


def test_the_answer_says_the_bill_the_range_and_how_surely_it_is_cheaper(ahead, shown, expected):
    offers = ("openai/gpt-5-nano", "openai/gpt-6-luna", "anthropic/claude-haiku-5-5")
    said = shown(ahead(*offers))
    job = expected().workloads[0]
    found = forecast(Scenario(job, today(), 12), offers)
    nano = found.of(offers[0]).total
    assert f"8 in 10 outcomes lie from {short(nano.p10, 'en')} to {short(nano.p90, 'en')}" in said
    assert found.chance_cheaper(*offers[:2]) == found.chance_cheaper(offers[0], offers[2]) == 1
    assert "costs less than GPT-6 Luna and Claude Haiku 5.5 **in every outcome**" in said


def test_a_monthly_budget_is_a_rule_and_its_month_the_engines_own(ahead, expected, captions):
    page = ahead("openai/gpt-5-nano")
    page.number_input(key="outlook_growth").set_value(10.0).run()
    page.number_input(key="outlook_budget_month_USD").set_value(400.0).run()
    assert not page.exception
    job = replace(expected().workloads[0], growth=Fraction(1, 10))
    found = forecast(Scenario(job, today(), 12), ["openai/gpt-5-nano"])
    risk = budget_risk(found, "openai/gpt-5-nano", Money(400, "USD"), "month")
    assert risk.likely_month
    assert table(page)["GPT-5 nano"][-1] == f"{risk.likely_month:%Y-%m}"
    percent = round(risk.chance * 100)
    assert f"some month is over the budget in {percent}% of the outcomes; 1 in 10 by" in captions(
        page
    )
    notes = [note["text"] for note in figure(page)["layout"]["annotations"]]
    assert "Budget $400" in notes


def test_added_up_the_line_ends_in_the_total_and_the_budget_is_for_all_months(ahead):
    page = ahead("openai/gpt-5-nano")
    page.segmented_control(key="outlook_per").set_value("total").run()
    page.number_input(key="outlook_budget_total_USD").set_value(1_000_000.0).run()
    drawn = lines(page)["GPT-5 nano"]["y"]
    assert drawn == sorted(drawn)
    assert table(page)["GPT-5 nano"][0] == show_amount(Money(Decimal(f"{drawn[-1]:.6f}"), "USD"))
    assert table(page)["GPT-5 nano"][-1] == "never"


def test_with_everything_as_stated_nothing_is_in_doubt(ahead, shown):
    page = ahead("openai/gpt-5-nano")
    page.button(key="spread_stated").click().run()
    edge, drawn = bands(page)["GPT-5 nano"]["y"], lines(page)["GPT-5 nano"]["y"]
    assert edge[:12] == edge[12:][::-1] == pytest.approx(drawn)
    assert "requests: as stated" in shown(page)
    page.button(key="spread_usual").click().run()
    assert "× 0.8 and × 1.25" in shown(page)


def test_a_slider_widens_the_band(ahead):
    page = ahead("openai/gpt-5-nano")
    before = bands(page)["GPT-5 nano"]["y"][0]
    page.select_slider(key="spread_volume").set_value("3").run()
    assert bands(page)["GPT-5 nano"]["y"][0] > 2 * before


def test_an_announced_price_is_marked_and_listed(ahead, shown):
    page = ahead(CHANGING, **{"in": "chosen", "o": CHANGING})
    said = shown(page)
    assert "1. 2026-12-01, Gemini 4 Argon: a new price" in said
    assert "Visible output, Thinking +100%" in said
    notes = [note["text"] for note in figure(page)["layout"]["annotations"]]
    assert notes == ["1"]


def test_bills_already_paid_take_the_place_of_their_months(ahead, shown):
    page = ahead("openai/gpt-5-nano")
    last = today().replace(day=1) - timedelta(days=1)
    added = [{"through": str(last), "amount": 777.0}]
    page.session_state["paid_USD"] = {
        "edited_rows": {}, "added_rows": added, "deleted_rows": [],
    }  # fmt: skip
    page.run()
    assert not page.exception
    drawn = lines(page)["GPT-5 nano"]
    assert (drawn["x"][0], drawn["y"][0]) == (str(last.replace(day=1)), 777)
    assert len(drawn["x"]) == 13
    assert f"paid up to and with {last}: $777" in shown(page)


def test_the_months_ahead_can_go_on_at_the_pace_of_the_bills(ahead, shown):
    page = ahead("openai/gpt-5-nano", "openai/gpt-5-mini")
    planned = lines(page)["GPT-5 nano"]["y"]
    last = today().replace(day=1) - timedelta(days=1)
    job = presets()["support-bot-thinking"].workload()
    month = Scenario(job, last.replace(day=1)).project("openai/gpt-5-nano").total
    added = [{"through": str(last), "amount": float(round(month.amount * 2, 2))}]

    def said(**choices):
        edited = {"edited_rows": {}, "added_rows": added, "deleted_rows": []}
        for key, value in ({"paid_USD": edited} | choices).items():
            page.session_state[key] = value
        page.run()
        assert not page.exception
        return shown(page)

    assert "paid to GPT-5 nano" in said()
    assert "**× 2**. The months ahead are as planned" in said()
    assert lines(page)["GPT-5 nano"]["y"][1:] == planned
    rebased = said(paid_rebase=True)
    assert "**× 2**. The months ahead go on at that pace." in rebased
    assert "in each world so many that the bills paid come out" in rebased
    assert "in 13 months** at the pace so far; 8 in 10 outcomes" in rebased
    assert lines(page)["GPT-5 nano"]["y"][1:] == pytest.approx([2 * y for y in planned], rel=1e-4)
    assert "paid to GPT-5 mini" in said(paid_to="openai/gpt-5-mini")


def test_a_bill_after_the_last_month_is_refused_in_the_readers_language(ahead):
    page = ahead("openai/gpt-5-nano", locale="zh-CN", ccy="USD")
    far = pd.Timestamp(today()) + pd.DateOffset(years=3)
    page.session_state["paid_USD"] = {
        "edited_rows": {}, "added_rows": [{"through": str(far.date()), "amount": 5.0}],
        "deleted_rows": [],
    }  # fmt: skip
    page.run()
    assert "晚于预测的最后一个月" in page.error[0].value


def test_choices_outlast_a_look_at_another_page(ahead):
    page = ahead("openai/gpt-5-nano")
    page.number_input(key="outlook_budget_month_USD").set_value(300.0).run()
    page.segmented_control(key="outlook_months").set_value("24").run()
    page.switch_page("calculator/dashboard/workloads.py").run()
    page.switch_page(PAGE).run()
    assert page.multiselect(key="outlook_offers").value == ["openai/gpt-5-nano"]
    assert page.number_input(key="outlook_budget_month_USD").value == 300
    assert len(lines(page)["GPT-5 nano"]["x"]) == 24


def test_no_offer_says_so(ahead):
    page = ahead()
    page.multiselect(key="outlook_offers").set_value([]).run()
    assert page.info[0].value == "Choose at least one offer."
    assert not page.exception


def test_the_whole_page_is_chinese_for_a_chinese_reader(ahead, shown, captions):
    page = ahead(
        CHANGING,
        "openai/gpt-5",
        locale="zh-CN",
        **{"in": "chosen", "o": f"{CHANGING},openai/gpt-5"},
    )
    page.number_input(key="outlook_budget_month_CNY").set_value(60_000.0).run()
    for line in [*shown(page).splitlines(), *captions(page).splitlines()]:
        assert re.search(r"[\u4e00-\u9fff]", line), line
    for column in tables(page)[0].columns:
        assert re.search(r"[\u4e00-\u9fff]", column)


def test_a_link_carries_what_was_asked(ahead):
    page = ahead("openai/gpt-5-nano", "openai/gpt-6-luna")
    page.number_input(key="outlook_growth").set_value(-2.5).run()
    page.segmented_control(key="outlook_per").set_value("total").run()
    page.number_input(key="outlook_budget_total_USD").set_value(5_000.0).run()
    page.select_slider(key="spread_thinking").set_value("2").run()
    link = dict(page.query_params.items())
    assert (link["f"], link["fg"], link["fp"]) == (
        "openai/gpt-5-nano,openai/gpt-6-luna",
        "-2.5",
        "total",
    )
    assert (link["fb"], link["fd"]) == ("5000", "thinking:2")
    again = ahead(**link)
    assert lines(again) == lines(page)
    assert table(again) == table(page)


def test_what_the_page_chose_by_itself_stays_out_of_the_link(ahead):
    assert not {"f", "fg", "fn", "fp", "fb", "fd", "ab"} & set(ahead().query_params)


def test_workloads_that_grow_differently_are_named_with_their_growth(expected):
    jobs = [replace(job, growth=Fraction(n, 100)) for n, job in enumerate(expected().workloads * 2)]
    jobs = [replace(job, name=name) for job, name in zip(jobs, ("a", "b"), strict=True)]
    found = SimpleNamespace(likely=SimpleNamespace(jobs=jobs, rebased=False))
    assert told.stated(Asked(()), found, "en") == [
        "a · growth: 0% a month",
        "b · growth: 1% a month",
    ]
    found.likely.jobs = jobs[:1] * 2
    assert told.stated(Asked(()), found, "en") == ["growth: 0% a month"]
