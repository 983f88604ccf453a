"""Workloads: the ready-made ones, an editor for one's own, and upload from CSV."""

from __future__ import annotations

import streamlit as st

from calculator.dashboard import state, tables
from calculator.dashboard.text import t
from calculator.workload import Workload
from calculator.workload_csv import WorkloadUpload, read_workload_csv, template_csv

MAX_MEGABYTES = 5
_MAX_BYTES = MAX_MEGABYTES * 10**6
_REVISION = "editor_revision"


def page() -> None:
    language = state.current().language
    st.title(t("workloads.title", language))
    if count := st.session_state.pop("just_applied", 0):
        st.success(t("workloads.applied", language, count=count))
    _presets(language)
    _editor(language)
    _upload(language)


def _presets(language: str) -> None:
    st.header(t("workloads.presets", language))
    jobs = [state.preset(name, language) for name in state.packaged()]
    st.dataframe(tables.jobs(jobs, language), hide_index=True, key="presets")


def _editor(language: str) -> None:
    st.header(t("workloads.editor", language))
    st.caption(t("workloads.editor.help", language))
    revision = st.session_state.setdefault(_REVISION, 0)
    own = [*state.own_workloads().values()] or [state.preset(state.FIRST_WORKLOAD, language)]
    edited = st.data_editor(
        tables.editable(own),
        hide_index=True,
        num_rows="dynamic",
        column_config=_columns(language),
        key=f"editor_{revision}_{language}",
    )
    if st.button(t("workloads.apply", language), key="apply"):
        upload = tables.edited_jobs(edited)
        if upload.problems:
            _problems(upload, language)
        else:
            _keep(upload.workloads)


def _columns(language: str) -> dict[str, object]:
    return {}


def _keep(jobs: tuple[Workload, ...]) -> None:
    if not jobs:
        return
    state.keep_own_next(jobs)
    st.session_state[_REVISION] += 1
    st.session_state["just_applied"] = len(jobs)
    st.rerun()


def _upload(language: str) -> None:
    st.header(t("workloads.upload", language))
    given = st.file_uploader(
        t("workloads.file", language),
        type=["csv", "txt"],
        max_upload_size=MAX_MEGABYTES,
        key="upload",
    )
    st.download_button(
        t("workloads.template", language),
        template_csv(language),
        "tokenfare-workloads.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    if given is None:
        return
    if given.size > _MAX_BYTES:
        st.error(t("workloads.too_big", language))
        return
    _report(read_workload_csv(given.getvalue()), language)


def _report(upload: WorkloadUpload, language: str) -> None:
    ready = len(upload.workloads)
    words = t(
        "workloads.report",
        language,
        rows=upload.rows,
        encoding=upload.encoding,
        ready=ready,
        rejected=upload.rows - ready,
    )
    (st.warning if upload.problems else st.success)(words)
    _problems(upload, language)
    if ready:
        st.dataframe(tables.jobs(upload.workloads, language), hide_index=True, key="ready")
        if st.button(t("workloads.use", language, count=ready), type="primary", key="use"):
            _keep(tuple(upload.workloads))


def _problems(upload: WorkloadUpload, language: str) -> None:
    if upload.problems:
        st.dataframe(tables.problems(upload, language), hide_index=True, key="problems")


if __name__ == "__main__":
    page()
