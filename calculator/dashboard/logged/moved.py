"""What the log would have cost on the offers of the sidebar, under assumptions one can set."""

from __future__ import annotations

from fractions import Fraction

import streamlit as st

from calculator.charts.places import places_chart, shown_places
from calculator.charts.series import CONFIG
from calculator.counterfactual import Place, Repriced, Switch
from calculator.dashboard import state
from calculator.dashboard.aligned import aligned
from calculator.dashboard.logged.asked import How, elsewhere
from calculator.dashboard.logged.given import Given
from calculator.dashboard.panel import panel
from calculator.dashboard.sheets.words import percent
from calculator.dashboard.state import Lens, choice
from calculator.dashboard.text import amount, count, escaped, multiple, t
from calculator.words.facts import seller
from calculator.words.logs import log_words
from pricing.errors import PricingError
from pricing.money import show_amount

THINKING, TIERS = ("same", "off", "0.5", "2"), ("same", "standard", "batch", "flex", "priority")
ASKED = "log_moved"


def show(given: Given, how: How, seen: Lens) -> None:
    """The assumptions, a button, and the ranking of what was asked for last."""
    language = seen.language
    st.caption(t("logs.moved.help", language, count=len(seen.offers)))
    with st.form("log_switch"):
        switch = _assumed(language)
        if st.form_submit_button(t("logs.moved.go", language)):
            st.session_state[ASKED] = given.digest
    if st.session_state.get(ASKED) != given.digest:
        return
    if not seen.offers:
        st.info(t("logs.moved.no_offers", language))
        return
    try:
        with st.spinner(t("logs.working", language)):
            found = elsewhere(given, how, seen, switch)
    except PricingError as error:
        st.error(escaped(log_words(str(error), language)))
        return
    _ranking(found, language)


def _assumed(language: str) -> Switch:
    first, second, third, fourth, fifth = st.columns(5)
    factors = [
        place.number_input(
            t(f"logs.moved.{name}", language), 0.1, 10.0, 1.0, 0.05, key=f"log_factor_{name}"
        )
        for name, place in (("input", first), ("output", second))
    ]
    thinking = third.selectbox(
        t("logs.moved.thinking", language),
        THINKING,
        format_func=lambda name: t(f"logs.moved.thinking.{name}", language),
        key=choice("log_thinking"),
    )
    cached = fourth.number_input(
        t("logs.moved.cached", language),
        0,
        100,
        None,
        5,
        placeholder=t("logs.moved.as_logged", language),
        key="log_cached",
    )
    tier = fifth.selectbox(
        t("logs.moved.tier", language),
        TIERS,
        format_func=lambda name: t("logs.moved.as_logged", language) if name == "same" else name,
        key=choice("log_tier"),
    )
    fixed = {"same": Fraction(1), "off": Fraction(0)}
    return Switch(
        input_tokens=Fraction(str(factors[0])),
        output_tokens=Fraction(str(factors[1])),
        thinking=fixed[thinking] if thinking in fixed else Fraction(thinking),
        cached=None if cached is None else Fraction(cached, 100),
        service_tier=None if tier == "same" else tier,
    )


def _ranking(found: Repriced, language: str) -> None:
    if not found.places:
        st.info(t("logs.moved.none", language))
        return
    st.markdown(_sentence(found, language))
    said = "；" if language == "zh" else "; "
    assumed = said.join(log_words(str(note), language) for note in found.assumptions)
    st.caption(t("logs.moved.assumed", language, assumed=escaped(assumed)))
    if found.rows_left_out:
        rows = count(found.rows_left_out, language)
        st.caption(t("logs.moved.left_out", language, count=rows))
    names = [_label(place, language) for place in shown_places(found)]
    st.plotly_chart(
        places_chart(found, names, language, state.theme()),
        theme=None,
        config=CONFIG,
        key="log_places",
        alt=t("logs.moved.alt", language),
    )
    _table(found, language)
    _not_served(found, language)


def _sentence(found: Repriced, language: str) -> str:
    best, ran = found.places[0], found.as_it_ran
    bill = amount(best.bill, language)
    if best.offer is None:
        return t("logs.moved.best_now", language, bill=bill)
    words = {"offer": escaped(_name(best, language)), "bill": bill}
    if ran is None:
        return t("logs.moved.best", language, **words)
    change = percent(found.change(best), language)
    now = amount(ran.bill, language)
    return t("logs.moved.cheaper", language, now=now, change=change, **words)


def _name(place: Place, language: str) -> str:
    if place.offer is None:
        return t("logs.moved.ran", language)
    return f"{place.offer.name} · {seller(place.offer, language)}"


def _label(place: Place, language: str) -> tuple[str, str]:
    if place.offer is None:
        return t("logs.moved.ran", language), ""
    return place.offer.name, seller(place.offer, language)


def _table(found: Repriced, language: str) -> None:
    label = t("logs.moved.table", language, count=len(found.places))
    with panel(label, key="log_moved_table") as opened:
        if opened.open:
            names = ("offer", "notes", "bill", "multiple", "change", "bounds")
            header = [t(f"logs.moved.col.{name}", language) for name in names]
            rows = [_row(found, place, language) for place in found.places]
            aligned(header, rows, label, named=2)


def _row(found: Repriced, place: Place, language: str) -> list[str]:
    bounds = [show_amount(money, language) for money in (place.low, place.high)]
    notes = "；" if language == "zh" else "; "
    return [
        _name(place, language),
        notes.join(log_words(str(note), language) for note in place.notes) or "—",
        show_amount(place.bill, language),
        multiple(found.multiple(place)),
        "—" if place.offer is None or not found.as_it_ran
        else percent(found.change(place), language),
        "—" if bounds[0] == bounds[1] else " – ".join(bounds),
    ]  # fmt: skip


def _not_served(found: Repriced, language: str) -> None:
    if not found.not_served:
        return
    with st.expander(t("logs.moved.not_served", language, count=len(found.not_served))):
        told = [
            f"- {escaped(missing.offer.name)}: {escaped(log_words(str(missing.reason), language))}"
            for missing in found.not_served
        ]
        st.markdown("\n".join(told))
