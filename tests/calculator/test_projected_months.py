"""A workload's months on small price lists, each part of the bill worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from calculator import Usage
from calculator.projection import cells, charges_of, months_run, project, requests_of
from calculator.workload import TokenSize, Workload
from pricing import FxRates, Money
from pricing.fx import FxRate
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


def amounts(parts: dict[str, Money]) -> dict[str, Decimal]:
    return {part: money.amount for part, money in parts.items()}


EVERYTHING = job(
    cached_share=Fraction(1, 4),
    cache_write_share=Fraction(1, 8),
    reasoning_tokens=Fraction(400),
    web_searches=Fraction(1, 2),
)


def test_a_month_is_the_sum_of_its_parts():
    done = months_of(EVERYTHING, "demo/output-billed")
    (month,) = done.months
    # a thousand requests at 4, 1, 5 and 16 yuan a million tokens; 5 yuan a thousand requests and
    # 10 a thousand searches: 29.25 yuan; + 10 % = 32.175; − 20 % = 25.74; + 6 % tax
    assert amounts(month.parts) == {
        "input": Decimal(1_250 * 4) / 1_000,
        "cache_read": Decimal(500 * 1) / 1_000,
        "cache_write": Decimal(250 * 5) / 1_000,
        "output": Decimal(100 * 16) / 1_000,
        "thinking": Decimal(400 * 16) / 1_000,
        "fees": 5 + 10 * Decimal("0.5"),
        "charges": Decimal("2.475") - Decimal("5.445"),
        "tax": Decimal("1.3068"),
    }
    assert month.list_cost == Money("24.75", "CNY")
    assert month.total == Money("23.0868", "CNY")
    assert (month.month, month.requests, month.fx) == (FEBRUARY, 1_000, None)
    assert (done.total, done.parts) == (month.total, month.parts)
    assert (done.offer.id, done.book_id) == ("demo/output-billed", "2026.11.24+5eed5eed")
    assert done.notes == ()


def test_months_add_up_part_by_part():
    done = months_of(job(growth=Fraction(1)), "demo/mode", months=3)
    assert [m.month for m in done.months] == [FEBRUARY, date(2026, 3, 1), date(2026, 4, 1)]
    assert [m.requests for m in done.months] == [1_000, 2_000, 4_000]
    assert [m.list_cost.amount for m in done.months] == [3, 6, 12]
    assert (done.parts["input"].amount, done.parts["output"].amount) == (2 * 7, 1 * 7)
    assert done.total.amount == sum(m.total.amount for m in done.months)
    two = months_of(job(growth=Fraction(1)), "demo/mode", months=2)
    assert (two.parts["input"].amount, two.total.amount) == (2 * 3, Decimal("0.9328") * 9)


def test_a_month_has_the_requests_of_its_own_days():
    assert [m.requests for m in months_of(job(per="day"), "demo/mode", months=2).months] == [
        28_000,
        31_000,
    ]


def test_peak_hours_have_their_share_of_every_part():
    # February 2026: 14 working days with 7 peak hours of 28 × 24, which double the price
    (month,) = months_of(job(), "demo/office").months
    assert month.parts["input"] == Money.of_picos(round(Fraction(2 * 10**12 * 55, 48)), "CNY")
    assert month.parts["output"] == Money.of_picos(round(Fraction(10**12 * 55, 48)), "CNY")


def test_requests_of_working_days_meet_the_hours_that_they_have_them_in():
    # the weekend of Beijing begins at 16:00 UTC on Fridays: 4 × 8 hours of 20 × 24 at half price
    (month,) = months_of(job(requests=Fraction(100), per="working_day"), "demo/weekend").months
    assert month.requests == 2_000
    assert month.parts["input"] == Money.of_picos(round(Fraction(4 * 10**12 * 29, 30)), "CNY")


def test_each_size_pays_the_tier_it_falls_into():
    sizes = TokenSize.lognormal(Fraction(20_000), Fraction(100_000))
    answers = TokenSize.lognormal(Fraction(150), Fraction(900))
    drawn = replace(job(), input=sizes, output=answers)
    (month,) = months_of(drawn, "demo/two-dimensional").months
    (small, large), (short, long) = sizes.bands([32_000]), answers.bands([200])
    thousand = 1_000 * 10**6
    assert month.parts["input"] == Money.of_picos(
        round(
            thousand * small.share * small.mean * (short.share * 2 + long.share * 3)
            + thousand * large.share * large.mean * 4
        ),
        "CNY",
    )
    assert month.parts["output"] == Money.of_picos(
        round(
            thousand * small.share * (short.share * short.mean * 8 + long.share * long.mean * 14)
            + thousand * large.share * answers.mean * 16
        ),
        "CNY",
    )


def test_the_workloads_of_a_month_share_one_bill():
    both = (job(), job(name="v", requests=Fraction(500)))
    (month,) = months_of(both, "odd/small").months
    # 1,500 requests × (2,000 × 1 + 500 × 2) / 10^6 = 4.5 dollars, and one seat for the month
    assert (month.requests, month.list_cost.amount) == (1_500, Decimal("4.5"))
    assert month.parts["charges"] == Money(30, "USD")
    assert month.parts["tax"] == Money(0, "USD")
    assert month.total == Money("34.5", "USD")


def test_a_monthly_charge_comes_once_a_month():
    done = months_of(job(requests=Fraction(0)), "odd/small", months=3)
    assert [m.total for m in done.months] == [Money(30, "USD")] * 3
    assert done.total == Money(90, "USD")


def test_what_graduated_tokens_cost_below_belongs_to_the_input():
    (month,) = months_of(job(input=5_000, output=0), "demo/graduated").months
    assert month.parts["input"].amount == Decimal(1_000 * 10 + 2_000 * 6 + 2_000 * 1) / 1_000
    assert month.parts["fees"].amount == 0


def test_each_kind_is_rounded_once_to_a_pico():
    (month,) = months_of(job(requests=Fraction(1, 3), input=1, output=2), "demo/mode").months
    # a third of a request: 10^6 / 3 picos of input and 4 × 10^6 / 3 of output
    assert month.parts["input"] == Money.of_picos(333_333, "CNY")
    assert month.parts["output"] == Money.of_picos(1_333_333, "CNY")
    assert month.list_cost == Money.of_picos(1_666_666, "CNY")


class Recorded(FxRates):
    """Eight yuan a dollar, and the days on which somebody asked."""

    def __init__(self) -> None:
        self.days: list[date] = []
        super().__init__("recorded", self._found)

    def _found(self, base: str, quote: str, at: date) -> FxRate:
        self.days.append(at)
        return FxRate(base, quote, Fraction(1, 8), at, "recorded")


def test_each_part_is_converted_at_the_rate_of_the_months_last_day(monkeypatch):
    now_is(monkeypatch, datetime(2026, 3, 20, 12, tzinfo=UTC))
    fx = Recorded()
    done = months_of(EVERYTHING, "demo/output-billed", months=2, currency="USD", fx=fx)
    assert fx.days == [date(2026, 2, 28), date(2026, 3, 20)]
    first = done.months[0]
    assert first.parts["input"] == Money("0.625", "USD")
    assert first.parts["charges"] == Money("-0.37125", "USD")
    assert first.total == Money("2.88585", "USD")
    assert first.list_cost == Money("24.75", "CNY")
    assert first.fx == FxRate("CNY", "USD", Fraction(1, 8), date(2026, 2, 28), "recorded")
    assert done.total.currency == done.parts["tax"].currency == "USD"


def now_is(monkeypatch, instant: datetime) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            assert tz is UTC
            return instant

    for module in ("monthly", "projection"):
        monkeypatch.setattr(f"calculator.{module}.datetime", Clock)


def test_a_projection_begins_in_this_month_with_the_packaged_prices_and_lasts_one(monkeypatch):
    now_is(monkeypatch, datetime(2026, 2, 28, 23, tzinfo=UTC))
    monkeypatch.setattr("calculator.projection.default_catalog", lambda: BOOK)
    done = project(job(), "demo/mode")
    assert [m.month for m in done.months] == [FEBRUARY]
    assert done.months[0].list_cost.amount == 3


@pytest.mark.parametrize(
    ("given", "run"),
    [
        ({}, [1_000, 2_000, 4_000, 8_000]),
        (dict(months=2), [1_000, 2_000, 0, 0]),
        (dict(start=date(2026, 2, 15)), [0, 1_000, 2_000, 4_000]),
        (dict(start=date(2026, 2, 15), months=2), [0, 1_000, 2_000, 0]),
        (dict(start=date(2025, 12, 31)), [2_000, 4_000, 8_000, 16_000]),
        (dict(start=date(2025, 12, 31), months=3), [2_000, 4_000, 0, 0]),
    ],
)
def test_a_workload_runs_from_its_own_first_month_and_grows_from_there(given, run):
    growing = job(growth=Fraction(1), **given)
    calendar = [date(2026, month, 1) for month in (1, 2, 3, 4)]
    assert [requests_of(growing, month, i) for i, month in enumerate(calendar)] == run


def test_months_run_are_counted_over_the_turn_of_the_year():
    assert months_run(job(start=date(2025, 11, 30)), date(2027, 1, 1), 0) == 14
    assert months_run(job(), date(2027, 1, 1), 5) == 5


def test_a_month_is_cut_by_service_tier_hours_mode_and_the_sizes_that_have_prices():
    halves = job(
        service_tiers=(("batch", Fraction(1, 4)),),
        thinking_share=Fraction(2, 5),
        reasoning_tokens=Fraction(100),
    )
    office = cells(halves, BOOK.offer("demo/office"), FEBRUARY, {})
    # February 2026: 14 working days with 7 peak hours of 28 × 24 in Beijing; no thinking sold
    peak = Fraction(14 * 7, 28 * 24)
    rates = [(c.line(Usage(1, 1)), c.weight) for c in office]
    assert sorted((line.service_tier, line.input, weight) for line, weight in rates) == [
        ("batch", 500_000, Fraction(1, 4) * (1 - peak)),
        ("batch", 1_000_000, Fraction(1, 4) * peak),
        ("standard", 1_000_000, Fraction(3, 4) * (1 - peak)),
        ("standard", 2_000_000, Fraction(3, 4) * peak),
    ]
    assert {c.thinking for c in office} == {False}
    mode = cells(job(thinking_share=Fraction(2, 5)), BOOK.offer("demo/mode"), FEBRUARY, {})
    assert [(c.thinking, c.weight) for c in mode] == [
        (True, Fraction(2, 5)),
        (False, Fraction(3, 5)),
    ]
    (sized,) = cells(job(), BOOK.offer("demo/two-dimensional"), FEBRUARY, {})
    assert (sized.inputs, sized.outputs) == ([32_000], [200])
    (banded,) = cells(job(), BOOK.offer("demo/banded"), FEBRUARY, {})
    assert (banded.inputs, banded.outputs) == ([32_000, 128_000], [])


def test_an_hour_that_nobody_asks_in_costs_nothing_and_hides_no_other():
    workload, offer = job(), BOOK.offer("demo/plain")
    found = cells(workload, offer, FEBRUARY, {})
    idle, thousand = found[0]._replace(weight=Fraction(0)), Fraction(1_000)
    counted = charges_of(workload, offer, found, thousand)
    assert charges_of(workload, offer, [idle, *found], thousand) == counted
    assert counted[0]["input"] > 0
