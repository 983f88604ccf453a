from __future__ import annotations

from decimal import Decimal

import plotly.graph_objects as go
import pytest

from calculator.adjust import Adjustments, adjusted_offer
from calculator.bill_groups import drawn
from calculator.charts import GROUPS, MOST_BARS, VIEWS, BarNotes, bill_chart, grouped
from calculator.charts.look import log_ticks, short
from calculator.comparison import compare, shortlist
from calculator.profiles import presets
from pricing.money import Money, total

JOB = presets()["support-bot-thinking"].workload()


@pytest.fixture(scope="module")
def result():
    return compare(JOB, shortlist())


def stacks(figure):
    return [trace for trace in figure.data if trace.type == "bar"]


def test_the_groups_of_a_bar_are_its_bill(result):
    figure = bill_chart(result)
    for place, offer in enumerate(figure.data[0].y):
        bill = next(r.total for r in result.ranked if r.offer.id == offer)
        assert sum(bars.x[place] for bars in stacks(figure)) == pytest.approx(float(bill.amount))


@pytest.mark.parametrize("view", VIEWS)
def test_a_figure_that_is_not_checked_when_it_is_made_holds_what_plotly_knows(result, view):
    figure = bill_chart(result, view=view, baseline=result.ranked[3].offer.id)
    checked = go.Figure(figure.to_dict())
    assert checked.data == figure.data
    assert checked.layout.to_plotly_json().keys() == figure.layout.to_plotly_json().keys()


def test_make_up_is_of_one_hundred_per_cent(result):
    figure = bill_chart(result, view="makeup")
    for place in range(MOST_BARS):
        assert sum(bars.x[place] for bars in stacks(figure)) == pytest.approx(1)


def test_a_wide_range_is_one_dot_each_on_a_logarithmic_axis(result):
    figure = bill_chart(result, view="wide")
    assert figure.layout.xaxis.type == "log"
    assert list(figure.data[0].x) == sorted(figure.data[0].x)
    assert stacks(figure) == []


def test_a_free_offer_has_no_dot(catalog):
    everything = compare(JOB, catalog=catalog)
    assert everything.ranked[0].total.amount == 0
    figure = bill_chart(everything, view="wide")
    assert min(figure.data[0].x) > 0
    assert len(bill_chart(everything).data[0].y) == MOST_BARS


def test_labels_are_the_bill_and_its_multiple(result):
    second = result.ranked[1]
    texts = bill_chart(result).data[-1].text
    assert texts[0].strip() == f"<b>{short(result.ranked[0].total, 'en')}</b>"
    assert texts[1].strip() == f"<b>{short(second.total, 'en')}</b>  ×{second.multiple:.1f}"


def test_the_current_offer_is_in_bold(result):
    last = result.ranked[-1].offer
    names = bill_chart(result, baseline=last.id).layout.yaxis.ticktext
    assert [name.startswith("<b>") for name in names].count(True) == 1
    assert names[-1].startswith("<b>")


def test_notes_stand_in_the_tooltip_and_names_are_escaped(result):
    offer = result.ranked[0].offer
    notes = {offer.id: BarNotes({"thinking": "600 × 2"}, "checked today", "claimed")}
    figure = bill_chart(result, notes=notes)
    thinking = next(bars for bars in stacks(figure) if bars.name == "Thinking")
    lines = thinking.hovertext[0].split("<br>")
    assert lines[2] == "600 × 2"
    assert lines[-1] == "checked today"
    assert "· claimed" in figure.layout.yaxis.ticktext[0]


def test_a_discount_shortens_the_bar_and_nothing_is_negative(catalog):
    offers = [adjusted_offer(offer, Adjustments(discount=Decimal(20))) for offer in shortlist()]
    off = compare(JOB, offers)
    for ranked in off.ranked:
        lengths = drawn(ranked)
        assert all(money.amount >= 0 for money in lengths.values())
        gap = total(list(lengths.values()), "USD") - ranked.total
        assert abs(gap.amount) <= Decimal("1E-11")
    cheapest = off.ranked[0]
    assert grouped(cheapest)["fees"] == Money(0, "USD") - (
        total([grouped(cheapest)[name] for name in GROUPS if name != "fees"], "USD")
        * Decimal("0.2")
    )


def test_a_chart_of_nothing_is_empty():
    nothing = compare(JOB, [])
    for view in ("bill", "makeup", "wide"):
        assert list(bill_chart(nothing, view=view).layout.yaxis.tickvals) == []


def test_ticks_of_many_decades_are_powers_of_ten():
    assert log_ticks(Decimal("0.5"), Decimal(20_000)) == [Decimal(10) ** n for n in range(5)]
