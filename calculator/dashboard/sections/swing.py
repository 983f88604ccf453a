"""What moves the bill most: each thing turned down and up over a stated range."""

from __future__ import annotations

from html import escape

import streamlit as st

from calculator.charts.look import TOTALS, short
from calculator.charts.series import CONFIG
from calculator.charts.swings import SwingRow, swing_chart
from calculator.comparison import Ranked
from calculator.dashboard import state
from calculator.dashboard.sections import asked, legend
from calculator.dashboard.sections.levers import lever_name, lever_value, range_words
from calculator.dashboard.state import Lens
from calculator.dashboard.text import t
from calculator.forecast.tornado import Swing, Tornado
from pricing.money import show_amount


def show(first: Ranked, second: Ranked, seen: Lens) -> None:
    """The tornado of the first offer."""
    language, theme = seen.language, state.theme()
    found = asked.swings_of(seen, first.offer)
    colours = TOTALS[theme]
    legend.boxes(
        (colours[name], t(f"swing.{name}", language, offer=first.offer.name))
        for name in ("down", "up")
    )
    rows = [_row(swing, found, language) for swing in found.swings]
    st.plotly_chart(
        swing_chart(rows, f"{first.offer.name}: {short(found.bill, language)}", language, theme),
        theme=None,
        config=CONFIG,
        key="swing",
        alt=t("swing.alt", language, offer=first.offer.name),
    )
    if found.without_effect:
        idle = t("place.join", language).join(lever_name(n, language) for n in found.without_effect)
        st.caption(t("swing.idle", language, levers=idle))


def _row(swing: Swing, found: Tornado, language: str) -> SwingRow:
    name = swing.range.lever
    lever = lever_name(name, language)
    told = [
        f"<b>{escape(lever)}: {escape(lever_value(name, value, language))}</b><br>"
        + escape(show_amount(bill, language))
        for value, bill in zip(swing.values, swing.bills, strict=True)
    ]
    ends = range_words(swing.range, language)
    return SwingRow(lever, ends, found.changes(swing), (told[0], told[1]))
