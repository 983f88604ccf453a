from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from calculator.dashboard.link import encode
from calculator.dashboard.scenario import ALL_OWN, Scenario
from calculator.dashboard.scenario_file import write_scenario
from calculator.profiles import presets

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:streamlit.*")
RAG = presets()["rag"].workload()
MINE = (replace(RAG, name="文档 Q&A"), replace(RAG, name="nightly", per="month"))


def address(page):
    return {
        name: values[0] if isinstance(values, list) else values
        for name, values in page.query_params.items()
    }


def test_the_address_says_what_is_shown(home):
    home.segmented_control(key="currency").set_value("CNY")
    home.number_input(key="requests:support-bot-thinking:").set_value(777).run()
    assert address(home) == encode(Scenario(currency="CNY", requests=777, thinking="normal"))


def test_a_link_opens_the_same_view_in_any_language(visit, shown):
    scenario = Scenario(own=MINE, workload=ALL_OWN, currency="CNY", baseline="openai/gpt-5")
    link = encode(scenario)
    first = visit(**link)
    assert "your 2 workloads" in shown(first)
    assert address(first) == link
    chinese = visit(**link | {"lang": "zh"})
    assert "您的 2 个场景" in shown(chinese)
    assert chinese.metric[0].value == first.metric[0].value.replace("CN¥", "¥")
    assert address(chinese) == link | {"lang": "zh"}


def test_a_link_beats_the_language_of_the_browser(visit):
    assert visit("zh-CN", lang="en").title[0].value == "What will it cost?"


def test_what_a_link_says_wrongly_is_left_at_its_default_and_told(visit, home):
    page = visit(fx="abc", w="zzz", q="999", think="much")
    assert (
        page.warning[0]
        .value.replace("\\", "")
        .endswith("Left at its default: think=much, fx=abc, q=999, w=zzz")
    )
    assert [m.value for m in page.metric] == [m.value for m in home.metric]
    page.segmented_control(key="currency").set_value("CNY").run()
    assert len(page.warning) == 0


def test_the_link_survives_a_change_of_page(home):
    home.segmented_control(key="scope").set_value("all").run()
    before = address(home)
    from calculator.dashboard import workloads

    page = home.switch_page(workloads.__file__).run()
    assert not page.exception
    assert address(page) == before


def test_a_scenario_file_opens_what_it_was_made_of(home, shown):
    file = write_scenario(Scenario(own=MINE, workload="own:1", requests=55, thinking="off"))
    home.file_uploader(key="scenario").upload("x.json", file, "application/json").run()
    assert not home.exception
    assert "for nightly, 55 requests a month" in shown(home)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"link": 1}', b"\xff", b"[" * 20_000])
def test_a_file_that_is_no_scenario_changes_nothing_and_says_so(home, content):
    before = [m.value for m in home.metric]
    home.file_uploader(key="scenario").upload("x.json", content, "application/json").run()
    assert not home.exception
    assert home.error[0].value.replace("\\", "").startswith("this is no scenario file")
    assert [m.value for m in home.metric] == before


def test_too_many_workloads_for_a_link_are_offered_as_a_file(visit):
    many = tuple(
        replace(RAG, name=f"job {n * 7919 % 10007}", requests=Fraction(n)) for n in range(1_900)
    )
    page = visit()
    page.file_uploader(key="scenario").upload(
        "x.json", write_scenario(Scenario(own=many, workload="own:7")), "application/json"
    ).run()
    assert any("too many for a link" in info.value for info in page.info)
    assert address(page) == {"lang": "en"}
    assert json.loads(write_scenario(Scenario(own=many)))["workloads"][7]["name"] == many[7].name


def test_scores_of_ones_own_and_the_minimum_on_them_travel_in_the_link(home, visit, captions):
    home.session_state["quality_panel"] = True
    home.run()
    own = b"model,our eval\nGPT-5 nano,40\nQwen Flash,35\n"
    home.file_uploader(key="quality_file").upload("scores.csv", own, "text/csv").run()
    home.selectbox(key="least_scale").set_value("own:our eval").run()
    home.number_input(key="least_score").set_value(36.0).run()
    assert not home.exception
    other = visit("zh-CN", **address(home) | {"lang": "zh"})
    assert "our eval（自有）至少 36；排除：低于此分 1 个、没有分数 30 个" in captions(other)
    assert other.metric[0].label == "GPT-5 nano"
    assert address(other) == address(home) | {"lang": "zh"}


def test_tiers_travel_in_the_link(home, visit):
    home.number_input(key="flex").set_value(40.0)
    home.number_input(key="fast").set_value(0.0).run()
    assert address(home)["tier"] == "flex:40,fast:0"
    assert visit(**address(home)).number_input(key="flex").value == 40.0
