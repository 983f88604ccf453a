"""Forecast: what the bills of the next months come to, how surely, and when a budget is gone."""

from __future__ import annotations

import streamlit as st

from calculator.comparison import Comparison
from calculator.dashboard import state
from calculator.dashboard.outlook import asking, controls, events, picture, table, told
from calculator.dashboard.outlook.asking import Answered, Asked
from calculator.dashboard.state import Lens
from calculator.dashboard.text import escaped, t
from calculator.forecast.events import price_events
from calculator.words.engine import engine_words
from pricing.errors import PricingError


def page() -> None:
    seen = state.current()
    st.title(t("outlook.title", seen.language))
    try:
        result = state.answer(seen)
        if result.ranked:
            _page(result, seen)
        else:
            st.info(t("compare.none", seen.language))
    except PricingError as error:
        st.error(escaped(engine_words(str(error), seen.language)))


def _page(result: Comparison, seen: Lens) -> None:
    asked = controls.show(result, seen)
    if not asked.offers:
        st.info(t("outlook.none", seen.language))
        return
    asking.keep(asked)
    found = asking.answered(seen, asked)
    _not_served(found, seen.language)
    if found.likely.offers:
        _answered(asked, found, seen)


def _answered(asked: Asked, found: Answered, seen: Lens) -> None:
    language = seen.language
    risks = asking.risks(asked, found)
    with st.container(key="outlook_answer"):
        st.markdown(told.answer(found, language))
    if so_far := told.run_rate(found, language):
        st.markdown(so_far)
    table.show(found, risks, language)
    for risk in risks:
        st.caption(told.risk_words(risk, language))
    known = price_events([o.offer for o in found.likely.offers], *asking.horizon(found.likely))
    picture.show(asked, found, known, language)
    events.show(known, language)
    st.header(t("outlook.assumed", language))
    lines = told.assumptions(asked, found, seen)
    st.markdown("\n".join(f"- {escaped(line)}" for line in lines))
    table.download(found, language)


def _not_served(found: Answered, language: str) -> None:
    for missing in found.likely.not_served:
        reason = engine_words(missing.reason, language)
        st.warning(
            t(
                "outlook.not_served",
                language,
                offer=escaped(missing.offer.name),
                reason=escaped(reason),
            )
        )


if __name__ == "__main__":
    page()
