"""Names: what each rule accepts, what it refuses, and the reason that is given."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing import Catalog, book, load_catalog
from pricing.errors import AmbiguousOfferError, UnknownOfferError
from pricing.names.rules import FOLDS, SELLER_RULES, SPELLING_RULES
from pricing.names.vendors import PUBLISHERS, SELLERS

WORLD = """
moonshot-cn      kimi-k2-thinking       moonshotai  4
moonshot-cn      kimi-latest            moonshotai  4
moonshot-intl    kimi-k2-thinking       moonshotai  0.6
moonshot-intl    kimi-k3.1-pro          moonshotai  3
deepseek-cn      deepseek-v4-pro        deepseek    3
deepseek-intl    deepseek-v4-pro        deepseek    0.5
minimax-intl     MiniMax-M2.5           minimax     0.3
aws-bedrock      moonshotai.kimi-k2-thinking  moonshotai  0.6
aws-bedrock      us.moonshotai.kimi-k3  moonshotai  3.3
aws-bedrock      global.moonshotai.kimi-k3  moonshotai  3
aws-bedrock-ap-northeast-1  moonshotai.kimi-k2-thinking  moonshotai  0.73
anthropic        claude-sonnet-4-5      anthropic   3     claude-sonnet-4-5-20250929
anthropic        claude-3-7-sonnet-latest  anthropic  3
openai           gpt-4o                 openai      2.5   gpt-4o-2024-08-06
openai           gpt-4o-2024-05-13      openai      5
openai           gpt-4.1                openai      2     gpt-4.1-2025-04-14
openai           gpt-4.1-2025-01-01     openai      2
xai              grok-4.3               xai         1
mistral          mistral-large          mistral     2
azure            deepseek-v4-pro        deepseek    0.6
openrouter       moonshotai/kimi-k2-thinking  moonshotai  0.55
openrouter       deepseek/deepseek-v4-pro     deepseek    0.5
openrouter       minimax/minimax-m2.5   minimax     0.27
openrouter       anthropic/claude-only-here-9  anthropic  7
fireworks        kimi-k2p6              moonshotai  0.9
volcengine       kimi-k2-thinking-251104  moonshotai  4
siliconflow-cn   Pro/moonshotai/Kimi-K2.6  moonshotai  6
tencent          hunyuan-t1-latest      tencent     1
tencent-intl     kimi-k3                moonshotai  3
twin             glm-5.2                zhipu       1
twin             GLM-5.2                zhipu       1
rival            glm-5.3                zhipu       1
rival            GLM-5.3                zhipu       2
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Catalog:
    """A small book of its own, so that no rule depends on what is packaged today."""
    folder = tmp_path_factory.mktemp("world")
    sheets: dict[str, list[str]] = {}
    for line in WORLD.split("\n")[1:-1]:
        provider, model, publisher, price, *aliases = line.split()
        sheets.setdefault(provider, []).append(
            f"  {model}:\n    publisher: {publisher}\n    aliases: [{', '.join(aliases)}]\n"
            "    thinking: billed_as_output\n"
            f"    prices:\n      - {{from: 2026-01-01, input: {price}, output: 9}}\n"
        )
    for provider, models in sheets.items():
        head = (
            f"schema: 1\nprovider: {provider}\nname: {provider}\nrevision: 2026-11-24\n"
            "currency: USD\ntimezone: UTC\n"
            "source: {status: official, url: 'https://example.org', retrieved: 2026-11-20}\n"
        )
        (folder / f"{provider}.yaml").write_text(head + "models:\n" + "".join(models))
    return Catalog(book.load(book.sheet_files([folder])))


