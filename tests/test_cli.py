from __future__ import annotations

import errno
import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import gettempdir
from typing import NamedTuple
from unittest.mock import patch

import pytest

from calculator.cli import _told, main
from pricing.errors import UsageError

ROOT = Path(__file__).parent.parent


class Done(NamedTuple):
    stdout: str
    stderr: str


def run(*words: str, code: int = 0) -> Done:
    """The entry point on a terminal that, unless it is told otherwise, knows ASCII alone."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _ in range(2))
    ended: int | str | None = 0
    with patch("sys.argv", ["tokenfare", *words]), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            ended = end.code
    texts = []
    for stream in (out, err):
        stream.seek(0)
        texts.append(stream.read())
    done = Done(*texts)
    assert ended == code, done.stderr
    return done


def test_the_package_runs_as_a_program():
    words = ["price", "openai/gpt-5", "-i", "1000000", "-o", "0", "--at", "2026-03-01", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "calculator", *words], capture_output=True, cwd=ROOT, check=True
    )
    assert json.loads(done.stdout)["list_cost"] == "1.250000000000"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (UsageError("no such thing"), "no such thing"),
        (OSError("odd"), "odd"),
        (OSError(errno.EACCES, "Permission denied"), "Permission denied"),
        (OSError(errno.EACCES, "Permission denied", "a.csv"), "a.csv: Permission denied"),
        (
            OSError(errno.ENOSPC, "No space left on device", "a.csv"),
            "a.csv: No space left on device (work is put down in {0}; TMPDIR names another place)",
        ),
    ],
)
def test_what_failed_is_said_with_what_can_be_done(error, said):
    assert _told(error) == said.format(gettempdir())


def test_output_that_knows_no_encoding_is_left_as_it_is():
    with (
        redirect_stdout(io.StringIO()) as out,
        patch("sys.argv", ["tokenfare", "--help"]),
        pytest.raises(SystemExit) as end,
    ):
        main()
    assert end.value.code == 0
    assert "What will my LLM workload cost" in out.getvalue()


def test_the_dashboard_is_served_as_it_is_asked_for(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "calculator.dashboard.serve.serve", lambda *words, **more: asked.append((words, more))
    )
    run("dashboard")
    run("dashboard", "--port", "8600", "--host", "0.0.0.0", "--no-browser",
        "--allow-host", "a.example", "--allow-host", "b.example", "--logs", "logs")  # fmt: skip
    assert asked == [
        (("127.0.0.1", 8501), {"open_browser": True, "allowed": (), "logs": None}),
        (
            ("0.0.0.0", 8600),
            {"open_browser": False, "allowed": ["a.example", "b.example"], "logs": Path("logs")},
        ),
    ]


def test_a_price_is_explained_and_says_its_sheet():
    words = [
        "price",
        "alibaba-cn/qwen-plus",
        "-i",
        "10000",
        "-o",
        "5000",
        "--reasoning",
        "4000",
        "--thinking",
    ]
    said = run(*words, "--at", "2026-03-01").stdout
    assert "¥0.048000" in said
    assert "¥8.00 per M" in said
    assert "alibaba-cn@" in said


def test_json_amounts_are_exact_texts():
    words = [
        "price",
        "openai/gpt-5",
        "-i",
        "1",
        "-o",
        "1",
        "--at",
        "2026-03-01",
        "--currency",
        "CNY",
        "--fx",
        "7",
        "--json",
    ]
    said = json.loads(run(*words).stdout)
    assert said["list_cost"] == "0.000011250000"
    assert said["billed"]["total"] == "0.000078750000"


def test_a_misspelt_offer_is_one_line_with_near_names_and_exit_code_2():
    done = run("price", "openai/gpt-55", "-i", "1", "-o", "1", code=2)
    assert "did you mean openai/gpt-5.5" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_comparison_ranks_at_least_twenty_offers_without_a_word():
    said = json.loads(run("compare", "--json").stdout)
    totals = [float(row["total"]) for row in said["ranked"]]
    assert len(totals) >= 20
    assert totals == sorted(totals)


def test_a_projection_adds_up_month_by_month():
    words = [
        "project",
        "deepseek-cn/deepseek-v4-pro",
        "--months",
        "3",
        "--start",
        "2026-07",
        "--json",
    ]
    said = json.loads(run(*words).stdout)
    assert [m["month"] for m in said["months"]] == ["2026-07", "2026-08", "2026-09"]


def test_models_finds_by_part_of_a_name():
    assert "alibaba-cn/qwen-plus" in run("models", "qwen-plus").stdout
    assert run("models", "no-such-model", code=1).stdout.endswith("0 offers\n")


def test_the_packaged_sheets_have_no_problem(monkeypatch):
    monkeypatch.chdir(ROOT)
    lines = run("sheets", "check").stdout.splitlines()
    assert lines[-1].startswith("no problems, ")
    assert all(line.startswith("data/prices/") for line in lines[:-1])


def test_a_bad_sheet_is_told_by_file_and_line_with_exit_code_1(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("schema: 1\nprovder: x\n")
    said = run("sheets", "check", str(path), code=1).stdout
    assert f"{path}:2: sheet: unknown key 'provder'; did you mean 'provider'" in said


def test_warnings_fail_only_when_asked_to_and_are_counted(tmp_path):
    path = ROOT / "tests" / "bad_sheets" / "odd-unused-source.yaml"
    assert "no price names this source" in run("sheets", "check", str(path)).stdout
    said = json.loads(run("sheets", "check", str(path), "--strict", "--json", code=1).stdout)
    assert said["counts"] == {"problems": 0, "warnings": len(said["found"])}
    assert (9, "warning") in {(one["line"], one["severity"]) for one in said["found"]}


def test_a_folder_is_locked_and_a_silent_change_then_fails(tmp_path):
    sheet = (ROOT / "tests" / "worked" / "demo.yaml").read_text("utf-8")
    (tmp_path / "demo.yaml").write_text(sheet, encoding="utf-8")
    assert run("sheets", "lock", str(tmp_path)).stdout == f"{tmp_path / 'sheets.lock'} written\n"
    (tmp_path / "demo.yaml").write_text(sheet.replace("input: 4", "input: 5"), encoding="utf-8")
    said = run("sheets", "check", str(tmp_path), code=1).stdout
    assert "demo.yaml:5: revision: the sheet has changed" in said
    assert said.splitlines()[-1].startswith("1 problem, ")


def test_audit_sets_the_article_beside_sourced_prices():
    said = run("audit").stdout
    assert "¥60.00 claimed, ¥4.00 sourced: ×15" in said
    assert "¥120.00 claimed, ¥16.00 sourced: ×7.5" in said
    assert "implied 7.2289 CNY per USD; market: 1 USD = 6.9" in said


@pytest.mark.parametrize("words", [["--help"], ["price", "--help"], ["sheets", "--help"]])
def test_help_is_there(words):
    assert "Usage" in run(*words).stdout
