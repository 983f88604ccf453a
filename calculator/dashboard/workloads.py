"""Workloads: the ready-made ones, an editor for one's own, and upload from CSV."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from calculator.dashboard import jobs, state
from calculator.dashboard.kept import kept_words
from calculator.dashboard.limits import MB, PROBLEMS_SHOWN, WORKLOAD_FILE, WORKLOADS
from calculator.dashboard.market import packaged
from calculator.dashboard.packed import check
from calculator.dashboard.text import escaped, t
from calculator.profiles import Profile, profile_of
from calculator.workload import THINKING_LEVELS, Workload
from calculator.workload_csv import WorkloadUpload, read_workload_csv, template_csv
from pricing.errors import SheetError, WorkloadError

_REVISION, _APPLIED = "editor_revision", "just_applied"


def page() -> None:
    language = state.current().language
    st.title(t("workloads.title", language))
    if count := st.session_state.pop(_APPLIED, 0):
        several = t("workloads.applied", language, count=count)
        st.success(several if count > 1 else t("workloads.applied.one", language))
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
    own, base = _edited(language)
    for told in filter(None, (kept_words(job, language) for job in own)):
        st.caption(told)
    edited = st.data_editor(
        jobs.editable(own),
        hide_index=True,
        num_rows="dynamic",
        column_config={**_columns(language), jobs.PLACE: None},
        placeholder="",
        key=f"editor_{st.session_state.setdefault(_REVISION, 0)}_{language}{base}",
    )
    try:
        read = jobs.from_edited(edited, own)
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


def _edited(language: str) -> tuple[list[Workload], str]:
    """The reader's own workloads, or the preset looked at, and which that is."""
    if own := [*state.own_workloads().values()]:
        return own, ""
    looked_at = state.current().scenario.workload
    return [state.preset(looked_at, language)], f"_{looked_at}"


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
        type=["csv", "txt", "yaml", "yml"],
        max_upload_size=WORKLOAD_FILE // MB,
        key="upload",
    )
    if given is None:
        return
    if given.size > WORKLOAD_FILE:
        st.error(t("workloads.too_big", language))
        return
    try:
        if given.name.casefold().endswith((".yaml", ".yml")):
            _profile(profile_of(given.getvalue(), given.name), language)
        else:
            _report(read_workload_csv(given.getvalue()), language)
    except SheetError as error:
        told = [f"- {escaped(str(problem))}" for problem in error.problems[:PROBLEMS_SHOWN]]
        st.error("\n".join((t("workloads.profile.unreadable", language), "", *told)))
    except WorkloadError as error:
        st.error(escaped(jobs.file_words(str(error), language)))


def _profile(found: Profile, language: str) -> None:
    """A workload as `tokenfare fit` writes it, hours and sizes included."""
    job = found.workload()
    check((job,))
    named = found.name_zh if language == "zh" and found.name_zh else found.name
    st.success(t("workloads.profile", language, name=escaped(named)))
    _shown([job], language, "ready")
    if told := kept_words(job, language):
        st.caption(told)
    if found.uncertainty is not None:
        st.caption(t("workloads.profile.doubts", language))
    label = t("workloads.profile.use", language)
    st.button(label, type="primary", on_click=_add, args=(job,), key="use")


def _add(job: Workload) -> None:
    state.add_own(job)
    st.session_state[_REVISION] += 1
    st.session_state[_APPLIED] = 1


def _report(read: WorkloadUpload, language: str) -> None:
    ready = len(read.workloads)
    words = t(
        "workloads.report.one" if read.rows == 1 else "workloads.report",
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
    if ready > WORKLOADS:
        many = f"the file is larger than the {WORKLOADS:,} workloads that this page takes"
        st.info(escaped(jobs.file_words(f"{many}: it has {read.rows:,} rows", language)))
    elif ready:
        _shown([*read.workloads], language, "ready")
        label = t("workloads.use", language, count=ready)
        st.button(label, type="primary", on_click=_keep, args=(read.workloads,), key="use")


def _problems(read: WorkloadUpload, language: str) -> None:
    if not read.problems:
        return
    shown = replace(read, problems=read.problems[:PROBLEMS_SHOWN])
    st.table(jobs.problems(shown, language), hide_index=True, border="horizontal")
    if more := len(read.problems) - len(shown.problems) + read.untold:
        st.caption(t("changes.more", language, count=more))


if __name__ == "__main__":
    page()
