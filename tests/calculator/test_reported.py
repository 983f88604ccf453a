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


@pytest.mark.parametrize("method", ["model_dump", "to_dict"])
def test_an_sdk_object_is_read_through_its_dump(method):
    response = SimpleNamespace(**{method: lambda: {"usage": OPENAI_CHAT}})
    assert read_usage(response) == SAME
    assert read_usage({"usage": SimpleNamespace(**{method: lambda: OPENAI_CHAT})}) == SAME


@pytest.mark.parametrize(
    ("total", "output"),
    [
        (15_000, 5_000),  # 10,000 + 5,000: the 3,000 are inside, as OpenAI counts
        (18_000, 8_000),  # 10,000 + 5,000 + 3,000: beside, as xAI counts
    ],
)
def test_the_total_tells_whether_reasoning_is_inside_the_completion(total, output):
    reported = OPENAI_CHAT | {"total_tokens": total}
    assert read_usage(reported) == Usage(
        10_000, output, cache_read_tokens=4_000, reasoning_tokens=3_000
    )


def test_reasoning_beside_other_counts_is_inside_the_completion_unless_named_otherwise():
    reported = {"prompt_tokens": 33, "completion_tokens": 70, "reasoning_tokens": 20}
    assert read_usage(reported) == Usage(33, 70, reasoning_tokens=20)
    assert read_usage(reported, "perplexity") == Usage(33, 70 + 20, reasoning_tokens=20)


def test_gemini_leaves_out_the_answer_when_all_was_thought():
    reported = {
        "prompt_token_count": 9,
        "candidates_token_count": None,
        "thoughts_token_count": 7,
        "cached_content_token_count": 4,
    }
    usage = Usage(9, 0 + 7, cache_read_tokens=4, reasoning_tokens=7)
    assert read_usage({"usage_metadata": reported}) == usage


def test_anthropic_reports_thinking_inside_the_output_and_null_for_no_caching():
    reported = {
        "input_tokens": 30,
        "cache_creation_input_tokens": None,
        "cache_read_input_tokens": None,
        "server_tool_use": None,
        "output_tokens": 20,
        "output_tokens_details": {"thinking_tokens": 15},
    }
    assert read_usage(reported) == Usage(30, 20, reasoning_tokens=15)


@pytest.mark.parametrize("top", [{}, {"cached_tokens": 40}])
def test_moonshot_reports_cache_reads_in_one_place_or_both(top):
    details = {"cached_tokens": 40, "cache_write_tokens": 5}
    reported = {"prompt_tokens": 100, "completion_tokens": 9, "prompt_tokens_details": details}
    usage = Usage(100, 9, cache_read_tokens=40, cache_write_tokens=5)
    assert read_usage(reported | top) == usage
    assert read_usage(reported | top, "moonshot") == usage


def test_openai_responses_report_cache_writes_inside_the_input():
    details = {"cached_tokens": 40, "cache_write_tokens": 5}
    reported = {"input_tokens": 100, "input_tokens_details": details, "output_tokens": 9}
    assert read_usage(reported) == Usage(100, 9, cache_read_tokens=40, cache_write_tokens=5)


def test_openai_tells_how_many_cache_writes_live_for_twelve_hours():
    """The block as LiteLLM 1.110.2 types it (types/llms/openai.py, CacheWriteTokensDetails)."""
    lifetimes = {"ttl_30m_tokens": 200, "ttl_12h_tokens": 300}
    details = {"cache_write_tokens": 500, "cache_write_tokens_details": lifetimes}
    reported = {"input_tokens": 1_000, "output_tokens": 9, "input_tokens_details": details}
    usage = Usage(1_000, 9, cache_write_tokens=500, cache_write_long_tokens=300)
    assert read_usage(reported) == usage


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
        ({"usage": [1]}, "usage must be a block of counts"),
        (OPENAI_CHAT | {"prompt_tokens_details": 4_000}, "prompt_tokens_details must be a block"),
        (CASES["deepseek"][0] | {"prompt_cache_miss_tokens": 7_000}, "are not 10,000 prompt"),
        ({"input_tokens": 3, "cache_read_input_tokens": 0}, "no output_tokens"),
        (
            {
                "input_tokens": 1,
                "output_tokens": 1,
                "cache_creation": {"ephemeral_1h_input_tokens": 4},
            },
            "cache_write_long_tokens",
        ),
    ],
)
def test_what_cannot_be_read_says_why(reported, said):
    with pytest.raises(UsageError, match=said):
        read_usage(reported)


def test_an_unknown_convention_names_the_known_ones():
    with pytest.raises(UsageError, match="did you mean 'anthropic'"):
        read_usage(OPENAI_CHAT, "antropic")
