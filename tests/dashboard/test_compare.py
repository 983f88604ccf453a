from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from calculator.against import change
from calculator.charts.look import WORDS, short
from calculator.dashboard.tables import ranking_texts
from pricing import default_catalog
from pricing.money import show_amount
from tests.dashboard.tables import tables

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:streamlit.*")
CURRENT = "openai/gpt-5.4-mini"


def figure(page):
    return json.loads(page.get("plotly_chart")[0].proto.spec)


def test_the_first_sight_is_the_cheapest_offer_and_its_exact_bill(home, expected, shown):
    best = expected().ranked[0]
    assert f"**{best.offer.name}** at {best.offer.sheet.name} is cheapest" in shown(home)
    assert f"{show_amount(best.total)} a month" in shown(home)
    assert home.metric[0].value == show_amount(best.total)


def test_yuan_are_never_a_bare_sign_in_english(home, expected, shown):
    home.segmented_control(key="currency").set_value("CNY").run()
    best = expected(currency="CNY").ranked[0]
    assert f"{show_amount(best.total)} a month" in shown(home)
    assert not re.search(r"(?<!CN)¥", shown(home) + json.dumps(figure(home), ensure_ascii=False))


def test_a_chinese_browser_is_answered_in_chinese_and_yuan(visit, expected, shown):
    page = visit("zh-CN")
    best = expected(currency="CNY").ranked[0]
    assert page.title[0].value == "要花多少钱？"
    assert f"每月 {short(best.total, 'zh')}" in shown(page)
    assert "每月 60万次请求" in shown(page)


def test_bars_hold_the_bill(home, expected):
    drawn = figure(home)
    names = [trace["name"] for trace in drawn["data"] if trace["type"] == "bar"]
    assert names[:3] == ["Fresh input", "Cached input", "Visible output"]
    best = expected().ranked[0]
    assert drawn["data"][0]["y"][0] == best.offer.id
    assert drawn["data"][-1]["text"][0].strip() == f"<b>{show_amount(best.total)}</b>"


def test_views_show_the_same_offers_and_the_wide_one_more(home):
    ids = figure(home)["layout"]["yaxis"]["tickvals"]
    for view, axis, rows in (("makeup", "linear", 12), ("wide", "log", 30)):
        home.segmented_control(key="view").set_value(view).run()
        assert not home.exception
        shown = figure(home)["layout"]["yaxis"]["tickvals"]
        assert shown[: len(ids)] == ids
        assert len(shown) == rows
        assert figure(home)["layout"]["xaxis"].get("type", "linear") == axis


def test_the_tooltip_opens_the_amount_to_quantity_and_rate(home):
    drawn = figure(home)
    thinking = next(trace for trace in drawn["data"] if trace["name"] == "Thinking")
    place = thinking["y"].index("openai/gpt-5-nano")
    assert "Each request: 600 × $0.40 per 1M tokens" in thinking["hovertext"][place]
    assert "Price: official, checked 20" in thinking["hovertext"][place]


def test_thinking_that_has_a_rate_of_its_own_is_billed_at_it(visit):
    """Qwen Plus, November 2026: ¥2 a million tokens of the answer, ¥8 of an answer that thinks."""
    page = visit(ccy="CNY", o="alibaba-cn/qwen-plus", **{"in": "chosen"})
    thinking = next(trace for trace in figure(page)["data"] if trace["name"] == "Thinking")
    assert "Each request: 600 × CN¥8.00 per 1M tokens" in thinking["hovertext"][0]
    few_in_a_dearer_tier = 0.01
    whole = 600_000 * 600 * 8 / 1_000_000
    assert whole < thinking["x"][0] < whole + few_in_a_dearer_tier


def test_the_current_model_is_in_sentence_cards_bars_and_table(visit, expected, shown):
    page = visit(now=CURRENT)
    result = expected()
    best = result.ranked[0]
    base = next(r for r in result.ranked if r.offer.id == CURRENT)
    less = f"{-change(best, base).percent:.0f}%"
    assert f"That is **{less} less** than GPT-5.4 mini at OpenAI" in shown(page)
    assert page.metric[0].delta == f"-{less}"
    assert page.metric[3].value == show_amount(base.total)
    axis = figure(page)["layout"]["yaxis"]
    names = dict(zip(axis["tickvals"], axis["ticktext"], strict=True))
    assert names[CURRENT].startswith("<b>")


