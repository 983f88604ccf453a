from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from calculator.charts.history import RateLine, history_chart
from pricing.changes.course import Stretch

TODAY = date(2026, 11, 24)
MOVED = (
    Stretch(date(2026, 1, 1), date(2026, 3, 1), Decimal(4), "past", None),
    Stretch(date(2026, 3, 1), date(2026, 4, 1), Decimal(2), "past", Fraction(-1, 2)),
    Stretch(date(2026, 5, 1), None, Decimal(3), "in force", None),
)
ANNOUNCED = (
    Stretch(date(2026, 1, 1), date(2027, 1, 1), Decimal(4), "in force", None),
    Stretch(date(2027, 1, 1), None, Decimal(8), "announced", Fraction(1)),
)


def drawn(stretches, language="en", currency="CNY"):
    line = RateLine("output", stretches, [str(s.rate) for s in stretches])
    return history_chart([line], currency, TODAY, language, today_word="today")


def points(trace):
    return list(zip(trace.x, trace.y, strict=True))


def test_a_rate_steps_on_real_days_is_broken_where_none_held_and_ends_today():
    (trace,) = drawn(MOVED).data
    assert trace.line.shape == "hv"
    assert trace.line.dash == "solid"
    assert points(trace) == [
        ("2026-01-01", 4.0),
        ("2026-03-01", 4.0),
        ("2026-03-01", 2.0),
        ("2026-04-01", 2.0),
        (None, None),
        ("2026-05-01", 3.0),
        ("2026-11-24", 3.0),
    ]


def test_an_announced_step_is_dotted_from_today_on():
    solid, dotted = drawn(ANNOUNCED).data
    assert points(solid) == [("2026-01-01", 4.0), ("2026-11-24", 4.0)]
    assert dotted.line.dash == "dot"
    assert points(dotted)[:3] == [("2026-11-24", 4.0), ("2027-01-01", 4.0), ("2027-01-01", 8.0)]
    assert points(dotted)[3][0] > "2027-01-01"


def test_today_is_marked_only_where_the_axis_goes_past_it():
    assert [note.text for note in drawn(ANNOUNCED).layout.annotations] == ["today"]
    assert not drawn(MOVED).layout.annotations


def test_a_price_of_today_is_a_point_and_no_error():
    (trace,) = drawn([Stretch(TODAY, None, Decimal(1), "in force", None)]).data
    assert points(trace) == [("2026-11-24", 1.0), ("2026-11-24", 1.0)]


@pytest.mark.parametrize(("language", "sign"), [("en", "CN¥"), ("zh", "¥")])
def test_the_axis_begins_at_nothing_and_is_written_as_the_language_does(language, sign):
    axis = drawn(MOVED, language).layout.yaxis
    assert axis.range[0] == 0
    assert axis.range[1] > 4
    assert list(axis.ticktext) == [f"{sign}{tick}" for tick in (0, 1, 2, 3, 4)]


def test_a_free_offer_has_an_axis_too():
    assert drawn([Stretch(date(2026, 1, 1), None, Decimal(0), "in force", None)]).data


def test_what_is_only_announced_is_dotted_and_has_no_past():
    (trace,) = drawn([Stretch(date(2027, 1, 1), None, Decimal(8), "announced", None)]).data
    assert trace.line.dash == "dot"
    assert points(trace)[0] == ("2027-01-01", 8.0)
