"""What a cost says beside its sum: what to know before relying on it, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from calculator import Usage, price
from calculator.cost import Cost
from pricing.errors import NotPricedError, UsageError
from tests.compiled import book_of
from tests.conftest import WORKED

FEBRUARY = datetime(2026, 2, 2, tzinfo=UTC)
BOOK = book_of(WORKED / "demo.yaml", Path(__file__).parent / "odd.yaml")


def cost(usage: Usage, offer: str, **given) -> Cost:
    return price(usage, offer, **dict(at=FEBRUARY) | given, catalog=BOOK)


def test_a_name_that_is_not_the_id_says_why_it_was_taken():
    assert cost(Usage(1, 0), "little").notes == ("matched 'little' because: alias",)
    assert cost(Usage(1, 0), "odd/small").notes == ()
    assert cost(Usage(1, 0), BOOK.offer("odd/small")).notes == ()


def test_a_mode_that_was_inferred_is_noted_only_where_it_matters():
    off = "thinking mode taken as off from the reasoning tokens: say thinking="
    assert cost(Usage(1, 5), "demo/mode").notes == (off,)
    assert cost(Usage(1, 5), "demo/mode", thinking=False).notes == ()
    assert cost(Usage(1, 5), "demo/mode", thinking=True).notes == ()
    assert cost(Usage(1, 5), "demo/separate").notes == ()


@pytest.mark.parametrize(
    ("usage", "noted"),
    [(Usage(1_000, 0), False), (Usage(1_001, 0), True), (Usage(2_000, 0, requests=2), False)],
)
def test_more_input_than_the_context_window_of_the_requests_is_noted(usage, noted):
    said = ("more input than the known context window of 1,000 tokens",)
    assert cost(usage, "odd/small").notes == (said if noted else ())


def test_hours_that_end_on_holidays_not_announced_yet_are_noted():
    said = "only the holidays that the law of CN fixes are known for 2999"
    far = datetime(2999, 2, 4, tzinfo=UTC)
    assert said in cost(Usage(1, 0), "demo/office", at=far).notes
    assert said not in cost(Usage(1, 0), "demo/separate", at=far).notes


@pytest.mark.parametrize(
    ("offer", "usage"),
    [
        ("demo/banded", Usage(2, 0, requests=2)),
        ("demo/banded", Usage(300_000, 0, requests=2)),
        ("demo/two-dimensional", Usage(2, 0, requests=2)),
    ],
)
def test_several_requests_are_noted_where_their_mean_chose_the_band(offer, usage):
    assert cost(usage, offer).notes == ("tier chosen by the mean size of the requests",)
    assert cost(usage, "demo/plain").notes == ()
    assert cost(Usage(2, 0), offer).notes == ()


def test_a_claimed_price_and_one_not_checked_for_long_are_noted():
    claimed = "claimed price: no source supports it"
    stale = "price last checked on 2026-02-01, more than 90 days ago"
    assert cost(Usage(1, 0), "odd/claimed").notes == (claimed,)
    used = datetime(2026, 5, 3, tzinfo=UTC)
    assert cost(Usage(1, 0), "odd/claimed", at=used).notes == (claimed, stale)


def test_a_request_that_is_still_to_come_is_not_staler_than_today(monkeypatch):
    class May(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 5, 2, tzinfo=tz)

    monkeypatch.setattr("calculator.cost.datetime", May)
    assert cost(Usage(1, 0), "odd/small", at=datetime(2026, 9, 1, tzinfo=UTC)).notes == ()


@pytest.mark.parametrize(
    ("usage", "offer", "given", "said"),
    [
        (
            Usage(1, 1_500, reasoning_tokens=1_400),
            "demo/plain",
            {},
            "demo/plain does not think: it cannot have run in thinking mode "
            "(1,400 reasoning tokens)",
        ),
        (
            Usage(1, 1_500, reasoning_tokens=1_400),
            "demo/mode",
            dict(thinking=False),
            "1,400 reasoning tokens, but thinking=False: "
            "a request that reports reasoning ran in thinking mode",
        ),
        (
            Usage(2**33 + 1, 1_000, requests=2),
            "demo/plain",
            {},
            "8,589,934,593 input and 1,000 output tokens in 2 request(s) are more than "
            "any request can have: set requests",
        ),
        (
            Usage(2**33, 1_000, requests=1),
            "demo/mode",
            dict(thinking=True),
            "8,589,934,592 input and 1,000 output tokens in 1 request(s) are more than "
            "any request can have: set requests",
        ),
        (
            Usage(1, 1),
            "demo/plain",
            dict(at=datetime(2026, 2, 2)),  # noqa: DTZ001
            "2026-02-02 00:00:00 has no time zone: prices change by the hour, so say which clock",
        ),
    ],
)
def test_contradictions_are_told_with_what_was_said(usage, offer, given, said):
    with pytest.raises(UsageError) as refused:
        cost(usage, offer, **given)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("counts", "kind"),
    [
        (dict(web_searches=1_200), "web_search"),
        (dict(cache_token_hours=1_200), "cache_token_hour"),
        (dict(citation_tokens=1_200), "citation_token"),
    ],
)
def test_a_counted_thing_without_a_price_is_named_with_its_count(counts, kind):
    with pytest.raises(NotPricedError) as refused:
        cost(Usage(1, 1, **counts), "demo/plain")
    assert str(refused.value) == f"demo/plain has no price for {kind} (1,200 used)"
