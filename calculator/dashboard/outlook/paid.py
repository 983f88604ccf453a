"""Bills already paid, as a small table to fill in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import streamlit as st

from calculator.dashboard.state import Lens
from calculator.dashboard.text import t
from pricing.money import Money

_ROWS, _BASE = "paid_rows", "paid_base"
Bills = tuple[tuple[date, Money], ...]


def show(seen: Lens) -> Bills:
    """The table behind a line that opens it; rows without a day or an amount do not count."""
    language, currency = seen.language, seen.currency
    kept: Bills = st.session_state.get(f"{_ROWS}_{currency}", ())
    with st.expander(t("paid.title", language), key="paid_panel"):
        st.caption(t("paid.help", language))
        edited = st.data_editor(
            _base(currency, kept),
            num_rows="dynamic",
            hide_index=True,
            column_config={
                "through": st.column_config.DateColumn(t("paid.through", language)),
                "amount": st.column_config.NumberColumn(
                    t("paid.amount", language, currency=t(f"lens.currency.{currency}", language)),
                    min_value=0.0,
                    format="%,.2f",
                ),
            },
            key=_key(currency),
            alt=t("paid.title", language),
        )
    found = _read(edited, currency)
    st.session_state[f"{_ROWS}_{currency}"] = found
    return found


def _key(currency: str) -> str:
    return f"paid_{currency}"


def _base(currency: str, kept: Bills) -> pd.DataFrame:
    """What the editor starts from: what it held when the page was left, and then the same."""
    base = f"{_BASE}_{currency}"
    if _key(currency) not in st.session_state or base not in st.session_state:
        st.session_state[base] = pd.DataFrame(
            {
                "through": pd.Series([day for day, _ in kept], dtype="object"),
                "amount": pd.Series([float(m.amount) for _, m in kept], dtype="float64"),
            }
        )
    found: pd.DataFrame = st.session_state[base]
    return found


def _read(edited: pd.DataFrame, currency: str) -> Bills:
    found = []
    for day, amount in edited[["through", "amount"]].itertuples(index=False):
        if not (pd.isna(day) or pd.isna(amount)):
            money = Money(Decimal(f"{amount:.2f}"), currency)
            found.append((pd.Timestamp(day).date(), money))
    return tuple(sorted(found, key=lambda bill: bill[0]))
