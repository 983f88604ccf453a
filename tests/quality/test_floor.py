"""A floor of quality: what reaches it, what does not, and what nobody has scored."""

from __future__ import annotations

from decimal import Decimal

from calculator.quality.floor import floor
from calculator.quality.own_scores import read_scores
from calculator.quality.scales import packaged_scales
from pricing import default_catalog

NAMES = ("openai/gpt-5", "openai/gpt-5-nano", "openrouter/deepseek/deepseek-v3.2")


def sorted_by(scale, least):
    found = floor(map(default_catalog().offer, NAMES), scale, Decimal(least))
    return [[offer.id for offer in part] for part in found[2:]]


def test_an_offer_is_above_below_or_unknown():
    """MMLU-Pro as claimed: GPT-5 87.2, DeepSeek V3.2 83.9, GPT-5 nano none."""
    assert sorted_by(packaged_scales()[0], 85) == [[NAMES[0]], [NAMES[2]], [NAMES[1]]]


def test_the_very_score_is_enough():
    assert sorted_by(packaged_scales()[0], "87.2")[0] == [NAMES[0]]
    assert sorted_by(packaged_scales()[0], "87.21")[0] == []


def test_scores_of_ones_own_are_a_floor_too():
    own = read_scores(b"model,eval\nGPT-5 nano,40\nGPT-5,39\n").scales[0]
    assert own.key == "own:eval"
    assert sorted_by(own, 40) == [[NAMES[1]], [NAMES[0]], [NAMES[2]]]
