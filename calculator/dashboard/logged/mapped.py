"""Files that nobody recognises: which column holds what, and the mapping to keep."""

from __future__ import annotations

import streamlit as st

from calculator.dashboard.logged.chosen import MAPPING
from calculator.dashboard.logged.given import Given
from calculator.dashboard.logged.written import (
    FIELDS,
    NEEDED,
    PERIODS,
    check,
    columns,
    mapping,
)
from calculator.dashboard.state import choice
from calculator.dashboard.text import escaped, t
from calculator.words.logs import log_words
from pricing.errors import PricingError


def show(given: Given, language: str) -> None:
    """A choice for each value, the YAML they come to, and a button that reads the files with it."""
    st.subheader(t("logs.map", language))
    st.caption(t("logs.map.help", language))
    try:
        kind, names = columns(given)
    except PricingError as error:
        st.error(escaped(log_words(str(error), language)))
        return
    chosen = _columns(names, language)
    period, zone, beside, thousands = _meaning(language)
    lacking = [t(f"logs.map.{name}", language) for name in NEEDED if name not in chosen]
    if lacking:
        st.info(t("logs.map.lacking", language, names=t("place.join", language).join(lacking)))
        return
    times = 1000 if thousands else 1
    text = mapping(kind, chosen, period=period, zone=zone, beside=beside, times=times)
    try:
        check(text)
    except PricingError as error:
        st.error(escaped(str(error)))
        return
    st.code(text, "yaml")
    use, keep, _ = st.columns([1, 1, 2])
    use.button(t("logs.map.use", language), on_click=_use, args=(text,), key="log_map_use")
    keep.download_button(
        t("logs.map.keep", language),
        text.encode(),
        "own-log.yaml",
        "application/yaml",
        on_click="ignore",
        key="log_map_keep",
    )


def _columns(names: tuple[str, ...], language: str) -> dict[str, str]:
    places = st.columns(4)
    chosen: dict[str, str] = {}
    for place, field in enumerate(FIELDS):
        name = places[place % 4].selectbox(
            t(f"logs.map.{field}", language),
            ["", *names],
            format_func=lambda column: column or t("logs.map.none", language),
            key=choice(f"log_map_{field}"),
        )
        if name:
            chosen[field] = name
    return chosen


def _meaning(language: str) -> tuple[str, str, list[str], bool]:
    row, zone, cached, reasoning = st.columns(4)
    period = row.selectbox(
        t("logs.map.period", language),
        PERIODS,
        format_func=lambda name: t(f"logs.map.period.{name or 'request'}", language),
        key=choice("log_map_period"),
    )
    where = zone.text_input(t("logs.map.zone", language), "UTC", key="log_map_zone")
    thousands = zone.checkbox(t("logs.map.thousands", language), key="log_map_thousands")
    beside = [
        name
        for name, place in (("cached", cached), ("reasoning", reasoning))
        if place.checkbox(t(f"logs.map.beside.{name}", language), key=f"log_map_beside_{name}")
    ]
    return period, where.strip() or "UTC", beside, thousands


def _use(text: str) -> None:
    st.session_state[MAPPING] = text


def forget() -> None:
    """Back to recognising files by themselves. For use in a callback."""
    st.session_state[MAPPING] = ""
