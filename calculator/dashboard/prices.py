"""Price sheets: every offer's prices with their sources, how they moved, and what changed."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from calculator.dashboard import share, state
from calculator.dashboard.lens import looked_up
from calculator.dashboard.sheets import changes, found, lists, opened, steps
from calculator.dashboard.text import t
from pricing.changes.headline import headline


def page() -> None:
    seen = state.current()
    st.title(t("prices.title", seen.language))
    _book()
    changes.show(seen.language)
    lists.show(seen)


@st.fragment
def _book() -> None:
    """Search, table and the chosen offer: they run again without the rest of the page."""
    seen, today = state.current(), state.today()
    offer = found.show(seen)
    share.keep_address(replace(seen.scenario, **looked_up.read()))
    if offer is None:
        return
    line, language = headline(offer, today), seen.language
    opened.heading(line, today, language)
    source, moved = st.columns(2, gap="medium")
    with source:
        opened.facts(line, language)
    with moved:
        steps.show(line, today, language)
    opened.rates(line.step, language)


if __name__ == "__main__":
    page()
