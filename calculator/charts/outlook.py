"""Bills that lie ahead: a line for each offer, the band of 8 in 10 outcomes, and the budget."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any, NamedTuple

import plotly.graph_objects as go

from calculator.charts.look import SIZE, SURFACES, layout, money_axis, short, value_axis
from calculator.charts.series import faint, hue, line
from pricing.money import Money

HEIGHT = 380
_BAND = 0.16
_HEADROOM = Decimal("1.08")


class Course(NamedTuple):
    """One offer's months: the bill as stated, the band around it, and the tooltips."""

    name: str
    months: Sequence[date]
    stated: Sequence[Money]
    low: Sequence[Money]
    high: Sequence[Money]
    told: Sequence[str]


class Event(NamedTuple):
    """A day on which a price changes, and what to write there."""

    day: date
    label: str


def outlook_chart(
    courses: Sequence[Course],
    language: str = "en",
    theme: str = "light",
    *,
    budget: Money | None = None,
    budget_word: str = "",
    events: Sequence[Event] = (),
) -> go.Figure:
    """Months on dates, amounts from zero; the budget as a rule, price changes as dotted lines.

    Args:
        courses: at most four offers.
        language: of amounts.
        theme: `light` or `dark`.
        budget: the amount of the rule.
        budget_word: what stands on it.
        events: what is announced within the months.
    """
    data = [trace for place, each in enumerate(courses) for trace in _traces(each, place, theme)]
    highest = max([m for each in courses for m in (*each.high, *each.stated)])
    top = max(highest, budget) if budget is not None else highest
    months = sorted({month for each in courses for month in each.months})
    marks = [event for event in events if months[0] <= event.day <= months[-1]]
    notes = [_event_word(event, theme) for event in marks]
    shapes = [_event_line(event, theme) for event in marks]
    if budget is not None:
        shapes.append(_rule(budget, theme))
        notes.append(_rule_word(budget, f"{budget_word} {short(budget, language)}", theme))
    shown = layout(
        theme,
        HEIGHT,
        margin={"l": 0, "r": 16, "t": 24, "b": 42},
        hovermode="closest",
        xaxis=_dates(months, theme),
        yaxis=money_axis(top * _HEADROOM, language, theme) | {"automargin": True},
        shapes=shapes,
        annotations=notes,
    )
    return go.Figure({"data": data, "layout": shown})


def _traces(each: Course, place: int, theme: str) -> list[dict[str, Any]]:
    days = [str(month) for month in each.months]
    edge = [*each.high, *reversed(each.low)]
    band = {
        "type": "scatter",
        "mode": "lines",
        "name": f"{each.name} band",
        "x": [*days, *reversed(days)],
        "y": [float(money.amount) for money in edge],
        "fill": "toself",
        "fillcolor": faint(hue(place, theme), _BAND),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
    course = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": each.name,
        "x": days,
        "y": [float(money.amount) for money in each.stated],
        "line": line(place, theme),
        "marker": {"size": 6, "color": hue(place, theme)},
        "hovertext": list(each.told),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return [band, course]


def _dates(months: Sequence[date], theme: str) -> dict[str, Any]:
    """A number for each month, the year below the first and each January: short on a phone too."""
    ticks = months[:: max(1, len(months) // 12)]
    years = [not place or month.month == 1 for place, month in enumerate(ticks)]
    return value_axis(
        theme,
        type="date",
        tickvals=[str(month) for month in ticks],
        ticktext=[
            f"{month:%m}<br>{month:%Y}" if year else f"{month:%m}"
            for month, year in zip(ticks, years, strict=True)
        ],
        tickangle=0,
        showgrid=False,
    )


def _rule(budget: Money, theme: str) -> dict[str, Any]:
    y = float(budget.amount)
    dashed = {"color": SURFACES[theme]["text"], "width": 1.5, "dash": "dash"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": dashed}


def _rule_word(budget: Money, text: str, theme: str) -> dict[str, Any]:
    place = {"xref": "paper", "x": 0.01, "xanchor": "left", "yanchor": "bottom"}
    return _word(theme, text, y=float(budget.amount), **place)


def _event_line(event: Event, theme: str) -> dict[str, Any]:
    day = str(event.day)
    dotted = {"color": SURFACES[theme]["text"], "width": 1, "dash": "dot"}
    return {"type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1, "line": dotted}


def _event_word(event: Event, theme: str) -> dict[str, Any]:
    """A number on top of the line: the list under the chart says what it is."""
    return _word(theme, event.label, x=str(event.day), yref="paper", y=1, yanchor="bottom")


def _word(theme: str, text: str, **place: Any) -> dict[str, Any]:
    font = {"size": SIZE, "color": SURFACES[theme]["text"]}
    return {"text": escape(text), "showarrow": False, "font": font, **place}
