"""The sidebar's money: currency, exchange rate, and how many months."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from calculator.dashboard.lens.controls import row
from calculator.dashboard.scenario import CURRENCIES, SPANS, Scenario
from calculator.dashboard.text import t

CURRENCY, FX, RATE, MONTHS = "currency", "fx", "fx_rate", "months"
_FIRST_RATE = 7.1


def show(language: str) -> tuple[str, Decimal | None, int]:
    """Currency, own rate in yuan for a dollar or None for the ECB's, and months."""
    currency = row("lens.currency", CURRENCIES, CURRENCY, language)
    source = row("lens.fx", ("ecb", "fixed"), FX, language, help=t("lens.fx.help", language))
    rate = _rate(language) if source == "fixed" else None
    return currency, rate, row("lens.months", SPANS, MONTHS, language)


def apply(scenario: Scenario) -> None:
    """Set the controls to a scenario."""
    st.session_state[CURRENCY] = scenario.currency
    st.session_state[MONTHS] = scenario.months
    st.session_state[FX] = "ecb" if scenario.fx is None else "fixed"
    if scenario.fx is not None:
        st.session_state[RATE] = float(scenario.fx)


def _rate(language: str) -> Decimal:
    st.session_state.setdefault(RATE, _FIRST_RATE)
    rate = st.number_input(
        t("lens.rate", language),
        0.01,
        1000.0,
        step=0.01,
        format="%.4f",
        key=RATE,
        persist_state="session",
    )
    return Decimal(f"{rate:.4f}")
