from __future__ import annotations

from types import SimpleNamespace

import pytest

from calculator import Usage, read_usage
from pricing.errors import UsageError

OPENAI_CHAT = {
    "prompt_tokens": 10_000,
    "completion_tokens": 5_000,
    "total_tokens": 15_000,
    "prompt_tokens_details": {"cached_tokens": 4_000, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 3_000, "audio_tokens": 0},
}
SAME = Usage(10_000, 5_000, cache_read_tokens=4_000, reasoning_tokens=3_000)
CASES = {
    "openai-chat": (OPENAI_CHAT, SAME),
    "openai-responses": (
        {
            "input_tokens": 10_000,
            "input_tokens_details": {"cached_tokens": 4_000},
            "output_tokens": 5_000,
            "output_tokens_details": {"reasoning_tokens": 3_000},
            "total_tokens": 15_000,
        },
        SAME,
    ),
    # beside: 6,000 fresh + 4,000 read + 1,000 written = 11,000
    "anthropic": (
        {
            "input_tokens": 6_000,
            "cache_read_input_tokens": 4_000,
            "cache_creation_input_tokens": 1_000,
            "cache_creation": {"ephemeral_5m_input_tokens": 700, "ephemeral_1h_input_tokens": 300},
            "output_tokens": 5_000,
            "server_tool_use": {"web_search_requests": 2},
        },
        Usage(
            11_000,
            5_000,
            cache_read_tokens=4_000,
            cache_write_tokens=1_000,
            cache_write_long_tokens=300,
            web_searches=2,
        ),
    ),
    # beside: 2,000 shown + 3,000 thoughts; the tool's prompt is input as well
    "gemini": (
        {
            "promptTokenCount": 9_900,
            "toolUsePromptTokenCount": 100,
            "cachedContentTokenCount": 4_000,
            "candidatesTokenCount": 2_000,
            "thoughtsTokenCount": 3_000,
            "totalTokenCount": 15_000,
        },
        SAME,
    ),
    "deepseek": (
        {
            "prompt_tokens": 10_000,
            "completion_tokens": 5_000,
            "prompt_cache_hit_tokens": 4_000,
            "prompt_cache_miss_tokens": 6_000,
            "completion_tokens_details": {"reasoning_tokens": 3_000},
        },
        SAME,
    ),
    "moonshot": (
        {"prompt_tokens": 10_000, "completion_tokens": 5_000, "cached_tokens": 4_000},
        Usage(10_000, 5_000, cache_read_tokens=4_000),
    ),
    # total 15,000 = 10,000 + 2,000 + 3,000: reasoning is beside the completion
    "xai": (OPENAI_CHAT | {"completion_tokens": 2_000}, SAME),
    # the vendor's sample: 73,997 reasoning beside 7,163
    "perplexity": (
        {
            "prompt_tokens": 33,
            "completion_tokens": 7_163,
            "total_tokens": 7_196,
            "citation_tokens": 20_016,
            "num_search_queries": 18,
            "reasoning_tokens": 73_997,
        },
        Usage(33, 7_163 + 73_997, reasoning_tokens=73_997, web_searches=18, citation_tokens=20_016),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_response_is_recognised_and_normalised(name):
    reported, usage = CASES[name]
    key = "usageMetadata" if name == "gemini" else "usage"
    assert read_usage(reported) == usage
    assert read_usage({"id": "x", key: reported}) == usage
    assert read_usage(reported, name) == usage


def test_an_sdk_object_is_read_through_its_dump():
    response = SimpleNamespace(model_dump=lambda: {"usage": OPENAI_CHAT})
    assert read_usage(response) == SAME


def test_null_details_mean_none():
    reported = OPENAI_CHAT | {"prompt_tokens_details": None, "completion_tokens_details": None}
    assert read_usage(reported) == Usage(10_000, 5_000)


@pytest.mark.parametrize(
    ("reported", "said"),
    [
        ({"tokens": 5}, "no known usage format has the keys tokens"),
        ({"usage": None}, "ask the provider to include it"),
        ({"prompt_tokens": 5}, "no completion_tokens"),
        ({"prompt_tokens": 5, "completion_tokens": "7"}, "whole number"),
        ({"prompt_tokens": 5, "completion_tokens": 1, "cached_tokens": 6}, "exceed input_tokens"),
        ([1], "not list"),
    ],
)
def test_what_cannot_be_read_says_why(reported, said):
    with pytest.raises(UsageError, match=said):
        read_usage(reported)


def test_an_unknown_convention_names_the_known_ones():
    with pytest.raises(UsageError, match="did you mean 'anthropic'"):
        read_usage(OPENAI_CHAT, "antropic")
