"""What the files are, how much of them has a price, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import streamlit as st

from calculator.bulk import Sum
from calculator.counterfactual.charged import percent
from calculator.dashboard.aligned import aligned
from calculator.dashboard.text import amount, count, escaped, t
from calculator.logbook import Account
from calculator.logs.found import Recognised
from calculator.logs.words import format_name
from calculator.words.logs import convention_words, log_words

FEW, MOST = 3, 12


def show(found: Account, language: str) -> None:
    """Formats, the sentence of the whole, and what is missing in it."""
    _sentence(found, language)
    _missing(found, language)
    _files(found, language)
    notes = [n for n in found.priced.notes if "the total is a floor" not in n]
    if notes:
        st.caption("  \n".join(escaped(log_words(note, language)) for note in notes))


def _files(found: Account, language: str) -> None:
    """What each file was taken for: said where they are few, in a table where they are many."""
    rows = [
        [
            file.file,
            _format(file, language),
            convention_words(file.convention, language),
        ]
        for file in found.tally.files
    ]
    if len(rows) <= FEW:
        for file, name, means in ([escaped(cell) for cell in row] for row in rows):
            st.caption(t("logs.file", language, file=file, format=name, means=means))
        return
    label = t("logs.files", language, count=len(rows))
    with st.expander(label):
        header = [t(f"logs.files.{name}", language) for name in ("file", "format", "means")]
        aligned(header, rows, label, named=3)


def _format(file: Recognised, language: str) -> str:
    name = format_name(file.name, language)
    return name if file.holds == "usage" else t("logs.bill", language, name=name)


def _sentence(found: Account, language: str) -> None:
    words = {
        "priced": count(found.priced.rows_priced, language),
        "all": count(found.rows_in, language),
    }
    if not found.priced.totals:
        st.error(t("logs.nothing", language, **words))
        return
    floor = "floor" if found.is_floor else "whole"
    for total in found.priced.totals.values():
        cost = amount(total.cost, language)
        told = t(f"logs.cost.{floor}", language, cost=cost, **words)
        st.markdown(told + _doubt(total, language))


def _doubt(total: Sum, language: str) -> str:
    """How much of it is not certain, with its bounds."""
    if total.low_picos == total.high_picos:
        return t("logs.certain", language)
    return t(
        "logs.doubt",
        language,
        percent=percent(total.doubtful_share),
        low=amount(total.low, language),
        high=amount(total.high, language),
    )


def _missing(found: Account, language: str) -> None:
    rows = [*_reasons(found, language)]
    if not rows:
        return
    st.warning(t("logs.unpriced", language, count=count(found.rows_unpriced, language)))
    header = [t(f"logs.unpriced.{name}", language) for name in ("reason", "where", "rows")]
    aligned(header, rows[:MOST], header[0], named=2)
    if len(rows) > MOST:
        st.caption(t("logs.unpriced.more", language, count=len(rows) - MOST))


def _reasons(found: Account, language: str) -> Iterator[list[str]]:
    told = {kind.reason: kind.examples for kind in found.tally.rejected}
    for row in found.priced.unpriced:
        where = _places(told.get(row.reason, ()), language) or row.model or "—"
        yield [log_words(row.reason, language), where, count(row.rows, language)]
    for kind in found.lines_left_out:
        where = _places(kind.examples, language) or "—"
        yield [log_words(kind.reason, language), where, count(kind.rows, language)]


def _places(examples: Iterable[str], language: str) -> str:
    """Files with their lines or rows."""
    row = t("logs.unpriced.row", language, row=r"\1")
    return ", ".join(re.sub(r"row (\d+)$", row, place) for place in examples)
