"""A folder that keeps each file's part: resumed, never half-written, the same bytes in the end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from calculator.logbook import Reading, parts, price_files_in
from calculator.logbook.asked import Asked
from calculator.logbook.outputs import write_folder
from tests.logs.make_samples import samples

from .written import contents, good_rows, looped, write_log

ROOT = Path(__file__).parents[2]
ROWS = good_rows(300, seed=4)


@pytest.fixture
def logs(tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir()
    return [write_log(folder / f"day{n}.csv", ROWS[n * 100 : n * 100 + 100]) for n in range(3)]


@pytest.fixture
def counted(monkeypatch):
    """The names of the files that are counted, as they are."""
    seen = []
    made = parts._made

    def watched(found, *rest):
        seen.append([Path(file.file).name for file in found.log.recognised])
        return made(found, *rest)

    monkeypatch.setattr(parts, "_made", watched)
    return seen


def done_in(folder, files, asked=None, *, rows=False):
    account = price_files_in(folder, files, asked or Asked(), Reading(), rows=rows)
    write_folder(account, folder)
    return account


def test_parts_add_up_to_the_whole(logs, tmp_path):
    account = done_in(tmp_path / "out", logs, rows=True)
    assert Fraction(account.priced.totals["USD"].cost.amount) == looped(ROWS)
    written = [pq.read_table(p) for p in sorted((tmp_path / "out" / "rows").iterdir())]
    assert sum(Fraction(c) for t in written for c in t["list_cost"].to_pylist()) == looped(ROWS)


def test_a_finished_file_is_not_counted_again(logs, tmp_path, counted):
    done_in(tmp_path / "out", logs[:2])
    before = contents(tmp_path / "out")
    done_in(tmp_path / "out", logs[:2])
    assert len(counted) == 2
    assert contents(tmp_path / "out") == before
    done_in(tmp_path / "out", logs)
    assert counted[2:] == [["day2.csv"]]


def test_a_changed_file_and_a_changed_question_are_counted_anew(logs, tmp_path, counted):
    done_in(tmp_path / "out", logs[:2])
    write_log(logs[0], ROWS[:50])
    account = done_in(tmp_path / "out", logs[:2])
    assert counted[2:] == [["day0.csv"]]
    assert Fraction(account.priced.totals["USD"].cost.amount) == looped(ROWS[:50] + ROWS[100:200])
    done_in(tmp_path / "out", logs[:2], Asked(by=("tag",)))
    assert counted[3:] == [["day0.csv"], ["day1.csv"]]


def test_many_small_files_are_counted_in_packs_and_come_to_the_same(tmp_path, counted, monkeypatch):
    files = [write_log(tmp_path / f"day{n:02}.csv", ROWS[n * 9 : n * 9 + 9]) for n in range(9)]
    monkeypatch.setattr(parts, "PACK", 6)
    account = done_in(tmp_path / "out", files[:8])
    assert [len(pack) for pack in counted] == [6, 2]
    assert Fraction(account.priced.totals["USD"].cost.amount) == looped(ROWS[: 8 * 9])
    done_in(tmp_path / "out", files)
    assert counted[2:] == [["day06.csv", "day07.csv", "day08.csv"]]
    files[0].write_text("time,model,input_tokens,output_tokens\n")
    account = done_in(tmp_path / "out", files)
    assert [len(pack) for pack in counted[3:]] == [6]
    assert Fraction(account.priced.totals["USD"].cost.amount) == looped(ROWS[9 : 9 * 9])
    one_by_one = [json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))]
    monkeypatch.setattr(parts, "MANY", 100)
    done_in(tmp_path / "alone", files)
    assert [json.loads((tmp_path / "alone" / "summary.json").read_text("utf-8"))] == one_by_one


def test_with_rows_every_file_has_its_own_however_many(tmp_path, counted, monkeypatch):
    monkeypatch.setattr(parts, "MANY", 2)
    files = [write_log(tmp_path / f"day{n}.csv", ROWS[n : n + 1]) for n in range(2)]
    done_in(tmp_path / "out", files, rows=True)
    assert len(counted) == len(list((tmp_path / "out" / "rows").iterdir())) == 2


def test_other_offers_may_be_asked_about_later(logs, tmp_path):
    done_in(tmp_path / "out", logs[:1])
    account = done_in(tmp_path / "out", logs[:1], Asked(on=("openai/gpt-5-nano",)))
    assert [place.name for place in account.repriced.places] == ["openai/gpt-5-nano", "as it ran"]
    assert (tmp_path / "out" / "offers.csv").exists()
    done_in(tmp_path / "out", logs[:1])
    assert not (tmp_path / "out" / "offers.csv").exists()


def test_the_folder_holds_no_rows_of_files_that_were_not_asked_about(logs, tmp_path):
    done_in(tmp_path / "out", logs, rows=True)
    done_in(tmp_path / "out", logs[:2], rows=True)
    assert [p.name for p in sorted((tmp_path / "out" / "rows").iterdir())] == [
        "day0.parquet",
        "day1.parquet",
    ]


def test_files_of_one_name_have_parts_of_their_own(tmp_path):
    files = []
    for n in range(2):
        (tmp_path / f"{n}").mkdir()
        files.append(write_log(tmp_path / f"{n}" / "log.csv", ROWS[n * 100 : n * 100 + 100]))
    account = done_in(tmp_path / "out", files)
    assert Fraction(account.priced.totals["USD"].cost.amount) == looped(ROWS[:200])
    assert len(list((tmp_path / "out" / ".parts").iterdir())) == 2


def test_files_that_explain_each_other_are_read_together(tmp_path, counted):
    lines = ['{"timestamp": 0, "input_length": 1024, "output_length": 10, "hash_ids": [1, 2]}\n']
    for name in ("one", "two"):
        (tmp_path / f"{name}.jsonl").write_text(lines[0])
    reading = Reading(start=parts_start(), model="openai/gpt-5")
    files = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    account = price_files_in(tmp_path / "out", files, Asked(), reading)
    assert counted == [["one.jsonl", "two.jsonl"]]
    # the second prompt is the first one's: all of it is read from the cache
    assert account.priced.totals["USD"].counts["cache_read_tokens"] == 1_024


def parts_start():
    from datetime import UTC, datetime

    return datetime(2026, 10, 1, tzinfo=UTC)


def test_what_could_not_be_read_is_still_known_of_a_kept_part(logs, tmp_path):
    with logs[0].open("a") as file:
        file.write("2026-10-01T12:00:00Z,openai/gpt-5,many,20,5,a\n2026-10-01T12:00:00Z,op\n")
    first = done_in(tmp_path / "out", logs)
    again = done_in(tmp_path / "out", logs)
    assert first.rows_in == again.rows_in == 302
    assert first.rows_unpriced == again.rows_unpriced == 2
    assert again.tally.rejected == first.tally.rejected
    places = {place for kind in again.tally.rejected for place in kind.examples}
    assert places == {f"{logs[0]}:102", f"{logs[0]}:103"}


def kill(arguments, when):
    """Start `tokenfare log`, and kill it as soon as something is seen."""
    command = [sys.executable, "-m", "calculator", "log", *map(str, arguments)]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=ROOT, text=True, **pipes)
    while process.poll() is None and not when():
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    _, said = process.communicate()
    assert process.returncode == -signal.SIGKILL, f"it ended before it was killed: {said}"


def test_killed_mid_way_nothing_looks_complete_and_the_next_run_ends_the_same(tmp_path):
    big = good_rows(3_000, seed=5)
    logs = [write_log(tmp_path / f"day{n}.csv", big[n::5]) for n in range(5)]
    out = tmp_path / "out"
    kill(
        [*logs, "--out", f"{out}/", "--rows"],
        lambda: len(list((out / ".parts").glob("*.parquet"))) > 0,
    )
    assert not (out / "summary.json").exists()
    assert not (out / "groups.csv").exists()
    assert 0 < len(list((out / ".parts").glob("*.parquet"))) < 5
    done_in(out, logs, Asked(by=("model",)), rows=True)
    done_in(tmp_path / "undisturbed", logs, Asked(by=("model",)), rows=True)
    assert contents(out) == contents(tmp_path / "undisturbed")
    assert json.loads((out / "summary.json").read_text("utf-8"))["rows_in"] == 3_000


def test_logs_of_every_format_stopped_half_way_end_with_the_same_bytes(tmp_path, monkeypatch):
    logs = []
    for number, sample in enumerate(samples()):
        for name, content in sample.files.items():
            logs.append(tmp_path / "logs" / f"{number}" / name)
            logs[-1].parent.mkdir(parents=True, exist_ok=True)
            logs[-1].write_bytes(content)
    made, done = parts._made, []

    def stopping(*given):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(made(*given))
        return done[-1]

    asked = Asked(by=("model", "key", "tag"))
    monkeypatch.setattr(parts, "PACK", 10)
    monkeypatch.setattr(parts, "_made", stopping)
    with pytest.raises(KeyboardInterrupt):
        done_in(tmp_path / "out", logs, asked)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".parts"]
    monkeypatch.setattr(parts, "_made", made)
    done_in(tmp_path / "out", logs, asked)
    done_in(tmp_path / "undisturbed", logs, asked)
    assert contents(tmp_path / "out") == contents(tmp_path / "undisturbed")


def test_a_single_file_is_whole_or_not_there(tmp_path):
    from calculator.cli.log_work import Work, account_of

    log = write_log(tmp_path / "log.csv", good_rows(40_000, seed=6))
    out = tmp_path / "rows.parquet"
    kill([log, "--out", out, "--rows"], lambda: bool(list(tmp_path.glob(".rows.parquet.*.part"))))
    assert not out.exists()
    for name in ("rows", "undisturbed"):
        place = str(tmp_path / f"{name}.parquet")
        account_of(Work([str(log)], Asked(), Reading(), place, True, None, "duckdb", None))
    assert out.read_bytes() == (tmp_path / "undisturbed.parquet").read_bytes()
    assert not list(tmp_path.glob(".*.part"))
