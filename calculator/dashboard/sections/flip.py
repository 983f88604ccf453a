"""When the answer flips: a table of levers, and both bills along one of them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from calculator.charts.crossing import crossing_chart
from calculator.charts.series import CONFIG
from calculator.comparison import Ranked
from calculator.dashboard import state
from calculator.dashboard.aligned import aligned
from calculator.dashboard.sections import asked, legend
from calculator.dashboard.sections.levers import flip_words, lever_name, lever_value
from calculator.dashboard.sections.named import apart, named
from calculator.dashboard.state import Lens, choice
from calculator.dashboard.text import escaped, t
from calculator.forecast.break_even import BreakEven
from calculator.forecast.flips import Flip

LEVER = "flip_lever"


def show(first: Ranked, second: Ranked, seen: Lens) -> None:
    """The table and the chart beside each other; on a phone below."""
    language, pair = seen.language, (first.offer, second.offer)
    with st.spinner(t("flip.wait", language)):
        found = asked.flips_of(seen, pair)
    left, right = st.columns(2, gap="medium")
    with left:
        _table(found, pair, language)
    with right:
        _chart({f.name: f.found for f in found if f.found}, _first(found), pair, seen)


def _table(found: tuple[Flip, ...], pair: asked.Pair, language: str) -> None:
    rows = [
        [
            lever_name(flip.name, language),
            flip_words(flip, pair, language),
            lever_value(flip.name, flip.now, language),
        ]
        for flip in found
    ]
    header = [t(f"flip.{name}", language) for name in ("lever", "at", "now")]
    aligned(header, rows, t("pair.question.flip", language), named=2)
    st.caption(t("flip.help", language))


def _first(found: tuple[Flip, ...]) -> str:
    """The first lever that flips the answer, or the first one at all."""
    return next((f.name for f in found if f.spans), found[0].name)


def _chart(by: dict[str, BreakEven], start: str, pair: asked.Pair, seen: Lens) -> None:
    language, theme = seen.language, state.theme()
    if st.session_state.get(LEVER) not in by:
        st.session_state[LEVER] = start
    name = st.selectbox(
        t("flip.drawn", language),
        list(by),
        format_func=lambda each: lever_name(each, language),
        key=choice(LEVER),
        persist_state="session",
    )
    names = apart(pair, language)
    legend.lines(names, theme)
    say = partial(lever_value, name, language=language)
    st.plotly_chart(
        crossing_chart(
            asked.curve_of(seen, pair, by[name]),
            by[name],
            names,
            language,
            theme,
            say=say,
            title=lever_name(name, language),
            now_word=t("flip.now_word", language),
        ),
        theme=None,
        config=CONFIG,
        key="flip",
        alt=t(
            "flip.alt", language, lever=lever_name(name, language), first=names[0], second=names[1]
        ),
    )
    _crossings(by[name], pair, name, language)


def _crossings(found: BreakEven, pair: asked.Pair, lever: str, language: str) -> None:
    """Every crossing in words: who is cheaper from there on."""
    names = named(pair, language)
    for crossing in found.crossings:
        st.caption(
            t(
                "flip.crossing",
                language,
                value=lever_value(lever, crossing.value, language),
                above=escaped(names[crossing.cheaper_above]),
                below=escaped(names[crossing.cheaper_below]),
            )
        )
