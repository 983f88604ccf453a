"""The sidebar's advanced part: the offer in use today, and one's own terms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from calculator.dashboard import market
from calculator.dashboard.lens import tiers
from calculator.dashboard.lens.controls import percent
from calculator.dashboard.lens.offers import CLAIMED
from calculator.dashboard.scenario import Scenario
from calculator.dashboard.state import choice
from calculator.dashboard.text import t
from calculator.workload import Workload

BASELINE, CACHED, RETRIES, DISCOUNT, FROM, VAT = (
    "baseline",
    "cached",
    "retries",
    "discount",
    "discount_from",
    "vat",
)


def show(language: str, job: Workload, offered: tuple[str, ...]) -> dict[str, Any]:
    """The choices as fields of a scenario; a workload's own shares stand where nothing is."""
    with st.expander(t("lens.advanced", language), key="advanced_panel"):
        chosen: dict[str, Any] = {
            "baseline": _baseline(language),
            "cached": percent("cached", language, placeholder=f"{float(job.cached_share) * 100:g}"),
            **tiers.show(language, job),
            "retries": percent("retries", language, most=1000.0, placeholder="0") or Decimal(0),
            "discount": percent("discount", language, placeholder="0") or Decimal(0),
            "discount_from": "",
        }
        if chosen["discount"]:
            chosen["discount_from"] = _from(language, offered)
        chosen["vat"] = st.toggle(
            t("lens.vat", language), key=VAT, help=t("lens.vat.help", language)
        )
        st.toggle(t("lens.claimed", language), key=CLAIMED, help=t("lens.claimed.help", language))
    return chosen


def apply(scenario: Scenario) -> None:
    """Set the controls to a scenario."""
    st.session_state[BASELINE] = scenario.baseline or None
    st.session_state[VAT] = scenario.vat
    st.session_state[FROM] = scenario.discount_from
    tiers.apply(scenario)
    st.session_state[CACHED] = None if scenario.cached is None else float(scenario.cached)
    for name in (RETRIES, DISCOUNT):
        st.session_state[name] = float(getattr(scenario, name)) or None


def _baseline(language: str) -> str:
    chosen = st.session_state.get(BASELINE)
    asked = bool(st.session_state.get(CLAIMED)) or market.is_claimed(chosen)
    names = market.on_sale(claimed=asked, language=language)
    if st.session_state.get(BASELINE) not in names:
        st.session_state[BASELINE] = None
    found = st.selectbox(
        t("lens.baseline", language),
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=choice(BASELINE),
        placeholder=t("lens.baseline.none", language),
        help=t("lens.baseline.help", language),
    )
    return found or ""


def _from(language: str, offered: tuple[str, ...]) -> str:
    names = {"": t("lens.discount_from.all", language), **market.seller_names(offered, language)}
    if st.session_state.get(FROM) not in names:
        st.session_state[FROM] = ""
    chosen: str = st.selectbox(
        t("lens.discount_from", language),
        list(names),
        format_func=names.__getitem__,
        key=choice(FROM),
        persist_state="session",
    )
    return chosen
