from __future__ import annotations

import re
from pathlib import Path

import pytest

from calculator.profiles import presets, read_profile
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
