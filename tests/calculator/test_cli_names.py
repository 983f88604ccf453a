"""The command line shows what a name was taken for, and why."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from calculator.cli import app
from pricing.care.coverage import ForeignId
from pricing.errors import AmbiguousOfferError

MARCH = ("--at", "2026-03-01", "-i", "1000", "-o", "100")
WHY = "moonshot means moonshot-intl, LiteLLM's prefix for api.moonshot.ai"


def run(*words: str, code: int = 0) -> SimpleNamespace:
    done = CliRunner().invoke(app, words)
    assert done.exit_code == code, done.output
    return SimpleNamespace(out=done.stdout, err=done.stderr, error=done.exception)


def test_a_receipt_says_what_a_foreign_name_was_taken_for():
    said = run("price", "moonshot/kimi-k2-thinking", *MARCH).out
    assert said.startswith("moonshot-intl/kimi-k2-thinking")
    assert f"note: matched 'moonshot/kimi-k2-thinking' because: {WHY}\n" in said


def test_the_reason_is_among_the_notes_of_the_json_too():
    notes = json.loads(run("price", "moonshot/kimi-k2-thinking", *MARCH, "--json").out)["notes"]
    assert f"matched 'moonshot/kimi-k2-thinking' because: {WHY}" in notes


def test_an_exact_id_needs_no_note():
    assert "matched" not in run("price", "openai/gpt-5", *MARCH).out


@pytest.mark.parametrize("command", ["compare", "project"])
def test_bills_of_workloads_say_it_beside_the_table(command):
    done = run(command, "moonshot/kimi-k3", "--start", "2026-11")
    assert done.err == f"matched 'moonshot/kimi-k3' to moonshot-intl/kimi-k3 because: {WHY}\n"
    assert "moonshot-intl/kimi-k3" in done.out


def test_a_name_of_several_prices_is_not_priced():
    error = run("price", "moonshotai/kimi-k2-thinking", *MARCH, code=1).error
    assert isinstance(error, AmbiguousOfferError)
    assert "moonshot-cn/kimi-k2-thinking or moonshot-intl/kimi-k2-thinking" in str(error)


def test_models_explains_a_name_that_no_offer_contains():
    done = run("models", "gemini/gemini-2.5-pro")
    assert "google/gemini-2.5-pro" in done.out
    assert "'gemini/gemini-2.5-pro' is google/gemini-2.5-pro: gemini means google" in done.err


def test_models_lists_every_offer_an_ambiguous_name_may_mean():
    said = run("models", "deepseek/DeepSeek-V4-Pro").out
    assert "deepseek-cn/deepseek-v4-pro" in said
    assert "deepseek-intl/deepseek-v4-pro" in said


def test_models_finds_the_same_offers_by_a_chinese_name():
    assert run("models", "月之暗面 openrouter").out == run("models", "openrouter kimi").out


def test_models_suggests_what_is_near_where_nothing_is_meant():
    done = run("models", "claude-4-5-haiku", code=1)
    assert done.out.endswith("0 offers\n")
    assert "did you mean anthropic/claude-haiku-4-5" in done.err


@pytest.fixture
def five_ids(monkeypatch):
    ids = [
        ForeignId("openai/gpt-5", "openai"),
        ForeignId("gpt-5-mini", "openai"),
        ForeignId("openai/gpt-5:free", "openai"),
        ForeignId("deepseek/deepseek-v4-pro", "deepseek"),
        ForeignId("nobody/model-7b", "nobody"),
    ]
    monkeypatch.setattr("pricing.care.coverage.litellm_chat_ids", lambda: ("litellm 9.9", ids))


def test_coverage_counts_by_provider_and_gives_the_reason_of_an_example(five_ids):
    lines = run("sheets", "coverage").out.splitlines()
    assert lines[1].split() == ["openai", "openai", "3", "2", "0", "0", "0", "1"]
    assert lines[3].startswith("litellm 9.9: 2 of 4 chat ids resolve (50%); 1 have several prices")
    assert "openai/gpt-5:free" in lines[4]
    assert ":free is another price than openai/gpt-5" in lines[4]


def test_coverage_as_json_lists_every_unresolved_id_with_its_kind(five_ids):
    said = json.loads(run("sheets", "coverage", "--json").out)
    assert (said["source"], said["ids"], said["outcomes"]["resolved"]) == ("litellm 9.9", 4, 2)
    assert [provider["unresolved"] for provider in said["providers"]] == [
        {"openai/gpt-5:free": "not in the book"},
        {"deepseek/deepseek-v4-pro": "ambiguous"},
    ]
