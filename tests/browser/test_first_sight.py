"""As a newcomer: the first sight, and what each control does to it."""

from __future__ import annotations

import re

import pytest

from calculator.charts.look import short
from calculator.comparison import compare, shortlist
from calculator.profiles import presets

pytestmark = pytest.mark.browser
THINKER, ANSWERER = "openai/gpt-5-nano", "openai/gpt-4.1-mini"


def first_answer(**changes):
    job = presets()["support-bot-thinking"].workload().at_level("normal")
    return compare(job, shortlist(), **changes).ranked[0]


def test_the_first_sight_is_one_sentence_with_a_model_an_amount_and_a_month(first):
    screen = first
    best = first_answer()
    assert f"{best.offer.name} at {best.offer.sheet.name} is cheapest" in screen.sentence()
    assert re.search(r"\$[\d,.]+ a month", screen.sentence())


def test_the_sentence_is_the_first_bar_and_the_engines_own_result(first):
    screen = first
    best = first_answer()
    assert screen.models()[0] == best.offer.name
    assert screen.labels()[0] == short(best.total, "en")
    assert f"{short(best.total, 'en')} a month" in screen.sentence()


def test_cards_and_ten_bars_are_seen_without_scrolling(first):
    screen = first
    cards = screen.page.locator(".st-key-cards [data-testid=stMetric]")
    assert cards.count() >= 3
    assert all(card.bounding_box()["y"] < 900 for card in cards.all())
    ticks = screen.page.locator(".stPlotlyChart .ytick text")
    ends = [box["y"] + box["height"] for box in (tick.bounding_box() for tick in ticks.all())]
    assert sum(end <= 900 for end in ends) >= 10


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_charts_begin_with_the_room_that_their_labels_need(visit, locale):
    screen = visit(locale=locale)
    rooms = screen.page.evaluate(
        "() => [...document.querySelectorAll('.js-plotly-plot')].map(chart => ["
        "chart.layout.margin.l, chart._fullLayout._size.l,"
        "Math.max(...[...chart.querySelectorAll('.ytick text')].map(t => t.getBBox().width))])"
    )
    assert len(rooms) == 2
    for given, taken, needed in rooms:
        assert given == taken
        assert needed < given < needed * 1.3


def test_twice_the_requests_double_every_bill(visit):
    screen = visit()
    before = screen.bills()
    with screen.changing():
        screen.fill("Requests per day", 40_000)
    after = screen.bills()
    assert list(after) == list(before)
    for model, bill in before.items():
        assert after[model] == pytest.approx(2 * bill, rel=0.01)
    assert "1,200,000 requests a month" in screen.sentence()


def test_without_thinking_its_part_is_gone_and_models_that_only_answer_cost_the_same(visit):
    screen = visit(**{"in": "chosen", "o": f"{THINKER},{ANSWERER}"})
    before = screen.bills()
    assert "Thinking" in screen.legend()
    with screen.changing():
        screen.press("Thinking", "Off")
    after = screen.bills()
    assert "Thinking" not in screen.legend()
    assert after["GPT-5 nano"] < before["GPT-5 nano"]
    assert after["GPT-4.1 mini"] == before["GPT-4.1 mini"]


def test_yuan_are_dollars_times_the_rate_shown_in_the_same_order(visit):
    screen = visit()
    dollars = screen.bills()
    rate = float(re.search(r"1 USD = ([\d.]+) CNY", screen.provenance()).group(1))
    with screen.changing():
        screen.press("Show costs in", "CN¥ CNY")
    yuan = screen.bills()
    assert list(yuan) == list(dollars)
    for model, bill in dollars.items():
        assert yuan[model] == pytest.approx(bill * rate, rel=0.01)


def test_a_rate_of_ones_own_changes_dollar_prices_only(visit):
    screen = visit(ccy="CNY", fx="7.10", o=f"{THINKER},alibaba-cn/qwen-flash", **{"in": "chosen"})
    before = screen.bills()
    with screen.changing(screen.provenance):
        screen.fill("1 USD in CNY", "8.00")
    after = screen.bills()
    assert after["Qwen Flash"] == before["Qwen Flash"]
    assert after["GPT-5 nano"] == pytest.approx(before["GPT-5 nano"] * 8 / 7.1, rel=0.01)
    assert "1 USD = 8 CNY (your own rate)" in screen.provenance()


def test_no_seller_left_is_an_empty_page_with_a_way_back(visit):
    screen = visit()
    before = screen.bills()
    screen.unfold("sellers_panel")
    with screen.changing():
        # By key: the panel that was just opened may still be moving under the mouse.
        screen.page.get_by_role("button", name="None", exact=True).press("Enter")
    assert screen.page.get_by_text("Every seller is left out").is_visible()
    assert screen.page.get_by_text("Sold by (0 of 9)").is_visible()
    assert screen.page.get_by_role("button", name="All", exact=True).is_visible()
    assert screen.page.locator(".stPlotlyChart").count() == 0
    with screen.changing():
        screen.page.get_by_role("button", name="Reset filters").click()
    assert screen.bills() == before


def test_views_show_shares_and_a_wide_range_of_the_same_models(visit):
    screen = visit(now="anthropic/claude-opus-5-5")
    models = screen.models()
    assert "Claude Opus 5.5" in models
    axis = ".st-key-bills .xtick"
    screen.press("View", "Make-up")
    screen.until(lambda: screen.page.locator(axis).all_text_contents()[-1:] == ["100%"])
    with screen.changing(lambda: screen.page.locator(axis).all_text_contents()):
        screen.press("View", "Wide range")
    wide = screen.models()
    assert [model for model in wide if model in models] == models
    assert screen.page.locator(".st-key-bills .scatterlayer .point").count() == len(wide) > 20


def test_a_bar_opens_to_quantity_rate_and_source(visit):
    screen = visit(**{"in": "chosen", "o": THINKER})
    thinking = screen.legend().index("Thinking")
    screen.page.locator(".stPlotlyChart .bars .point").nth(thinking).hover(force=True)
    screen.until(lambda: screen.page.locator(".hoverlayer .hovertext").count() > 0)
    told = screen.page.locator(".hoverlayer .hovertext").text_content()
    assert "Each request: 600 × $0.40 per 1M tokens" in told
    assert "Price: official, checked 2026-" in told


def test_four_kinds_of_file_are_downloaded_with_the_same_first_offer(first):
    import io
    import json

    import pandas as pd

    screen = first
    got = {}
    for label in ("CSV", "Excel", "Parquet", "JSON"):
        with screen.page.expect_download() as waiting:
            screen.page.get_by_role("button", name=label).click()
        got[waiting.value.suggested_filename.rsplit(".")[-1]] = waiting.value.path().read_bytes()
    best = first_answer()
    frames = {
        "csv": pd.read_csv(io.BytesIO(got["csv"])),
        "xlsx": pd.read_excel(io.BytesIO(got["xlsx"])),
        "parquet": pd.read_parquet(io.BytesIO(got["parquet"])),
    }
    for frame in frames.values():
        assert frame["offer"][0] == best.offer.id
        assert float(frame["total"][0]) == pytest.approx(float(best.total.amount))
    assert json.loads(got["json"])["ranked"][0]["total"] == str(best.total.amount)
