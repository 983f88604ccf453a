from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from calculator.charge import charge
from calculator.fit import fit_workload
from calculator.line import find_line
from calculator.projection import project
from calculator.usage import Usage
from pricing.errors import WorkloadError
from tests.fit.logs import SHANGHAI, at, by_hours, days, log, seconds

FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)


def fitted(rows, **options):
    return fit_workload(log(rows), **{"zone": "Asia/Shanghai"} | options)


def said(found, what):
    return next(finding for finding in found.findings if finding.what == what)


def test_a_month_tells_volume_weekdays_and_hours():
    found = fitted(by_hours(FEBRUARY, 28))
    # five working days of 100 and two days of 30 are 560 a week, 80 on a mean day
    assert found.profile.requests_per_day == 80
    rhythm = found.profile.rhythm
    assert rhythm.timezone == "Asia/Shanghai"
    assert rhythm.weekdays == (*[Decimal("1.25")] * 5, Decimal("0.375"), Decimal("0.375"))
    assert {h: w for h, w in enumerate(rhythm.hours) if w} == {0: 10, 10: 60, 23: 30}
    own = {h: w for h, w in enumerate(rhythm.weekend_hours) if w}
    assert own == {0: Decimal("16.666"), 12: Decimal("66.666"), 23: Decimal("16.666")}
    assert "100 on a working day, 30 on one of a weekend" in said(found, "volume").said
    assert (
        said(found, "volume").rests_on
        == "2,240 requests on 28 whole days, 2026-02-01 to 2026-02-28"
    )
    assert found.workload.requests_in(FEBRUARY, 0) == 20 * 100 + 8 * 30


def test_the_hours_are_those_of_the_people_who_ask():
    rows = by_hours(FEBRUARY, 28)
    hours = {zone: fitted(rows, zone=zone).profile.rhythm.hours for zone in ("UTC", "Asia/Tokyo")}
    assert {zone: each.index(max(each)) for zone, each in hours.items()} == {
        "UTC": 2,
        "Asia/Tokyo": 11,
    }


def test_a_fitted_month_costs_what_its_requests_cost_in_their_windows(catalog):
    # demo/office doubles from 9 to 12 and from 14 to 18 in Beijing on working days; no public
    # holiday falls in March 2026. 10 o'clock in this log is 2 o'clock on its clock, UTC
    working, weekend = {0: 10, 2: 60, 23: 30}, {0: 5, 12: 20, 23: 5}
    rows = [
        {"at": at(day, hour, i, UTC)}
        for day in days(MARCH, 31)
        for hour, requests in (weekend if day.weekday() >= 5 else working).items()
        for i in range(requests)
    ]
    offer = catalog.offer("demo/office")
    job = fitted(rows, zone="UTC").workload
    one = Usage(1_000, 100)
    true = sum(charge(one, find_line(one, offer, r["at"], "standard", False)) for r in rows)
    # 22 working days of 100 requests, 60 of them at the peak; 9 days of 30
    assert true == (22 * 160 + 9 * 30) * (1_000 * 1 + 100 * 2) * 10**6
    month = project(job, offer, start=MARCH, catalog=catalog).months[0]
    assert abs(Fraction(month.list_cost.amount) * 10**12 / true - 1) < Fraction(1, 10**5)


def test_an_hour_tells_no_day_and_says_so():
    found = fitted(seconds(3_600))
    assert found.profile.requests_per_day == 3_600 * 24
    assert found.profile.rhythm is None
    assert found.profile.growth_per_month == 0
    assert {"volume", "weekdays", "hours", "growth"} <= set(found.unknown)
    assert "taken as even at all times" in said(found, "volume").said
    assert said(found, "volume").rests_on.startswith("3,600 requests in 60 minutes")


def test_a_few_minutes_are_not_blown_up_to_a_day():
    found = fitted(seconds(120))
    assert found.profile.requests_per_day == 120
    assert "taken as those of a day: the log is too short to tell" in said(found, "volume").said


def test_a_week_tells_weekends_from_working_days_but_not_monday_from_friday():
    found = fitted(by_hours(date(2026, 3, 2), 7))
    assert found.profile.requests_per_day == 80
    assert found.profile.rhythm.weekdays == (*[Decimal("1.25")] * 5, *[Decimal("0.375")] * 2)
    assert "only weekends are told apart" in said(found, "weekdays").said
    assert found.profile.rhythm.weekend_hours == ()  # two days of a weekend are too few