@pytest.mark.parametrize(
    ("name", "means", "how"),
    [
        ("openai/gpt-4.1", "openai/gpt-4.1", "exact id"),
        ("openai/gpt-4.1-2025-04-14", "openai/gpt-4.1", "alias"),
        ("gpt-4.1", "openai/gpt-4.1", "exact id, sold by openai alone"),
        ("gpt-4.1-2025-04-14", "openai/gpt-4.1", "alias"),
        ("GPT-4.1", "openai/gpt-4.1", "letter case"),
        ("OpenAI/gpt-4.1", "openai/gpt-4.1", "OpenAI means openai"),
        ("claude-sonnet-4.5", "anthropic/claude-sonnet-4-5", "dots and dashes"),
        ("Claude Sonnet 4.5", "anthropic/claude-sonnet-4-5", "dots and dashes"),
        ("fireworks/kimi-k2.6", "fireworks/kimi-k2p6", "dots and dashes"),
        (
            "moonshot/kimi-k2-thinking",
            "moonshot-intl/kimi-k2-thinking",
            "moonshot means moonshot-intl, LiteLLM's prefix for api.moonshot.ai",
        ),
        (
            "moonshotai-cn/kimi-k2-thinking",
            "moonshot-cn/kimi-k2-thinking",
            "moonshotai-cn means moonshot-cn, models.dev's id of api.moonshot.cn",
        ),
        (
            "moonshot-cn/moonshotai/Kimi-K2-Thinking",
            "moonshot-cn/kimi-k2-thinking",
            "vendor prefix moonshotai/",
        ),
        (
            "openrouter/kimi-k2-thinking",
            "openrouter/moonshotai/kimi-k2-thinking",
            "without the prefix moonshotai/",
        ),
        (
            "fireworks_ai/accounts/fireworks/models/kimi-k2p6",
            "fireworks/kimi-k2p6",
            "fireworks_ai means fireworks, LiteLLM's prefix for Fireworks",
        ),
        (
            "moonshot-cn/kimi-k2-thinking-251104",
            "moonshot-cn/kimi-k2-thinking",
            "dated id: kimi-k2-thinking-251104 without its date",
        ),
        (
            "openai/gpt-4.1-2025-12-01",
            "openai/gpt-4.1",
            "dated id: gpt-4.1-2025-12-01 without its date",
        ),
        ("anthropic/claude-sonnet-4-5@20250929", "anthropic/claude-sonnet-4-5", "dots and dashes"),
        ("xai/grok-4.3-latest", "xai/grok-4.3", "without -latest"),
        ("tencent/hunyuan-t1", "tencent/hunyuan-t1-latest", "the book has it as -latest"),
        (
            "claude-3-7-sonnet-20250219",
            "anthropic/claude-3-7-sonnet-latest",
            "dated id: claude-3-7-sonnet-20250219 without its date; the book has it as -latest",
        ),
        ("us.moonshotai.kimi-k3-v1:0", "aws-bedrock/us.moonshotai.kimi-k3", "Bedrock id"),
        (
            "bedrock/ap-northeast-1/moonshotai.kimi-k2-thinking",
            "aws-bedrock-ap-northeast-1/moonshotai.kimi-k2-thinking",
            "bedrock means aws-bedrock",
        ),
        (
            "bedrock/us-east-1/moonshotai.kimi-k2-thinking",
            "aws-bedrock/moonshotai.kimi-k2-thinking",
            "bedrock means aws-bedrock",
        ),
        (
            "arn:aws:bedrock:ap-northeast-1::foundation-model/moonshotai.kimi-k2-thinking",
            "aws-bedrock-ap-northeast-1/moonshotai.kimi-k2-thinking",
            "Bedrock ARN",
        ),
        (
            "bedrock/arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.moonshotai.kimi-k3",
            "aws-bedrock/us.moonshotai.kimi-k3",
            "bedrock means aws-bedrock",
        ),
        ("tencent/kimi-k3", "tencent-intl/kimi-k3", "tencent means tencent-intl"),
        ("minimax/MiniMax-M2.5", "minimax-intl/MiniMax-M2.5", "minimax means minimax-intl"),
        (" openai/gpt-4.1\n", "openai/gpt-4.1", "exact id"),
        ("twin/Glm-5.2", "twin/glm-5.2", "letter case"),
    ],
)
def test_a_name_means_an_offer_for_a_stated_reason(world, name, means, how):
    found = world.match(name)
    assert found.offer.id == means
    assert found.how.startswith(how)
    assert world.offer(name) is found.offer


@pytest.mark.parametrize(
    ("provider", "name", "means"),
    [
        ("moonshot-cn", "kimi-k2-thinking", "moonshot-cn/kimi-k2-thinking"),
        ("moonshot-cn", "moonshot/kimi-k2-thinking", "moonshot-cn/kimi-k2-thinking"),
        ("moonshot-cn", "moonshot-cn/kimi-k2-thinking", "moonshot-cn/kimi-k2-thinking"),
        ("aws.bedrock", "us.moonshotai.kimi-k3", "aws-bedrock/us.moonshotai.kimi-k3"),
        ("x_ai", "grok-4.3", "xai/grok-4.3"),
        ("azure.ai.inference", "DeepSeek-V4-Pro", "azure/deepseek-v4-pro"),
        ("OpenRouter", "moonshotai/kimi-k2-thinking", "openrouter/moonshotai/kimi-k2-thinking"),
        ("moonshot_ai", "kimi-k3.1-pro", "moonshot-intl/kimi-k3.1-pro"),
    ],
)
def test_the_provider_said_beside_a_name_decides(world, provider, name, means):
    assert world.match(name, provider).offer.id == means


def test_a_provider_name_that_leaves_two_platforms_open_says_so_even_with_one_seller(world):
    how = world.match("kimi-k3.1-pro", "moonshot_ai").how
    assert "moonshot_ai means moonshot-intl or moonshot-cn, a name of both platforms" in how
    assert "only moonshot-intl has it" in how


