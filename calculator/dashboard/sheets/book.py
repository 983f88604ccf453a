"""All offers as the rows of one table, made once a day and language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from calculator.dashboard.marks import doubts
from calculator.dashboard.sheets import words
from calculator.dashboard.text import t
from calculator.words.facts import seller
from pricing.catalog import default_catalog
from pricing.changes.headline import Headline, headline
from pricing.offers import Offer

if TYPE_CHECKING:
    import pandas as pd

RATES = ("input", "cache_read", "output", "thinking")
COLUMNS = (
    "offer",
    "seller",
    "currency",
    *RATES,
    "treatment",
    "notes",
    "more",
    "since",
    "checked",
    "steps",
)


class Book(NamedTuple):
    """The offers in the order of the table, and the table."""

    offers: tuple[Offer, ...]
    frame: pd.DataFrame
    """One row an offer, under `COLUMNS`."""


def book(day: date, language: str, *, claimed: bool) -> Book:
    """The prices of a day: what is sold, newest prices first, then what no longer is."""
    return _book(default_catalog().book_id, day, language, claimed)


@st.cache_resource(max_entries=8, show_spinner=False)
def _book(book_id: str, day: date, language: str, claimed: bool) -> Book:
    import pandas as pd

    lines = [headline(offer, day) for offer in default_catalog().offers(claimed=claimed)]
    lines.sort(key=lambda line: (line.step.offer.name.casefold(), line.step.offer.provider))
    lines.sort(key=lambda line: (line.state != "ended", line.step.since), reverse=True)
    rows = [_row(line, day, language) for line in lines]
    return Book(tuple(line.step.offer for line in lines), pd.DataFrame(rows, columns=[*COLUMNS]))


def _row(line: Headline, day: date, language: str) -> list[str | float | None]:
    """One row; prices as floats, because the browser sorts and writes them."""
    offer = line.step.offer
    return [
        offer.name,
        seller(offer, language),
        offer.currency,
        *(_number(getattr(line, name)) for name in RATES),
        t(f"treatment.{line.step.thinking}", language),
        t("prices.join", language).join(_notes(line, day, language)),
        _more(line, language),
        str(line.step.since),
        line.step.terms["standard"].retrieved or words.NONE,
        line.steps,
    ]


def _number(price: Decimal | None) -> float | None:
    return None if price is None else float(price)


def _more(line: Headline, language: str) -> str:
    """How many rates there are beside those of the row."""
    sizes = [t("prices.sizes", language, count=line.sizes)] if line.sizes > 1 else []
    hours = [words.window(name, language) for name in line.windows]
    return t("prices.join", language).join((*sizes, *hours, *line.tiers))


def _notes(line: Headline, day: date, language: str) -> list[str]:
    """What a reader must know before trusting the row."""
    told = []
    if line.state == "ended":
        told.append(t("prices.ended", language, day=line.step.until))
    elif line.state == "announced":
        told.append(t("prices.announced", language, day=line.step.since))
    elif line.next_from:
        told.append(t("prices.changes", language, day=line.next_from))
    return [*told, *(t(f"mark.{mark}", language) for mark in doubts(line.step.offer, day))]
