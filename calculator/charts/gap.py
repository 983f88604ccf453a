"""From one bill to another: horizontal floating bars that add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape

import plotly.graph_objects as go

from calculator.charts.look import SIZE, SURFACES, TOTALS, layout, money_axis, short
from calculator.charts.series import signed
from calculator.forecast.waterfall import Step, Waterfall
from pricing.money import Money, total

ROW_HEIGHT, _FRAME, _FEWEST = 30, 52, 4
_ROOM = Decimal("1.22")
"""The axis goes so far past the longest bar: labels stand beside the bars."""


def gap_chart(
    found: Waterfall,
    steps: Sequence[Step],
    names: tuple[str, str],
    parts: Mapping[str, str],
    language: str = "en",
    theme: str = "light",
) -> go.Figure:
    """The first bill, what each part adds or takes, and the second bill, from the top down.

    Args:
        found: the two bills.
        steps: what is drawn between them; together they are the whole difference.
        names: of both offers.
        parts: the causes of steps in words.
        language: of amounts.
        theme: `light` or `dark`.
    """
    before, after = found.before.total, found.after.total
    moneys = [before, *(step.money for step in steps), after]
    labels = [f"<b>{escape(names[0])}</b>", *(escape(parts[step.cause]) for step in steps)]
    labels.append(f"<b>{escape(names[1])}</b>")
    told = [short(before, language), *(signed(s.money, language) for s in steps)]
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
    rows = max(len(moneys), _FEWEST)
    shown = layout(
        theme,
        _FRAME + ROW_HEIGHT * rows,
        margin={"l": 0, "r": 8, "t": 4, "b": 26},
        bargap=0.3,
        xaxis=money_axis(_highest(before, steps) * _ROOM, language, theme),
        yaxis={
            "range": [rows - 0.5, -0.5],
            "tickvals": [*range(len(labels))],
            "ticktext": [f"{label} " for label in labels],
            "automargin": True,
            "fixedrange": True,
            "showgrid": False,
        },
    )
    return go.Figure({"data": [trace], "layout": shown})


def _highest(before: Money, steps: Sequence[Step]) -> Money:
    """The largest sum that is reached on the way."""
    moneys = [before, *(step.money for step in steps)]
    reached = [total(moneys[: place + 1], before.currency) for place in range(len(moneys))]
    return max(reached)
