"""One offer opened up: quantity × rate = amount of a typical request, and the price's source."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from calculator.comparison import Comparison
from calculator.cost import Cost
from calculator.dashboard import tables
from calculator.dashboard.aligned import aligned
from calculator.dashboard.state import Lens, choice
from calculator.dashboard.text import escaped, t
from calculator.typical import main_tier, typical_cost
from calculator.words.engine import engine_words
from calculator.words.facts import seller
from calculator.workload import Workload
from pricing.errors import PricingError
from pricing.offers import Offer

_CHOSEN, _TIER = "explained", "explained_tier"


@st.fragment
def show(result: Comparison, seen: Lens) -> None:
    """A choice of offer and its receipt; only this part runs again when the choice changes."""
    language, job = seen.language, seen.jobs[0]
    st.header(t("explain.title", language))
    offer = _offer({r.offer.id: r.offer for r in result.ranked}, language)
    tier = _tier(job, language)
    place = t("place.standard", language) if tier == "standard" else tier
    st.caption(t("explain.help", language, workload=escaped(job.name), tier=place))
    try:
        cost = typical_cost(job, offer, at=datetime.now(UTC), service_tier=tier)
    except PricingError as error:
        st.info(escaped(engine_words(str(error), language)))
        return
    _receipt(cost, language)


def _offer(by_id: dict[str, Offer], language: str) -> Offer:
    if st.session_state.get(_CHOSEN) not in by_id:
        st.session_state[_CHOSEN] = next(iter(by_id))
    chosen = st.selectbox(
        t("explain.offer", language),
        list(by_id),
        format_func=lambda name: f"{by_id[name].name} · {seller(by_id[name], language)}",
        key=choice(_CHOSEN),
        persist_state="session",
    )
    return by_id[chosen]


def _tier(job: Workload, language: str) -> str:
    """The service tier to show: a choice where the workload runs in several."""
    tiers = [tier for tier, _ in job.shares]
    if len(tiers) == 1:
        return tiers[0]
    if st.session_state.get(_TIER) not in tiers:
        st.session_state[_TIER] = main_tier(job)
    standard = t("place.standard", language)
    chosen = st.segmented_control(
        t("explain.tier", language),
        tiers,
        format_func=lambda tier: standard if tier == "standard" else tier,
        key=choice(_TIER),
        required=True,
        persist_state="session",
    )
    return chosen or tiers[0]


def _receipt(cost: Cost, language: str) -> None:
    header, rows = tables.receipt(cost, language)
    aligned(header, rows, t("explain.title", language))
    card = cost.rate_card
    band = engine_words(card.band, language)
    facts = filter(None, (card.sheet, t(f"status.{card.status}", language), band, card.window))
    source = "explain.source" if card.terms.url else "explain.no_source"
    st.markdown(t(source, language, facts=escaped(" · ".join(facts)), url=card.terms.url))
    for note in cost.notes:
        st.markdown(f"- {escaped(engine_words(note, language))}")
