"""Whether a model can serve a workload, in which mode, and what is told beside its months."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from calculator.projection import project
from calculator.slots import NotServedError
from calculator.workload import TokenSize, Workload
from tests.compiled import book_of
from tests.conftest import WORKED

BOOK = book_of(WORKED / "demo.yaml", Path(__file__).parent / "odd.yaml")
FEBRUARY = date(2026, 2, 1)


def job(**given) -> Workload:
    """A thousand requests a month, of 2,000 input and 500 output tokens, but for what is given."""
    sizes = {"input": 2_000, "output": 500} | {
        key: given.pop(key) for key in ("input", "output") if key in given
    }
    made = {key: TokenSize(Fraction(size)) for key, size in sizes.items()}
    return Workload(**dict(name="w", requests=Fraction(1_000), per="month") | made | given)


def months_of(workloads, offer: str, start: date = FEBRUARY, **given):
    return project(workloads, offer, start=start, catalog=BOOK, **given)


def now_is(monkeypatch, instant: datetime) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            assert tz is UTC
            return instant

    monkeypatch.setattr("calculator.projection.datetime", Clock)


def test_a_model_that_always_thinks_does_so_in_every_request_and_says_so():
    thinking = dict(reasoning_tokens=Fraction(400))
    noted = ("always thinks: counted as thinking in every request",)
    # input 2 dollars, output at 8 a million: of 500 tokens, or of the answer of 100 and 400 more
    some = months_of(job(thinking_share=Fraction(1, 2), **thinking), "odd/always")
    assert (some.months[0].list_cost.amount, some.notes) == (2 + 4, noted)
    all_ = months_of(job(**thinking), "odd/always")
    assert (all_.months[0].list_cost.amount, all_.notes) == (2 + 4, ())
    with pytest.raises(NotServedError) as refused:
        months_of(job(thinking_level="off", **thinking), "odd/always")
    assert str(refused.value) == "odd/always always thinks: thinking cannot be switched off"


def test_a_model_that_always_thinks_does_so_where_nobody_asked_it_to():
    # an answer of 100 tokens and 400 more, at 8 a million
    asked = job(thinking_share=Fraction(0), reasoning_tokens=Fraction(400))
    done = months_of(asked, "odd/always")
    assert done.months[0].list_cost.amount == 2 + 4
    assert done.notes == ("always thinks: counted as thinking in every request",)


def test_a_model_that_does_not_think_answers_only():
    done = months_of(job(reasoning_tokens=Fraction(400)), "odd/small")
    assert done.months[0].list_cost.amount == Decimal(2_000 * 1 + 100 * 2) / 1_000
    assert done.notes == ("does not think: answers only",)


def test_cached_input_without_a_rate_of_its_own_is_noted():
    cached = job(cached_share=Fraction(1, 2))
    said = ("no cached rate is known: cached input at the full input price",)
    assert months_of(cached, "odd/small").notes == said
    assert months_of(job(), "odd/small").notes == ()
    assert months_of(cached, "odd/fast-only").notes == ()
    assert months_of(cached, "odd/free").notes == ()


def test_what_is_doubtful_of_the_prices_used_is_noted_once(monkeypatch):
    claimed = "claimed price: no source supports it"
    stale = "price last checked on 2026-02-01, more than 90 days ago"
    now_is(monkeypatch, datetime(2026, 11, 24, tzinfo=UTC))
    assert months_of(job(), "odd/claimed", start=date(2026, 4, 1)).notes == (claimed,)
    done = months_of(job(), "odd/claimed", start=date(2026, 4, 1), months=3)
    assert done.notes == (claimed, stale)
    assert months_of(job(requests=Fraction(0)), "odd/claimed", start=date(2026, 4, 1)).notes == ()


def test_what_was_not_stale_yesterday_may_be_today(monkeypatch):
    now_is(monkeypatch, datetime(2026, 5, 2, tzinfo=UTC))
    assert months_of(job(), "odd/small", start=date(2026, 12, 1)).notes == ()
    now_is(monkeypatch, datetime(2026, 5, 3, tzinfo=UTC))
    assert months_of(job(), "odd/small", start=date(2026, 12, 1)).notes == (
        "price last checked on 2026-02-01, more than 90 days ago",
    )


def test_a_month_to_come_is_not_staler_than_today(monkeypatch):
    now_is(monkeypatch, datetime(2026, 5, 2, 23, tzinfo=UTC))
    assert months_of(job(), "odd/small", start=date(2026, 5, 1)).notes == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (dict(service_tiers=(("batch", Fraction(1)),)), "odd/small has no batch service tier"),
        (dict(web_searches=Fraction(1)), "odd/small has no price for web_search"),
    ],
)
def test_what_cannot_be_served_says_why(given, said):
    with pytest.raises(NotServedError) as refused:
        months_of(job(**given), "odd/small")
    assert str(refused.value) == said


def test_a_service_tier_and_a_fee_that_are_sold_are_billed():
    fast = job(service_tiers=(("fast", Fraction(1)),), web_searches=Fraction(2))
    (month,) = months_of(fast, "odd/fast-only").months
    assert month.parts["input"].amount == 2 * 2_000 * 4 / Decimal(1_000)
    assert month.parts["fees"].amount == 2 * 5


UNKNOWN_DAYS = "only the holidays that the law of CN fixes are known for 2999"


def test_months_whose_holidays_are_not_announced_yet_say_so_by_workload_or_by_price():
    far = date(2999, 1, 1)
    assert UNKNOWN_DAYS in months_of(job(holidays="CN"), "demo/separate", far).notes
    assert UNKNOWN_DAYS in months_of(job(), "demo/office", far).notes
    assert UNKNOWN_DAYS not in months_of(job(holidays="US"), "demo/separate", far).notes
    assert UNKNOWN_DAYS not in months_of(job(), "demo/separate", far).notes
