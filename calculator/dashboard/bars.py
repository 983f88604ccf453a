"""The ranked bars: one figure in three views, with a legend that wraps."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from calculator.against import bars, models
from calculator.charts import GROUPS, PALETTES, VIEWS, WORDS, bill_chart, most
from calculator.comparison import Comparison
from calculator.dashboard import state
from calculator.dashboard.hover import bar_notes
from calculator.dashboard.lens import VIEW
from calculator.dashboard.state import Lens, choice
from calculator.dashboard.text import t
from pricing.money import show_amount

if TYPE_CHECKING:
    import plotly.graph_objects as go

_NAMED = 3


def show(result: Comparison, seen: Lens) -> None:
    """The heading with its views, the legend and the figure."""
    language, theme = seen.language, state.theme()
    view = _heading(language)
    shown, figure = most(view), figure_of(result, seen, view)
    if view != "wide":
        st.html(
            legend(language, theme, {trace.name for trace in figure.data if trace.type == "bar"})
        )
    st.plotly_chart(
        figure,
        theme=None,
        config={"displayModeBar": False, "responsive": True},
        key="bills",
        alt=_alt(result, language),
    )
    if view == "wide" and not result.ranked[0].total.amount:
        st.caption(t("compare.free", language))
    count = models(result)
    if count > shown:
        st.caption(t("compare.top", language, shown=shown, models=count, all=len(result.ranked)))


def figure_of(result: Comparison, seen: Lens, view: str) -> go.Figure:
    """The figure, its tooltips and marks of doubt included."""
    rows = bars(result, most(view), seen.baseline)
    return bill_chart(
        result,
        seen.language,
        state.theme(),
        view=view,
        baseline=seen.baseline,
        notes=bar_notes(rows, seen.jobs, seen.language),
    )


def legend(language: str, theme: str, drawn: set[str]) -> str:
    """The groups with their colours, as HTML, because Plotly's own legend is cut on a phone."""
    items = "".join(
        "<span style='white-space:nowrap'><span style='display:inline-block;width:.8em;"
        f"height:.8em;border-radius:2px;margin-right:.45em;background:{colour}'></span>"
        f"{escape(WORDS[language][group])}</span>"
        for group, colour in zip(GROUPS, PALETTES[theme], strict=True)
        if WORDS[language][group] in drawn
    )
    return (
        "<div class='legend' style='display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;"
        f"font-size:.875rem'>{items}</div>"
    )


def _heading(language: str) -> str:
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.header(t("compare.chart", language), width="content")
        st.session_state.setdefault(VIEW, VIEWS[0])
        chosen = st.segmented_control(
            t("compare.view", language),
            VIEWS,
            format_func=lambda view: t(f"compare.view.{view}", language),
            key=choice(VIEW),
            required=True,
            label_visibility="collapsed",
            persist_state="session",
        )
    return chosen or VIEWS[0]


def _alt(result: Comparison, language: str) -> str:
    """What the figure shows, with its first bars, for those who do not see it."""
    first = ", ".join(
        f"{r.offer.name} {show_amount(r.total, language)}" for r in result.ranked[:_NAMED]
    )
    return t("compare.chart.alt", language, first=first)