def test_working_days_alone_say_nothing_of_weekends():
    found = fitted(by_hours(date(2026, 3, 2), 5))
    assert found.profile.requests_per_day == 100
    assert found.profile.rhythm.weekdays == ()
    assert "no whole day of a weekend was seen" in said(found, "volume").said
    assert not said(found, "weekdays").known


def test_a_weekend_that_was_seen_is_in_the_mean_of_a_few_days():
    found = fitted(by_hours(date(2026, 3, 6), 3))
    # 100 on Friday and 30 on each day of the weekend
    assert found.profile.requests_per_day == Decimal("53.333333")
    volume = said(found, "volume")
    assert volume.said == "53.3 requests a day, 1,623 a mean month"
    assert (
        said(found, "volume").rests_on == "160 requests on 3 whole days, 2026-03-06 to 2026-03-08"
    )
    assert said(found, "hours").said == (
        "taken as even over the day: they need 240 requests, there are 160"
    )


def test_days_that_the_log_only_touches_do_not_count():
    whole = by_hours(date(2026, 3, 2), 3)
    more = [{"at": at(date(2026, 3, 1), 15)}, {"at": at(date(2026, 3, 5), 8)}]
    assert fitted(whole + more).profile.requests_per_day == 100


def test_days_without_a_request_are_days():
    rows = [r for r in by_hours(FEBRUARY, 28) if not _on(r, date(2026, 2, 18))]
    found = fitted(rows)
    # three Wednesdays of 100 and one of none: 75, in a week of 535
    assert found.profile.requests_per_day == Decimal("76.428571")
    assert found.profile.rhythm.weekdays[2] == Decimal("0.9813")  # 75 / 76.43
    assert said(found, "volume").rests_on.endswith("1 of them without a request")


def _on(row, day):
    return datetime.fromtimestamp(row["at"], UTC).astimezone(SHANGHAI).date() == day


def test_rows_that_sum_up_days_tell_weekdays_and_no_hours():
    rows = [
        {"at": at(day, 0), "until": at(day, 0) + 86_400, "requests": 30 if late else 100}
        for day in days(FEBRUARY, 28)
        for late in [day.weekday() >= 5]
    ]
    found = fitted(rows)
    assert found.profile.requests_per_day == 80
    assert found.profile.rhythm.hours == ()
    assert found.profile.rhythm.weekdays[0] == Decimal("1.25")
    assert "rows sum up more than an hour" in said(found, "hours").said


def test_rows_that_sum_up_months_tell_only_how_much():
    rows = [{"at": at(FEBRUARY, 0), "until": at(MARCH, 0), "requests": 2_800}]
    found = fitted(rows)
    assert found.profile.requests_per_day == 100
    assert found.profile.rhythm is None
    assert "rows sum up more than a day" in said(found, "weekdays").said


def test_growth_is_that_of_the_weeks_and_the_volume_that_of_the_last_four():
    # 2 % more each week, from 1,000 times the usual week on
    grown = [round(50 * 1.02**week) for week in range(12)]
    rows = [
        {"at": at(day, hour), "until": at(day, hour) + 3_600, "requests": 100 * grown[i // 7]}
        for i, day in enumerate(days(date(2026, 3, 2), 84))
        for hour in (0, 23)
    ]
    found = fitted(rows)
    growth = found.profile.growth_per_month
    assert Decimal("0.085") < growth < Decimal("0.095")  # 1.02^(30.4 / 7) is 1.09
    assert found.profile.requests_per_day == 200 * sum(grown[-4:]) / 4
    assert said(found, "growth").rests_on == "12 whole weeks in 3 calendar months"


def test_seven_weeks_are_too_few_for_a_trend():
    found = fitted(by_hours(date(2026, 3, 2), 49, times=lambda week: 2**week))
    assert found.profile.growth_per_month == 0
    assert (
        said(found, "growth").said
        == "taken as none: it needs 8 whole weeks with requests, there are 7"
    )


def test_weeks_that_go_up_and_down_are_no_growth():
    found = fitted(by_hours(date(2026, 3, 2), 84, times=lambda week: 1 + week % 2))
    assert found.profile.growth_per_month == 0
    assert said(found, "growth").known
    assert said(found, "growth").said.startswith("none that is clear")


def test_an_unknown_zone_is_refused():
    with pytest.raises(WorkloadError, match="'Asia/Peking' is not a time zone"):
        fitted(seconds(1), zone="Asia/Peking")
