"""How an offer's rates moved: a step line on real dates, and the same as a table."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from calculator.charts.history import RateLine, colour, history_chart
from calculator.dashboard import state
from calculator.dashboard.aligned import aligned
from calculator.dashboard.panel import panel
from calculator.dashboard.sheets import words
from calculator.dashboard.state import choice
from calculator.dashboard.text import t
from pricing.changes.course import Stretch, course
from pricing.changes.headline import Headline
from pricing.changes.history import price_history
from pricing.changes.tariff import Place
from pricing.offers import Offer

_PLACE = "price_place"


def show(line: Headline, today: date, language: str) -> None:
    """The course of the rates of one place; in words alone where nothing ever moved."""
    offer, step = line.step.offer, line.step
    st.subheader(t("steps.title", language))
    where = _chosen(line, language)
    told = course(price_history(offer, today=today), where)
    moved = sum(len(stretches) > 1 for stretches in told.values())
    if not moved:
        st.markdown(t("steps.still", language, day=step.since))
        return
    lines = [
        RateLine(kind, stretches, [_tip(kind, s, offer, language) for s in stretches])
        for kind, stretches in told.items()
    ]
    st.html(_legend(lines, offer, language))
    st.plotly_chart(
        history_chart(
            lines,
            offer.currency,
            today,
            language,
            state.theme(),
            today_word=t("steps.today", language),
        ),
        theme=None,
        config={"displayModeBar": False, "responsive": True},
        key="price_steps",
        alt=t("steps.alt", language, offer=offer.name),
    )
    _table(lines, offer, language)


def _chosen(line: Headline, language: str) -> Place:
    """Whose rates are followed: a choice where the offer has several sets of them."""
    step = line.step
    named = {where: words.place_in(step, where, language) for where in step.rates}
    if len(named) == 1:
        return next(iter(named))
    key = choice(f"{_PLACE}:{step.offer.id}")
    if st.session_state.get(key) not in named:
        st.session_state[key] = next(iter(named))
    chosen: Place = st.selectbox(
        t("steps.place", language), list(named), format_func=named.__getitem__, key=key
    )
    return chosen


def _tip(kind: str, stretch: Stretch, offer: Offer, language: str) -> str:
    price = words.rate(stretch.rate, offer.currency, language)
    lines = [f"<b>{words.rate_name(kind, language)} {price}</b>", _dates(stretch, language)]
    if stretch.rise:
        lines.append(words.percent(stretch.rise, language))
    return "<br>".join(lines)


def _dates(stretch: Stretch, language: str) -> str:
    key = "steps.until" if stretch.until else "steps.since"
    told = t(key, language, since=stretch.since, until=stretch.until)
    return told + (t("steps.announced", language) if stretch.state == "announced" else "")


def _legend(lines: list[RateLine], offer: Offer, language: str) -> str:
    """The rates with their colours and what they are now, or were last."""
    theme = state.theme()
    items = "".join(
        "<span style='white-space:nowrap'><span style='display:inline-block;width:1.1em;"
        "height:.22em;vertical-align:middle;margin-right:.45em;background:"
        f"{colour(line.kind, theme)}'></span>{escape(_named(line, offer, language))}</span>"
        for line in lines
    )
    return (
        "<div class='legend' style='display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;"
        f"font-size:.875rem'>{items}</div>"
    )


def _named(line: RateLine, offer: Offer, language: str) -> str:
    begun = [s for s in line.stretches if s.state != "announced"] or list(line.stretches)
    price = words.rate(begun[-1].rate, offer.currency, language)
    return f"{words.rate_name(line.kind, language)} {price}"


def _table(lines: list[RateLine], offer: Offer, language: str) -> None:
    label = t("steps.table", language)
    with panel(label, key="price_steps_panel") as opened:
        if opened.open:
            rows = [
                [
                    words.rate_name(line.kind, language),
                    _dates(stretch, language),
                    words.rate(stretch.rate, offer.currency, language),
                    words.percent(stretch.rise, language) if stretch.rise else "",
                ]
                for line in lines
                for stretch in line.stretches
            ]
            header = [t(f"steps.{name}", language) for name in ("rate", "dates", "price", "rise")]
            aligned(header, rows, label, named=2)
