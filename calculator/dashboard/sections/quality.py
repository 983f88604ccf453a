"""Is more quality worth it? Scores beside bills, with whose scores they are."""

from __future__ import annotations

from html import escape

import streamlit as st

from calculator.charts.series import CONFIG
from calculator.charts.worth import worth_chart
from calculator.comparison import Comparison
from calculator.dashboard import market, state
from calculator.dashboard.lens.offers import choose
from calculator.dashboard.lens.quality import NOTHING, OWN_SCORES, scale_name
from calculator.dashboard.panel import panel
from calculator.dashboard.state import Lens, choice
from calculator.dashboard.text import amount, escaped, t
from calculator.quality.own_scores import OwnScores, read_scores, template
from calculator.quality.scales import OWN, Scale, packaged_scales
from calculator.quality.worth import Scored, frontier, scored
from calculator.words.engine import engine_words
from calculator.words.facts import seller
from pricing.catalog import default_catalog
from pricing.errors import WorkloadError
from pricing.money import show_amount

SCALE, FILE, FAILED = "quality_scale", "quality_file", "quality_failed"
_NEW = "quality_new"
MOST_PROBLEMS = 20
_FEWEST = 2


@st.fragment
def show(result: Comparison, seen: Lens) -> None:
    """Behind a line that opens it: the chart, the reader's own table, or why there is none."""
    label = t("quality.title", seen.language)
    with panel(label, key="quality_panel") as opened:
        if opened.open:
            _opened(result, seen)


def _opened(result: Comparison, seen: Lens) -> None:
    language = seen.language
    own: OwnScores = st.session_state.get(OWN_SCORES, NOTHING)
    named = {
        f"{scale.status}:{scale.name}": (scale, scored(result.ranked, scale))
        for scale in (*own.scales, *packaged_scales())
    }
    usable = {key: pair for key, pair in named.items() if len(pair[1]) >= _FEWEST}
    if usable:
        _drawn(usable, seen)
    else:
        few = max((len(points) for _, points in named.values()), default=0)
        st.info(t("quality.none", language, count=few, all=len(result.ranked)))
        _others(language)
    _own(result, language)


def _others(language: str) -> None:
    """A way to the offers that the packaged tables know."""
    book = default_catalog()
    on_sale = map(book.offer, market.on_sale(claimed=False))
    known = [o.id for o in on_sale if any(scale.score(o) for scale in packaged_scales())]
    if known:
        label = t("quality.show", language, count=len(known))
        if st.button(label, on_click=choose, args=(known,), key="quality_others"):
            st.rerun()


def _drawn(usable: dict[str, tuple[Scale, list[Scored]]], seen: Lens) -> None:
    language = seen.language
    if st.session_state.get(SCALE) not in usable:
        st.session_state[SCALE] = next(iter(usable))
    chosen = st.selectbox(
        t("quality.scale", language),
        list(usable),
        format_func=lambda key: scale_name(usable[key][0], language),
        key=choice(SCALE),
        persist_state="session",
    )
    scale, points = usable[chosen]
    st.caption(_source(scale, language))
    figure = worth_chart(
        points,
        language,
        state.theme(),
        told=lambda point: _told(point, scale, language),
    )
    alt = t("quality.alt", language, scale=scale.name)
    st.plotly_chart(figure, theme=None, config=CONFIG, key="worth", alt=alt)
    st.caption(t("quality.help", language))
    for point in frontier(points):
        st.markdown(
            t(
                "quality.best",
                language,
                offer=escaped(point.ranked.offer.name),
                score=f"{point.score:f}",
                bill=amount(point.ranked.total, language),
            )
        )


def _source(scale: Scale, language: str) -> str:
    if scale.status == OWN:
        return t("quality.source.own", language)
    source = scale.source_zh if language == "zh" else scale.source
    status = t(f"quality.status.{scale.status}", language)
    return t("quality.source", language, source=escaped(source), day=scale.published, status=status)


def _told(point: Scored, scale: Scale, language: str) -> str:
    offer = point.ranked.offer
    bill = show_amount(point.ranked.total, language)
    return "<br>".join(
        (
            f"<b>{escape(offer.name)}</b> · {escape(seller(offer, language))}",
            f"{escape(scale.name)} {point.score:f}",
            escape(bill),
        )
    )


def _own(result: Comparison, language: str) -> None:
    """A table of the reader's own, kept for the session."""
    st.download_button(
        t("quality.template", language),
        template(r.offer for r in result.ranked).encode("utf-8-sig"),
        "tokenfare-scores.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    st.file_uploader(
        t("quality.file", language),
        type=["csv", "txt"],
        key=FILE,
        max_upload_size=1,
        on_change=_read,
    )
    if st.session_state.pop(_NEW, False):  # the sidebar offers them too
        st.rerun()
    if failed := st.session_state.get(FAILED):
        st.error(escaped(engine_words(failed, language)))
    own: OwnScores = st.session_state.get(OWN_SCORES, NOTHING)
    for problem in own.problems[:MOST_PROBLEMS]:
        place = {"line": problem.line, "column": escaped(problem.column)}
        st.caption(t("quality.problem", language, value=escaped(problem.value), **place))


def _read() -> None:
    """Keep the scores of the file that was given, or none where it was taken away."""
    given = st.session_state.get(FILE)
    st.session_state[FAILED], st.session_state[_NEW] = "", True
    try:
        st.session_state[OWN_SCORES] = read_scores(given.getvalue()) if given else NOTHING
    except WorkloadError as error:
        st.session_state[FAILED] = str(error)
