"""Scores: whose they are, whom they are for, and which offers nobody beats."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from calculator.comparison import compare
from calculator.profiles import presets
from calculator.quality.own_scores import ScoreProblem, read_scores, template
from calculator.quality.scales import OWN, Scale, packaged_scales
from calculator.quality.worth import frontier, scored
from pricing import default_catalog
from pricing.errors import SheetError, WorkloadError

JOB = presets()["support-bot-thinking"].workload()
OFFERS = (
    "openai/gpt-5",
    "moonshot-cn/kimi-k2-thinking",
    "anthropic/claude-opus-4-5",
    "openrouter/deepseek/deepseek-v3.2",
    "openai/gpt-5-nano",
)


@pytest.fixture(scope="module")
def ranked():
    return compare(JOB, OFFERS, start=date(2026, 3, 1)).ranked


def own(**scores):
    return Scale("own", {name: Decimal(score) for name, score in scores.items()}, OWN)


def test_packaged_scores_are_claims_with_their_source_and_day():
    for scale in packaged_scales():
        assert scale.status == "claimed"
        assert "Crazyrouter" in scale.source
        assert str(scale.published) == "2026-02-15"


def test_a_claimed_score_is_that_of_the_model_whoever_sells_it():
    book = default_catalog()
    pro = packaged_scales()[0]
    for name in ("moonshot-cn/kimi-k2-thinking", "azure/kimi-k2-thinking"):
        assert pro.score(book.offer(name)) == Decimal("85.7")
    assert pro.score(book.offer("moonshot-cn/kimi-k2-thinking-turbo")) is None
    assert pro.score(book.offer("openai/gpt-5-nano")) is None


def test_nobody_on_the_frontier_is_beaten_on_both(ranked):
    points = scored(ranked, packaged_scales()[0])
    assert [p.ranked.offer.name for p in points] == [
        "DeepSeek V3.2",
        "Kimi K2 Thinking",
        "GPT-5",
        "Claude Opus 4.5",
    ]
    # 83.9, 85.7, 87.2, and 86.1 for more money
    assert [p.best for p in points] == [True, True, True, False]
    assert [p.score for p in frontier(points)] == [Decimal(x) for x in ("83.9", "85.7", "87.2")]


def test_an_own_table_finds_models_by_name_id_and_alias_in_any_case(ranked):
    read = read_scores(
        "模型,我们的评测,第二\nGPT-5,71\nclaude-opus-4.5,80.5,3\nMOONSHOT-CN/Kimi-K2-Thinking,66\n".encode(
            "gb18030"
        )
    )
    assert [scale.name for scale in read.scales] == ["我们的评测", "第二"]
    assert [(p.ranked.offer.id, p.score) for p in scored(ranked, read.scales[0])] == [
        ("moonshot-cn/kimi-k2-thinking", 66),
        ("openai/gpt-5", 71),
        ("anthropic/claude-opus-4-5", Decimal("80.5")),
    ]


def test_cells_that_are_no_numbers_are_told_and_empty_ones_left_out():
    read = read_scores(b"model;a;b\nGPT-5;;71\nGPT-5 nano;n/a;\n")
    assert read.problems == (ScoreProblem(3, "a", "n/a"),)
    assert [(scale.name, dict(scale.scores)) for scale in read.scales] == [("b", {"gpt-5": 71})]


def test_the_template_comes_back_once_it_is_filled_in(ranked):
    empty = template(r.offer for r in ranked)
    assert read_scores(empty.encode("utf-8-sig")).scales == ()
    filled = empty.replace("GPT-5 nano,", "GPT-5 nano,12")
    (scale,) = read_scores(filled.encode("utf-8-sig")).scales
    assert [p.ranked.offer.id for p in scored(ranked, scale)] == ["openai/gpt-5-nano"]


@pytest.mark.parametrize("content", [b"", b"model\nGPT-5\n", b"model,score\n"])
def test_what_is_no_table_of_scores_is_refused(content):
    with pytest.raises(WorkloadError, match="a column of models"):
        read_scores(content)


def test_a_score_of_a_model_that_is_not_listed_is_told_at_its_line(tmp_path):
    path = tmp_path / "quality.yaml"
    path.write_text(
        "tables:\n  - source: me\n    source_zh: 我\n    url: https://example.org\n"
        "    published: 2026-01-01\n    status: community\n"
        "    models: {a: {publisher: x, name: A}}\n    scores:\n      Test: {b: 1}\n",
        encoding="utf-8",
    )
    with pytest.raises(SheetError, match=r"quality\.yaml:9: .*'b' is none of the models"):
        packaged_scales(path)
