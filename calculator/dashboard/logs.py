"""Logs: what real usage cost, how much of it is certain, and what it would have cost elsewhere."""

from __future__ import annotations

import streamlit as st

from calculator.dashboard import state
from calculator.dashboard.text import t


def page() -> None:
    st.title(t("logs.title", state.current().language))


if __name__ == "__main__":
    page()
