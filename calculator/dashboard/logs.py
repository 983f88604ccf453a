"""Logs: what real usage cost, how much of it is certain, and what it would have cost elsewhere."""

from __future__ import annotations

import streamlit as st

from calculator.dashboard import state
from calculator.dashboard.logged import billed, chosen, cost, covered, mapped, moved, saved
from calculator.dashboard.logged.asked import How, account
from calculator.dashboard.logged.given import Given
from calculator.dashboard.state import Lens, choice
from calculator.dashboard.text import escaped, t
from calculator.logbook import Account
from calculator.logs.format import shipped_formats
from calculator.logs.words import format_name
from calculator.words.logs import log_words
from pricing.errors import PricingError

QUESTION, QUESTIONS = "log_question", ("cost", "moved", "billed", "saved")


def page() -> None:
    seen = state.current()
    language = seen.language
    st.title(t("logs.title", language))
    how = None
    try:
        given = chosen.files(language)
        how = chosen.how(language)
        if given is None:
            _empty(language)
            return
    except PricingError as error:
        st.error(escaped(log_words(str(error), language)))
        return
    if how.mapping:
        words = t("logs.map.forget", language)
        st.button(words, on_click=mapped.forget, key="log_map_forget", icon=":material/undo:")
    found = _account(given, how, seen)
    if found is not None:
        _told(found, given, how, seen)


def _empty(language: str) -> None:
    forms = shipped_formats().values()
    st.info(t("logs.empty", language, count=len(forms)))
    with st.expander(t("logs.known", language)):
        st.markdown("\n".join(f"- {escaped(format_name(form.name, language))}" for form in forms))


def _account(given: Given, how: How, seen: Lens) -> Account | None:
    """The files priced; where they cannot be read, why, and the way to map them."""
    language = seen.language
    try:
        with st.spinner(t("logs.working", language)):
            return account(given, how, seen)
    except PricingError as error:
        st.error(escaped(log_words(str(error), language)))
    mapped.show(given, language)
    return None


def _told(found: Account, given: Given, how: How, seen: Lens) -> None:
    language = seen.language
    covered.show(found, language)
    st.session_state.setdefault(QUESTION, "cost")
    question = st.segmented_control(
        t("logs.question", language),
        QUESTIONS,
        format_func=lambda name: t(f"logs.question.{name}", language),
        key=choice(QUESTION),
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    if question == "moved":
        moved.show(given, how, seen)
    elif question == "billed":
        billed.show(given, how, seen)
    elif question == "saved":
        saved.show(found, given, how, language)
    elif found.priced.totals:
        cost.show(found, language)


if __name__ == "__main__":
    page()
