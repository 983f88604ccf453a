"""Report: the answer to hand on, with its link, its assumptions, and every file it comes as."""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from calculator.charts import VIEWS
from calculator.charts.series import CONFIG
from calculator.comparison import Comparison
from calculator.dashboard import bars, exports, share, state, tables
from calculator.dashboard.answer import assumptions, provenance, sentence
from calculator.dashboard.handout.report_files import Handout
from calculator.dashboard.outlook import asking, told
from calculator.dashboard.outlook.asking import Answered, Asked
from calculator.dashboard.state import Lens
from calculator.dashboard.text import escaped, t
from calculator.reports.kinds import KINDS
from calculator.reports.printed import VARIABLE, browser
from calculator.words.engine import engine_words
from pricing.errors import PricingError

FORECAST = "report_forecast"


def page() -> None:
    seen = state.current()
    st.title(t("report.title", seen.language))
    try:
        result = state.answer(seen)
        if result.ranked:
            _report(result, seen)
        else:
            st.info(t("compare.none", seen.language))
    except PricingError as error:
        st.error(escaped(engine_words(str(error), seen.language)))


def _report(result: Comparison, seen: Lens) -> None:
    language = seen.language
    with st.container(key="answer", gap="xsmall"):
        st.markdown(sentence(result, seen))
        st.caption(" · ".join(filter(None, (assumptions(seen), provenance(result, language)))))
    address = _link(seen)
    handout = _handout(result, seen, address)
    _files(handout, seen)
    _numbers(result, seen)
    _shown(result, seen)


def _link(seen: Lens) -> str:
    """The address of this view's first page; where it is too long, a file in its place."""
    language = seen.language
    st.header(t("report.link", language))
    address = _home(share.link(seen.scenario))
    share.show_link(address, language)
    if not address:
        share.file_button(seen.scenario)
    return address


def _home(address: str) -> str:
    """The address without the name of this page."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=parts.path.removesuffix("report"))) if address else ""


def _handout(result: Comparison, seen: Lens, address: str) -> Handout:
    """What the report holds, with the forecast where it is wanted."""
    language = seen.language
    st.header(t("report.files", language))
    asked = asking.kept(result, seen)
    st.session_state.setdefault(FORECAST, True)
    names = {r.offer.id: r.offer.name for r in result.ranked}
    listed = t("place.join", language).join(names[offer] for offer in asked.offers)
    wanted = st.toggle(
        t("report.forecast", language, offers=listed), key=FORECAST, persist_state="session"
    )
    found = asking.answered(seen, asked) if wanted else None
    also = [*_terms(seen, language), *(_ahead(asked, found, language) if found else [])]
    if address:
        also.append((t("report.link", language), address))
    return Handout(result, language, found.likely if found else None, tuple(also))


def _terms(seen: Lens, language: str) -> list[tuple[str, str]]:
    """The reader's own terms, as the report writes them."""
    own = re.sub(r"\\(.)", r"\1", assumptions(seen))
    return [(t("report.terms", language), own)] if own else []


def _ahead(asked: Asked, found: Answered, language: str) -> list[tuple[str, str]]:
    """What the forecast was told, besides how much may be off."""
    return [(t("report.assumed", language), line) for line in told.stated(asked, found, language)]


def _files(handout: Handout, seen: Lens) -> None:
    """The report's files; without a browser on the server, why two of them are not there."""
    language, prints = seen.language, browser() is not None
    with st.container(horizontal=True, gap="small", key="report_files"):
        for name, kind in KINDS.items():
            if kind.printed and not prints:
                continue
            st.download_button(
                t(f"report.file.{name}", language),
                partial(handout.write, kind),
                handout.file_name(kind),
                kind.mime,
                icon=":material/download:",
                on_click="ignore",
                key=f"report_{name}",
            )
    if not prints:
        st.caption(t("report.no_browser", language, variable=VARIABLE))


def _numbers(result: Comparison, seen: Lens) -> None:
    """The bare numbers, as from the first page."""
    st.header(t("report.numbers", seen.language))
    with st.container(horizontal=True, gap="small", key="downloads"):
        for name, kind in exports.KINDS.items():
            st.download_button(
                t(f"download.{name}", seen.language),
                partial(kind.write, result),
                exports.file_name(result, kind),
                kind.mime,
                icon=":material/download:",
                on_click="ignore",
                key=f"numbers_{name}",
            )


def _shown(result: Comparison, seen: Lens) -> None:
    """The picture and the table that the report opens with."""
    language, theme = seen.language, state.theme()
    st.header(t("report.preview", language))
    figure = bars.figure_of(result, seen, VIEWS[0])
    drawn = {trace.name for trace in figure.data if trace.type == "bar"}
    st.html(bars.legend(language, theme, drawn))
    alt = t("compare.chart.alt", language, first=result.ranked[0].offer.name)
    st.plotly_chart(figure, theme=None, config=CONFIG, key="report_bills", alt=alt)
    frame = tables.ranking(result, language, seen.baseline)
    st.dataframe(
        tables.ranking_texts(frame, result.currency, language),
        hide_index=True,
        key="report_ranking",
        alt=t("compare.table", language, count=len(result.ranked)),
    )


if __name__ == "__main__":
    page()
