from __future__ import annotations

import re
from pathlib import Path

import pytest

from calculator.profiles import presets, profile_of, read_profile
from pricing.errors import SheetError

NAMES = ("batch-summaries", "coding-agent", "deep-research", "rag", "support-bot")
PRESETS = presets()
MINIMAL = "name: x\nrequests_per_day: 1\ninput_tokens: 1\noutput_tokens: 10\n"


def read(folder: Path, text: str):
    path = folder / "mine.yaml"
    path.write_text(text, "utf-8")
    return read_profile(path)


def test_every_preset_has_a_thinking_variant():
    assert set(PRESETS) == {*NAMES, *(f"{name}-thinking" for name in NAMES)}


@pytest.mark.parametrize("profile", PRESETS.values(), ids=PRESETS)
def test_every_preset_is_named_and_described_in_both_languages_as_an_example(profile):
    assert not re.search("[\u4e00-\u9fff]", profile.name + profile.description)
    assert re.search("[\u4e00-\u9fff]", profile.name_zh)
    assert profile.description.endswith("Example figures.")
    assert profile.description_zh.endswith("数字仅为示例。")


@pytest.mark.parametrize("name", NAMES)
def test_a_thinking_variant_adds_its_reasoning_to_the_same_answer(name):
    plain, thinking = PRESETS[name].workload(), PRESETS[f"{name}-thinking"].workload()
    assert (plain.thinks, thinking.thinks) == (0, 1)
    assert thinking.answer == plain.answer
    assert thinking.input == plain.input
    assert thinking.requests == plain.requests


def test_only_the_batch_preset_asks_for_another_service_tier():
    asked = {name: p.service_tiers for name, p in PRESETS.items() if p.service_tiers}
    assert asked == {"batch-summaries": {"batch": 1}}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("requests_per_month: 1\n", "give one of requests_per_day"),
        ("answer_tokens: 1\n", "give one of output_tokens, answer_tokens"),
        ("cached_share: 40\n", "mine.yaml:5: .*cached_share"),
        ("reasoning_tokens: 11\n", "reasoning_tokens exceed output_tokens"),
        ("colour: red\n", "mine.yaml:5: .*colour"),
    ],
)
def test_a_profile_that_contradicts_itself_is_refused_at_its_line(more, said, tmp_path):
    with pytest.raises(SheetError, match=said):
        read(tmp_path, MINIMAL + more)


def test_a_profile_by_median_and_95th_percentile_has_a_mean_between(tmp_path):
    job = read(tmp_path, MINIMAL.replace("input_tokens: 1", "input_tokens: {p50: 100, p95: 400}"))
    assert (job.workload().input.p50, job.workload().input.p95) == (100, 400)
    assert 100 < job.workload().input.mean < 400


def test_an_answer_of_nothing_leaves_the_reasoning(tmp_path):
    text = MINIMAL.replace("output_tokens: 10", "answer_tokens: 0\nreasoning_tokens: 300")
    job = read(tmp_path, text).workload()
    assert (job.output.mean, job.reasoning, job.thinks) == (300, 300, 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"#" * 2_000_001, r"mine.yaml:1: 2,000,001 bytes are too many \(at most 2,000,000\)"),
        ("name: 客服\n".encode("gb18030"), "mine.yaml:1: not UTF-8: save it as UTF-8"),
    ],
)
def test_a_file_that_is_too_large_or_no_utf_8_is_refused_before_it_is_read(content, said):
    with pytest.raises(SheetError, match=said):
        profile_of(content, "mine.yaml")
