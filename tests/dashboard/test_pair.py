"""Two offers side by side: the difference adds up, flips hold, and every question is answered."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction

import pytest

from calculator.charts.look import short
from calculator.dashboard.packed import pack
from calculator.dashboard.sections.levers import flip_words
from calculator.forecast.break_even import BreakEven
from calculator.forecast.flips import Flip, flips
from calculator.forecast.levers import LEVERS, Scenario
from calculator.forecast.tornado import tornado
from calculator.profiles import presets
from calculator.provenance import Provenance
from pricing import default_catalog
from tests.dashboard.tables import tables

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:streamlit.*")
FIRST, SECOND = "openai/gpt-5-nano", "deepseek-cn/deepseek-flash"


@pytest.fixture
def side_by_side(visit):
    """The page on two offers and a question."""

    def opened(question="gap", locale="en-US", first=FIRST, second=SECOND, **link):
        page = visit(locale, **link)
        page.selectbox(key="pair_first").set_value(first).run()
        page.selectbox(key="pair_second").set_value(second).run()
        if question != "gap":
            page.segmented_control(key="pair_question").set_value(question).run()
        assert not page.exception
        return page

    return opened


def figure(page):
    """The figure under the ranked bars."""
    return json.loads(page.get("plotly_chart")[1].proto.spec)


def bills(expected, **changes):
    ranked = {r.offer.id: r for r in expected(**changes).ranked}
    return ranked[FIRST], ranked[SECOND]


def cells(page, place=-1):
    """A table of real text, by the first cell of each row."""
    frame = tables(page)[place]
    return {row[0]: row[1:] for row in frame.itertuples(index=False)}


def test_a_first_visit_sets_the_cheapest_beside_the_cheapest_of_another_seller(home, expected):
    result = expected()
    assert home.selectbox(key="pair_first").value == result.ranked[0].offer.id
    assert home.selectbox(key="pair_second").value == result.cheapest_elsewhere.offer.id


def test_free_offers_are_not_set_beside_each_other(visit, expected):
    page = visit(**{"in": "all"})
    assert page.metric[0].value == "$0"
    assert all(mark != "$0" for mark in figure(page)["data"][0]["text"])


def test_the_current_model_is_the_second_offer(visit):
    page = visit(now="openai/gpt-5.4-mini")
    assert page.selectbox(key="pair_second").value == "openai/gpt-5.4-mini"


def test_the_sentence_says_which_is_cheaper_and_by_how_much(side_by_side, expected, shown):
    one, other = bills(expected)
    said = shown(side_by_side())
    money = short(other.total - one.total, "en")
    assert f"**GPT-5 nano** costs **{money} less a month** than DeepSeek Flash." in said


def test_an_offer_is_never_beside_itself(side_by_side):
    page = side_by_side()
    page.selectbox(key="pair_first").set_value(SECOND).run()
    assert not page.exception
    assert page.selectbox(key="pair_second").value != SECOND


def test_the_waterfall_goes_from_one_bill_to_the_other(side_by_side, expected):
    one, other = bills(expected)
    (trace,) = figure(side_by_side())["data"]
    first, *steps, last = trace["x"]
    assert first == pytest.approx(float(one.total.amount))
    assert first + sum(steps) == pytest.approx(float(other.total.amount))
    assert last == pytest.approx(float(other.total.amount))
    assert trace["measure"][0] == "absolute"
    assert trace["measure"][-1] == "total"
    assert all(re.match("[+−]", text) for text in trace["text"][1:-1])


def test_the_parts_are_a_table_too(side_by_side, expected):
    one, other = bills(expected)
    page = side_by_side()
    page.session_state["gap_panel"] = True
    page.run()
    frame = next(table for table in tables(page) if "B − A" in table.columns)
    assert frame.iloc[-1, 1] == short(one.total, "en")
    assert frame.iloc[-1, 2] == short(other.total, "en")


def test_the_flip_table_is_the_engines_own(side_by_side, expected):
    one, other = bills(expected)
    page = side_by_side("flip")
    found = cells(page, 0)
    scenario = Scenario(expected().workloads[0], expected().start)
    by_name = {flip.name: flip for flip in flips(scenario, one.offer, other.offer)}
    (span,) = by_name["fx"].spans
    assert found["Yuan for one dollar"][0] == f"above {float(span.over):g}"
    assert found["Requests"][0] == "never flips from 0 to 200,000"
    assert found["Thinking tokens per request"][1] == "600"
    assert found["Sent as batch"][0].endswith("has no batch service tier")


def test_the_chart_marks_the_present_value_and_the_crossing(side_by_side):
    drawn = figure(side_by_side("flip"))
    one, other, diamonds = drawn["data"]
    assert (one["line"]["dash"], other["line"]["dash"]) == ("solid", "dash")
    assert diamonds["marker"]["symbol"] == "diamond"
    (at,) = diamonds["x"]
    place = one["x"].index(at)
    assert one["y"][place] == pytest.approx(other["y"][place], rel=1e-3)
    assert drawn["layout"]["shapes"][0]["x0"] == pytest.approx(6.65, rel=0.2)


def test_between_two_dollar_lists_the_exchange_rate_decides_nothing(side_by_side):
    page = side_by_side("flip", second="openai/gpt-5-mini")
    assert cells(page, 0)["Yuan for one dollar"][0] == "never flips: both are priced in USD"


def test_the_strongest_lever_is_on_top_and_its_range_in_the_label(side_by_side, expected):
    one, _ = bills(expected)
    drawn = figure(side_by_side("swing"))
    found = tornado(Scenario(expected().workloads[0], expected().start), one.offer)
    down, up = drawn["data"]
    widths = [abs(b - a) for a, b in zip(down["x"], up["x"], strict=True)]
    assert widths == sorted(widths, reverse=True)
    assert up["x"][0] == pytest.approx(float(found.changes(found.swings[0])[1].amount))
    labels = drawn["layout"]["yaxis"]["ticktext"]
    assert labels[0].startswith("Thinking tokens per request <br>")
    assert "×½ – ×2" in labels[0]
    assert drawn["layout"]["xaxis"]["ticktext"] == [f"GPT-5 nano: {short(one.total, 'en')}"]


def test_what_thinking_costs_is_told_level_by_level(side_by_side, expected):
    found = cells(side_by_side("thinking"), 0)
    for level, words in (("off", "Off"), ("normal", "Normal"), ("high", "High (×2)")):
        bill = bills(expected, level=level)[0].total
        assert found[f"Whole bill, thinking: {words}"][0] == short(bill, "en")


def test_who_is_cheapest_of_all_if_thinking_doubles_is_said(side_by_side, expected, shown):
    now, after = expected().ranked[0], expected(level="high").ranked[0]
    assert now.offer.id == after.offer.id
    said = shown(side_by_side("thinking"))
    stays = f"**{after.offer.name}** at {after.offer.sheet.name} stays the cheapest of all"
    bills = f"**{short(after.total, 'en')}** instead of {short(now.total, 'en')}."
    assert f"If thinking doubles to 1,200 tokens a request, {stays}: {bills}" in said


def test_where_doubled_thinking_changes_the_answer_the_new_one_is_named(visit, expected, shown):
    """A model that only answers stays as it is, so it wins as others think longer."""
    pair = ["alibaba-cn/qwen-plus", "alibaba-cn/qwen-max"]
    levels = {level: expected(offers=pair, level=level).ranked[0] for level in ("low", "normal")}
    assert {level: best.offer.name for level, best in levels.items()} == {
        "low": "Qwen Plus",
        "normal": "Qwen Max",
    }
    page = visit(think="low", o=",".join(pair), **{"in": "chosen"})
    page.segmented_control(key="pair_question").set_value("thinking").run()
    assert "If thinking doubles to 600 tokens a request, **Qwen Max**" in shown(page)
    assert "becomes the cheapest of all" in shown(page)


def test_without_thinking_there_is_nothing_to_double(side_by_side, shown):
    assert "doubles" not in shown(side_by_side("thinking", w="rag"))


def test_the_limit_of_the_cheaper_thinker_swaps_the_order(side_by_side, expected, shown):
    said = shown(side_by_side("thinking"))
    found = re.search(r"thinks \*\*([\d,]+) tokens\*\* a request or more, (.+) at 600", said)
    tokens = Fraction(int(found[1].replace(",", "")))
    one, other = bills(expected)
    scenario = Scenario(expected().workloads[0], expected().start)
    turned = [LEVERS["thinking"].turned(scenario, tokens - n) for n in (1, 0)]
    below, at = (t.project(one.offer).total for t in turned)
    assert below < other.total
    assert not at < other.total


def test_every_question_is_answered_in_chinese(side_by_side):
    for question in ("gap", "flip", "swing", "thinking"):
        page = side_by_side(question, "zh-CN")
        words = [m.value for m in (*page.main.markdown, *page.main.caption)]
        assert any("每月少" in text for text in words)
        for table in tables(page):
            for text in table.iloc[:, 0]:
                assert re.search(r"[\u4e00-\u9fff]", str(text)), (question, text)


def test_several_workloads_have_a_waterfall_and_are_looked_at_one_by_one(visit):
    both = tuple(presets()[name].workload() for name in ("rag", "support-bot"))
    page = visit(w="own:all", jobs=pack(both))
    assert figure(page)["data"][0]["type"] == "waterfall"
    page.segmented_control(key="pair_question").set_value("flip").run()
    assert "one workload at a time" in page.info[0].value


def test_one_offer_alone_has_nobody_beside_it(visit):
    page = visit(**{"in": "chosen", "o": FIRST})
    assert not [box for box in page.selectbox if box.key == "pair_first"]


def test_a_link_carries_the_two_offers_once_somebody_chose_them(side_by_side, visit):
    page = side_by_side()
    page.run()
    assert page.query_params["ab"] == f"{FIRST},{SECOND}"
    again = visit(ab=page.query_params["ab"])
    assert again.selectbox(key="pair_first").value == FIRST
    assert again.selectbox(key="pair_second").value == SECOND


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "no flip was seen from 0 to 9; looked at 65 values: two flips between neighbours"),
        ("zh", "0 至 9 之间未见反转（查看了 65 个取值：相邻两值之间的两次反转会漏掉）"),
    ],
)
def test_a_search_that_is_not_certain_never_says_never(language, told):
    nothing = BreakEven(
        LEVERS["input"], ("a", "b"), Fraction(0), Fraction(9), Fraction(5), "a", (), False, 65,
        Provenance("book"),
    )  # fmt: skip
    flip = Flip("input", Fraction(5), nothing)
    offers = (default_catalog().offer(FIRST), default_catalog().offer(SECOND))
    assert flip_words(flip, offers, language).startswith(told)
    sure = replace(flip, found=replace(nothing, certain=True))
    assert flip_words(sure, offers, "en") == "never flips from 0 to 9"


def test_one_model_of_two_sellers_is_told_apart_by_who_sells_it(side_by_side, shown):
    both = {"first": "deepseek-cn/deepseek-v4-pro", "second": "deepseek-intl/deepseek-v4-pro"}
    page = side_by_side("gap", **both)
    assert re.search(
        r"\*\*DeepSeek \(\w+ list\)\*\* costs .* than DeepSeek \(\w+ list\)", shown(page)
    )
    names = figure(page)["layout"]["yaxis"]["ticktext"]
    assert {"yuan", "dollar"} == {m for name in names for m in re.findall(r"\((\w+) list", name)}
    table = cells(side_by_side("thinking", **both), 0)
    assert "Thinking" in table


def test_an_offer_that_cannot_serve_for_a_while_is_still_the_one_that_was_chosen(visit):
    chosen = ("openai/gpt-5-mini", SECOND)
    page = visit(w="support-bot-thinking", ab=",".join(chosen))

    def pair():
        return tuple(page.selectbox(key=f"pair_{place}").value for place in ("first", "second"))

    assert pair() == chosen
    page.number_input(key="batch").set_value(10.0).run()
    assert pair()[0] == chosen[0]
    assert pair()[1] != SECOND
    assert page.query_params["ab"] == ",".join(chosen)
    page.number_input(key="batch").set_value(0.0).run()
    assert pair() == chosen
    page.selectbox(key="pair_first").set_value(SECOND).run()
    assert pair()[0] == SECOND
    assert len({*pair(), *page.query_params["ab"].split(",")}) == 2
