"""From one bill to another: horizontal floating bars that add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from calculator.charts.bridge import bridge_chart
from calculator.forecast.waterfall import Step, Waterfall


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
    ends = ((names[0], found.before.total), (names[1], found.after.total))
    told = [(parts[step.cause], step.money) for step in steps]
    return bridge_chart(ends, told, language, theme)
