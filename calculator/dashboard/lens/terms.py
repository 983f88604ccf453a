"""The sidebar's advanced part: the offer in use today, and one's own terms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from calculator.dashboard import market
from calculator.dashboard.lens import tiers
from calculator.dashboard.lens.controls import held, percent
from calculator.dashboard.lens.offers import CLAIMED
from calculator.dashboard.panel import panel
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
Names = dict[str, str]


def show(language: str, job: Workload, offered: tuple[str, ...]) -> dict[str, Any]:
    """The choices as fields of a scenario; a workload's own shares stand where nothing is."""
    in_use, discount = _in_use(language), held(DISCOUNT) or Decimal(0)
    sellers = _sellers(language, offered) if discount else {}
    label = t("lens.advanced", language)
    with panel(label, key="advanced_panel") as opened:
        if opened.open:
            _fields(language, job, in_use, sellers)
    return {
        "baseline": st.session_state[BASELINE] or "",
        "cached": held(CACHED),
        **tiers.read(),
        "retries": held(RETRIES) or Decimal(0),
        "discount": discount,
        "discount_from": st.session_state[FROM] if sellers else "",
        "vat": bool(st.session_state.get(VAT)),
    }


def _fields(language: str, job: Workload, in_use: Names, sellers: Names) -> None:
    st.selectbox(
        t("lens.baseline", language),
        list(in_use),
        index=None,
        format_func=in_use.__getitem__,
        key=choice(BASELINE),
        placeholder=t("lens.baseline.none", language),
        help=t("lens.baseline.help", language),
        persist_state="session",
    )
    percent(CACHED, language, placeholder=f"{float(job.cached_share) * 100:g}")
    tiers.show(language, job)
    percent(RETRIES, language, most=1000.0)
    percent(DISCOUNT, language)
    if sellers:
        st.selectbox(
            t("lens.discount_from", language),
            list(sellers),
            format_func=sellers.__getitem__,
            key=choice(FROM),
            persist_state="session",
        )
    for toggle in (VAT, CLAIMED):
        st.toggle(
            t(f"lens.{toggle}", language),
            key=toggle,
            help=t(f"lens.{toggle}.help", language),
            persist_state="session",
        )


def apply(scenario: Scenario) -> None:
    """Set the controls to a scenario."""
    st.session_state[BASELINE] = scenario.baseline or None
    st.session_state[VAT] = scenario.vat
    st.session_state[FROM] = scenario.discount_from
    tiers.apply(scenario)
    st.session_state[CACHED] = None if scenario.cached is None else float(scenario.cached)
    for name in (RETRIES, DISCOUNT):
        st.session_state[name] = float(getattr(scenario, name)) or None


def _in_use(language: str) -> Names:
    """The offers that may be in use today by id, those claimed only where they are asked for."""
    chosen = st.session_state.get(BASELINE)
    asked = bool(st.session_state.get(CLAIMED)) or market.is_claimed(chosen)
    names = market.on_sale(claimed=asked, language=language)
    if st.session_state.get(BASELINE) not in names:
        st.session_state[BASELINE] = None
    return names


def _sellers(language: str, offered: tuple[str, ...]) -> Names:
    """Those who may give the discount by id; all of them is nobody's."""
    names = {"": t("lens.discount_from.all", language), **market.seller_names(offered, language)}
    if st.session_state.get(FROM) not in names:
        st.session_state[FROM] = ""
    return names
