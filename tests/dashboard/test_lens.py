from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from calculator.adjust import Adjustments, adjusted_job, adjusted_offer
from calculator.comparison import compare, shortlist
from calculator.dashboard.state import today
from calculator.profiles import presets
from pricing.money import show_amount
from tests.dashboard.conftest import PANELS

SCORED = (
    "openai/gpt-5",
    "openai/gpt-5-nano",
    "anthropic/claude-opus-4-5",
    "openrouter/deepseek/deepseek-v3.2",
)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:streamlit.*")


def test_the_page_speaks_chinese_and_keeps_every_choice(home, shown):
    home.segmented_control(key="thinking:support-bot-thinking:").set_value("high")
    home.segmented_control(key="scope").set_value("all")
    home.number_input(key="cached").set_value(50.0)
    home.selectbox(key="baseline").set_value("openai/gpt-5").run()
    for language, title in (
        ("zh", "要花多少钱？"),
        ("en", "What will it cost?"),
        ("zh", "要花多少钱？"),
    ):
        home.segmented_control(key="language").set_value(language).run()
        assert not home.exception
        assert home.title[0].value == title
        assert home.segmented_control(key="thinking:support-bot-thinking:").value == "high"
        assert home.segmented_control(key="scope").value == "all"
        assert home.selectbox(key="baseline").value == "openai/gpt-5"
        assert home.number_input(key="cached").value == 50.0
    assert "每月 US$" in shown(home)


def test_each_workload_keeps_its_own_volume(home):
    home.number_input(key="requests:support-bot-thinking:").set_value(123).run()
    home.selectbox(key="workload").set_value("rag").run()
    assert home.number_input(key="requests:rag:").value == 8_000
    home.selectbox(key="workload").set_value("support-bot-thinking").run()
    assert home.number_input(key="requests:support-bot-thinking:").value == 123


def test_twice_the_requests_are_twice_the_bill(home, expected, shown):
    home.number_input(key="requests:support-bot-thinking:").set_value(40_000).run()
    best = expected().ranked[0]
    assert f"{show_amount(best.total * 2)} a month" in shown(home)


def test_your_own_rate_changes_only_what_it_converts(home, captions, expected):
    home.segmented_control(key="fx").set_value("fixed").run()
    home.number_input(key="fx_rate").set_value(8.0).run()
    assert "1 USD = 8 CNY (your own rate)" in captions(home)
    nano = next(r for r in expected().ranked if r.offer.id == "openai/gpt-5-nano")
    assert show_amount(nano.total) in [metric.value for metric in home.metric]


def test_a_seller_left_out_stays_out_when_the_scope_changes(home, captions):
    pressed = home.pills(key="sellers").value
    home.pills(key="sellers").set_value([s for s in pressed if s != "alibaba-cn"]).run()
    assert "Alibaba Cloud Model Studio (China)" not in captions(home)
    home.segmented_control(key="scope").set_value("all").run()
    assert "alibaba-cn" not in home.pills(key="sellers").value
    assert len(home.pills(key="sellers").value) > len(pressed)
    home.button(key="sellers_all").click().run()
    assert "alibaba-cn" in home.pills(key="sellers").value


def test_own_terms_go_through_the_engine_and_are_said(home, captions):
    home.number_input(key="cached").set_value(80.0)
    home.number_input(key="retries").set_value(5.0)
    home.number_input(key="discount").set_value(12.5)
    home.toggle(key="vat").set_value(True).run()
    assert not home.exception
    home.selectbox(key="discount_from").set_value("openai").run()
    by = Adjustments(
        cached_share=Fraction(4, 5),
        retries=Fraction(1, 20),
        discount=Decimal("12.5"),
        discount_from="openai",
        vat=Decimal(6),
    )
    job = presets()["support-bot-thinking"].workload().at_level("normal")
    offers = [adjusted_offer(offer, by) for offer in shortlist()]
    best = compare(adjusted_job(job, by), offers).ranked[0]
    assert home.metric[0].value == show_amount(best.total)
    told = "With 80% of the input cached, 5% retried, 12.5% discount (OpenAI), 6% VAT"
    assert told in captions(home)


def test_service_tiers_go_through_the_engine_and_offers_without_them_say_so(home, captions, shown):
    home.number_input(key="flex").set_value(40.0).run()
    assert not home.exception
    by = Adjustments(tiers=(("flex", Fraction(2, 5)),))
    job = presets()["support-bot-thinking"].workload().at_level("normal")
    result = compare(adjusted_job(job, by), shortlist())
    assert home.metric[0].value == show_amount(result.ranked[0].total)
    assert result.ranked[0].offer.id == "openai/gpt-5-nano"
    assert "With 40% in flex" in captions(home)
    assert "Qwen Flash · Alibaba Cloud Model Studio (China)" in shown(home)
    assert "has no flex service tier" in shown(home)


def test_tiers_that_exceed_the_whole_are_cut_and_the_page_says_to_what(home, captions):
    home.number_input(key="batch").set_value(60.0)
    home.number_input(key="flex").set_value(60.0).run()
    assert not home.exception
    told = home.sidebar.error[0].value
    assert told == "The tiers come to more than 100%. Counted: batch 60%, flex 40%."
    assert "With 60% in batch, 40% in flex" in captions(home)


