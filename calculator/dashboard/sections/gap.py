"""Where the difference between two bills comes from: a waterfall, and the same as a table."""

from __future__ import annotations

import streamlit as st

from calculator.charts.gap import gap_chart
from calculator.charts.look import TOTALS
from calculator.charts.series import CONFIG, signed
from calculator.comparison import Ranked
from calculator.dashboard import state
from calculator.dashboard.aligned import aligned
from calculator.dashboard.panel import panel
from calculator.dashboard.sections import legend
from calculator.dashboard.sections.named import apart
from calculator.dashboard.state import Lens
from calculator.dashboard.text import t
from calculator.forecast.waterfall import Waterfall, between_bills, large_steps
from calculator.monthly import PARTS
from pricing.money import show_amount

CAUSES = (*PARTS, "other")


def show(first: Ranked, second: Ranked, seen: Lens) -> None:
    """From the first bill to the second, part by part."""
    language, theme = seen.language, state.theme()
    found = between_bills(first.projection, second.projection)
    steps = large_steps(found)
    drawn = {"up" if step.money.amount > 0 else "down": TOTALS[theme] for step in steps}
    names = apart((first.offer, second.offer), language)
    legend.boxes(
        (colours[name], t(f"gap.{name}", language, offer=names[1]))
        for name, colours in drawn.items()
    )
    st.plotly_chart(
        gap_chart(
            found,
            steps,
            names,
            {cause: t(f"part.{cause}", language) for cause in CAUSES},
            language,
            theme,
        ),
        theme=None,
        config=CONFIG,
        key="gap",
        alt=t("gap.alt", language, first=names[0], second=names[1]),
    )
    label = t("gap.table", language)
    with panel(label, key="gap_panel") as opened:
        if opened.open:
            _table(found, names, label, language)


def _table(found: Waterfall, names: tuple[str, str], label: str, language: str) -> None:
    before, after = found.before, found.after
    rows = [
        [
            t(f"part.{step.cause}", language),
            show_amount(before.parts[step.cause], language),
            show_amount(after.parts[step.cause], language),
            signed(step.money, language),
        ]
        for step in found.steps
        if before.parts[step.cause].amount or after.parts[step.cause].amount
    ]
    bills = [show_amount(bill.total, language) for bill in (before, after)]
    rows.append([t("kind.total", language), *bills, signed(after.total - before.total, language)])
    header = [t("receipt.part", language), *names, t("gap.difference", language)]
    aligned(header, rows, label)
