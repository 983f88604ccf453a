"""What the log cost: by day, by model or part, and as a table by month."""

from __future__ import annotations

import streamlit as st

from calculator.bulk import Group
from calculator.charts.days import PARTS, REST, by_model, by_part, days_chart, spans
from calculator.charts.look import PALETTES, WORDS
from calculator.charts.series import CONFIG
from calculator.dashboard import state
from calculator.dashboard.aligned import aligned
from calculator.dashboard.logged.asked import by_month
from calculator.dashboard.panel import panel
from calculator.dashboard.sections import legend
from calculator.dashboard.state import choice
from calculator.dashboard.text import count, t
from calculator.logbook import Account
from pricing.money import show_amount

STACK, STACKS, MOST = "log_stack", ("model", "part"), 40


def show(found: Account, language: str) -> None:
    """The bars of the days, and the table of the months."""
    theme = state.theme()
    st.session_state.setdefault(STACK, "model")
    chosen = st.segmented_control(
        t("logs.stack", language),
        STACKS,
        format_func=lambda name: t(f"logs.stack.{name}", language),
        key=choice(STACK),
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    stacks = by_part(found.priced) if chosen == "part" else by_model(found.priced)
    names = {part: WORDS[language][part] for part in PARTS} | {REST: t("logs.rest", language)}
    legend.boxes((PALETTES[theme][s.place], names.get(s.name, s.name)) for s in stacks)
    (currency,) = found.priced.totals
    st.plotly_chart(
        days_chart(stacks, names, currency, language, theme),
        theme=None,
        config=CONFIG,
        key="log_days",
        alt=t("logs.days.alt", language),
    )
    monthly = spans(found.priced) == len("2026-01")
    st.caption(t("logs.days.months" if monthly else "logs.days.days", language))
    _table(found, language)


def _table(found: Account, language: str) -> None:
    label = t("logs.months", language)
    with panel(label, key="log_months") as opened:
        if not opened.open:
            return
        groups = by_month(found).priced.groups
        dear = sorted(groups, key=lambda group: -group.sum.picos)[:MOST]
        names = ("month", "seller", "model", "rows", "input", "output", "cost", "bounds")
        header = [t(f"logs.col.{name}", language) for name in names]
        rows = [_row(group, language) for group in groups if group in dear]
        aligned(header, rows, label, named=3)
        if len(groups) > MOST:
            st.caption(t("logs.months.more", language, count=len(groups) - MOST))


def _row(group: Group, language: str) -> list[str]:
    found = group.sum
    bounds = [show_amount(money, language) for money in (found.low, found.high)]
    return [
        *(value or "—" for value in group.key),
        count(found.rows, language),
        count(found.counts.get("input_tokens", 0), language),
        count(found.counts.get("output_tokens", 0), language),
        show_amount(found.cost, language),
        "—" if bounds[0] == bounds[1] else " – ".join(bounds),
    ]