@pytest.mark.parametrize(
    ("name", "provider", "candidates"),
    [
        (
            "kimi-k2-thinking",
            "moonshot_ai",
            {"moonshot-cn/kimi-k2-thinking", "moonshot-intl/kimi-k2-thinking"},
        ),
        (
            "deepseek/deepseek-v4-pro",
            None,
            {
                "deepseek-cn/deepseek-v4-pro",
                "deepseek-intl/deepseek-v4-pro",
                "openrouter/deepseek/deepseek-v4-pro",
            },
        ),
        (
            "minimax/minimax-m2.5",
            None,
            {"minimax-intl/MiniMax-M2.5", "openrouter/minimax/minimax-m2.5"},
        ),
        (
            "moonshotai.kimi-k2-thinking",
            None,
            {
                "aws-bedrock/moonshotai.kimi-k2-thinking",
                "aws-bedrock-ap-northeast-1/moonshotai.kimi-k2-thinking",
            },
        ),
        ("openai/gpt-4o-2025-03-01", None, {"openai/gpt-4o", "openai/gpt-4o-2024-05-13"}),
        ("rival/Glm-5.3", None, {"rival/glm-5.3", "rival/GLM-5.3"}),
    ],
)
def test_several_prices_are_an_error_that_names_them_all(world, name, provider, candidates):
    with pytest.raises(AmbiguousOfferError) as caught:
        world.match(name, provider)
    assert set(caught.value.candidates) == candidates
    assert all(candidate in str(caught.value) for candidate in candidates)


def test_a_model_sold_under_other_spellings_elsewhere_is_ambiguous_too(world):
    with pytest.raises(AmbiguousOfferError, match="is sold by 5 providers") as caught:
        world.match("moonshotai/kimi-k2-thinking")
    assert caught.value.candidates[:2] == (
        "moonshot-cn/kimi-k2-thinking",
        "moonshot-intl/kimi-k2-thinking",
    )


@pytest.mark.parametrize(
    "name",
    [
        "bedrock/us-west-2/moonshotai.kimi-k2-thinking",  # a region without a sheet
        "eu.moonshotai.kimi-k2-thinking",  # a profile's price is its own
        "moonshotai.kimi-k3",  # sold only through profiles
        "mistral/mistral-large-latest",  # which version was latest?
        "mistral/mistral-large-2411",  # a date without a day is a version
        "moonshot-cn/kimi-k2-thinking-0905",
        "siliconflow-cn/moonshotai/Kimi-K2.6",  # Pro/ is dearer
        "openai/kimi-k2-thinking",  # not this seller's
        "anthropic/claude-only-here-9",  # a marketplace's, and the name says another seller
        "deepseek.v4-pro",  # Bedrock's way of writing
        "moonshot-cn/kimi-k2:thinking",  # no mark between words: kimi-k2 in thinking mode
        "twin/openai/glm-5.2",  # not this publisher's
        "ft:gpt-4.1-2025-04-14",  # fine-tuned models cost more
        "kimi",
        "gpt-41",
        "claude-sonnet-45",
        "claude-sonnet-4",
        "/",
        "",
    ],
)
def test_what_would_be_a_guess_is_unknown(world, name):
    with pytest.raises(UnknownOfferError) as caught:
        world.match(name)
    assert not isinstance(caught.value, AmbiguousOfferError)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("openai/gpt-4.1:batch", "ask for openai/gpt-4.1 with service tier batch"),
        ("openai/gpt-4.1-batch", "ask for openai/gpt-4.1 with service tier batch"),
        (
            "openrouter/moonshotai/kimi-k2-thinking:free",
            "is another price than openrouter/moonshotai/kimi-k2-thinking, and not in the book",
        ),
        (
            "moonshot/kimi-k2-thinking:thinking",
            "ask for moonshot-intl/kimi-k2-thinking in thinking",
        ),
        ("openrouter/kimi-k2-thinking:nitro", "leaves the price to OpenRouter's routing"),
    ],
)
def test_an_ending_that_asks_for_another_price_is_refused_with_advice(world, name, advice):
    with pytest.raises(UnknownOfferError, match=re.escape(advice)) as caught:
        world.match(name)
    assert len(caught.value.candidates) == 1


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("openai/gpt-4.11", "openai/gpt-4.1"),
        ("openai/gpt4.1", "openai/gpt-4.1"),
        ("sonnet-4-5-claude", "anthropic/claude-sonnet-4-5"),
        ("volcengine/kimi-k2-thinking", "volcengine/kimi-k2-thinking-251104"),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic/claude-sonnet-4-5"),
        ("anthropic/claude-only-here-9", "openrouter/anthropic/claude-only-here-9"),
    ],
)
def test_an_unknown_name_suggests_what_is_near(world, name, near):
    with pytest.raises(UnknownOfferError, match="did you mean") as caught:
        world.match(name)
    assert near in caught.value.candidates[:2]


