"""The search, the table of what it finds, and the row that is chosen."""

from __future__ import annotations

from typing import Any

import streamlit as st

from calculator.dashboard import limits, state
from calculator.dashboard.lens.looked_up import OPENED, SEARCH
from calculator.dashboard.sheets.book import COLUMNS, RATES, Book, book
from calculator.dashboard.state import Lens
from calculator.dashboard.text import escaped, t
from pricing.catalog import default_catalog
from pricing.errors import AmbiguousOfferError, UnknownOfferError
from pricing.names.search import search
from pricing.offers import Offer

TABLE = "price_table"
_SHOWN = "price_rows"
_ROWS = 8
_WIDTHS = {"offer": 180, "seller": 165, "treatment": 118, "notes": 155, "more": 150}


def show(seen: Lens) -> Offer | None:
    """The search and its table; the offer of the chosen row, or None where nothing is found."""
    language = seen.language
    text = st.text_input(
        t("prices.search", language),
        key=SEARCH,
        type="search",
        live=True,
        placeholder=t("prices.search.empty", language),
        icon=":material/search:",
        label_visibility="collapsed",
        max_chars=limits.SEARCH,
        persist_state="session",
    )
    whole = book(state.today(), language, claimed=seen.scenario.claimed)
    offers = _found(whole, text, language)
    if not offers:
        return None
    places = {offer: place for place, offer in enumerate(whole.offers)}
    _caption(whole, offers, text, language)
    return _table(whole.frame.iloc[[places[offer] for offer in offers]], offers, seen)


def _found(whole: Book, text: str, language: str) -> list[Offer]:
    """What is found under the words, or by the name that others give a model."""
    found = search(whole.offers, text)
    if found:
        return found
    known = default_catalog()
    try:
        meant = [known.offer(text)]
    except AmbiguousOfferError as several:
        meant = [known.offer(name) for name in several.candidates]
    except UnknownOfferError as unknown:
        near = ", ".join(unknown.candidates[:3])
        key = "prices.near" if near else "prices.none"
        st.info(t(key, language, text=escaped(text), near=escaped(near)))
        return []
    shown = set(whole.offers)
    return [offer for offer in meant if offer in shown]


def _caption(whole: Book, offers: list[Offer], text: str, language: str) -> None:
    sheets = len({offer.provider for offer in offers})
    key = "prices.found" if text.strip() else "prices.all"
    st.caption(
        t(
            key,
            language,
            count=len(offers),
            all=len(whole.offers),
            sheets=sheets,
            book=default_catalog().book_id,
        )
    )


def _table(frame: Any, offers: list[Offer], seen: Lens) -> Offer:
    ids = [offer.id for offer in offers]
    chosen = st.session_state.get(OPENED) or seen.baseline
    place = ids.index(chosen) if chosen in ids else 0
    st.session_state[_SHOWN] = ids, place
    _mark(place)
    st.dataframe(
        frame,
        height=38 + 35 * min(_ROWS, len(ids)),
        hide_index=True,
        column_config=_columns(seen.language),
        key=TABLE,
        on_select=_choose,
        selection_mode=["single-row-required", "single-cell"],
        placeholder="—",
        alt=t("prices.table.alt", seen.language, count=len(ids)),
    )
    return offers[place]


def _mark(place: int) -> None:
    """Set the table's mark to the chosen row; its cell stays where it is, if in that row."""
    now = st.session_state.get(TABLE, {}).get("selection", {})
    cells = [cell for cell in now.get("cells", ()) if cell[0] == place]
    st.session_state[TABLE] = {"selection": {"rows": [place], "columns": [], "cells": cells}}


def _choose() -> None:
    """Remember the offer of the row that was pressed, by its mark or in any of its cells."""
    ids, before = st.session_state[_SHOWN]
    now = st.session_state[TABLE]["selection"]
    pressed = [*(cell[0] for cell in now["cells"]), *now["rows"]]
    moved = [row for row in pressed if row != before and row < len(ids)]
    if moved:
        st.session_state[OPENED] = ids[moved[0]]


def _columns(language: str) -> dict[str, Any]:
    kinds: dict[str, Any] = {}
    for name in COLUMNS:
        label, told = t(f"prices.{name}", language), t(f"prices.{name}.help", language) or None
        if name in RATES:
            kinds[name] = st.column_config.NumberColumn(label, format="plain", help=told)
        elif name == "steps":
            kinds[name] = st.column_config.NumberColumn(label, help=told)
        else:
            kinds[name] = st.column_config.TextColumn(
                label, help=told, pinned=name == "offer", width=_WIDTHS.get(name)
            )
    return kinds
