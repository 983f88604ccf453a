"""Measured disagreements of 2026-11-23, 22:14 UTC, each explained by its cause.

The peers' numbers are those that genai-prices 0.2.3, LiteLLM 1.106.2, models.dev (2026-07-02) and
Dify's plugins (2026-08) stated.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from calculator.peers.compare import compare_sources
from pricing import default_catalog
from pricing.peers.records import Hours
from tests.peer_records import peer_of, price, rates, record

THEN = datetime(2026, 11, 23, 22, 14, tzinfo=UTC)
SUNDAY_PEAK = datetime(2026, 11, 22, 2, tzinfo=UTC)
PEAK_DAILY = (Hours(("01:00-04:00",)), Hours(("06:00-10:00",)))


def explained(offer, theirs, at=THEN):
    """Causes and evidence of input and output, the peer's own size band first."""
    book = default_catalog()
    report = compare_sources([peer_of(theirs)], [book.offer(offer)], at=at, catalog=book)
    first = {f.kind: (f.cause, f.evidence) for f in reversed(report.findings)}
    return first.get("input"), first.get("output"), first


def both(offer, theirs, at=THEN):
    one, other, _ = explained(offer, theirs, at)
    assert one == other
    return one


@pytest.mark.parametrize(
    ("peer", "stated", "expected"),
    [
        ("litellm", {"input": "0.30", "output": "1.20"}, ("hour band", "in peak hours")),
        (
            "models.dev",
            {"input": "0.14", "output": "0.28"},
            ("date", "of 2026-04-26 to 2026-08-17"),
        ),
        ("genai-prices", {"input": "0.15", "output": "0.60"}, ("equal", "")),
    ],
)
def test_deepseek_v4_flash(peer, stated, expected):
    cause, evidence = both(
        "deepseek-intl/deepseek-v4-flash", record(peer, "deepseek/deepseek-v4-flash", **stated)
    )
    assert (cause, evidence.removeprefix("theirs is our price, ")) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"input": "1.32", "output": "3.96"}, ("hour band", "in peak hours")),
        ({"input": "0.435", "output": "0.87"}, ("date", "of 2026-04-26 to 2026-08-17")),
        ({"input": "1.74", "output": "3.48"}, ("date", "of 2026-04-24 to 2026-04-26")),
        ({"input": "0.66", "output": "1.98"}, ("equal", "")),
    ],
)
def test_deepseek_v4_pro_spans_four_prices_and_each_is_ours_at_another_time(stated, expected):
    cause, evidence = both(
        "deepseek-intl/deepseek-v4-pro", record("models.dev", "deepseek/deepseek-v4-pro", **stated)
    )
    assert (cause, evidence.removeprefix("theirs is our price, ")) == expected


def test_a_daily_peak_is_wrong_on_a_sunday():
    flat = price((-1, rates(input="0.66", output="1.98")))
    peak = price((-1, rates(input="1.32", output="3.96")), hours=PEAK_DAILY)
    theirs = record("genai-prices", "deepseek/deepseek-v4-pro", flat, peak)
    _, _, told = explained("deepseek-intl/deepseek-v4-pro", theirs, SUNDAY_PEAK)
    assert told["input"] == ("hour band", "theirs is our price, in peak hours")
    assert told["hours"][1].endswith("apart Sat-Sun 01:00-04:00, 06:00-10:00 UTC")


def test_kimi_k2_thinking_on_the_yuan_list_is_the_dollar_list():
    theirs = record(
        "models.dev", "moonshotai-cn/kimi-k2-thinking", input="0.6", cache_read="0.15", output="2.5"
    )
    said = "theirs is the price of moonshot-intl/kimi-k2-thinking"
    assert both("moonshot-cn/kimi-k2-thinking", theirs) == ("region/list", said)


def test_kimi_k2_thinking_for_nothing_is_no_price():
    theirs = record("litellm", "volcengine/kimi-k2-thinking-251104", input="0", output="0")
    _, _, told = explained("volcengine/kimi-k2-thinking-251104", theirs)
    assert told["all"] == ("missing there", "they state 0, which is no price")


def test_qwen_plus_in_dollars_is_the_international_list():
    theirs = record("litellm", "dashscope/qwen-plus", input="0.4", output="1.2")
    said = "theirs is the price of alibaba-intl/qwen-plus"
    assert both("alibaba-cn/qwen-plus", theirs) == ("region/list", said)


def test_qwen_plus_converted_keeps_a_thinking_price_per_token():
    theirs = record(
        "models.dev", "alibaba-cn/qwen-plus", input="0.115", output="0.287", reasoning="1.147"
    )
    one, other, told = explained("alibaba-cn/qwen-plus", theirs)
    assert one == other == ("FX", one[1])
    assert one[1].startswith("theirs is our price, converted at 6.96 CNY per USD; market 6.")
    cause, evidence = told["output when thinking"]
    assert (cause, "here it is the price of the whole answer" in evidence) == ("FX", True)


def test_glm_5_2_is_the_yuan_list_at_one_rate_or_the_international_list():
    yuan = record("genai-prices", "zhipuai/GLM-5.2", input="1.103", output="3.862")
    cause, evidence = both("zhipu-cn/glm-5.2", yuan)
    assert (cause, "converted at 7.25 CNY per USD" in evidence) == ("FX", True)
    dollar = record("litellm", "zai/glm-5.2", input="1.40", output="4.40")
    said = "theirs is the price of zai/glm-5.2"
    assert both("zhipu-cn/glm-5.2", dollar) == ("region/list", said)
    assert both("zai/glm-5.2", dollar) == ("equal", "")


def test_doubao_is_converted_at_a_rate_of_its_own():
    theirs = record(
        "litellm", "volcengine/doubao-seed-2-1-pro-260628", input="0.8625", output="4.3125"
    )
    cause, evidence = both("volcengine/doubao-seed-2.1-pro", theirs)
    assert cause == "FX"
    assert "converted at 0.14375 USD per CNY (6.9565 CNY per USD); market 6." in evidence


def test_a_yuan_price_that_dify_calls_dollars():
    theirs = record("dify", "tongyi/qwen3.7-max", input="12", output="36")
    said = "theirs is the number of our price, in CNY and not in USD"
    assert both("alibaba-cn/qwen3.7-max", theirs) == ("FX", said)
