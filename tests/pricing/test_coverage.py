"""Coverage: every foreign id of a provider we know ends in one of five ways, and says why."""

from __future__ import annotations

import json
import sys
from importlib import metadata, util
from types import SimpleNamespace

import pytest

from pricing.care.coverage import (
    AMBIGUOUS,
    ELSEWHERE,
    MISSING,
    RESOLVED,
    WITH_PROVIDER,
    ForeignId,
    litellm_chat_ids,
    measure,
    reason,
    totals_of,
)
from pricing.errors import PricingError

IDS = [
    ForeignId("moonshot/kimi-k2-thinking", "moonshot"),
    ForeignId("kimi-k2.5", "moonshot"),
    ForeignId("deepseek/deepseek-v4-pro", "deepseek"),
    ForeignId("vertex_ai/gemini-2.5-pro", "vertex_ai-language-models"),
    ForeignId("openai/no-such-model-9", "openai"),
    ForeignId("nobody/knows-7b", "nobody"),
]


def test_each_id_of_a_known_provider_ends_in_one_way(catalog):
    found = {i.id: end for r in measure(catalog, IDS) for i, end in r.outcomes.items()}
    assert found == {
        "moonshot/kimi-k2-thinking": RESOLVED,
        "kimi-k2.5": WITH_PROVIDER,
        "deepseek/deepseek-v4-pro": AMBIGUOUS,
        "vertex_ai/gemini-2.5-pro": ELSEWHERE,
        "openai/no-such-model-9": MISSING,
    }


def test_totals_add_up_to_the_ids_of_providers_with_a_counterpart(catalog):
    totals = totals_of(measure(catalog, IDS))
    assert list(totals.values()) == [1, 1, 1, 1, 1]


def test_the_provider_with_most_ids_comes_first_with_our_names_for_it(catalog):
    first, *_ = measure(catalog, IDS)
    assert (first.provider, first.ours) == ("moonshot", ("moonshot-intl",))
    assert (first.count(RESOLVED), first.unresolved) == (1, [])


@pytest.mark.parametrize(
    ("foreign", "said"),
    [
        (IDS[2], "say deepseek-cn/deepseek-v4-pro or deepseek-intl/deepseek-v4-pro"),
        (IDS[3], "did you mean google/gemini-2.5-pro"),
        (IDS[0], "moonshot-intl/kimi-k2-thinking: moonshot means moonshot-intl"),
    ],
)
def test_the_reason_is_the_one_a_user_would_read(catalog, foreign, said):
    assert said in reason(catalog, foreign)


@pytest.fixture
def litellm(tmp_path, monkeypatch):
    """A LiteLLM whose price file is there, and whose package cannot be imported."""
    origin = tmp_path / "__init__.py"
    monkeypatch.setitem(sys.modules, "litellm", None)
    monkeypatch.setattr(util, "find_spec", lambda name: SimpleNamespace(origin=str(origin)))
    monkeypatch.setattr(metadata, "version", lambda name: "9.9")
    return tmp_path / "model_prices_and_context_window_backup.json"


def test_litellm_is_read_from_its_file_without_importing_it(litellm):
    chat = {"mode": "chat", "litellm_provider": "openai"}
    litellm.write_text(json.dumps({"gpt-5": chat, "whisper": {"mode": "audio_transcription"}}))
    assert litellm_chat_ids() == ("litellm 9.9", [ForeignId("gpt-5", "openai")])


def test_a_litellm_without_its_price_file_is_said_to_be_unreadable(litellm):
    with pytest.raises(PricingError, match="price file cannot be read"):
        litellm_chat_ids()


def test_without_litellm_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setattr(util, "find_spec", lambda name: None)
    with pytest.raises(PricingError) as caught:
        litellm_chat_ids()
    assert str(caught.value) == 'litellm is not installed: pip install "tokenfare[peers]"'
