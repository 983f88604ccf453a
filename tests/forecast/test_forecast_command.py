"""`tokenfare forecast`, as it is called."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from calculator.cli import app

RUN = ["forecast", "openai/gpt-5", "alibaba-cn/qwen-plus", "--start", "2026-12", "-m", "3"]


def said(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, [*words], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def test_a_forecast_is_a_table_and_says_what_it_rests_on():
    out = said(*RUN, "--budget", "20_000", "--draws", "500", "--seed", "7")
    assert "8 in 10 outcomes lie from P10 to P90" in out
    assert "2026-12" in out
    assert "alibaba-cn/qwen-plus costs less than openai/gpt-5 in every outcome" in out
    assert "openai/gpt-5: $20,000 in all is exceeded in" in out
    assert "requests: 8 in 10 outcomes lie between × 0.8 and × 1.25" in out
    assert "500 possible worlds, the same for every offer, seed 7" in out
    assert "book 20" in out


def test_the_same_call_prints_the_same_text():
    call = (*RUN, "--draws", "500")
    assert said(*call) == said(*call)


def test_json_has_exact_texts_and_the_budgets():
    told = json.loads(
        said(*RUN, "--json", "--draws", "500", "--budget", "9,000", "--monthly-budget", "3000.5")
    )
    assert [offer["offer"] for offer in told["offers"]] == RUN[1:3]
    assert [(b["offer"], b["budget"], b["per"]) for b in told["budgets"]] == [
        ("openai/gpt-5", "9000", "total"),
        ("alibaba-cn/qwen-plus", "9000", "total"),
        ("openai/gpt-5", "3000.5", "month"),
        ("alibaba-cn/qwen-plus", "3000.5", "month"),
    ]
    months = told["offers"][0]["months"]
    assert [month["month"] for month in months] == ["2026-12", "2027-01", "2027-02"]
    assert float(months[0]["p10"]) < float(months[0]["mean"]) < float(months[0]["p90"])


def test_nothing_uncertain_is_the_projection():
    sure = json.loads(said(*RUN, "--json", "--uncertainty", "none"))
    project = ["project", "openai/gpt-5", "--start", "2026-12", "-m", "3", "--currency", "USD"]
    assert sure["offers"][0]["total"]["p10"] == json.loads(said(*project, "--json"))["total"]


def test_bills_paid_are_shown_as_paid():
    out = said(*RUN, "--actual", "2026-11=1234.5", "--actual", "2026-12-20=800", "--draws", "500")
    assert "$1,234 paid" in out
    assert "$800 paid" in out


def test_a_file_of_uncertainty_is_laid_under_the_options(tmp_path):
    path = tmp_path / "wide.yaml"
    path.write_text("volume: [0.5, 3]\nthinking: [0.5, 2]\n")
    out = said(*RUN, "--uncertainty", str(path), "--uncertainty", "thinking=1..1", "--draws", "500")
    assert "requests: 8 in 10 outcomes lie between × 0.5 and × 3" in out
    assert "reasoning per token of the answer: as stated" in out


def test_a_workload_file_brings_its_own_uncertainty(tmp_path):
    path = tmp_path / "bot.yaml"
    path.write_text(
        "name: bot\nrequests_per_day: 9\ninput_tokens: 10\noutput_tokens: 10\n"
        "uncertainty: {volume: [0.5, 4]}\n"
    )
    out = said("forecast", "openai/gpt-5", "-w", str(path), "--draws", "500")
    assert "requests: 8 in 10 outcomes lie between × 0.5 and × 4" in out


@pytest.mark.parametrize("text", ["2026-13=5", "november=5", "2026-11", "2026-11-31=5"])
def test_a_bill_that_cannot_be_read_is_shown_how(text):
    done = CliRunner().invoke(app, [*RUN, "--actual", text])
    assert done.exit_code == 2
    assert "is not a bill such as" in done.output


def test_no_offer_that_can_serve_is_a_failure(tmp_path):
    path = tmp_path / "long.yaml"
    path.write_text("name: l\nrequests_per_day: 1\ninput_tokens: 50_000_000\noutput_tokens: 1\n")
    out = said("forecast", "openai/gpt-5", "-w", str(path), "--draws", "500", code=1)
    assert "not served: l: 50,000,000 input tokens exceed its context" in out
