from __future__ import annotations

import re
from pathlib import Path

import pytest

from calculator.comparison import compare, shortlist
from calculator.dashboard import text
from calculator.profiles import presets
from pricing.money import show_amount

ROOT = Path(__file__).parents[2]
APP = ROOT / "app.py"
PACKAGE = ROOT / "calculator" / "dashboard"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:streamlit.*")


@pytest.fixture
def home():
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_file(str(APP), default_timeout=60)
    return page.run()


def shown(page) -> str:
    return "\n".join(m.value for m in page.main.markdown).replace("\\", "")


def expected(**changes):
    job = presets()["support-bot-thinking"].workload().at_level("normal")
    return compare(job, shortlist(), **changes)


def test_the_first_sight_is_the_cheapest_offer_and_its_exact_bill(home):
    assert not home.exception
    best = expected().ranked[0]
    assert f"**{best.offer.name}** at {best.offer.sheet.name} is cheapest" in shown(home)
    assert f"{show_amount(best.total)} a month" in shown(home)
    assert home.metric[0].value == show_amount(best.total)


def test_yuan_are_never_a_bare_sign_in_english(home):
    home.segmented_control(key="currency").set_value("CNY").run()
    best = expected(currency="CNY").ranked[0]
    assert f"{show_amount(best.total)} a month" in shown(home)
    assert not re.search(r"(?<!CN)¥", shown(home))


def test_the_page_speaks_chinese_and_keeps_the_choices(home):
    home.segmented_control(key="thinking:support-bot-thinking:").set_value("high").run()
    home.segmented_control(key="language").set_value("zh").run()
    assert not home.exception
    assert home.title[0].value == "要花多少钱？"
    assert home.segmented_control(key="thinking:support-bot-thinking:").value == "high"
    assert "每月 US$" in shown(home)


def test_bars_hold_the_bill(home):
    import json

    figure = json.loads(home.get("plotly_chart")[0].proto.spec)
    names = [trace["name"] for trace in figure["data"] if trace["type"] == "bar"]
    assert names[:3] == ["Fresh input", "Cached input", "Visible output"]
    best = expected().ranked[0]
    assert figure["data"][0]["y"][0] == best.offer.id
    assert figure["data"][-1]["text"][0].strip() == f"<b>{show_amount(best.total)}</b>"


def test_no_offer_leaves_a_way_back(home):
    home.segmented_control(key="scope").set_value("chosen").run()
    home.multiselect(key="offers").set_value([]).run()
    assert not home.exception
    assert home.info[0].value.startswith("No offer is chosen: choose some under “My offers”")
    home.button(key="reset").click().run()
    assert home.metric[0].value == show_amount(expected().ranked[0].total)


def test_your_own_rate_changes_only_what_it_converts(home):
    home.segmented_control(key="fx").set_value("fixed").run()
    home.number_input(key="fx_rate").set_value(8.0).run()
    assert any("1 USD = 8 CNY (your own rate)" in caption.value for caption in home.caption)


def test_every_text_exists_in_both_languages_with_the_same_placeholders():
    english, chinese = text.catalogue("en"), text.catalogue("zh")
    assert list(english) == list(chinese)
    for key, words in english.items():
        assert _holes(words) == _holes(chinese[key]), key


def test_chinese_texts_use_full_width_punctuation():
    for key, words in text.catalogue("zh").items():
        assert not re.search(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]", words), key


def _holes(words: str) -> list[str]:
    return sorted(re.findall(r"{(\w+)}", words))


BAD = "name,requests_per_day,input_tokens,output_tokens\nGood,1000,500,100\nBad,1000,abc,100\n"


@pytest.fixture
def editor(home):
    return home.switch_page(str(PACKAGE / "workloads.py")).run()


def test_a_bad_row_of_a_csv_is_named_and_the_good_one_is_used_when_asked(editor):
    assert not editor.exception
    editor.file_uploader(key="upload").upload("usage.csv", BAD.encode(), "text/csv").run()
    assert editor.warning[0].value == "2 rows read (utf-8): 1 ready, 1 rejected."
    told = editor.table[0].value.iloc[0].tolist()
    assert told[:3] == [3, "input_tokens", "abc"]
    assert editor.selectbox(key="workload").value == "support-bot-thinking"
    editor.button(key="use").click().run()
    assert not editor.exception
    assert editor.selectbox(key="workload").value == "own:0"
    page = editor.switch_page(str(PACKAGE / "compare.py")).run()
    assert "a month** for Good, 30,000 requests" in shown(page)


def test_a_file_without_a_needed_column_is_one_clear_message(editor):
    editor.file_uploader(key="upload").upload("usage.csv", b"name\nx\n", "text/csv").run()
    assert editor.error[0].value.startswith("missing column")


def test_edits_change_nothing_before_apply(editor):
    editor.session_state["editor_0_en"] = {
        "edited_rows": {0: {"name": "Mine"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    editor.run()
    assert editor.selectbox(key="workload").value == "support-bot-thinking"
    editor.button(key="apply").click().run()
    assert not editor.exception
    assert editor.selectbox(key="workload").value == "own:0"
