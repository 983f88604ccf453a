"""Panels that open on demand: what is in them is made when somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.elements.lib.mutable_expander_container import ExpanderContainer


def panel(label: str, key: str) -> ExpanderContainer:
    """A panel to draw into where its `open` is true.

    It stays as it is when its label changes: with the language, or with a choice made inside.
    """
    st.session_state[key] = bool(st.session_state.get(key))
    return st.expander(label, key=key, on_change="rerun")
