from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from calculator.dashboard import compare as compare_page
from calculator.dashboard import jobs, kept, workloads
from calculator.dashboard.link import encode
from calculator.dashboard.packed import unpack
from calculator.dashboard.scenario import Scenario
from calculator.dashboard.text import catalogue
from calculator.fit.written import yaml_of
from calculator.profiles import Histogram, HistogramBin, Profile, WeeklyRhythm
from calculator.rhythm import Rhythm
from calculator.sizes import TokenSize
from calculator.workload import Workload
from calculator.workload_csv.cells import column_named

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:streamlit.*")
BAD = "name,requests_per_day,input_tokens,output_tokens\nGood,1000,500,100\nBad,1000,abc,100\n"
SEEN = Workload(
    "Seen",
    Fraction(1_000),
    input=TokenSize.histogram([(100, 3, 150), (1_000, 1, 850)]),
    output=TokenSize.lognormal(Fraction(200), Fraction(900)),
    reasoning_tokens=Fraction(100),
    cached_share=Fraction(1, 3),
    service_tiers=(("batch", Fraction(1, 4)), ("fast", Fraction(1, 10))),
    start=date(2026, 12, 1),
    months=6,
    rhythm=Rhythm("Asia/Shanghai", hours=(0,) * 9 + (1,) * 9 + (0,) * 6),
    holidays="CN",
)
FITTED = Profile(
    name="Night shift",
    requests_per_day=Decimal(500),
    rhythm=WeeklyRhythm(timezone="Asia/Shanghai", hours=(Decimal(1),) * 6 + (Decimal(0),) * 18),
    input_tokens=Histogram(
        histogram=(
            HistogramBin(up_to=100, requests=3, tokens=150),
            HistogramBin(up_to=1_000, requests=1, tokens=850),
        )
    ),
    output_tokens=Decimal(80),
    holidays="CN",
)


def edited(job, **cells):
    """The workload after some cells of its row were changed and applied."""
    frame = jobs.editable([job])
    for column, value in cells.items():
        frame.loc[0, column] = value
    return jobs.from_edited(frame, [job]).workloads[0]


def test_applying_without_an_edit_changes_nothing():
    assert edited(SEEN) == SEEN


def test_an_edited_cell_changes_its_own_field_alone():
    assert edited(SEEN, requests_per_day=2_000.0) == replace(SEEN, requests=Fraction(2_000))
    assert edited(SEEN, name="Other") == replace(SEEN, name="Other")
    assert edited(SEEN, flex_share=0.5).service_tiers == (
        ("batch", Fraction(1, 4)),
        ("flex", Fraction(1, 2)),
        ("fast", Fraction(1, 10)),
    )


def test_sizes_as_seen_are_scaled_by_a_new_median_and_a_new_mean():
    twice = edited(SEEN, input_tokens=200.0, output_tokens=2 * float(SEEN.output.mean))
    assert twice.input == SEEN.input.times(Fraction(2))
    assert twice.output.p50 == pytest.approx(400)


def test_a_new_percentile_is_taken_as_written():
    assert edited(SEEN, input_tokens_p95=5_000.0).input == TokenSize.lognormal(
        Fraction(100), Fraction(5_000)
    )


def test_a_row_added_where_one_was_deleted_inherits_nothing():
    """The editor gives a new row the number of the deleted one."""
    both = [replace(SEEN, name="First"), SEEN]
    frame = jobs.editable(both).drop(index=1)
    new = {"name": "New", "requests_per_day": 1.0, "input_tokens": 1.0, "output_tokens": 1.0}
    frame.loc[1] = new
    first, added = jobs.from_edited(frame, both).workloads
    assert first == both[0]
    assert (added.name, added.rhythm, added.holidays) == ("New", None, "")


def test_what_is_kept_is_told_in_one_line_in_both_languages():
    told = kept.kept_words(SEEN, "en").replace("\\", "")
    assert told == (
        "**Seen** keeps, beside what is shown: its hours and weekdays (Asia/Shanghai); public "
        "holidays of CN; its start in 2026-12; its end after 6 months; input sizes as seen in 2 "
        "bins: half up to 100, 95% up to 1,000 tokens; output sizes: half up to 200, 95% up to "
        "900 tokens; 10% in fast."
    )
    assert "各小时与各星期的分布" in kept.kept_words(SEEN, "zh")
    assert kept.kept_words(Workload("plain", Fraction(1)), "en") == ""


@pytest.fixture
def editor(home):
    return home.switch_page(workloads.__file__).run()


def test_a_bad_row_of_a_csv_is_named_and_the_good_one_is_used_when_asked(editor, shown):
    assert not editor.exception
    editor.file_uploader(key="upload").upload("usage.csv", BAD.encode(), "text/csv").run()
    assert editor.warning[0].value == "2 rows read (utf-8): 1 ready, 1 rejected."
    told = [str(cell).replace("\\", "") for cell in editor.table[0].value.iloc[0]]
    assert told[:3] == ["3", "input_tokens", "abc"]
    assert editor.selectbox(key="workload").value == "support-bot-thinking"
    editor.button(key="use").click().run()
    assert not editor.exception
    assert editor.selectbox(key="workload").value == "own:0"
    page = editor.switch_page(compare_page.__file__).run()
    assert "a month** for Good, 30,000 requests" in shown(page)


