"""The ranking as a table and as files, and the offers that cannot serve, with their reasons."""

from __future__ import annotations

from functools import partial

import streamlit as st

from calculator.comparison import Comparison
from calculator.dashboard import exports, tables
from calculator.dashboard.panel import panel
from calculator.dashboard.state import Lens
from calculator.dashboard.text import escaped, t
from calculator.words.engine import engine_words
from calculator.words.facts import seller


def show(result: Comparison, seen: Lens) -> None:
    """All offers as a table, behind a line that opens it; files beside it."""
    language = seen.language
    label = t("compare.table", language, count=len(result.ranked))
    with panel(label, key="table_panel") as opened:
        if opened.open:
            _table(result, seen)
    with st.container(horizontal=True, gap="small", key="downloads"):
        for name, kind in exports.KINDS.items():
            st.download_button(
                t(f"download.{name}", language),
                partial(kind.write, result),
                exports.file_name(result, kind),
                kind.mime,
                icon=":material/download:",
                on_click="ignore",
                key=f"download_{name}",
            )


def _table(result: Comparison, seen: Lens) -> None:
    frame = tables.ranking(result, seen.language, seen.baseline)
    st.dataframe(
        tables.ranking_texts(frame, result.currency, seen.language),
        hide_index=True,
        key="ranking",
        alt=t("compare.table", seen.language, count=len(result.ranked)),
    )


def not_served(result: Comparison, language: str) -> None:
    """Who cannot serve the workload, and why."""
    if not result.not_served:
        return
    label = t("compare.not_served", language, count=len(result.not_served))
    with st.expander(label, key="not_served_panel"):
        st.markdown(
            "\n".join(
                t(
                    "compare.reason",
                    language,
                    offer=escaped(f"{missing.offer.name} · {seller(missing.offer, language)}"),
                    reason=escaped(engine_words(missing.reason, language)),
                )
                for missing in result.not_served
            )
        )
