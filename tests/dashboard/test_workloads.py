from __future__ import annotations

import pytest

from calculator.dashboard import compare as compare_page
from calculator.dashboard import workloads

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:streamlit.*")
BAD = "name,requests_per_day,input_tokens,output_tokens\nGood,1000,500,100\nBad,1000,abc,100\n"


@pytest.fixture
def editor(home):
    return home.switch_page(workloads.__file__).run()


def test_a_bad_row_of_a_csv_is_named_and_the_good_one_is_used_when_asked(editor, shown):
    assert not editor.exception
    editor.file_uploader(key="upload").upload("usage.csv", BAD.encode(), "text/csv").run()
    assert editor.warning[0].value == "2 rows read (utf-8): 1 ready, 1 rejected."
    told = editor.table[0].value.iloc[0].tolist()
    assert told[:3] == [3, "input_tokens", "abc"]
    assert editor.selectbox(key="workload").value == "support-bot-thinking"
    editor.button(key="use").click().run()
    assert not editor.exception
    assert editor.selectbox(key="workload").value == "own:0"
    page = editor.switch_page(compare_page.__file__).run()
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
