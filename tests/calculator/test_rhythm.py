from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from calculator.projection import cells, project
from calculator.rhythm import EVEN, Rhythm, pace_of
from calculator.slots import month_bounds
from calculator.usage import Usage
from calculator.workload import TokenSize, Workload
from pricing.errors import WorkloadError

FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
OFFICE = Rhythm("Asia/Shanghai", hours=(0,) * 9 + (1,) * 9 + (0,) * 6)
JOB = Workload(
    "w",
    Fraction(1_000),
    per="month",
    input=TokenSize(Fraction(2_000)),
    output=TokenSize(Fraction(500)),
)


def second(year: int, month: int, day: int, hour: int = 0) -> int:
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


def list_cost(job: Workload, offer: str, catalog, start: date = FEBRUARY) -> Fraction:
    done = project(job, offer, start=start, catalog=catalog)
    return Fraction(done.months[0].list_cost.amount)


def test_an_even_rhythm_is_the_same_as_none(catalog):
    even = replace(JOB, rhythm=Rhythm("Asia/Shanghai", hours=(3,) * 24, weekdays=(2,) * 7))
    for offer in ("demo/night", "demo/weekend", "demo/office"):
        assert list_cost(even, offer, catalog) == list_cost(JOB, offer, catalog)


def test_peak_prices_fall_on_the_requests_of_the_peak_hours(catalog):
    # demo/office costs 3 yuan a thousand requests, twice that from 9 to 12 and 14 to 18 in Beijing
    # on working days. From 9 to 18 every day, 7 of 9 hours are in them, on the 14 of 28 days of
    # February 2026 that are neither weekend nor Spring Festival (16-20 and 23)
    job = replace(JOB, rhythm=OFFICE)
    share = Fraction(14 * 7, 28 * 9)
    assert abs(list_cost(job, "demo/office", catalog) - 3 * (1 + share)) <= Fraction(1, 10**11)


def test_a_working_week_meets_no_weekend_price(catalog):
    # all of it on Monday to Friday, Beijing time: never the weekend's half price for input
    job = replace(JOB, rhythm=Rhythm("Asia/Shanghai", weekdays=(1, 1, 1, 1, 1, 0, 0)))
    assert list_cost(job, "demo/weekend", catalog) == 3
    assert list_cost(JOB, "demo/weekend", catalog) < 3


def test_the_clock_of_the_workload_meets_the_window_of_the_provider(catalog):
    # demo/night is half price from 16:30 to 00:30 UTC, which is 00:30 to 08:30 in Shanghai
    hour = lambda h, zone: Rhythm(zone, hours=tuple(int(i == h) for i in range(24)))  # noqa: E731
    cost = lambda rhythm: list_cost(replace(JOB, rhythm=rhythm), "demo/night", catalog)  # noqa: E731
    dear = Fraction(1_000 * (2_000 * 2 + 500 * 8), 10**6)
    assert cost(hour(2, "Asia/Shanghai")) == dear / 2
    assert cost(hour(12, "Asia/Shanghai")) == dear
    assert cost(hour(0, "Asia/Shanghai")) == dear * 3 / 4
    assert cost(hour(11, "America/New_York")) == dear * 3 / 4  # from 16 to 17 UTC in winter


def test_a_stated_volume_is_that_of_a_mean_day():
    rhythm = Rhythm("Asia/Shanghai", weekdays=(1, 1, 1, 1, 1, Fraction(1, 2), Fraction(1, 2)))
    job = replace(JOB, requests=Fraction(600), per="day", rhythm=rhythm)
    # a week has 4,200 requests in six parts: 700 on a working day, 350 on a day of the weekend;
    # February 2026 has four weeks, March five Sundays, Mondays and Tuesdays
    assert job.requests_in(FEBRUARY, 0) == 28 * 600
    assert job.requests_in(MARCH, 0) == 28 * 600 + 350 + 700 + 700
    assert replace(job, per="month").requests_in(MARCH, 0) == 600


def test_a_volume_per_working_day_may_have_weekends_beside_it():
    rhythm = Rhythm("Asia/Shanghai", weekdays=(1, 1, 1, 1, 1, Fraction(1, 4), 0))
    job = replace(JOB, requests=Fraction(100), per="working_day", rhythm=rhythm)
    assert job.requests_in(FEBRUARY, 0) == 20 * 100 + 4 * 25
    hours_only = replace(job, rhythm=OFFICE)
    assert hours_only.requests_in(FEBRUARY, 0) == 20 * 100
    assert hours_only.weekdays == (1, 1, 1, 1, 1, 0, 0)


