"""What is looked up among the price sheets, as a link carries it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from calculator.dashboard import limits
from calculator.dashboard.scenario import Scenario

SEARCH, OPENED = "price_search", "price_offer"


def read() -> dict[str, Any]:
    """The choices as fields of a scenario; nothing where the page chose."""
    held = st.session_state
    return {
        "search": (held.get(SEARCH) or "").strip()[: limits.SEARCH],
        "opened": held.get(OPENED) or "",
    }


def apply(scenario: Scenario) -> None:
    """Set the page's search and its opened offer to a scenario."""
    st.session_state[SEARCH] = scenario.search
    st.session_state[OPENED] = scenario.opened
