"""Everything that a ranking says is said in Chinese too."""

from __future__ import annotations

import re

import pytest

from calculator.counterfactual.words import CODES, Note
from calculator.words.logs import log_words

ABOUT = {
    "input": "1.1",
    "output": "0.9",
    "factor": "0.5",
    "ratio": "3",
    "percent": "<0.1",
    "tier": "batch",
    "tiers": "flex, priority",
    "said": "input tokens × 2, output tokens × 3; thinking switched off: answers only",
    "offer": "openai/gpt-5",
    "what": "citation tokens",
    "window": "400,000",
    "day": "2026-01-02",
    "reason": "openai/gpt-5 has no price on 2023-11-16: its first known price is from 2025-08-07",
}


@pytest.mark.parametrize("code", CODES)
def test_a_note_is_told_in_both_languages(code):
    english = str(Note(code, **ABOUT))
    chinese = log_words(english, "zh")
    assert re.search(r"[\u4e00-\u9fff]", chinese), english
    told = re.sub(r"openai/gpt-5|batch|flex|priority|token|citation", "", chinese)
    assert not re.search(r"[a-z]{3,}", told.replace(" s", "")), chinese


def test_a_note_that_lacks_what_it_is_about_is_a_mistake():
    with pytest.raises(KeyError):
        str(Note("tier.one"))