def test_weekends_may_have_hours_of_their_own():
    rhythm = replace(OFFICE, weekend_hours=(1,) + (0,) * 23)
    saturday = second(2026, 2, 6, 16)  # midnight in Shanghai
    pace = pace_of(rhythm, EVEN, saturday, saturday + 48 * 3600)
    assert pace.between(saturday, saturday + 3600) * 2 == pace.between(
        saturday, saturday + 48 * 3600
    )


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
def test_hours_are_those_of_the_wall_clock_whatever_the_zone(zone):
    weights = tuple(range(1, 25))
    start, end = second(2026, 3, 1), second(2026, 4, 30)
    pace = pace_of(Rhythm(zone, hours=weights), EVEN, start, end)
    unit = pace.between(start, start + 900)
    first = datetime.fromtimestamp(start, ZoneInfo(zone)).hour
    for at in range(start, end, 900):
        local = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone))
        assert pace.between(at, at + 900) * weights[first] == unit * weights[local.hour]


@given(
    some.lists(some.integers(0, 9), min_size=24, max_size=24).filter(any),
    some.lists(some.integers(0, 9), min_size=7, max_size=7).filter(any),
    some.lists(some.integers(0, 28 * 86_400), min_size=1, max_size=5),
)
def test_the_parts_of_a_month_add_up_to_it(hours, weekdays, cuts):
    start, end = second(2026, 2, 1), second(2026, 3, 1)
    rhythm = Rhythm("Asia/Shanghai", hours=tuple(hours))
    pace = pace_of(rhythm, tuple(map(Fraction, weekdays)), start, end)
    edges = [start, *(start + cut for cut in sorted(cuts)), end]
    parts = [pace.between(a, b) for a, b in pairwise(edges)]
    assert sum(parts) == pace.between(start, end) > 0


def test_the_cells_of_a_month_carry_the_share_of_the_requests(catalog):
    found = cells(replace(JOB, rhythm=OFFICE), catalog.offer("demo/office"), MARCH, {})
    one = Usage(2_000, 500)
    shares = {cell.line(one).input: cell.weight for cell in found}
    # 22 working days of 31, 7 of 9 hours
    assert shares[2 * 10**6] == Fraction(22 * 7, 31 * 9)
    assert sum(shares.values()) == 1


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        (dict(hours=(1,) * 23), "hours must be 24 weights, got 23"),
        (dict(weekdays=(0,) * 7), "one above zero"),
        (dict(weekend_hours=(-1,) * 24), "must not be negative"),
        (dict(zone="Asia/Peking"), "not a time zone"),
    ],
)
def test_a_rhythm_that_cannot_be_is_refused(given_, said):
    with pytest.raises(WorkloadError, match=said):
        Rhythm(**dict(zone="UTC") | given_)


def test_a_working_day_without_requests_is_refused():
    sundays = Rhythm("UTC", weekdays=(0, 0, 0, 0, 0, 0, 1))
    with pytest.raises(WorkloadError, match="none from Monday to Friday"):
        replace(JOB, per="working_day", rhythm=sundays)


def test_a_day_of_an_hour_less_is_an_hour_shorter():
    rhythm = Rhythm("America/New_York", hours=(1,) * 24)
    start = second(2026, 3, 8, 5)  # midnight before the clocks go forward
    length = timedelta(hours=24).total_seconds()
    pace = pace_of(rhythm, EVEN, start, start + int(length))
    assert pace.between(start, start + 3600) * 24 == pace.between(start, start + 24 * 3600)


def test_public_holidays_are_no_working_days_and_make_up_days_are():
    # October 2026: 22 days from Monday to Friday; five of them are holidays; Saturday 10 is worked
    job = Workload("office", Fraction(1_000), "working_day", holidays="CN")
    assert job.requests_in(date(2026, 10, 1), 0) == 1_000 * (22 - 5 + 1)
    assert replace(job, holidays="").requests_in(date(2026, 10, 1), 0) == 1_000 * 22


def test_working_days_alone_put_no_request_on_a_weekend():
    pace = Workload("office", Fraction(1), "working_day").pace(*month_bounds(date(2026, 11, 1)))
    saturday = int(datetime(2026, 11, 7, tzinfo=UTC).timestamp())
    assert pace.between(saturday, saturday + 2 * 86_400) == 0
    assert pace.between(saturday - 86_400, saturday) > 0


def test_an_unknown_country_has_no_calendar():
    with pytest.raises(WorkloadError, match="'ZZ'"):
        Workload("w", Fraction(1), "working_day", holidays="ZZ").requests_in(date(2026, 1, 1), 0)
