"""Two offers side by side: which is cheaper, and four questions about the difference."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from calculator.against import change, rivals
from calculator.comparison import Comparison, Ranked
from calculator.dashboard.lens.ahead import FIRST, SECOND, keep_pair, wished
from calculator.dashboard.sections import flip, gap, swing, thinking
from calculator.dashboard.sections.named import apart
from calculator.dashboard.state import Lens, choice
from calculator.dashboard.text import amount, escaped, t
from calculator.words.engine import engine_words
from calculator.words.facts import seller
from pricing.errors import PricingError
from pricing.money import Money

QUESTION = "pair_question"
QUESTIONS = {"gap": gap.show, "flip": flip.show, "swing": swing.show, "thinking": thinking.show}
_FEWEST = 2
_Offers = Mapping[str, Ranked]


@st.fragment
def show(result: Comparison, seen: Lens) -> None:
    """Choose two offers and a question; only this part runs again when they change."""
    if len(result.ranked) < _FEWEST:
        return
    language = seen.language
    st.header(t("pair.title", language))
    first, second = _chosen(result, seen)
    st.markdown(_sentence(first, second, seen))
    question = _question(language)
    if question != "gap" and len(seen.jobs) > 1:
        st.info(t("pair.one_job", language))
        return
    try:
        QUESTIONS[question](first, second, seen)
    except PricingError as error:
        st.info(escaped(engine_words(str(error), language)))


def _chosen(result: Comparison, seen: Lens) -> tuple[Ranked, Ranked]:
    """At first the two that `rivals` finds."""
    offers = {r.offer.id: r for r in result.ranked}
    start, beside = rivals(result, seen.baseline)
    columns = st.columns(2)
    with columns[0]:
        first = _offer(FIRST, offers, start.offer.id, seen.language)
    with columns[1]:
        left = {name: r for name, r in offers.items() if name != first.offer.id}
        other = beside if beside not in (None, first) else next(iter(left.values()))
        second = _offer(SECOND, left, other.offer.id, seen.language)
    return first, second


def _offer(key: str, offers: _Offers, start: str, language: str) -> Ranked:
    """What the reader chose; `start` in its place for as long as it cannot serve."""
    held, chosen = st.session_state, wished(key)
    if chosen in offers and held.get(key) != chosen:
        held[key] = chosen
    elif held.get(key) not in offers:
        held[key] = start
    shown = st.selectbox(
        t(f"pair.{key}", language),
        list(offers),
        format_func=lambda name: (
            f"{offers[name].offer.name} · {seller(offers[name].offer, language)}"
        ),
        key=choice(key),
        on_change=keep_pair,
        persist_state="session",
    )
    return offers[shown]


def _sentence(first: Ranked, second: Ranked, seen: Lens) -> str:
    """Which of them is cheaper, and by how much."""
    language = seen.language
    cheap, dear = sorted((first, second), key=lambda r: r.total.amount)
    money = change(dear, cheap).money
    told = [escaped(name) for name in apart((cheap.offer, dear.offer), language)]
    names = dict(zip(("offer", "other"), told, strict=True))
    if not money.amount:
        return t("pair.same", language, **names)
    span = "month" if seen.months == 1 else "year"
    return t(f"pair.cheaper.{span}", language, money=_bold(money, language), **names)


def _bold(money: Money, language: str) -> str:
    return amount(money, language)


def _question(language: str) -> str:
    st.session_state.setdefault(QUESTION, "gap")
    chosen = st.segmented_control(
        t("pair.question", language),
        list(QUESTIONS),
        format_func=lambda name: t(f"pair.question.{name}", language),
        key=choice(QUESTION),
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen or "gap"
