"""From one amount to another in signed steps: horizontal floating bars."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

import plotly.graph_objects as go

from calculator.charts.look import SIZE, SURFACES, TOTALS, layout, money_axis, short
from calculator.charts.room import room
from calculator.charts.series import signed
from calculator.charts.unchecked import unchecked
from pricing.money import Money, total

ROW_HEIGHT, _FRAME, _FEWEST = 30, 52, 4
_ROOM = Decimal("1.22")
"""The axis goes so far past the longest bar: labels stand beside the bars."""


def bridge_chart(
    ends: tuple[tuple[str, Money], tuple[str, Money]],
    steps: Sequence[tuple[str, Money]],
    language: str = "en",
    theme: str = "light",
) -> go.Figure:
    """The first amount, what each step adds or takes, and the second amount, from the top down.

    Args:
        ends: names and amounts of both.
        steps: names and amounts of all that lies between; together the whole difference.
        language: of amounts.
        theme: `light` or `dark`.
    """
    (first, before), (last, after) = ends
    moneys = [before, *(money for _, money in steps), after]
    labels = [f"<b>{escape(first)}</b>", *(escape(name) for name, _ in steps)]
    labels.append(f"<b>{escape(last)}</b>")
    told = [short(before, language), *(signed(money, language) for _, money in steps)]
    told.append(short(after, language))
    surface, colours = SURFACES[theme], TOTALS[theme]
    trace = {
        "type": "waterfall",
        "orientation": "h",
        "measure": ["absolute", *("relative" for _ in steps), "total"],
        "x": [float(money.amount) for money in moneys],
        "y": [*range(len(moneys))],
        "text": told,
        "textposition": "outside",
        "textfont": {"color": surface["text"], "size": SIZE},
        "cliponaxis": False,
        "hovertext": [f"{label}<br>{text}" for label, text in zip(labels, told, strict=True)],
        "hoverinfo": "text",
        "increasing": {"marker": {"color": colours["up"]}},
        "decreasing": {"marker": {"color": colours["down"]}},
        "totals": {"marker": {"color": colours["total"]}},
        "connector": {"line": {"color": surface["grid"], "width": 1}},
    }
    rows, names = max(len(moneys), _FEWEST), [f"{label} " for label in labels]
    shown = layout(
        theme,
        _FRAME + ROW_HEIGHT * rows,
        margin={"l": room(names, SIZE), "r": 8, "t": 4, "b": 26},
        bargap=0.3,
        xaxis=money_axis(_highest(before, steps) * _ROOM, language, theme),
        yaxis={
            "range": [rows - 0.5, -0.5],
            "tickvals": [*range(len(labels))],
            "ticktext": names,
            "automargin": True,
            "fixedrange": True,
            "showgrid": False,
        },
    )
    return unchecked({"data": [trace], "layout": shown})


def _highest(before: Money, steps: Sequence[tuple[str, Money]]) -> Money:
    """The largest sum that is reached on the way."""
    moneys = [before, *(money for _, money in steps)]
    reached = [total(moneys[: place + 1], before.currency) for place in range(len(moneys))]
    return max(reached)
