"""Yuan lists beside dollar lists: what exchange rate a publisher implies, and which to sign."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, cast

import streamlit as st

from calculator.buying import BuyingTerms
from calculator.dashboard import state
from calculator.dashboard.aligned import aligned
from calculator.dashboard.sheets import words
from calculator.dashboard.sheets.parity import GROUPS, advice, list_frame, rate_rows
from calculator.dashboard.state import Lens, choice
from calculator.dashboard.text import count, escaped, t
from calculator.parity import ModelParity, Parity, list_parity
from calculator.typical import typical_usage
from calculator.usage import Usage
from calculator.words.engine import engine_words
from calculator.words.facts import fx_words, seller
from pricing.errors import MissingRateError

VAT, OWED, MODEL = "parity_vat", "parity_owed", "parity_model"
KINDS = ("listed", "recoverable", "cost")


@st.fragment
def show(seen: Lens) -> None:
    """The VAT terms, the lists side by side, and one model rate by rate."""
    language = seen.language
    st.header(t("parity.title", language))
    st.markdown(t("parity.lead", language))
    terms = _terms(language)
    mix = typical_usage(seen.jobs[0], thinks=False)
    try:
        key = repr((seen.book_id, state.today(), mix, terms, seen.fixed_fx))
        result = _parity(key, seen, mix, terms)
    except MissingRateError as error:
        st.error(escaped(engine_words(str(error), language)))
        return
    st.caption(_said(result, seen))
    told = [model for model in result.models if model.rates]
    st.dataframe(
        list_frame(result, language),
        hide_index=True,
        key="parity",
        placeholder=words.NONE,
        column_config=_columns(language),
        alt=t("parity.title", language),
    )
    if silent := [model for model in result.models if not model.rates]:
        names = t("place.join", language).join(model.yuan.name for model in silent)
        st.caption(t("parity.silent", language, names=escaped(names)))
    _opened(told, result, language)


def _terms(language: str) -> BuyingTerms:
    st.session_state.setdefault(VAT, KINDS[0])
    st.session_state.setdefault(OWED, 6.0)
    chosen = st.segmented_control(
        t("parity.vat", language),
        KINDS,
        format_func=lambda kind: t(f"parity.vat.{kind}", language),
        key=choice(VAT),
        required=True,
        help=t("parity.vat.help", language),
        persist_state="session",
    )
    if chosen in (None, "listed"):
        return BuyingTerms()
    owed = BuyingTerms().dollar_vat
    if chosen == "cost":
        given = st.number_input(
            t("parity.owed", language),
            0.0,
            100.0,
            step=1.0,
            format="%g",
            key=OWED,
            persist_state="session",
            width=280,
        )
        owed = Decimal(str(round(given, 2)))
    return BuyingTerms(cast(Literal["recoverable", "cost"], chosen), owed)


@st.cache_resource(max_entries=32, show_spinner=False)
def _parity(key: str, _seen: Lens, _mix: Usage, _terms: BuyingTerms) -> Parity:
    return list_parity(
        at=state.today(),
        mix=_mix,
        terms=_terms,
        fx=state.fx_rates(_seen),
    )


def _said(result: Parity, seen: Lens) -> str:
    """What is compared, on which day, at which rate."""
    language = seen.language
    return t(
        "parity.said",
        language,
        workload=escaped(seen.jobs[0].name),
        mix=_mix(result.mix, language),
        day=result.day,
        market=fx_words(result.market, language),
    )


def _mix(mix: Usage, language: str) -> str:
    cached = (
        t("parity.cached", language, count=count(mix.cache_read_tokens, language))
        if mix.cache_read_tokens
        else ""
    )
    return t(
        "parity.mix",
        language,
        input=count(mix.input_tokens, language),
        cached=cached,
        output=count(mix.output_tokens, language),
    )


def _columns(language: str) -> dict[str, Any]:
    columns: dict[str, Any] = {
        t(f"parity.{name}", language): st.column_config.TextColumn(alignment="right", width=100)
        for name in (*GROUPS, "even")
    }
    columns[t("parity.model", language)] = st.column_config.TextColumn(pinned=True, width=150)
    columns[t("parity.saving", language)] = st.column_config.NumberColumn(format="%.1f%%")
    return columns


def _opened(told: list[ModelParity], result: Parity, language: str) -> None:
    """One model on both lists, rate by rate."""
    by_name = {f"{model.yuan.id} {model.dollar.id}": model for model in told}
    chosen = st.selectbox(
        t("parity.open", language),
        list(by_name),
        index=None,
        format_func=lambda name: _name(by_name[name], language),
        key=choice(MODEL),
        placeholder=t("parity.open.empty", language),
        persist_state="session",
    )
    if chosen is None:
        return
    model = by_name[chosen]
    reason = model.pair.reason_zh if language == "zh" else ""
    st.markdown(escaped(reason or model.pair.reason))
    rows = rate_rows(model, result.market.value, language)
    names = ("where", "rate", "yuan", "dollar", "implied", "premium")
    header, named = [t(f"parity.{name}", language) for name in names], 2
    if len({row[0] for row in rows}) == 1:  # no place to tell apart
        header, rows, named = header[1:], [row[1:] for row in rows], 1
    aligned(header, rows, _name(model, language), named=named)
    st.markdown(advice(model, language))


def _name(model: ModelParity, language: str) -> str:
    sellers = " / ".join(seller(o, language) for o in (model.yuan, model.dollar))
    return f"{model.yuan.name} · {sellers}"