def test_offers_below_the_minimum_quality_or_without_a_score_are_left_out_and_counted(
    visit, captions, expected, shown
):
    page = visit(**{"in": "chosen", "o": ",".join(SCORED), "q": "MMLU-Pro:86"})
    result = expected(offers=["openai/gpt-5", "anthropic/claude-opus-4-5"])
    assert f"**{result.ranked[0].offer.name}**" in shown(page)
    told = "MMLU-Pro (claimed) at least 86; left out: 1 below, 1 without a score"
    assert told in captions(page)
    page.segmented_control(key="unscored").set_value("in").run()
    assert "left out: 1 below; kept: 1 without a score" in captions(page)
    assert "**GPT-5 nano** at OpenAI" in shown(page)


def test_a_quality_nobody_reaches_says_so_and_leaves_a_way_back(visit, captions, expected):
    page = visit(q="MMLU-Pro:99")
    assert page.info[0].value.startswith("No offer reaches the minimum quality")
    assert "left out: 1 below, 31 without a score" in captions(page)
    page.button(key="reset").click().run()
    assert page.metric[0].value == show_amount(expected().ranked[0].total)


def test_the_model_in_use_is_shown_whatever_its_quality(visit):
    page = visit(**{"in": "all", "q": "MMLU-Pro:86", "now": "openai/gpt-5-nano"})
    assert page.metric[-1].label == "GPT-5 nano"


def test_claimed_prices_take_part_only_when_asked_for_and_are_marked(visit):
    def table(**link):
        page = visit(**{"in": "all"}, **link)
        page.session_state["table_panel"] = True
        return page.run().main.dataframe[0].value

    assert "claimed" not in set(table()["Price source"])
    asked = table(claims="1")
    claimed = asked[asked["Price source"] == "claimed"]
    assert len(claimed) > 0
    assert claimed["Notes"].str.contains("claimed price").all()


def assumed(page):
    (said,) = [part.value for part in page.main.caption if part.value.startswith("With ")]
    return said


def test_what_is_set_in_a_panel_counts_when_it_is_shut_and_is_there_when_it_opens(visit):
    page = visit()
    page.number_input(key="cached").set_value(80.0)
    page.number_input(key="flex").set_value(10.0)
    page.number_input(key="discount").set_value(12.5)
    page.toggle(key="vat").set_value(True)
    page.selectbox(key="baseline").set_value("openai/gpt-5")
    page.pills(key="sellers").set_value(["openai", "anthropic"]).run()
    page.selectbox(key="discount_from").set_value("openai")
    page.selectbox(key="least_scale").set_value("MMLU-Pro").run()
    page.number_input(key="least_score").set_value(80.0)
    page.segmented_control(key="unscored").set_value("in").run()
    address, told = dict(page.query_params), assumed(page)
    bills = [(metric.label, metric.value) for metric in page.metric]
    for is_open in (False, False, True):
        for panel in PANELS:
            page.session_state[panel] = is_open
        page.segmented_control(key="months").set_value(12).run()
        page.segmented_control(key="months").set_value(1).run()
        assert not page.exception
        assert len(page.sidebar.pills) == is_open
        assert (dict(page.query_params), assumed(page)) == (address, told)
        assert [(metric.label, metric.value) for metric in page.metric] == bills
    assert page.number_input(key="cached").value == 80.0
    assert page.selectbox(key="discount_from").value == "openai"
    assert page.segmented_control(key="unscored").value == "in"


def test_a_link_counts_with_its_panels_shut(visit):
    link = {"cache": "80", "off": "5", "vat": "1", "now": "openai/gpt-5", "q": "MMLU-Pro:80"}
    shut, opened = visit(shut=True, **link), visit(**link)
    assert assumed(shut) == assumed(opened)
    assert [m.value for m in shut.metric] == [m.value for m in opened.metric]
    assert shut.query_params == opened.query_params


def test_a_year_is_the_sum_of_its_months(home, expected, shown):
    home.segmented_control(key="months").set_value(12).run()
    best = expected(months=12).ranked[0]
    assert f"{show_amount(best.total)} in 12 months" in shown(home)


def test_a_level_says_what_it_means_in_tokens(home, captions):
    thinking = home.segmented_control(key="thinking:support-bot-thinking:")
    assert "Normal here: 600 tokens a request." in thinking.help
    thinking.set_value("high").run()
    assert "With twice the normal thinking (1,200 tokens a request)" in captions(home)
    home.segmented_control(key="language").set_value("zh").run()
    assert "已计入：两倍的常规思考（每次请求 1,200 token）" in captions(home)


def test_a_year_says_where_it_begins(home, shown):
    home.segmented_control(key="months").set_value(12).run()
    assert f"in 12 months** from {today():%Y-%m} for Support bot, thinking" in shown(home)


def test_a_claimed_price_is_not_offered_as_the_current_model_unless_asked_for(home):
    def claims(page):
        return [name for name in page.selectbox(key="baseline").options if "claimed" in name]

    assert claims(home) == []
    home.toggle(key="claimed").set_value(True).run()
    assert len(claims(home)) > 0
    assert all(name.endswith(" · claimed") for name in claims(home))
