"""What the engine says reads in both languages, for every offer, workload and refusal."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from string import Formatter

import pytest

from calculator import words
from calculator.adjust import Adjustments, adjusted_job
from calculator.comparison import compare
from calculator.forecast.actual import Actual
from calculator.forecast.actuals import begun_with, with_actuals
from calculator.forecast.levers import Scenario
from calculator.forecast.simulate import forecast
from calculator.forecast.uncertainty import Factor, Shift, Uncertainty
from calculator.profiles import presets
from calculator.typical import typical_cost
from calculator.words.catalogue import catalogue
from calculator.words.engine import engine_words
from calculator.words.facts import fx_words, seller
from calculator.words.logs import convention_words
from pricing import default_catalog
from pricing.errors import PricingError
from pricing.fx import FxRate, FxRates
from pricing.money import Money

FOLDER = Path(words.__file__).parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_both_languages_have_the_same_keys_and_placeholders():
    english, chinese = catalogue(FOLDER, "en"), catalogue(FOLDER, "zh")
    assert list(english) == list(chinese)
    for key in english:
        holes = [
            sorted(name for _, name, _, _ in Formatter().parse(found[key]) if name)
            for found in (english, chinese)
        ]
        assert holes[0] == holes[1], key


def said_of(jobs, **changes):
    result = compare(jobs, [*default_catalog()], **changes)
    notes = {note for ranked in result.ranked for note in ranked.projection.notes}
    return notes | {missing.reason for missing in result.not_served}


def test_every_note_and_reason_of_every_offer_is_said_in_chinese():
    job = presets()["coding-agent-thinking"].workload()
    batch = adjusted_job(job, Adjustments(batch_share=Fraction(1, 2)))
    searching = presets()["deep-research-thinking"].workload()
    said = {
        *said_of(job, start=date(2026, 11, 1)),
        *said_of(job.at_level("off"), start=date(2026, 11, 1)),
        *said_of(searching, start=date(2024, 6, 1), months=3),
        *said_of(batch, start=date(2026, 11, 1)),
    }
    assert len(said) > 100
    assert [text for text in said if not CHINESE.search(engine_words(text, "zh"))] == []
    assert all(engine_words(text, "en") == text for text in said)


def test_refusals_and_notes_of_a_single_request_are_said_in_chinese():
    job = presets()["support-bot-thinking"].workload()
    said = set()
    for offer in default_catalog():
        for year in (2024, 2026):
            try:
                cost = typical_cost(job, offer, at=datetime(year, 11, 2, tzinfo=UTC))
            except PricingError as error:
                said.add(str(error))
            else:
                said |= {*cost.notes, *filter(None, [cost.rate_card.band])}
    assert len(said) > 50
    assert [text for text in said if not CHINESE.search(engine_words(text, "zh"))] == []


@pytest.mark.parametrize(
    ("bills", "chinese"),
    [
        ([("2026-12-31", 5), ("2026-12-31", 6)], "2026-12 有两张账单：请合并"),
        ([("2027-06-30", 5)], "2027-06 的账单晚于预测的最后一个月 2027-01"),
        ([("2026-11-20", 5)], "截至 2026-11-20 的账单早于预测开始：请填写整月账单"),
    ],
)
def test_bills_that_cannot_be_used_are_refused_in_chinese(bills, chinese):
    job = presets()["support-bot"].workload()
    found = forecast(Scenario(job, date(2026, 12, 1), 2), ["openai/gpt-5-nano"], draws=100)
    days = [(date.fromisoformat(day), amount) for day, amount in bills]
    actuals = [Actual(day.replace(day=1), Money(amount, "USD"), day) for day, amount in days]
    with pytest.raises(PricingError) as error:
        with_actuals(found, actuals)
    assert engine_words(str(error.value), "zh") == chinese


def test_a_pace_that_cannot_be_told_is_refused_in_chinese():
    job = presets()["support-bot"].workload()
    scenario = Scenario(job, date(2026, 12, 1), 2)
    bills = [Actual(date(2026, month, 1), Money(5, "USD")) for month in (9, 11)]
    with pytest.raises(PricingError) as error:
        begun_with(scenario, [job], bills)
    assert engine_words(str(error.value), "zh") == (
        "缺少 2026-10 的整月账单：需要从首张账单到预测开始的每个月"
    )
    idle = replace(scenario, workload=replace(job, requests=Fraction(0)))
    found = forecast(idle, ["openai/gpt-5-nano"], draws=100)
    with pytest.raises(PricingError) as error:
        with_actuals(found, [Actual(date(2026, 12, 1), Money(5, "USD"))], rebase=True)
    assert engine_words(str(error.value), "zh") == "2026-12-01 至 2026-12-31 没有计划任何请求"


def test_a_counted_thing_without_a_price_is_named_in_chinese():
    said = engine_words("demo/mode has no price for web_search", "zh")
    assert said == "demo/mode 没有联网搜索的价格"


def test_a_convention_that_nobody_translated_stays_beside_the_others():
    assert convention_words("no amounts; counts are odd", "zh") == "没有金额；counts are odd"
    assert convention_words("no amounts; counts are odd", "en") == "no amounts; counts are odd"


def test_what_nobody_translated_stays_as_it_is():
    assert engine_words("up to 5 input, whatever", "zh") == "up to 5 input, whatever"


def test_an_assumption_has_one_meaning_in_both_languages():
    by = Uncertainty(
        volume=Factor(Fraction(7, 10), Fraction(3, 2)),
        month_to_month=Factor(Fraction(1), Fraction(1)),
        growth=Shift(Fraction(3, 100), Fraction(3, 100)),
        thinking=Factor(Fraction(2), Fraction(2)),
    )
    english, chinese = by.sentences(), by.sentences("zh")
    assert english[:3] == [
        "requests: 8 in 10 outcomes lie between × 0.7 and × 1.5",
        "requests of one month beside the others: as stated",
        "growth per month: +3 points",
    ]
    assert chinese[:3] == [
        "请求数：10 种结果中有 8 种在所述的 0.7 至 1.5 倍之间",
        "单月请求数（相对各月）：如所述",
        "月增长率：比所述多 +3 个百分点",
    ]
    assert (english[5], chinese[5]) == (
        "reasoning per token of the answer: × 2",
        "每个回答 token 的思考 token：所述的 2 倍",
    )


def test_a_rate_is_said_as_units_for_one_of_the_dearer_currency():
    old = FxRate("CNY", "USD", Fraction(5, 34), date(2026, 10, 30), "ECB", assumed=True, stale=True)
    assert fx_words(old, "zh") == (
        "1 USD = 6.8 CNY（欧洲央行，2026-10-30，沿用，尚无更新汇率，已过期）"
    )
    assert fx_words(old, "en") == str(old)
    own = FxRates.fixed("USD/CNY", "7.2", "").rate("USD", "CNY", date(2026, 11, 1))
    assert fx_words(own, "en") == "1 USD = 7.2 CNY (fixed by you)"
    bank = FxRates.fixed("USD/CNY", "7.2", "our bank").rate("USD", "CNY", date(2026, 11, 1))
    assert fx_words(bank, "zh") == "1 USD = 7.2 CNY（our bank）"


def test_a_seller_has_its_chinese_name_where_there_is_one():
    book = default_catalog()
    offer = book.offer("moonshot-cn/kimi-k3")
    assert seller(offer, "zh") == "月之暗面（中国）"
    assert seller(offer, "en") == offer.sheet.name
    assert seller(book.offer("openai/gpt-5"), "zh") == "OpenAI"
