"""The log as files: groups, every row with its cost, FOCUS, and the whole account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import streamlit as st

from calculator.dashboard.logged.asked import How, by_month
from calculator.dashboard.logged.given import Given, placed
from calculator.dashboard.text import t
from calculator.focus import write_focus
from calculator.logbook import Account, price_files
from calculator.logbook.outputs import as_csv, as_json

ROWS_UP_TO = 200_000_000
"""Bytes of files whose rows are written for a browser; of larger ones by the command line."""


def show(found: Account, given: Given, how: How, language: str) -> None:
    """A button for each file; those that need another pass are made when they are pressed."""
    whole = found
    files: dict[str, tuple[str, str, bytes | Callable[[], bytes]]] = {
        "days": ("tokenfare-days.csv", "text/csv", as_csv(whole)),
        "months": ("tokenfare-months.csv", "text/csv", as_csv(by_month(whole))),
        "account": ("tokenfare-log.json", "application/json", as_json(whole)),
    }
    if given.size <= ROWS_UP_TO:
        files |= {
            "rows_parquet": (
                "tokenfare-rows.parquet",
                "application/vnd.apache.parquet",
                lambda: _rows(found, given, how, "rows.parquet"),
            ),
            "rows_csv": (
                "tokenfare-rows.csv",
                "text/csv",
                lambda: _rows(found, given, how, "rows.csv"),
            ),
            "focus": ("tokenfare-focus.csv", "text/csv", lambda: _focus(found, given, how)),
        }
    else:
        st.caption(t("logs.saved.large", language))
    columns = st.columns(3)
    for place, (name, (file, kind, data)) in enumerate(files.items()):
        columns[place % 3].download_button(
            t(f"logs.saved.{name}", language),
            data,
            file,
            kind,
            icon=":material/download:",
            on_click="ignore",
            key=f"log_save_{name}",
            width="stretch",
        )


def _rows(found: Account, given: Given, how: How, name: str) -> bytes:
    with placed(given) as files:
        out = files.folder / name
        price_files(files.paths, found.asked, how.reading(files.folder), rows=out)
        return out.read_bytes()


def _focus(found: Account, given: Given, how: How) -> bytes:
    """FOCUS needs keys and tags apart: the files are counted once more."""
    asked = replace(found.asked, focus=True)
    with placed(given) as files:
        apart = price_files(files.paths, asked, how.reading(files.folder))
        out = Path(files.folder) / "focus.csv"
        write_focus(apart.for_focus(), out, currency=asked.currency, fx=asked.fx)
        return out.read_bytes()
