"""Bills already paid, as a small table to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pandas as pd
import streamlit as st

from calculator.dashboard.state import Lens, choice
from calculator.dashboard.text import t
from pricing.money import Money

_ROWS, _BASE, _TO, _REBASE = "paid_rows", "paid_base", "paid_to", "paid_rebase"
Bills = tuple[tuple[date, Money], ...]


def show(names: Mapping[str, str], offers: Sequence[str], seen: Lens) -> tuple[Bills, str, bool]:
    """The table behind a line that opens it, whom it was paid to, whether the rest follows it.

    Rows without a day or an amount do not count.
    """
    with st.expander(t("paid.title", seen.language), key="paid_panel"):
        st.caption(t("paid.help", seen.language))
        found = _read(_table(seen), seen.currency)
        st.session_state[f"{_ROWS}_{seen.currency}"] = found
        if not (found and offers):
            return found, "", False
        return found, _to(names, offers, seen), _rebase(seen.language)


def _table(seen: Lens) -> pd.DataFrame:
    language, currency = seen.language, seen.currency
    kept: Bills = st.session_state.get(f"{_ROWS}_{currency}", ())
    edited: pd.DataFrame = st.data_editor(
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
    return edited


def _to(names: Mapping[str, str], offers: Sequence[str], seen: Lens) -> str:
    """The offer in use today, where it is among those ahead; else the first of them."""
    if st.session_state.get(_TO) not in offers:
        st.session_state[_TO] = seen.baseline if seen.baseline in offers else offers[0]
    chosen: str = st.selectbox(
        t("paid.to", seen.language),
        offers,
        format_func=lambda name: names[name],
        key=choice(_TO),
        persist_state="session",
    )
    return chosen


def _rebase(language: str) -> bool:
    st.session_state.setdefault(_REBASE, False)
    return st.toggle(
        t("paid.rebase", language),
        key=_REBASE,
        help=t("paid.rebase.help", language),
        persist_state="session",
    )


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
