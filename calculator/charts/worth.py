"""Quality beside cost: bills on a logarithmic axis, scores, and the step line of the best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from html import escape
from typing import Any

import plotly.graph_objects as go

from calculator.charts.look import PALETTES, SIZE, SURFACES, layout, log_money_axis, value_axis
from calculator.charts.series import between
from calculator.quality.worth import Scored, frontier

HEIGHT = 360
_SYMBOLS = {True: "circle", False: "square"}


def worth_chart(
    points: Sequence[Scored],
    language: str = "en",
    theme: str = "light",
    *,
    told: Callable[[Scored], str],
) -> go.Figure:
    """Offers with a score; those that nobody beats on both are large, named and joined.

    Circles are sold in yuan, squares in another currency. Free offers have no place on the axis.

    Args:
        points: as `calculator.quality.worth.scored` gives them.
        language: of amounts.
        theme: `light` or `dark`.
        told: the tooltip of a point, safe as HTML.
    """
    paid = [point for point in points if point.ranked.total.amount > 0]
    best = frontier(paid)
    others = [point for point in paid if not point.best]
    bills = [point.ranked.total for point in paid]
    scores = [Fraction(point.score) for point in paid]
    edge = (max(scores) - min(scores)) / 8 or Fraction(1)
    ticks = between(min(scores) - edge, max(scores) + edge)
    text, hues = SURFACES[theme]["text"], PALETTES[theme]
    shown = layout(
        theme,
        HEIGHT,
        margin={"l": 0, "r": 24, "t": 12, "b": 30},
        hovermode="closest",
        xaxis=log_money_axis(min(bills), max(bills), language, theme) | {"showgrid": False},
        yaxis=value_axis(
            theme,
            range=[float(min(scores) - edge), float(max(scores) + edge)],
            tickvals=[float(tick) for tick in ticks],
            automargin=True,
        ),
    )
    data = [
        _steps(best, theme),
        _dots(others, told, size=8, colour=text, names=False, theme=theme),
        _dots(best, told, size=13, colour=hues[0], names=True, theme=theme),
    ]
    return go.Figure({"data": data, "layout": shown})


def _steps(best: Sequence[Scored], theme: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [float(point.ranked.total.amount) for point in best],
        "y": [float(point.score) for point in best],
        "line": {"shape": "hv", "dash": "dot", "width": 2, "color": SURFACES[theme]["text"]},
        "hoverinfo": "skip",
    }


def _dots(
    points: Sequence[Scored],
    told: Callable[[Scored], str],
    *,
    size: int,
    colour: str,
    names: bool,
    theme: str,
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text" if names else "markers",
        "x": [float(point.ranked.total.amount) for point in points],
        "y": [float(point.score) for point in points],
        "text": [escape(point.ranked.offer.name) if names else "" for point in points],
        "textposition": ["top right" if not place else "top left" for place in range(len(points))],
        "textfont": {"size": SIZE, "color": SURFACES[theme]["text"]},
        "marker": {
            "size": size,
            "color": colour,
            "symbol": [_SYMBOLS[point.ranked.offer.currency == "CNY"] for point in points],
        },
        "cliponaxis": False,
        "hovertext": [told(point) for point in points],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
