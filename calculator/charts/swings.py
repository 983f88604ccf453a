"""What moves a bill most: bars to both sides of the bill as it stands, the longest on top."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

import plotly.graph_objects as go

from calculator.charts.look import SIZE, SURFACES, TOTALS, layout, value_axis
from calculator.charts.series import signed
from pricing.money import Money

ROW_HEIGHT, _FRAME, _FEWEST = 34, 40, 4
_ROOM = 1.45
"""The axis goes so far past the longest bar: labels stand beside the bars."""


class SwingRow(NamedTuple):
    """A lever and its range in words, what its two ends add to the bill, and their tooltips."""

    label: str
    range: str
    changes: tuple[Money, Money]
    told: tuple[str, str]


def swing_chart(
    rows: Sequence[SwingRow], zero: str, language: str = "en", theme: str = "light"
) -> go.Figure:
    """One row a lever: the lower end of its range and the upper one, from the bill outwards.

    Args:
        rows: the levers, strongest first.
        zero: what stands at the line of the bill as it is: the offer and its bill.
        language: of amounts.
        theme: `light` or `dark`.
    """
    longest = max((abs(float(m.amount)) for row in rows for m in row.changes), default=1.0)
    text = SURFACES[theme]["text"]
    count = max(len(rows), _FEWEST)
    shown = layout(
        theme,
        _FRAME + ROW_HEIGHT * count,
        margin={"l": 0, "r": 8, "t": 4, "b": 26},
        barmode="overlay",
        bargap=0.3,
        xaxis=value_axis(
            theme,
            range=[-longest * _ROOM, longest * _ROOM],
            tickvals=[0],
            ticktext=[escape(zero)],
            showgrid=False,
            zeroline=True,
            zerolinecolor=text,
        ),
        yaxis={
            "range": [count - 0.5, -0.5],
            "tickvals": [*range(len(rows))],
            "ticktext": [_label(row) for row in rows],
            "automargin": True,
            "fixedrange": True,
            "showgrid": False,
        },
    )
    return go.Figure(
        {"data": [_ends(rows, end, language, theme) for end in (0, 1)], "layout": shown}
    )


def _label(row: SwingRow) -> str:
    """Two lines, so that the bars have room on a phone."""
    small = f"<span style='font-size:{SIZE - 1}px'>{escape(row.range)} </span>"
    return f"{escape(row.label)} <br>{small}"


def _ends(rows: Sequence[SwingRow], end: int, language: str, theme: str) -> dict[str, Any]:
    """The bars of the lower or the upper ends: violet where the bill rises, else green."""
    colours = TOTALS[theme]
    changes = [row.changes[end] for row in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [float(money.amount) for money in changes],
        "y": [*range(len(rows))],
        "text": [signed(money, language) if money.amount else "" for money in changes],
        "textposition": "outside",
        "textfont": {"color": SURFACES[theme]["text"], "size": SIZE},
        "cliponaxis": False,
        "marker": {"color": [colours["up" if m.amount > 0 else "down"] for m in changes]},
        "hovertext": [row.told[end] for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