def test_more_workloads_than_the_page_takes_are_reported_row_by_row_and_not_offered(editor):
    rows = "".join(f"Job {place},1000,500,100\n" for place in range(2_001))
    editor.file_uploader(key="upload").upload("usage.csv", (BAD + rows).encode(), "text/csv").run()
    assert not editor.exception
    assert editor.warning[0].value == "2003 rows read (utf-8): 2002 ready, 1 rejected."
    assert editor.table[0].value.iloc[0].tolist()[0] == 3
    assert "larger than the 2,000 workloads that this page takes" in editor.info[0].value
    assert "use" not in [button.key for button in editor.button]


UNUSABLE = {
    "too large": (b"name\n" + b"x\n" * 3_000_000, "The file is larger than 5 MB."),
    "empty": (b"", "the file is empty"),
    "a header alone": (
        b"name,requests_per_day,input_tokens,output_tokens\n",
        "the file has a header",
    ),
    "a program": (b"MZ\x90\x00\x03\x00\x00\x00\x04" * 50, "this is not a CSV file"),
    "a missing column": (b"name,requests_per_day,input_tokens\nx,1,2\n", "missing column"),
}


@pytest.mark.parametrize(("content", "told"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_file_of_no_use_is_one_clear_message_and_the_workloads_stay(visit, content, told):
    page = visit(**encode(Scenario(own=(SEEN,), workload="own:0")))
    page.switch_page(workloads.__file__).run()
    page.file_uploader(key="upload").upload("usage.csv", content, "text/csv").run()
    assert not page.exception
    (error,) = page.error
    assert error.value.replace("\\", "").startswith(told)
    assert not [button for button in page.button if button.key == "use"]
    assert page.session_state["own_workloads"] == (SEEN,)
    assert page.selectbox(key="workload").value == "own:0"


def test_rows_are_edited_added_and_deleted_and_outlast_pages_and_languages(visit, shown):
    both = (replace(SEEN, name="First"), replace(SEEN, name="Second"))
    page = visit(**encode(Scenario(own=both, workload="own:all")))
    page.switch_page(workloads.__file__).run()
    new = {"name": "Third", "requests_per_day": 7, "input_tokens": 10, "output_tokens": 5}
    page.session_state["editor_0_en"] = {
        "edited_rows": {0: {"requests_per_day": 50}},
        "added_rows": [new],
        "deleted_rows": [1],
    }
    page.run()
    assert page.session_state["own_workloads"] == both
    page.button(key="apply").click().run()
    assert page.success[0].value == "2 workloads are in use; choose them in the sidebar."
    page.switch_page(compare_page.__file__).run()
    page.segmented_control(key="language").set_value("zh").run()
    page.switch_page(workloads.__file__).run()
    assert not page.exception
    rows = page.main.dataframe[1].value
    assert rows["name"].tolist() == ["First", "Third"]
    assert rows["requests_per_day"].tolist() == [50, 7]
    assert [job.holidays for job in page.session_state["own_workloads"]] == ["CN", ""]


def test_edits_change_nothing_before_apply(editor):
    editor.session_state["editor_0_en_support-bot-thinking"] = {
        "edited_rows": {0: {"name": "Mine"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    editor.run()
    assert editor.selectbox(key="workload").value == "support-bot-thinking"
    editor.button(key="apply").click().run()
    assert not editor.exception
    assert editor.selectbox(key="workload").value == "own:0"


def test_the_editor_keeps_hours_holidays_and_sizes_and_says_so(visit, captions):
    page = visit(**encode(Scenario(own=(SEEN,), workload="own:0")))
    page.switch_page(workloads.__file__).run()
    assert "**Seen** keeps, beside what is shown: its hours and weekdays" in captions(page)
    page.session_state["editor_0_en"] = {
        "edited_rows": {0: {"requests_per_day": 4_000}},
        "added_rows": [],
        "deleted_rows": [],
    }
    page.run()
    page.button(key="apply").click().run()
    assert not page.exception
    kept_in_link = unpack("".join(page.query_params["jobs"]))
    assert kept_in_link == (replace(SEEN, requests=Fraction(4_000)),)


def test_the_editor_begins_with_the_workload_that_is_looked_at(visit):
    page = visit(w="rag")
    page.switch_page(workloads.__file__).run()
    assert page.main.dataframe[1].value["name"].tolist() == ["Document questions (RAG)"]


def test_a_fitted_profile_is_used_and_travels_in_the_link(editor, visit, shown, captions):
    text = yaml_of(FITTED, ["found in a log"]).encode()
    editor.file_uploader(key="upload").upload("fit.yaml", text, "application/yaml").run()
    assert not editor.exception
    assert editor.success[0].value == "“Night shift” is read."
    assert "keeps, beside what is shown: its hours and weekdays" in captions(editor)
    editor.button(key="use").click().run()
    assert not editor.exception
    link = {name: "".join(value) for name, value in editor.query_params.items()}
    assert unpack(link["jobs"]) == (FITTED.workload(),)
    other = visit(**link)
    assert "a month** for Night shift, 15," in shown(other)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"name: x\nrequests_per_day: 1\n", "fit.yaml:1"),
        (b"a: &a [*a]", "anchors"),
        (b"\xff", "UTF-8"),
    ],
)
def test_a_profile_that_cannot_be_read_is_told_by_its_line(editor, content, told):
    editor.file_uploader(key="upload").upload("fit.yaml", content, "application/yaml").run()
    assert not editor.exception
    assert editor.error[0].value.startswith("This profile cannot be used as written:")
    assert told in editor.error[0].value.replace("\\", "")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_heading_of_the_page_names_its_column_in_a_file(language):
    headings = {
        k.removeprefix("job."): v for k, v in catalogue(language).items() if k[:4] == "job."
    }
    assert len(headings) > 15
    assert {name: column_named(said) for name, said in headings.items()} == {n: n for n in headings}
