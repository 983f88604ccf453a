"""The estimate beside what the files say was charged, and every cause between them."""

from __future__ import annotations

import streamlit as st

from calculator.charts.bridge import bridge_chart
from calculator.charts.series import CONFIG, signed
from calculator.dashboard import state
from calculator.dashboard.aligned import aligned
from calculator.dashboard.logged.asked import How, beside_bill
from calculator.dashboard.logged.given import Given
from calculator.dashboard.state import Lens
from calculator.dashboard.text import amount, count, escaped, t
from calculator.reconcile import Reconciliation, Waterfall
from calculator.reconcile.causes import WORDS
from calculator.words.logs import log_words
from pricing.errors import PricingError
from pricing.money import Money

ASKED, MOST = "log_billed_asked", 12


def show(given: Given, how: How, seen: Lens) -> None:
    """A button, for it takes time; then a waterfall for each currency, and what was found."""
    language = seen.language
    st.caption(t("logs.billed.help", language))
    if st.button(t("logs.billed.go", language), key="log_reconcile"):
        st.session_state[ASKED] = given.digest
    if st.session_state.get(ASKED) != given.digest:
        return
    try:
        with st.spinner(t("logs.working", language)):
            found = beside_bill(given, how, seen)
    except PricingError as error:
        st.info(escaped(log_words(str(error), language)))
        return
    for fall in found.totals.values():
        _fall(fall, language)
    for note in found.notes:
        st.caption(escaped(log_words(note, language)))
    _findings(found, language)


def _fall(fall: Waterfall, language: str) -> None:
    words = WORDS[language]
    steps = [(words[step.cause], step.money) for step in fall.steps if step.money.amount]
    difference = fall.difference
    kind = "same" if not difference.amount else "more" if difference.amount > 0 else "less"
    size = Money(abs(difference.amount), difference.currency)
    st.markdown(
        t(
            f"logs.billed.{kind}",
            language,
            rows=count(fall.rows, language),
            billed=amount(fall.billed, language),
            estimate=amount(fall.estimate, language),
            difference=amount(size, language),
        )
    )
    st.plotly_chart(
        bridge_chart(
            ((words["estimate"], fall.estimate), (words["billed"], fall.billed)),
            steps,
            language,
            state.theme(),
        ),
        theme=None,
        config=CONFIG,
        key=f"log_fall_{fall.currency}",
        alt=t("logs.billed.alt", language),
    )


def _findings(found: Reconciliation, language: str) -> None:
    if not found.findings:
        return
    label = t("logs.billed.findings", language)
    names = ("cause", "model", "what", "rows", "money")
    header = [t(f"logs.billed.col.{name}", language) for name in names]
    rows = [
        [
            WORDS[language][one.cause],
            one.model,
            log_words(one.words, language),
            count(one.rows, language),
            signed(one.money, language),
        ]
        for one in found.findings[:MOST]
    ]
    st.subheader(label)
    aligned(header, rows, label, named=3)
    if len(found.findings) > MOST:
        st.caption(t("logs.billed.rest", language, count=len(found.findings) - MOST))
