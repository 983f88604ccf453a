"""`sheets history`, `sheets diff` and `sheets parity`, as they are called."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from calculator.cli import app
from tests.sheet_text import write_sheet

OLD = "m: {thinking: not_applicable, prices: [{from: 2026-01-01, input: 4, output: 16}]}"
NEW = OLD.replace("input: 4", "input: 4.4")


def run(*words: str, code: int = 0) -> Result:
    done = CliRunner().invoke(app, ["sheets", *words])
    assert done.exit_code == code, done.output
    return done


@pytest.fixture
def editions(tmp_path):
    """Two folders that hold one sheet each: an input price of 4, then of 4.4."""
    folders = [tmp_path / "old", tmp_path / "new"]
    for folder, models in zip(folders, (OLD, NEW), strict=True):
        write_sheet(folder, models)
    return [str(folder) for folder in folders]


def test_a_history_is_found_by_model_at_every_provider():
    said = run("history", "kimi-k2-thinking").stdout
    assert "moonshot-cn/kimi-k2-thinking  Kimi K2 Thinking, CNY per million tokens" in said
    assert "moonshot-intl/kimi-k2-thinking  Kimi K2 Thinking, USD per million tokens" in said
    assert "2025-11-06 until 2026-05-26, retired" in said


def test_a_history_at_one_provider_is_json_on_request():
    said = run("history", "kimi-k2-thinking", "--provider", "moonshot-cn", "--json").stdout
    (history,) = json.loads(said)
    assert history["offer"] == "moonshot-cn/kimi-k2-thinking"
    assert history["steps"][0]["rates"][0]["rates"]["output"] == "16"


def test_two_folders_are_compared_and_a_rise_above_the_limit_fails(editions):
    assert "¥4.00  ¥4.40   +10 %" in run("diff", *editions).stdout
    assert run("diff", *editions, "--fail-above", "10%").stderr == ""
    failed = run("diff", *editions, "--fail-above", "9.9%", code=1)
    assert failed.stderr == "1 rate(s) rise by more than 9.9 %\n"


def test_with_a_workload_the_bill_decides(editions):
    words = ["diff", *editions, "-w", "support-bot", "--start", "2026-04"]
    assert "Bill of" in run(*words).stdout
    assert run(*words, "--fail-above", "9%").stderr == ""
    assert run(*words, "--fail-above", "1%", code=1).stderr == "1 bill(s) rise by more than 1 %\n"


def test_a_diff_is_json_or_markdown_on_request(editions):
    said = json.loads(run("diff", *editions, "-w", "support-bot", "--json").stdout)
    assert (said["rates"][0]["old"], said["rates"][0]["new"]) == ("4", "4.4")
    assert said["workload"]["bills"][0]["offer"] == "demo/m"
    assert run("diff", *editions, "--markdown").stdout.startswith("### Prices: ")


def test_a_limit_that_is_no_number_is_a_wrong_call(editions):
    assert "not a number of per cent" in run("diff", *editions, "--fail-above", "x", code=2).stderr


def test_two_days_of_the_packaged_book_are_compared():
    said = run("diff", "2026-08-16", "2026-08-17").stdout
    assert "deepseek-cn/deepseek-v4-pro" in said
    assert "+350 %" in said


def test_lists_are_set_side_by_side():
    said = run("parity", "kimi-k3", "--at", "2026-10-30", "--fx", "7.10").stdout
    assert "market: 1 USD = 7.1 CNY (fixed by you)" in said
    assert "sign the yuan list" in said


def test_parity_takes_vat_charges_and_a_mix():
    words = ["parity", "kimi-k3", "--at", "2026-10-30", "--fx", "7.10", "--vat", "cost"]
    own = ["--yuan-charge", "-10%", "--dollar-charge", "5.5", "--dollar-vat", "6"]
    mix = ["-i", "1000", "-o", "500", "--cache-read", "100", "--reasoning", "400"]
    said = json.loads(run(*words, *own, *mix, "--json").stdout)
    assert said["terms"] == (
        "VAT a cost: 6 % more where the dollar list states none, "
        "yuan list -10 %, dollar list +5.5 %"
    )
    assert said["mix"]["reasoning_tokens"] == 400
    assert said["models"][0]["mix"]["sign"] == "yuan"


def test_parity_of_everything_is_a_line_a_model():
    said = run("parity", "--at", "2026-10-30").stdout
    assert "moonshot-cn/kimi-k3" in said
    assert "not priced on both lists that day:" in said
