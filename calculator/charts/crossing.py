"""Two bills along one lever: where they are now, and where the cheaper one changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import Any

import plotly.graph_objects as go

from calculator.charts.look import PALETTES, SIZE, SURFACES, layout, money_axis, value_axis
from calculator.charts.series import between, line
from calculator.forecast.break_even import BreakEven, Crossing
from calculator.forecast.flips import Point
from pricing.money import Money, show_amount

HEIGHT = 300
_HEADROOM = Decimal("1.08")


def crossing_chart(
    points: Sequence[Point],
    found: BreakEven,
    names: tuple[str, str],
    language: str = "en",
    theme: str = "light",
    *,
    say: Callable[[Fraction], str],
    title: str = "",
    now_word: str = "",
) -> go.Figure:
    """The bills of both offers, a dotted line at the present value, a diamond at each crossing.

    Args:
        points: as `calculator.forecast.flips.curve` gives them.
        found: whose crossings are marked.
        names: of both offers.
        language: of amounts.
        theme: `light` or `dark`.
        say: a value of the lever in words.
        title: of the axis: what the lever counts.
        now_word: what stands at the present value.
    """
    bills = [bill for point in points for bill in point.bills if bill is not None]
    largest = max(bills, default=Money(1, "USD"))
    lines = [_line(points, place, names[place], language, theme, say) for place in (0, 1)]
    shown = layout(
        theme,
        HEIGHT,
        margin={"l": 0, "r": 12, "t": 22, "b": 40},
        hovermode="closest",
        xaxis=_values([point.value for point in points], theme, say, title),
        yaxis=money_axis(largest * _HEADROOM, language, theme) | {"automargin": True},
        shapes=[_now(found.now, theme)],
        annotations=[_word(found.now, now_word, theme)],
    )
    return go.Figure({"data": [*lines, _diamonds(found.crossings, theme, say)], "layout": shown})


def _line(
    points: Sequence[Point],
    place: int,
    name: str,
    language: str,
    theme: str,
    say: Callable[[Fraction], str],
) -> dict[str, Any]:
    bills = [point.bills[place] for point in points]
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines",
        "x": [float(point.value) for point in points],
        "y": [None if bill is None else float(bill.amount) for bill in bills],
        "line": line(place, theme),
        "hovertext": [
            "" if bill is None else _told(name, say(point.value), show_amount(bill, language))
            for point, bill in zip(points, bills, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _told(name: str, value: str, bill: str) -> str:
    return f"<b>{escape(name)}</b><br>{escape(value)}<br>{escape(bill)}"


def _diamonds(
    crossings: Sequence[Crossing], theme: str, say: Callable[[Fraction], str]
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [float(crossing.value) for crossing in crossings],
        "y": [float(crossing.bills[0].amount) for crossing in crossings],
        "text": [f"<b>{escape(say(crossing.value))}</b>" for crossing in crossings],
        "textposition": "top center",
        "textfont": {"color": SURFACES[theme]["text"], "size": SIZE},
        "marker": {"symbol": "diamond", "size": 11, "color": PALETTES[theme][3]},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _values(
    values: Sequence[Fraction], theme: str, say: Callable[[Fraction], str], title: str
) -> dict[str, Any]:
    low, high = min(values), max(values)
    ticks = between(low, high)
    return value_axis(
        theme,
        range=[float(low), float(high)],
        tickvals=[float(tick) for tick in ticks],
        ticktext=[say(tick) for tick in ticks],
        showgrid=False,
        title={"text": title, "standoff": 8},
    )


def _now(value: Fraction, theme: str) -> dict[str, Any]:
    place = {"x0": float(value), "x1": float(value), "y0": 0, "y1": 1, "yref": "paper"}
    dotted = {"color": SURFACES[theme]["text"], "width": 1.5, "dash": "dot"}
    return {"type": "line", **place, "line": dotted}


def _word(value: Fraction, word: str, theme: str) -> dict[str, Any]:
    return {
        "x": float(value),
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "text": escape(word),
        "showarrow": False,
        "font": {"size": SIZE, "color": SURFACES[theme]["text"]},
    }
