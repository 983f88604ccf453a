"""The kinds of control the sidebar is made of."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

import streamlit as st

from calculator.dashboard.state import choice
from calculator.dashboard.text import t

_Option = TypeVar("_Option")


def row(
    prefix: str,
    options: Sequence[_Option],
    key: str,
    language: str,
    help: str | None = None,
    *,
    remembered: bool = False,
) -> _Option:
    """One of a few, as buttons; `required` because an unpressed row would mean nothing.

    Outside the sidebar it is `remembered` while another page is shown.
    """
    chosen = st.segmented_control(
        t(prefix, language),
        options,
        format_func=lambda option: t(f"{prefix}.{option}", language),
        key=choice(key),
        required=True,
        width="stretch",
        help=help,
        persist_state="session" if remembered else None,
    )
    return options[0] if chosen is None else chosen


def percent(name: str, language: str, *, most: float = 100.0, placeholder: str = "0") -> None:
    """A field for a number of per cent, which `held` reads."""
    st.number_input(
        t(f"lens.{name}", language),
        min_value=0.0,
        max_value=most,
        value=None,
        step=5.0,
        format="%g",
        key=name,
        placeholder=placeholder,
        help=t(f"lens.{name}.help", language),
        persist_state="session",
    )


def held(name: str) -> Decimal | None:
    """What such a field says, whether or not it is on show; None where it is left empty."""
    given = st.session_state.get(name)
    return None if given is None else Decimal(str(round(given, 2)))
