"""A peer's record finds the offer it is about, by the peer's own name of the provider."""

from __future__ import annotations

import pytest

from pricing import default_catalog
from pricing.peers.directory import Directory
from tests.peer_records import record

USUAL = {"input": "1", "output": "4"}


@pytest.fixture(scope="module")
def directory():
    return Directory(default_catalog())


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (("litellm", "dashscope/qwen-plus"), "alibaba-intl/qwen-plus"),
        (("litellm", "qwen_ai_platform/qwen-plus"), "alibaba-cn/qwen-plus"),
        (("litellm", "bigmodel/glm-5.3"), "zhipu-cn/glm-5.3"),
        (("litellm", "tencent/glm-5.3"), "tencent-intl/glm-5.3"),
        (("litellm", "vertex_ai-moonshot_models/kimi-k2-thinking-maas"), "vertex/moonshotai/"),
        (("genai-prices", "x-ai/grok-4.7"), "xai/grok-4.7"),
        (("genai-prices", "moonshotai/kimi-k2-thinking"), "moonshot-intl/kimi-k2-thinking"),
        (("genai-prices", "zhipuai/GLM-5.2"), "zhipu-cn/glm-5.2"),
        (("models.dev", "moonshotai-cn/kimi-k2-thinking"), "moonshot-cn/kimi-k2-thinking"),
        (("dify", "tongyi/qwen-plus"), "alibaba-cn/qwen-plus"),
    ],
)
def test_providers_are_known_by_their_names_elsewhere(directory, theirs, ours):
    [found] = directory.sort([record(*theirs, **USUAL)]).own
    assert found.startswith(ours)


@pytest.mark.parametrize(("currency", "ours"), [("USD", "deepseek-intl"), ("CNY", "deepseek-cn")])
def test_an_endpoint_with_two_lists_is_told_by_the_currency(directory, currency, ours):
    theirs = record("dify", "deepseek/deepseek-v4-pro", currency=currency, **USUAL)
    assert list(directory.sort([theirs]).own) == [f"{ours}/deepseek-v4-pro"]


def test_where_a_list_has_no_record_the_sisters_is_taken(directory):
    found = directory.sort([record("litellm", "zai/glm-5.2", **USUAL)])
    assert list(found.own) == ["zai/glm-5.2"]
    assert list(found.sister) == ["zhipu-cn/glm-5.2"]


def test_ids_that_say_the_same_of_one_offer_are_one_record(directory):
    alike = [record("litellm", f"openai/{m}", **USUAL) for m in ("gpt-5-2025-08-07", "gpt-5")]
    other = record("litellm", "azure/gpt-5", **USUAL)
    found = directory.sort([*alike, other])
    [merged] = found.own["openai/gpt-5"]
    assert (merged.model, merged.names) == ("gpt-5", ("gpt-5-2025-08-07",))


def test_a_yuan_provider_with_the_dollar_lists_numbers_has_a_twin(directory):
    theirs = [record("litellm", f"{p}/glm-5.2", **USUAL) for p in ("dashscope", "qwen_ai_platform")]
    assert directory.sort(theirs).twins == {"qwen_ai_platform/glm-5.2": "dashscope/glm-5.2"}


def test_a_model_the_book_has_not_is_unknown_and_a_strangers_is_left_alone(directory):
    strange = [record("litellm", f"{p}/no-such-model-9", **USUAL) for p in ("openai", "nobody")]
    assert [r.id for r in directory.sort(strange).unknown] == ["openai/no-such-model-9"]


def test_other_sellers_of_a_model_are_found_under_their_own_names(directory):
    others = [o.id for o in directory.others(default_catalog().offer("zhipu-cn/glm-5.2"))]
    assert others[0] == "zai/glm-5.2", "the publisher's other list first"
    assert "siliconflow-cn/zai-org/GLM-5.2" in others
