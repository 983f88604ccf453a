"""One offer opened up: quantity × rate = amount of a typical request, and the price's source."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from calculator.comparison import Comparison
from calculator.dashboard import tables
from calculator.dashboard.state import Lens, choice
from calculator.dashboard.text import escaped, t
from calculator.typical import typical_cost
from calculator.words.engine import engine_words
from calculator.words.facts import seller
from pricing.errors import PricingError

_CHOSEN = "explained"


@st.fragment
def show(result: Comparison, seen: Lens) -> None:
    """A choice of offer and its receipt; only this part runs again when the choice changes."""
    language = seen.language
    st.header(t("explain.title", language))
    st.caption(t("explain.help", language, workload=escaped(seen.jobs[0].name)))
    by_id = {r.offer.id: r.offer for r in result.ranked}
    if st.session_state.get(_CHOSEN) not in by_id:
        st.session_state[_CHOSEN] = next(iter(by_id))
    chosen = st.selectbox(
        t("explain.offer", language),
        list(by_id),
        format_func=lambda name: f"{by_id[name].name} · {seller(by_id[name], language)}",
        key=choice(_CHOSEN),
        persist_state="session",
    )
    try:
        cost = typical_cost(seen.jobs[0], by_id[chosen], at=datetime.now(UTC))
    except PricingError as error:
        st.info(escaped(engine_words(str(error), language)))
        return
    st.table(tables.receipt(cost, language), hide_index=True, border="horizontal")
    card = cost.rate_card
    band = engine_words(card.band, language)
    facts = filter(None, (card.sheet, t(f"status.{card.status}", language), band, card.window))
    source = "explain.source" if card.terms.url else "explain.no_source"
    st.markdown(t(source, language, facts=escaped(" · ".join(facts)), url=card.terms.url))
    for note in cost.notes:
        st.markdown(f"- {escaped(engine_words(note, language))}")
