"""Workloads: the ready-made ones, an editor for one's own, and upload from CSV."""

from __future__ import annotations

from typing import Any

import streamlit as st

from calculator.dashboard import jobs, state
from calculator.dashboard.market import packaged
from calculator.dashboard.scenario import FIRST_WORKLOAD
from calculator.dashboard.text import escaped, t
from calculator.workload import THINKING_LEVELS, Workload
from calculator.workload_csv import WorkloadUpload, read_workload_csv, template_csv
from pricing.errors import WorkloadError

MAX_MEGABYTES = 5
_REVISION, _APPLIED = "editor_revision", "just_applied"


def page() -> None:
    language = state.current().language
    st.title(t("workloads.title", language))
    if count := st.session_state.pop(_APPLIED, 0):
        st.success(t("workloads.applied", language, count=count))
    st.header(t("workloads.presets", language))
    presets = [state.preset(name, language) for name in packaged()]
    _shown(presets, language, "presets")
    _editor(language)
    _upload(language)


def _shown(these: list[Workload], language: str, key: str) -> None:
    frame = jobs.shown(these, language)
    formats = _columns(language)
    known = {t(f"job.{name}", language): column for name, column in formats.items()}
    st.dataframe(frame, hide_index=True, column_config=known, key=key, placeholder="—")


def _editor(language: str) -> None:
    st.header(t("workloads.editor", language))
    st.caption(t("workloads.editor.help", language))
    own = [*state.own_workloads().values()] or [state.preset(FIRST_WORKLOAD, language)]
    edited = st.data_editor(
        jobs.editable(own),
        hide_index=True,
        num_rows="dynamic",
        column_config=_columns(language),
        placeholder="",
        key=f"editor_{st.session_state.setdefault(_REVISION, 0)}_{language}",
    )
    try:
        read = jobs.from_edited(edited)
    except WorkloadError as error:
        st.error(escaped(str(error)))
        return
    _problems(read, language)
    st.button(
        t("workloads.apply", language),
        on_click=_keep,
        args=(read.workloads,),
        disabled=bool(read.rejected),
        key="apply",
    )


def _columns(language: str) -> dict[str, Any]:
    kinds: dict[str, Any] = {}
    for name in jobs.COUNTS:
        label = t(f"job.{name}", language)
        kinds[name] = st.column_config.NumberColumn(label, min_value=0, format="%,d")
    for name in jobs.SHARES:
        kinds[name] = st.column_config.NumberColumn(t(f"job.{name}", language), format="percent")
    kinds["name"] = st.column_config.TextColumn(
        t("job.name", language), required=True, max_chars=80, pinned=True
    )
    kinds["thinking_level"] = st.column_config.SelectboxColumn(
        t("job.thinking_level", language),
        options=list(THINKING_LEVELS),
        format_func=lambda level: t(f"lens.thinking.{level}", language) if level else "",
    )
    return kinds


def _keep(these: tuple[Workload, ...]) -> None:
    state.keep_own(these)
    st.session_state[_REVISION] += 1
    st.session_state[_APPLIED] = len(these)


def _upload(language: str) -> None:
    st.header(t("workloads.upload", language))
    st.download_button(
        t("workloads.template", language),
        template_csv(language).encode("utf-8-sig"),
        "tokenfare-workloads.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    given = st.file_uploader(
        t("workloads.file", language),
        type=["csv", "txt"],
        max_upload_size=MAX_MEGABYTES,
        key="upload",
    )
    if given is None:
        return
    if given.size > MAX_MEGABYTES * 10**6:
        st.error(t("workloads.too_big", language))
        return
    try:
        _report(read_workload_csv(given.getvalue()), language)
    except WorkloadError as error:
        st.error(escaped(jobs.file_words(str(error), language)))


def _report(read: WorkloadUpload, language: str) -> None:
    ready = len(read.workloads)
    words = t(
        "workloads.report",
        language,
        rows=read.rows,
        encoding=read.encoding,
        ready=ready,
        rejected=read.rejected,
    )
    if read.problems:
        st.warning(words)
    else:
        st.success(words)
    _problems(read, language)
    if read.rejected:
        st.download_button(
            t("workloads.rejected", language),
            read.rejected_rows.encode("utf-8-sig"),
            "tokenfare-rejected.csv",
            "text/csv",
            on_click="ignore",
        )
    if ready:
        _shown([*read.workloads], language, "ready")
        label = t("workloads.use", language, count=ready)
        st.button(label, type="primary", on_click=_keep, args=(read.workloads,), key="use")


def _problems(read: WorkloadUpload, language: str) -> None:
    if read.problems:
        st.table(jobs.problems(read, language), hide_index=True, border="horizontal")


if __name__ == "__main__":
    page()
