"""Home: which offer serves the workload most cheaply, and why."""

from __future__ import annotations

from importlib.resources import files

import streamlit as st

from calculator.comparison import Comparison
from calculator.dashboard import bars, cards, lens, ranking, receipt, share, state
from calculator.dashboard.answer import assumptions, floor_words, provenance, sentence
from calculator.dashboard.scenario import OWN_PREFIX
from calculator.dashboard.sections import pair, quality
from calculator.dashboard.state import Lens
from calculator.dashboard.text import escaped, t
from pricing.errors import PricingError


def page() -> None:
    seen = state.current()
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.title(t("compare.title", seen.language), width="content")
        share.show(seen.scenario)
    try:
        result = state.answer(seen)
    except PricingError as error:
        st.error(escaped(str(error)))
        return
    if result.ranked:
        _answer(result, seen)
    else:
        _nothing(seen)
    ranking.not_served(result, seen.language)
    if result.ranked:
        pair.show(result, seen)
        quality.show(result, seen)
        receipt.show(result, seen)


def _nothing(seen: Lens) -> None:
    """Why the page is empty, and the way back."""
    said = seen.scenario
    chosen = bool(said.offers) or said.scope != "chosen"
    reason = "none" if seen.offers else "no_seller" if chosen else "no_offer"
    for told in floor_words(seen):
        reason = "no_score"
        st.caption(told)
    st.info(t(f"compare.{reason}", seen.language))
    st.button(t("compare.reset", seen.language), on_click=lens.reset, key="reset")


def _answer(result: Comparison, seen: Lens) -> None:
    with st.container(key="answer", gap="xsmall"):
        st.markdown(sentence(result, seen))
        own = ".own" if seen.scenario.workload.startswith(OWN_PREFIX) else ""
        with st.container(horizontal=True, gap="small"):
            _way("workloads", t(f"compare.edit{own}", seen.language), "edit_note")
            _way("forecast", t("compare.ahead", seen.language), "trending_up")
        st.caption(" · ".join(filter(None, (assumptions(seen), provenance(result, seen.language)))))
    cards.show(result, seen)
    bars.show(result, seen)
    ranking.show(result, seen)


def _way(page: str, label: str, icon: str) -> None:
    path = str(files("calculator.dashboard").joinpath(f"{page}.py"))
    st.page_link(path, label=label, icon=f":material/{icon}:", width="content")


if __name__ == "__main__":
    page()
