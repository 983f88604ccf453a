"""What a receipt says: which rates made the sum, whose they are, and of when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from calculator import Usage, price
from calculator.cost import Cost
from calculator.receipt import LineItem
from pricing import FxRates, Money
from tests.compiled import book_of
from tests.conftest import WORKED

FEBRUARY = datetime(2026, 2, 2, tzinfo=UTC)
ODD = Path(__file__).parent / "odd.yaml"
BOOK = book_of(WORKED / "demo.yaml", ODD)
STAMP = "demo@2026-11-24, community, 2026-02-02 00:00 UTC, book 2026.11.24+5eed5eed"


def cost(usage: Usage, offer: str, **given) -> Cost:
    return price(usage, offer, **dict(at=FEBRUARY) | given, catalog=BOOK)


def test_a_receipt_has_a_line_for_each_part_its_sum_and_where_the_prices_are_from():
    usage = Usage(10_000, 5_000, reasoning_tokens=4_000)
    assert str(cost(usage, "demo/output-billed", service_tier="batch")).splitlines() == [
        "demo/output-billed  batch",
        " ├─ input      10,000 tokens     ¥2.40 per M  ¥0.024000",
        " ├─ output      1,000 tokens     ¥9.60 per M  ¥0.009600",
        " ├─ reasoning   4,000 tokens     ¥9.60 per M  ¥0.038400",
        " ├─ request                1  ¥0.005000 each  ¥0.005000",
        " total                                        ¥0.077000",
        f" {STAMP}",
    ]


def test_a_receipt_names_mode_hours_and_band_and_notes_what_was_inferred():
    usage = Usage(10_000, 5_000, reasoning_tokens=4_000)
    thinking = str(cost(usage, "demo/mode")).splitlines()
    assert thinking[0] == "demo/mode  thinking"
    assert thinking[-1] == (
        " note: thinking mode taken as on from the reasoning tokens: say thinking="
    )
    monday = datetime(2026, 3, 2, 2, tzinfo=UTC)
    assert str(cost(Usage(1, 0), "demo/office", at=monday)).splitlines()[0] == "demo/office  peak"
    banded = str(cost(Usage(40_000, 0), "demo/banded")).splitlines()[0]
    assert banded == "demo/banded  32,001 to 128,000 input"
    both = cost(Usage(1, 0), "demo/office", at=monday, service_tier="batch")
    assert str(both).splitlines()[0] == "demo/office  batch, peak"


def test_what_graduated_tokens_cost_more_below_is_a_line_of_its_own():
    # of 2,500 tokens each at 6 yuan, the first 1,000 cost 10
    made = cost(Usage(5_000, 100, requests=2), "demo/graduated")
    assert str(made).splitlines() == [
        "demo/graduated  1,001 to 3,000 input",
        " ├─ input        5,000 tokens     ¥6.00 per M  ¥0.030000",
        " ├─ output         100 tokens     ¥2.00 per M  ¥0.000200",
        " ├─ lower tiers             2  ¥0.004000 each  ¥0.008000",
        " total                                         ¥0.038200",
        f" {STAMP}",
        " note: tier chosen by the mean size of the requests",
    ]
    assert made.lines[-1] == LineItem("lower tiers", 2, Decimal("0.004"), Money("0.008", "CNY"))


def test_a_receipt_of_nothing_has_no_lines():
    stamp = STAMP.replace("demo", "odd")
    assert str(cost(Usage(0, 0), "odd/small")).splitlines() == [
        "odd/small",
        " total  $0.000000",
        f" {stamp}",
    ]


def test_free_tokens_are_listed_and_a_free_request_is_not():
    assert [(x.kind, x.amount.amount) for x in cost(Usage(3, 7), "odd/free").lines] == [
        ("input", 0),
        ("output", 0),
    ]


def test_a_rate_is_per_million_tokens_or_for_one_thing_however_small():
    usage = Usage(100, 0, web_searches=3, cache_token_hours=1_000_000)
    made = cost(usage, "demo/output-billed")
    assert made.lines == (
        LineItem("input", 100, Decimal(4), Money("0.0004", "CNY")),
        LineItem("request", 1, Decimal("0.005"), Money("0.005", "CNY")),
        LineItem("web_search", 3, Decimal("0.01"), Money("0.03", "CNY")),
        LineItem("cache_token_hour", 1_000_000, Decimal("0.000000017"), Money("0.017", "CNY")),
    )
    assert str(made).splitlines()[4] == (
        " ├─ cache_token_hour   1,000,000  ¥0.000000017 each  ¥0.017000"
    )


def test_a_cost_as_a_table_for_notebooks():
    made = cost(Usage(1_000, 0, requests=2), "demo/output-billed")
    assert made._repr_html_() == (
        "<table><caption>demo/output-billed</caption>"
        "<tr><td>input</td><td align=right>1,000 tokens</td><td align=right>¥4.00 per M</td>"
        "<td align=right>¥0.004000</td></tr>"
        "<tr><td>request</td><td align=right>2</td><td align=right>¥0.005000 each</td>"
        "<td align=right>¥0.010000</td></tr>"
        "<tr><th>total</th><th></th><th></th><th align=right>¥0.014000</th></tr></table>"
        "<small>demo@2026-11-24, community, 2026-02-02 00:00 UTC, "
        "book 2026.11.24+5eed5eed</small>"
    )


def test_notes_are_escaped_in_a_notebook():
    html = cost(Usage(2_000, 0), "odd/little")._repr_html_()
    assert html.endswith(
        "<br>note: matched &#x27;odd/little&#x27; because: alias"
        "<br>note: more input than the known context window of 1,000 tokens</small>"
    )


def test_a_cost_as_json_keeps_its_amounts_exact():
    made = cost(Usage(40_000, 0), "demo/banded").to_dict()
    assert made == {
        "offer": "demo/banded",
        "at": "2026-02-02T00:00:00+00:00",
        "list_cost": "0.160000000000",
        "currency": "CNY",
        "lines": [
            {
                "kind": "input",
                "quantity": 40_000,
                "rate": "4.000000000000",
                "amount": "0.160000000000",
            }
        ],
        "service_tier": "standard",
        "band": "32,001 to 128,000 input",
        "window": "",
        "thinking_treatment": "not_applicable",
        "sheet": "demo@2026-11-24",
        "source": {
            "since": "2026-01-01",
            "until": "",
            "thinking": "not_applicable",
            "status": "community",
            "url": "https://example.org/prices",
            "retrieved": "2026-11-20",
            "confidence": "",
            "note": "",
            "unpriced_fees": ("web_search", "cache_token_hour", "citation_token"),
            "holidays": "",
        },
        "book": "2026.11.24+5eed5eed",
        "notes": [],
    }
    assert cost(Usage(2, 0, requests=2), "demo/banded").to_dict()["notes"] == [
        "tier chosen by the mean size of the requests"
    ]


def test_a_cost_shows_itself_and_its_instant():
    made = cost(Usage(1_000_000, 0), "demo/plain")
    assert repr(made) == "Cost('demo/plain', Money('1.000000000000', 'CNY'))"
    assert made.at == FEBRUARY
    assert made.rate_card.sheet == "demo@2026-11-24"


def test_the_rates_are_those_of_the_second_in_utc_whatever_clock_it_was_told_by():
    # Saturday in Beijing begins at 16:00 UTC on Friday
    beijing = timezone(timedelta(hours=8))
    saturday = datetime(2026, 3, 7, tzinfo=beijing)
    made = cost(Usage(1_000_000, 0), "demo/weekend", at=saturday)
    assert made.list_cost == Money("0.5", "CNY")
    assert made.at == datetime(2026, 3, 6, 16, tzinfo=UTC)
    before = saturday - timedelta(microseconds=1)
    assert cost(Usage(1_000_000, 0), "demo/weekend", at=before).list_cost == Money(1, "CNY")


def test_a_request_without_an_instant_is_priced_now(monkeypatch):
    monkeypatch.setattr("calculator.cost.time", lambda: FEBRUARY.timestamp() + 0.75)
    made = price(Usage(1_000_000, 0), "demo/plain", catalog=BOOK)
    assert (made.at, made.list_cost) == (FEBRUARY, Money(1, "CNY"))


def test_a_request_without_a_catalog_is_priced_from_the_packaged_one(monkeypatch):
    monkeypatch.setattr("calculator.cost.default_catalog", lambda: BOOK)
    assert price(Usage(1_000_000, 0), "demo/plain", at=FEBRUARY).list_cost == Money(1, "CNY")


def test_a_bill_is_converted_at_the_rate_of_the_day_of_use():
    made = cost(Usage(1_000_000, 0), "demo/plain", at=datetime(2026, 2, 15, 23, tzinfo=UTC))
    bill = made.billed("USD")
    assert bill.fx == FxRates.ecb().rate("CNY", "USD", datetime(2026, 2, 15, tzinfo=UTC).date())
    assert made.billed().total == Money("0.9328", "CNY")


def test_a_bill_is_converted_at_rates_of_ones_own():
    made = cost(Usage(1_000_000, 0), "demo/plain")
    own = FxRates.fixed("USD/CNY", "8", "the contract")
    assert made.billed("USD", fx=own).total == Money("0.1166", "USD")  # 0.9328 / 8
    assert made.billed("USD", own).fx.source == "the contract"


def test_one_reasoning_token_is_thinking():
    taken = cost(Usage(10, 10, reasoning_tokens=1), "demo/mode")
    assert taken.rate_card.line.thinking_from == 1


def test_the_bare_name_of_what_one_seller_has_needs_no_note():
    usage = Usage(10, 10)
    assert cost(usage, "output-billed").notes == cost(usage, "demo/output-billed").notes
