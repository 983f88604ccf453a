"""Home: which offer serves the workload most cheaply, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files

import streamlit as st

from calculator.charts import MOST_BARS, bill_chart
from calculator.comparison import Comparison, Ranked
from calculator.dashboard import lens, state, tables
from calculator.dashboard.state import Lens
from calculator.dashboard.text import amount, count, engine_words, escaped, multiple, t
from calculator.typical import typical_cost
from pricing.errors import PricingError
from pricing.fx import FxRate
from pricing.money import show_amount


def page() -> None:
    seen = state.current()
    st.title(t("compare.title", seen.language))
    try:
        result = state.answer(seen)
    except PricingError as error:
        st.error(escaped(str(error)))
        return
    if not result.ranked:
        _nothing(seen.language)
    else:
        _answer(result, seen)
    _not_served(result, seen.language)
    if result.ranked:
        _explained(result, seen)


def _nothing(language: str) -> None:
    st.info(t("compare.none", language))
    st.button(t("compare.reset", language), on_click=lens.reset)


def _answer(result: Comparison, seen: Lens) -> None:
    st.markdown(sentence(result, seen))
    editor = str(files("calculator.dashboard").joinpath("workloads.py"))
    st.page_link(editor, label=t("compare.edit", seen.language), icon=":material/edit_note:")
    st.caption(provenance(result, seen.language))
    _cards(result, seen.language)
    st.header(t("compare.chart", seen.language))
    st.plotly_chart(
        bill_chart(result, seen.language, state.theme()),
        theme=None,
        config={"displayModeBar": False},
        key="bills",
        alt=t("compare.chart.alt", seen.language),
    )
    if len(result.ranked) > MOST_BARS:
        st.caption(t("compare.top", seen.language, shown=MOST_BARS, all=len(result.ranked)))
    _table(result, seen.language)


def sentence(result: Comparison, seen: Lens) -> str:
    """The answer in one sentence: who is cheapest, at what bill, for what."""
    first, last, language = result.ranked[0], result.ranked[-1], seen.language
    span = "month" if seen.months == 1 else "year"
    head = t(
        f"compare.answer.{span}",
        language,
        offer=escaped(first.offer.name),
        seller=escaped(first.offer.sheet.name),
        bill=amount(first.total, language),
        workload=_jobs(seen),
        requests=count(result.requests, language),
    )
    if len(result.ranked) == 1 or last.multiple is None:
        return head
    spread = t(
        "compare.spread",
        language,
        count=len(result.ranked),
        offer=escaped(last.offer.name),
        multiple=multiple(last.multiple),
    )
    return f"{head}{spread}"


def _jobs(seen: Lens) -> str:
    if len(seen.jobs) == 1:
        return escaped(seen.jobs[0].name)
    return t("compare.jobs", seen.language, count=len(seen.jobs))


def provenance(result: Comparison, language: str) -> str:
    """Where the numbers come from: price book, oldest check, exchange rate and its day."""
    parts = [
        t("source.book", language, book=result.book_id),
        t("source.checked", language, day=result.oldest_check or "—"),
        *(_fx_words(rate, language) for rate in result.fx_used),
    ]
    return " · ".join(parts)


def _fx_words(rate: FxRate, language: str) -> str:
    doubt = "source.stale" if rate.stale else "source.assumed" if rate.assumed else "source.firm"
    return t(
        "source.fx" if rate.day else "source.fx_fixed",
        language,
        base=rate.base,
        quote=rate.quote,
        rate=f"{rate.shown:f}",
        day=rate.day,
        doubt=t(doubt, language),
    )


def _cards(result: Comparison, language: str) -> None:
    first, thinker = result.ranked[0], result.cheapest_thinker
    same = thinker is first
    picks = {
        "both" if same else "cheapest": first,
        "elsewhere" if same else "thinker": result.cheapest_elsewhere if same else thinker,
        "middle": result.middle,
    }
    for column, (role, pick) in zip(st.columns(3), picks.items(), strict=True):
        with column.container(border=True, key=f"card_{role}", height="stretch", gap="xxsmall"):
            st.badge(t(f"card.{role}", language))
            _card(pick, language)


def _card(pick: Ranked | None, language: str) -> None:
    if pick is None:
        st.caption(t("card.none", language))
        return
    st.metric(escaped(pick.offer.name), show_amount(pick.total, language))
    st.caption(
        t(
            "card.seller" if pick.multiple == 1 else "card.facts",
            language,
            seller=escaped(pick.offer.sheet.name),
            multiple=multiple(pick.multiple),
        )
    )


def _table(result: Comparison, language: str) -> None:
    formats = tables.ranking_format(result.currency, language)
    with st.expander(t("compare.table", language, count=len(result.ranked))):
        st.dataframe(
            tables.ranking(result, language),
            hide_index=True,
            column_config={
                name: st.column_config.NumberColumn(format=form) for name, form in formats.items()
            },
            key="ranking",
        )
        st.download_button(
            t("compare.download", language),
            tables.download(result),
            f"tokenfare-{result.start:%Y-%m}-{result.currency}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _not_served(result: Comparison, language: str) -> None:
    if not result.not_served:
        return
    with st.expander(t("compare.not_served", language, count=len(result.not_served))):
        for missing in result.not_served:
            name, seller = missing.offer.name, missing.offer.sheet.name
            reason = engine_words(missing.reason, language)
            st.markdown(
                t(
                    "compare.reason",
                    language,
                    offer=escaped(f"{name} · {seller}"),
                    reason=escaped(reason),
                )
            )


@st.fragment
def _explained(result: Comparison, seen: Lens) -> None:
    language = seen.language
    st.header(t("explain.title", language))
    st.caption(t("explain.help", language, workload=escaped(seen.jobs[0].name)))
    by_id = {r.offer.id: r.offer for r in result.ranked}
    if st.session_state.get("explained") not in by_id:
        st.session_state["explained"] = next(iter(by_id))
    chosen = st.selectbox(
        t("explain.offer", language),
        list(by_id),
        format_func=lambda name: f"{by_id[name].name} · {by_id[name].sheet.name}",
        key="explained",
    )
    try:
        cost = typical_cost(seen.jobs[0], by_id[chosen], at=datetime.now(UTC))
    except PricingError as error:
        st.info(escaped(engine_words(str(error), language)))
        return
    st.table(tables.receipt(cost, language), hide_index=True, border="horizontal")
    card = cost.rate_card
    band = engine_words(card.band, language)
    facts = filter(None, (card.sheet, t(f"status.{card.status}", language), band, card.window))
    source = "explain.source" if card.terms.url else "explain.no_source"
    st.markdown(t(source, language, facts=escaped(" · ".join(facts)), url=card.terms.url))
    for note in cost.notes:
        st.markdown(f"- {escaped(engine_words(note, language))}")


if __name__ == "__main__":
    page()