@pytest.mark.parametrize("part", ["moonshot/", "kimi-latest", "-2026-01-01", "p0", "arn:aws:"])
def test_a_cell_that_is_no_name_is_refused_at_once(world, part):
    for length in (300, 1_000_000):
        with pytest.raises(UnknownOfferError):
            world.match((part * length)[:length])


def test_a_claimed_price_is_found_only_with_its_provider():
    claimed = [offer for offer in BOOK if offer.status == "claimed"]
    assert {BOOK.match(offer.id.upper()).offer for offer in claimed} == set(claimed)
    models = {offer.model for offer in claimed if "/" not in offer.model}
    assert models
    assert not {hit.offer for model in models for hit in BOOK.names.look(model)} & set(claimed)


def test_a_claimed_price_is_not_suggested():
    with pytest.raises(UnknownOfferError) as caught:
        BOOK.match("crazyrouter-kimi-k2-thinking")
    assert caught.value.candidates
    assert all(BOOK.offer(one).status != "claimed" for one in caught.value.candidates)


def test_an_unknown_provider_is_said_to_be_the_mistake(world):
    with pytest.raises(UnknownOfferError, match=r"no provider is called 'opnai'.*'openai'"):
        world.match("gpt-4.1", provider="opnai")


def test_the_error_says_how_the_prefix_was_read(world):
    said = r"\(moonshot means moonshot-intl, LiteLLM's prefix for api.moonshot.ai\)"
    with pytest.raises(UnknownOfferError, match=said):
        world.match("moonshot/kimi-k9")


@pytest.mark.parametrize("rule", [*SELLER_RULES, *SPELLING_RULES])
def test_every_rule_says_in_a_sentence_what_it_reads(rule):
    assert rule.__doc__
    assert "_" in rule.__name__


def test_tables_are_written_the_way_they_are_looked_up():
    fold = FOLDS[2].key
    for name in (*SELLERS, *PUBLISHERS):
        assert "/" in name or name == fold(None, name)


BOOK = load_catalog()
ASIDE = re.compile(r"[-@](20\d\d|\d\d)-?\d\d-?\d\d$|-v\d+:\d+$|-latest$")


def _same_numbers(asked: str, listed: str) -> bool:
    """Whether the numbers agree, at once or after taking dates and the like off the end."""
    if re.findall(r"\d+", asked) == re.findall(r"\d+", listed):
        return True
    shorter = ASIDE.sub("", asked)
    return shorter != asked and _same_numbers(shorter, listed)


@st.composite
def _written_otherwise(draw) -> tuple[str, str]:
    """A provider, and one of its models in another hand: case, marks, digits, dates, endings."""
    offer = draw(st.sampled_from(list(BOOK)))
    model = draw(st.sampled_from([offer.model, *offer.aliases]))
    letters = [draw(st.sampled_from([c, c, c, c.upper(), c.lower()])) for c in model]
    marks = [draw(st.sampled_from([c, c, ".", "-", "_"])) if c in ".-_" else c for c in letters]
    digits = [
        draw(st.sampled_from([c] * 6 + ["", "1", f"{c}0"])) if c.isdigit() else c for c in marks
    ]
    endings = [
        "",
        "",
        "-20260101",
        "-2026-01-01",
        "-260101",
        "-0905",
        "-latest",
        "-v1:0",
        "2",
        ".5",
    ]
    return offer.provider, "".join(digits) + draw(st.sampled_from(endings))


@settings(max_examples=800, deadline=None)
@given(_written_otherwise())
def test_a_match_never_has_other_numbers_than_the_name_dates_aside(written):
    provider, model = written
    try:
        found = BOOK.match(f"{provider}/{model}").offer
    except UnknownOfferError:
        return
    assert found.provider == provider
    assert any(_same_numbers(model, name) for name in (found.model, *found.aliases))


def test_every_offer_of_the_book_is_found_by_its_id_and_in_capitals():
    ids = {offer.id for offer in BOOK}
    assert {offer.id for offer in BOOK if BOOK.match(offer.id) == (offer, "exact id")} == ids
    assert {BOOK.match(offer.id.upper()).offer.id for offer in BOOK} == ids


def test_a_bare_name_asks_for_no_region():
    from pricing import load_catalog

    book = load_catalog()
    assert book.offer("claude-opus-5").id == "anthropic/claude-opus-5"
    assert book.offer("anthropic-us/claude-opus-5").regional
    assert not book.offer("anthropic/claude-opus-5").regional
