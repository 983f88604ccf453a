"""Files that nobody recognises: which column holds what, and the mapping to keep."""

from __future__ import annotations

import streamlit as st

from calculator.dashboard.logged.chosen import MAPPING
from calculator.dashboard.logged.given import Given
from calculator.dashboard.logged.shown import Shown, Way, shown
from calculator.dashboard.logged.written import (
    COUNTS,
    FIELDS,
    NARROW,
    NARROW_NEEDED,
    NEEDED,
    PERIODS,
    check,
    likely,
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
        seen = shown(given)
    except PricingError as error:
        st.error(escaped(log_words(str(error), language)))
        return
    narrow = st.checkbox(
        t("logs.map.long", language), help=t("logs.map.long.help", language), key="log_map_long"
    )
    chosen = _columns(NARROW if narrow else FIELDS, seen, language)
    meters = _meters(seen.meanings(chosen["meter"]), language) if "meter" in chosen else {}
    period, zone, beside, thousands = _meaning(language)
    needed = NARROW_NEEDED if narrow else NEEDED
    lacking = [name for name in needed if name not in chosen]
    if narrow and not lacking:
        lacking = [n for n in ("input_tokens", "output_tokens") if n not in meters.values()]
    if lacking:
        names = t("place.join", language).join(t(f"logs.map.{name}", language) for name in lacking)
        st.info(t("logs.map.lacking", language, names=names))
        return
    text = mapping(
        seen.kind,
        chosen,
        period=period,
        zone=zone,
        beside=beside,
        times=1000 if thousands else 1,
        records=seen.records,
        meters=meters if narrow else None,
    )
    _offered(text, language)


def _offered(text: str, language: str) -> None:
    """The mapping, to be used and kept."""
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


def _columns(fields: tuple[str, ...], seen: Shown, language: str) -> dict[str, Way]:
    places = st.columns(4)
    chosen: dict[str, Way] = {}
    for place, field in enumerate(fields):
        name = places[place % 4].selectbox(
            t(f"logs.map.{field}", language),
            ["", *seen.columns],
            format_func=lambda column: column or t("logs.map.none", language),
            key=choice(f"log_map_{field}"),
        )
        if name:
            chosen[field] = seen.columns[name]
    return chosen


def _meters(meanings: list[str], language: str) -> dict[str, str]:
    """Which kind of token each meter of the file is."""
    st.caption(t("logs.map.meters", language))
    places = st.columns(4)
    found: dict[str, str] = {}
    for place, meter in enumerate(meanings):
        options = ["", *COUNTS]
        count = places[place % 4].selectbox(
            escaped(meter),
            options,
            options.index(likely(meter)),
            format_func=lambda n: t(f"logs.map.{n}" if n else "logs.map.none", language),
            key=f"log_map_meter_{meter}",
        )
        if count:
            found[meter] = count
    return found


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