def test_a_current_model_outside_the_choice_takes_part(visit, expected):
    outside = "openai/gpt-5"
    page = visit(now=outside)
    assert outside in figure(page)["layout"]["yaxis"]["tickvals"]


def test_a_current_model_that_cannot_serve_says_so(visit, captions):
    page = visit(now="moonshot-cn/moonshot-v1-8k")
    assert "It cannot serve this workload." in captions(page)
    assert any("exceed its context" in part.value for part in page.main.markdown)


def test_where_the_cheapest_is_free_the_cheapest_paid_stands_beside_it(visit):
    page = visit(**{"in": "all"})
    assert page.metric[0].value == "$0"
    assert page.metric[1].value != "$0"


def test_the_table_opens_with_every_offer(home, expected):
    assert len(home.main.dataframe) == 0
    home.session_state["table_panel"] = True
    home.run()
    assert len(home.main.dataframe[0].value) == len(expected().ranked)


def test_no_offer_leaves_a_way_back(home, expected):
    home.segmented_control(key="scope").set_value("chosen").run()
    home.multiselect(key="offers").set_value([]).run()
    assert not home.exception
    assert home.info[0].value.startswith("No offer is chosen: choose some under “My offers”")
    home.button(key="reset").click().run()
    assert home.metric[0].value == show_amount(expected().ranked[0].total)


def test_leaving_out_every_seller_leaves_a_way_back(home, expected):
    home.button(key="sellers_none").click().run()
    assert home.info[0].value.startswith("Every seller is left out")
    home.button(key="reset").click().run()
    assert not home.exception
    assert home.metric[0].value == show_amount(expected().ranked[0].total)


def test_offers_that_cannot_serve_are_named_with_the_reason(visit, shown):
    page = visit(batch="50")
    assert "has no batch service tier" in shown(page)


@pytest.mark.parametrize(
    ("currency", "language", "told"), [("USD", "en", "-$29.01"), ("CNY", "zh", "-¥29.01")]
)
def test_a_discount_reads_as_a_minus_before_the_sign_of_the_currency(currency, language, told):
    fees = WORDS[language]["fees"]
    shown = ranking_texts(pd.DataFrame({fees: [-29.0091], "x": [1]}), currency, language)
    assert told in shown.to_html()


def table(page):
    """The receipt: the last table of the page, by its first column."""
    return {row[0]: row[1:] for row in tables(page)[-1].itertuples(index=False)}


def test_one_request_opens_to_quantity_times_rate_and_its_source(visit, shown):
    """GPT-5 mini, November 2026: $0.25 and $2 a million tokens."""
    page = visit(o="openai/gpt-5-mini", w="rag", **{"in": "chosen"})
    receipt = table(page)
    assert receipt["Visible output"] == ("450", "$2.00 per 1M tokens", "$0.000900")
    source = default_catalog().offer("openai/gpt-5-mini").latest.url
    assert f"[Price source]({source})" in shown(page)


def test_a_request_is_opened_in_the_tier_it_runs_in(visit, captions):
    """In batch, GPT-5 mini costs half: $1 a million tokens of output."""
    page = visit(o="openai/gpt-5-mini", w="batch-summaries", **{"in": "chosen"})
    assert table(page)["Visible output"][1] == "$1.00 per 1M tokens"
    assert "at list price, batch tier, right now" in captions(page)
    output = next(t for t in figure(page)["data"] if t["name"] == "Visible output")
    assert "Each request in batch: 500 × $1.00 per 1M tokens" in output["hovertext"][0]


def test_with_several_tiers_one_is_chosen_and_each_has_its_rate(visit):
    page = visit(o="openai/gpt-5-mini", w="rag", tier="priority:30", **{"in": "chosen"})
    tiers = page.segmented_control(key="explained_tier")
    assert tiers.value == "standard"
    assert table(page)["Visible output"][1] == "$2.00 per 1M tokens"
    tiers.set_value("priority").run()
    assert table(page)["Visible output"][1] == "$3.60 per 1M tokens"
