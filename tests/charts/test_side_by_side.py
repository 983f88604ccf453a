"""Charts of two offers and of offers ahead: what is drawn is what was computed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import plotly.graph_objects as go
import pytest

from calculator.charts.crossing import crossing_chart
from calculator.charts.gap import gap_chart
from calculator.charts.outlook import Course, Event, outlook_chart
from calculator.charts.series import DASHES, between, hue
from calculator.charts.swings import SwingRow, swing_chart
from calculator.charts.worth import worth_chart
from calculator.comparison import compare
from calculator.forecast.break_even import break_even
from calculator.forecast.flips import curve
from calculator.forecast.levers import Scenario
from calculator.forecast.waterfall import between_offers, large_steps
from calculator.monthly import PARTS
from calculator.profiles import presets
from calculator.quality.scales import OWN, Scale
from calculator.quality.worth import scored
from pricing import default_catalog
from pricing.fx import FxRates
from pricing.money import Money

SCENARIO = Scenario(
    presets()["support-bot-thinking"].workload(),
    date(2026, 11, 1),
    fx=FxRates.fixed("USD/CNY", "7"),
)
WORDS = {part: part for part in (*PARTS, "other")}


def dollars(*amounts):
    return [Money(amount, "USD") for amount in amounts]


def test_the_bars_of_a_gap_start_where_the_last_ended_and_reach_the_other_bill():
    found = between_offers(SCENARIO, "openai/gpt-5", "moonshot-cn/kimi-k3")
    steps = large_steps(found)
    figure = gap_chart(found, steps, ("A <1>", "B"), WORDS)
    (trace,) = figure.data
    assert go.Figure(figure.to_dict()).data == figure.data
    assert trace.x[0] + sum(trace.x[1:-1]) == pytest.approx(trace.x[-1])
    assert [text[0] for text in trace.text[1:-1]] == [
        "+" if step.money.amount > 0 else "−" for step in steps
    ]
    assert "A &lt;1&gt;" in trace.hovertext[0]


def test_equal_bills_have_no_steps_between_them():
    found = between_offers(SCENARIO, "openai/gpt-5", "openai/gpt-5")
    assert len(gap_chart(found, large_steps(found), ("A", "A"), WORDS).data[0].x) == 2


def test_a_diamond_stands_on_both_lines_and_the_present_value_is_dotted():
    book = default_catalog()
    offers = book.offer("alibaba-cn/qwen-flash"), book.offer("openai/gpt-5-nano")
    found = break_even(SCENARIO, *offers, "fx", most=Fraction(20))
    figure = crossing_chart(curve(SCENARIO, *offers, found), found, ("A", "B"), say=str)
    diamonds = figure.data[2]
    assert len(diamonds.x) == len(found.crossings) == 1
    at = figure.data[0].x.index(diamonds.x[0])
    assert figure.data[0].y[at] == pytest.approx(figure.data[1].y[at], rel=1e-3)
    assert figure.layout.shapes[0].x0 == 7
    assert figure.layout.shapes[0].line.dash == "dot"


def test_bars_that_raise_the_bill_are_violet_and_signed():
    rows = [SwingRow("cache", "−20 – +20", tuple(dollars(5, -3)), ("a", "b"))]
    down, up = swing_chart(rows, "now").data
    assert (down.text[0], up.text[0]) == ("+$5.00", "−$3.00")
    assert down.marker.color[0] != up.marker.color[0]
    assert swing_chart([], "now").layout.yaxis.tickvals == ()


def test_the_band_holds_low_and_high_and_the_budget_is_a_rule():
    months = [date(2026, 12, 1), date(2027, 1, 1)]
    course = Course("A", months, dollars(10, 11), dollars(8, 9), dollars(12, 14), ["x", "y"])
    event = Event(date(2026, 12, 15), "1")
    figure = outlook_chart([course], budget=Money(20, "USD"), budget_word="Budget", events=[event])
    band, line = figure.data
    assert list(band.y) == [12, 14, 9, 8]
    assert list(line.y) == [10, 11]
    assert {shape.y0 for shape in figure.layout.shapes} == {0, 20}
    assert {note.text for note in figure.layout.annotations} == {"1", "Budget $20.00"}
    assert figure.layout.yaxis.range[1] == pytest.approx(20 * 1.08)


def test_an_event_outside_the_months_is_not_drawn():
    months = [date(2026, 12, 1), date(2027, 1, 1)]
    course = Course("A", months, dollars(1, 1), dollars(1, 1), dollars(1, 1), ["", ""])
    figure = outlook_chart([course], events=[Event(date(2027, 6, 1), "1")])
    assert len(figure.layout.annotations) == 0


def test_free_offers_have_no_place_beside_quality_and_yuan_lists_are_circles():
    offers = ["openai/gpt-5", "moonshot-cn/kimi-k3"]
    ranked = compare(SCENARIO.workload, offers, start=date(2026, 11, 1)).ranked
    scores = {"gpt-5": Decimal(70), "kimi-k3": Decimal(60)}
    points = scored(ranked, Scale("own", scores, OWN))
    _, others, best = worth_chart(points, told=lambda p: p.ranked.offer.name).data
    drawn = zip(
        best.hovertext + others.hovertext, best.marker.symbol + others.marker.symbol, strict=True
    )
    shapes = dict(drawn)
    assert shapes == {"GPT-5": "square", "Kimi K3": "circle"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_four_offers_differ_by_colour_and_by_dash(theme):
    assert len({hue(place, theme) for place in range(4)}) == len(set(DASHES)) == 4


def test_ticks_are_round_and_inside_what_is_drawn():
    assert [float(x) for x in between(Fraction(-15, 100), Fraction(15, 100))] == [
        -0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15,
    ]  # fmt: skip
    assert between(Fraction(3), Fraction(3, 2) * 3)[0] == 3
