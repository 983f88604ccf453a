"""What a log would have cost elsewhere: one bar for each offer, the log itself among them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

import plotly.graph_objects as go

from calculator.charts.look import PALETTES, SIZE, SURFACES, TOTALS, layout, money_axis, short
from calculator.counterfactual import Place, Repriced

MOST = 12
ROW_HEIGHT, _FRAME, _FEWEST = 33, 40, 4
_ROOM = Decimal("1.45")


def shown_places(found: Repriced) -> list[Place]:
    """The cheapest, and the log as it ran wherever it stands."""
    return [p for n, p in enumerate(found.places) if n < MOST or p.offer is None]


def places_chart(
    found: Repriced, names: Sequence[tuple[str, str]], language: str = "en", theme: str = "light"
) -> go.Figure:
    """The bills from the cheapest down.

    Args:
        found: the ranking.
        names: of `shown_places`, each with its seller, in their order.
        language: of amounts.
        theme: `light` or `dark`.
    """
    places, surface, colours = shown_places(found), SURFACES[theme], TOTALS[theme]
    bills = [place.bill for place in places]
    told = []
    for place in places:
        multiple = found.multiple(place)
        told.append(short(place.bill, language) + (f"  ×{multiple:.1f}" if multiple else ""))
    labels = [
        _label(name, seller, ran=p.offer is None)
        for p, (name, seller) in zip(places, names, strict=True)
    ]
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": [float(money.amount) for money in bills],
        "y": [*range(len(places))],
        "text": told,
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"color": surface["text"], "size": SIZE},
        "hovertext": [f"{label}<br>{text}" for label, text in zip(labels, told, strict=True)],
        "hoverinfo": "text",
        "marker": {
            "color": [colours["total"] if p.offer is None else PALETTES[theme][1] for p in places]
        },
    }
    rows = max(len(places), _FEWEST)
    shown = layout(
        theme,
        _FRAME + ROW_HEIGHT * rows,
        margin={"l": 0, "r": 8, "t": 4, "b": 26},
        bargap=0.3,
        xaxis=money_axis(max(bills) * _ROOM, language, theme),
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


def _label(name: str, seller: str, *, ran: bool) -> str:
    if ran:
        return f"<b>{escape(name)}</b>"
    return f"{escape(name)} <br><span style='font-size:10px'>{escape(seller)}</span>"
