"""Checking sheets together: what a note answers, what lies beneath, and what is locked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pricing.care.check import check_sheets, lock_sheets
from pricing.errors import SheetError

TODAY = date(2026, 11, 24)
SHEET = """schema: 1
provider: own
name: Own
revision: 2026-11-20
currency: CNY
timezone: Asia/Shanghai
source: {status: community, url: "https://example.org", retrieved: 2026-11-20}
models:
  m:
    thinking: billed_as_output
    prices:
      - from: 2026-01-01
        input: 1
        output: 2
"""


def told(tmp_path: Path, text: str, *others: Path) -> list[str]:
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    found = check_sheets([*others, tmp_path / "own.yaml"], today=TODAY)
    return [str(one).rpartition("own.yaml:")[2] for one in found]


def test_all_mistakes_are_told_at_once_in_order_of_line(tmp_path):
    text = SHEET.replace("input: 1", "inptu: 1").replace("CNY", "RMB").replace("retrieved", "seen")
    assert [line.split(":")[0] for line in told(tmp_path, text)] == ["5", "7", "13"]


def test_two_slips_of_one_model_are_both_told(tmp_path):
    text = SHEET + "        until: 2025-01-01\n        reasoning: 3\n        tier_mode: marginal\n"
    assert [line.split(":")[0] for line in told(tmp_path, text)] == ["15", "17"]


@pytest.mark.parametrize(
    "entries",
    [
        "      - {from: 2026-03-01, input: 1, output: 9}\n",
        "      - {from: 2026-03-01, input: 1, output: 2}\n",
        "        until: 2026-02-01\n      - {from: 2026-03-01, input: 1, output: 3}\n",
    ],
    ids=["jump", "repeat", "hole"],
)
def test_a_note_answers_what_is_odd_between_entries(tmp_path, entries):
    (warning,) = told(tmp_path, SHEET + entries)
    assert "warning" in warning
    assert told(tmp_path, SHEET + entries.replace("{from", "{note: so it is, from")) == []


def test_three_times_the_last_price_is_no_jump_and_a_little_more_is(tmp_path):
    entry = "      - {{from: 2026-03-01, input: 1, output: {}}}\n"
    assert told(tmp_path, SHEET + entry.format(6)) == []
    (warning,) = told(tmp_path, SHEET + entry.format("6.01"))
    assert "output: 2 → 6.01 (×3)" in warning


HOURLY = 'windows: {peak: {hours: "09:00-12:00", utc_offset: "+08:00", rates: {%s}}}'
PEAK = 'windows: {peak: {hours: "09:00-12:00", utc_offset: "+08:00", multiply: %s}}'
TIERS = "tiers: [{up_to: 9, input: 1, cache_read: 0.1, output: 2}, {input: 1, output: 2}]"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (PEAK % 0.5, "input: 1, output: 2, " + PEAK % 0.1, "peak input 0.5 → 0.1 (÷5)"),
        (
            "fees: {request: {price: 1}}",
            "input: 1, output: 2, fees: {request: {price: 400, per: 100}}",
            "fees.request: 1 → 4 (×4)",
        ),
        (
            "service_tiers: {batch: {multiply: 0.5}}",
            "input: 1, output: 2, service_tiers: {batch: {input: 0.1, output: 1}}",
            "batch input 0.5 → 0.1 (÷5)",
        ),
        (
            HOURLY % "output: 4",
            "input: 1, output: 2, " + HOURLY % "cache_read: 9, output: 40",
            "16: warning: models.m from 2026-03-01: windows.peak.rates.output: "
            "peak output 4 → 40 (×10): say in a `note` why it jumps, if it does",
        ),
        ("cache_read: 0.5", TIERS, "tiers#1.cache_read: 0.5 → 0.1 (÷5)"),
        ("cache_read: 0", "input: 1, output: 2, cache_read: 0.1", "cache_read: 0 → 0.1:"),
    ],
    ids=["hours", "fee", "service tier", "rates of hours", "band", "free"],
)
def test_a_jump_is_found_in_every_kind_of_price(tmp_path, before, after, said):
    (warning,) = told(tmp_path, f"{SHEET}        {before}\n      - {{from: 2026-03-01, {after}}}\n")
    assert said in warning


@pytest.mark.parametrize(
    "new",
    [
        "fees: {web_search: {price: 9}}",
        PEAK % 9,
        "service_tiers: {fast: {multiply: 9}}",
        "service_tiers: {batch: {multiply: 9, note: dearer now}}",
    ],
)
def test_what_had_no_price_before_or_has_a_note_of_its_own_is_no_jump(tmp_path, new):
    before = "fees: {request: {price: 1}}\n        service_tiers: {batch: {multiply: 0.5}}"
    after = f"      - {{from: 2026-03-01, input: 1, output: 2, {new}}}\n"
    assert told(tmp_path, f"{SHEET}        {before}\n{after}") == []


def test_prices_of_sizes_that_do_not_meet_are_not_compared(tmp_path):
    tiers = "tiers: [{up_to: 9, input: %s, output: 2}, {input: 8, output: 20}]"
    before = SHEET.replace("input: 1\n        output: 2", tiers % 1)
    after = f"      - {{from: 2026-03-01, {tiers % 1.5}}}\n"
    assert told(tmp_path, before + after) == []
    wider = after.replace("up_to: 9", "up_to: 12")
    assert told(tmp_path, before + wider) == [
        "14: warning: models.m from 2026-03-01: tiers#1.input: 8 → 1.5 (÷5.3), "
        "output 20 → 2 (÷10): say in a `note` why it jumps, if it does"
    ]


def test_the_jumps_of_an_entry_are_one_warning(tmp_path):
    batch = "service_tiers: {batch: {multiply: 0.5}}"
    text = f"{SHEET}        {batch}\n      - {{from: 2026-03-01, input: 9, output: 18, {batch}}}\n"
    (warning,) = told(tmp_path, text)
    assert "input: 1 → 9 (×9), output 2 → 18 (×9), batch input 0.5 → 4.5 (×9) and 1 more" in warning


def test_only_prices_in_force_are_looked_after(tmp_path):
    old = SHEET.replace("retrieved: 2026-11-20", "retrieved: 2026-01-20")
    assert len(told(tmp_path, old)) == 1
    assert told(tmp_path, old + "        until: 2026-06-01\n") == []
    assert told(tmp_path, old.replace("status: community", "status: claimed")) == []


def test_what_rests_on_an_old_check_is_told_once_at_that_check(tmp_path):
    named = "sources:\n  page: {retrieved: 2026-01-20}\nmodels:"
    text = SHEET.replace("models:", named) + "        source: page\n"
    text += text.partition("models:\n")[2].replace("  m:", "  n:")
    assert told(tmp_path, text) == [
        "9: warning: sources.page.retrieved: last checked 308 days ago, on 2026-01-20: "
        "look at the page again for m, n"
    ]


def test_ones_own_sheet_may_resell_a_packaged_offer(tmp_path):
    text = SHEET + "  gpt: {resells: openai/gpt-5, markup: 5}\n"
    assert told(tmp_path, text) == []


def test_a_resale_from_a_sheet_that_cannot_be_read_is_not_told_besides(tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text("schema: 2\n")
    found = told(tmp_path, SHEET + "  r: {resells: other/m}\n", other)
    assert not [line for line in found if "no sheet has" in line]


def test_an_alias_must_not_be_taken_in_the_packaged_sheet_that_is_laid_under(tmp_path):
    path = tmp_path / "openai.yaml"
    text = SHEET.replace("provider: own", "provider: openai").replace(
        "  m:\n", "  m:\n    aliases: [gpt-5]\n"
    )
    path.write_text(text)
    (problem,) = check_sheets([path], today=TODAY)
    assert (problem.line, problem.severity) == (10, "problem")
    assert "'gpt-5' is the id of another model" in problem.message


def test_a_folder_without_a_lock_file_needs_none(tmp_path):
    assert told(tmp_path, SHEET) == []


def test_a_change_without_a_new_revision_is_a_problem_at_the_revision(tmp_path):
    told(tmp_path, SHEET)
    lock_sheets(tmp_path, today=TODAY)
    assert told(tmp_path, SHEET) == []
    assert told(tmp_path, SHEET.replace("output: 2", "output: 3")) == [
        "4: revision: the sheet has changed since 2026-11-20: write 2026-11-24, then run "
        "`tokenfare sheets lock`"
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("models:", "# a comment\nmodels:"),
        ("input: 1\n        output: 2", "output: 2.00\n        input: 1"),
        ('url: "https://example.org"', "url: https://example.org"),
    ],
)
def test_comments_and_layout_do_not_count_as_a_change(tmp_path, old, new):
    told(tmp_path, SHEET)
    lock_sheets(tmp_path, today=TODAY)
    assert old in SHEET
    assert told(tmp_path, SHEET.replace(old, new)) == []


def test_a_change_cannot_be_locked_without_a_new_revision(tmp_path):
    told(tmp_path, SHEET)
    lock_sheets(tmp_path, today=TODAY)
    told(tmp_path, SHEET.replace("output: 2", "output: 3"))
    with pytest.raises(SheetError, match=r"own.yaml:4: revision: the sheet has changed"):
        lock_sheets(tmp_path, today=TODAY)


def test_with_a_new_revision_it_is_locked_and_may_change_again_on_that_day(tmp_path):
    told(tmp_path, SHEET)
    lock_sheets(tmp_path, today=TODAY)
    second = SHEET.replace("revision: 2026-11-20", "revision: 2026-11-24")
    assert told(tmp_path, second) == [
        "4: revision: the sheet has changed and is not locked: run `tokenfare sheets lock`"
    ]
    lock_sheets(tmp_path, today=TODAY)
    assert told(tmp_path, second) == []
    third = second.replace("output: 2", "output: 3")
    assert "run `tokenfare sheets lock`" in told(tmp_path, third)[0]
    lock_sheets(tmp_path, today=TODAY)
    assert told(tmp_path, third) == []


def test_a_revision_never_falls(tmp_path):
    told(tmp_path, SHEET)
    lock_sheets(tmp_path, today=TODAY)
    (problem,) = told(
        tmp_path,
        SHEET.replace("n: 2026-11-20", "n: 2026-11-19").replace("d: 2026-11-20", "d: 2026-11-19"),
    )
    assert "2026-11-19 is before 2026-11-20, which is locked" in problem


def test_new_sheets_and_lost_ones_are_told(tmp_path):
    told(tmp_path, SHEET)
    lock_sheets(tmp_path, today=TODAY)
    (tmp_path / "own.yaml").unlink()
    (tmp_path / "new.yaml").write_text(SHEET.replace("provider: own", "provider: new"))
    said = sorted(one.message for one in check_sheets([tmp_path], today=TODAY))
    assert said == [
        "revision: the sheet is not in sheets.lock: run `tokenfare sheets lock`",
        "there is no sheet own.yaml: run `tokenfare sheets lock`",
    ]


def test_a_damaged_lock_file_is_told_at_its_line(tmp_path):
    told(tmp_path, SHEET)
    lock_sheets(tmp_path, today=TODAY).write_text("# head\nown today\n")
    (problem,) = check_sheets([tmp_path], today=TODAY)
    assert str(problem).endswith(
        "sheets.lock:2: not `provider revision hash`: `tokenfare sheets lock` writes the file anew"
    )


def test_sheets_that_are_not_there_are_told(tmp_path):
    gone = tmp_path / "gone.yaml"
    found = [str(one) for one in check_sheets([gone], today=TODAY)]
    assert found == [f"{gone}:1: no such file or folder"]


def test_what_cannot_be_read_cannot_be_locked(tmp_path):
    told(tmp_path, SHEET.replace("CNY", "RMB"))
    (tmp_path / "b.yaml").write_text("")
    with pytest.raises(SheetError) as refused:
        lock_sheets(tmp_path, today=TODAY)
    assert [str(one).removeprefix(f"{tmp_path}/") for one in refused.value.problems] == [
        "b.yaml:1: the file is empty: begin with schema: 1",
        "own.yaml:5: currency: should be 'CNY', 'USD', 'EUR', 'GBP', 'JPY', 'HKD', 'SGD', 'KRW' "
        "or 'INR'; got 'RMB': write CNY",
    ]
    assert not (tmp_path / "sheets.lock").exists()


def test_a_lock_file_that_cannot_be_written_is_told(tmp_path):
    told(tmp_path, SHEET)
    (tmp_path / "sheets.lock").mkdir()
    with pytest.raises(SheetError, match=r"sheets.lock:1: cannot be written"):
        lock_sheets(tmp_path, today=TODAY)


def test_successors_that_lead_back_are_told_and_those_that_lead_there_are_not():
    from pricing.care.collisions import _in_circles

    named = {"a": "b", "b": "c", "c": "b", "d": "d", "e": None, "f": "e", "g": "nobody"}
    assert sorted(_in_circles(named)) == ["b", "c", "d"]
