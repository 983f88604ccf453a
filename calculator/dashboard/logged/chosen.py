"""The controls of the files: upload, a path on the server, and how to read what does not say."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from calculator.dashboard.limits import LOG_FILES, MB
from calculator.dashboard.logged.asked import How
from calculator.dashboard.logged.given import Given, lying, open_folder, uploaded
from calculator.dashboard.state import choice
from calculator.dashboard.text import escaped, t
from calculator.logs.format import shipped_formats
from calculator.logs.words import format_name
from calculator.words.facts import seller
from pricing.catalog import default_catalog

UPLOAD, KEPT, PATH, MAPPING = "log_upload", "log_kept", "log_path", "log_mapping"
AS, SELLER = "log_as", "log_seller"
ZONE, BILLED, MODEL, START = "log_zone", "log_billed", "log_model", "log_start"
KINDS = ["csv", "tsv", "txt", "json", "jsonl", "ndjson", "parquet", "gz", "zip"]


def files(language: str) -> Given | None:
    """The files that are chosen; None where there are none yet.

    Raises:
        LogError: they are too large, or a path leads elsewhere.
    """
    root = open_folder()
    given = st.file_uploader(
        t("logs.upload", language, size=LOG_FILES // MB),
        type=KINDS,
        accept_multiple_files=True,
        max_upload_size=LOG_FILES // MB,
        key=UPLOAD,
        on_change=_changed,
    )
    there = _path(root, language) if root else None
    if given:
        st.session_state[KEPT] = uploaded([(file.name, file.getvalue()) for file in given])
        return _kept()
    return there or _still_here(language)


def _changed() -> None:
    """Files that were taken away are forgotten; those of a page that was left are not."""
    if not st.session_state.get(UPLOAD):
        _forget()


def _forget() -> None:
    st.session_state.pop(KEPT, None)


def _kept() -> Given | None:
    kept: Given | None = st.session_state.get(KEPT)
    return kept


def _still_here(language: str) -> Given | None:
    """Files uploaded before another page was looked at."""
    kept = _kept()
    if kept is not None:
        names = ", ".join(name for name, _ in kept.uploaded)
        st.caption(t("logs.kept", language, names=escaped(names)))
        st.button(t("logs.forget", language), on_click=_forget, key="log_forget")
    return kept


def _path(root: Path, language: str) -> Given | None:
    text = st.text_input(
        t("logs.path", language),
        key=PATH,
        placeholder=t("logs.path.empty", language),
        help=t("logs.path.help", language, folder=escaped(root.name)),
        persist_state="session",
    )
    return lying(root, text.strip()) if text.strip() else None


def how(language: str) -> How:
    """How the files are to be read."""
    with st.expander(t("logs.how", language), key="log_how"):
        left, middle, right = st.columns(3)
        form = left.selectbox(
            t("logs.how.as", language),
            ["", *shipped_formats()],
            format_func=lambda name: (
                format_name(shipped_formats()[name].name, language)
                if name
                else t("logs.how.as.auto", language)
            ),
            key=choice(AS),
            persist_state="session",
        )
        fields = {
            ZONE: middle,
            BILLED: right,
            MODEL: left,
            START: middle,
        }
        said = {
            key: place.text_input(
                t(f"logs.how.{key}", language),
                key=key,
                help=t(f"logs.how.{key}.help", language),
                placeholder=t("logs.how.none", language),
                persist_state="session",
            ).strip()
            for key, place in fields.items()
        }
        sellers = {offer.provider: seller(offer, language) for offer in default_catalog()}
        sold_by = right.selectbox(
            t("logs.how.seller", language),
            ["", *sellers],
            format_func=lambda name: sellers.get(name) or t("logs.how.none", language),
            key=choice(SELLER),
            help=t("logs.how.seller.help", language),
            persist_state="session",
        )
    mapping = st.session_state.get(MAPPING, "")
    texts = (said[ZONE], said[BILLED], said[MODEL], said[START])
    return How(form or "", mapping, *texts, sold_by or "")
