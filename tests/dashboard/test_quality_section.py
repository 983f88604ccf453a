"""Quality beside cost: whose scores they are, one's own, and why there is no chart."""

from __future__ import annotations

import json

import pytest

from pricing import default_catalog

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:streamlit.*")
SCORED = ("openai/gpt-5", "anthropic/claude-opus-4-5", "openrouter/deepseek/deepseek-v3.2")


def opened(page):
    page.session_state["quality_panel"] = True
    page.run()
    assert not page.exception
    return page


def figure(page):
    return json.loads(page.get("plotly_chart")[-1].proto.spec)


def test_without_scores_the_section_says_so_and_leads_to_those_that_have(home):
    page = opened(home)
    assert page.info[-1].value.startswith("Fewer than two of the 32 offers shown have a score")
    page.button(key="quality_others").click().run()
    names = {default_catalog().offer(o).name for o in page.multiselect(key="offers").value}
    assert names == {"Kimi K2 Thinking", "GPT-5", "Claude Opus 4.5", "DeepSeek V3.2"}
    assert figure(page)["layout"]["xaxis"]["type"] == "log"


def test_claimed_scores_are_marked_as_claims_with_their_source(visit, captions):
    page = opened(visit(**{"in": "chosen", "o": ",".join(SCORED)}))
    assert "Crazyrouter" in captions(page)
    assert "claimed, not checked by anyone here" in captions(page)
    assert page.selectbox(key="quality_scale").options[0] == "MMLU-Pro (claimed)"


def test_the_step_line_joins_the_offers_that_nobody_beats(visit):
    page = opened(visit(**{"in": "chosen", "o": ",".join(SCORED)}))
    steps, others, best = figure(page)["data"]
    assert steps["line"]["shape"] == "hv"
    assert steps["y"] == best["y"] == sorted(best["y"])
    assert best["x"] == sorted(best["x"])
    assert [*best["text"]] == ["DeepSeek V3.2", "GPT-5"]
    assert others["y"] == [86.1]


def test_a_table_of_ones_own_takes_the_first_place(home):
    page = opened(home)
    own = b"model,our eval\nGPT-5 nano,40\nQwen Flash,35\nGPT-5 mini,x\n"
    page.file_uploader(key="quality_file").upload("scores.csv", own, "text/csv").run()
    assert not page.exception
    assert page.selectbox(key="quality_scale").options[0] == "our eval (your own)"
    assert sorted(figure(page)["data"][2]["y"]) == [35, 40]
    assert any("Line 4, our eval" in caption.value for caption in page.caption)


def test_a_file_that_is_no_table_is_refused_in_the_readers_language(visit):
    page = opened(visit("zh-CN"))
    page.file_uploader(key="quality_file").upload("scores.csv", b"model\n", "text/csv").run()
    assert page.error[0].value.startswith("文件需要一列模型")
