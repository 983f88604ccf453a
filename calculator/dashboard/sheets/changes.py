"""What changed: between two days of the book, or between the book and a sheet of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import streamlit as st

from calculator.dashboard import state
from calculator.dashboard.panel import panel
from calculator.dashboard.sheets import words
from calculator.dashboard.sheets.changed import MANY, rate_frame, rule_words
from calculator.dashboard.state import choice
from calculator.dashboard.text import escaped, t
from calculator.words.facts import seller
from pricing.catalog import default_catalog
from pricing.changes.diff import PriceDiff, diff_prices
from pricing.changes.edition import read_edition
from pricing.changes.uploaded import same_providers, uploaded_edition
from pricing.errors import SheetError
from pricing.folders import sheets_of_environment
from pricing.offers import Offer

KIND, SINCE, UNTIL, SHEET = "diff_kind", "diff_from", "diff_to", "diff_sheet"
KINDS = ("days", "sheet")
_FIRST, _LAST = date(2015, 1, 1), date(2099, 12, 31)
_QUARTER = timedelta(days=91)
_MEGABYTES, _PROBLEMS = 2, 20


@st.fragment
def show(language: str) -> None:
    """The choice of two editions, and what sets them apart."""
    st.header(t("changes.title", language))
    st.session_state.setdefault(KIND, KINDS[0])
    kind = st.segmented_control(
        t("changes.kind", language),
        KINDS,
        format_func=lambda kind: t(f"changes.kind.{kind}", language),
        key=choice(KIND),
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    found = _of_sheet(language) if kind == "sheet" else _of_days(language)
    if found is not None:
        _told(found, language)


def _of_days(language: str) -> PriceDiff | None:
    today = state.today()
    st.session_state.setdefault(SINCE, today - _QUARTER)
    st.session_state.setdefault(UNTIL, today)
    days = []
    with st.container(horizontal=True, gap="small"):
        for key, name in ((SINCE, "from"), (UNTIL, "to")):
            days.append(
                st.date_input(
                    t(f"changes.{name}", language),
                    min_value=_FIRST,
                    max_value=_LAST,
                    format="YYYY-MM-DD",
                    key=key,
                    persist_state="session",
                    width=180,
                )
            )
    before, after = days
    if before is None or after is None or before >= after:
        st.info(t("changes.order", language))
        return None
    return _between(default_catalog().book_id, before, after)


@st.cache_resource(max_entries=16, show_spinner=False)
def _between(book_id: str, before: date, after: date) -> PriceDiff:
    own = sheets_of_environment()
    return diff_prices(*(read_edition(str(day), sheets=own) for day in (before, after)))


def _of_sheet(language: str) -> PriceDiff | None:
    given = st.file_uploader(
        t("changes.file", language),
        type=["yaml", "yml"],
        max_upload_size=_MEGABYTES,
        key=SHEET,
        help=t("changes.file.help", language),
    )
    if given is None:
        return None
    if given.size > _MEGABYTES * 10**6:
        st.error(t("changes.too_big", language))
        return None
    try:
        theirs = uploaded_edition(given.name, given.getvalue())
    except SheetError as error:
        shown = [f"- {escaped(str(problem))}" for problem in error.problems[:_PROBLEMS]]
        more = len(error.problems) - len(shown)
        shown += [f"- {t('changes.more', language, count=more)}"] if more > 0 else []
        st.error("\n".join([t("changes.unreadable", language), "", *shown]))
        return None
    return diff_prices(same_providers(default_catalog(), theirs), theirs)


def _told(found: PriceDiff, language: str) -> None:
    differ = found.rates or found.rules or found.added or found.removed
    st.markdown(
        t(
            "changes.summary" if differ else "changes.same",
            language,
            rates=len(found.rates),
            offers=len({change.offer.id for change in found.rates}),
            added=len(found.added),
            removed=len(found.removed),
            same=found.unchanged,
        )
    )
    if found.rewritten:
        st.warning(t("changes.rewritten", language, count=len(found.rewritten)))
    if found.rates:
        _rates(found, language)
    _rules(found, language)
    _listed("added", found.added, language)
    _listed("removed", found.removed, language)


def _rates(found: PriceDiff, language: str) -> None:
    right = st.column_config.TextColumn(alignment="right")
    with st.container(key="changed_rates"):
        st.dataframe(
            rate_frame(found, language),
            hide_index=True,
            placeholder=words.NONE,
            column_config={
                t("changes.old", language): right,
                t("changes.new", language): right,
                "Δ%": st.column_config.NumberColumn(format="%+.1f%%"),
            },
            alt=t("changes.title", language),
        )


def _rules(found: PriceDiff, language: str) -> None:
    if found.rules:
        st.markdown("\n".join(f"- {escaped(rule_words(r, language))}" for r in found.rules[:MANY]))


def _listed(what: str, offers: Iterable[Offer], language: str) -> None:
    named = [f"- {escaped(f'{o.name} · {seller(o, language)}')}" for o in offers]
    if not named:
        return
    label = t(f"changes.{what}", language, count=len(named))
    with panel(label, key=f"changes_{what}") as opened:
        if opened.open:
            st.markdown("\n".join(named))
