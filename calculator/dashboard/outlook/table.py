"""The forecast as a table: a row an offer, and its months as a file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from calculator.dashboard.aligned import aligned
from calculator.dashboard.outlook.asking import Answered
from calculator.dashboard.outlook.told import basis, exceeded
from calculator.dashboard.text import t
from calculator.files import inert
from calculator.forecast.budget import BudgetRisk
from calculator.forecast.outcome import Forecast, OfferForecast
from calculator.words.facts import seller
from pricing.money import show_amount


def show(found: Answered, risks: Sequence[BudgetRisk], language: str) -> None:
    """Totals, their range, the last month, and the month over budget."""
    over = [exceeded(risk, language) for risk in risks]
    pairs = zip(found.stated.offers, found.likely.offers, strict=True)
    rows = [
        [*_row(stated, likely, language), *([over[place]] if over else [])]
        for place, (stated, likely) in enumerate(pairs)
    ]
    months = found.stated.offers[0].months
    header = [
        t("table.offer", language),
        t(f"outlook.col.{basis(found)}", language, count=len(months)),
        t("outlook.col.range", language),
        t("outlook.col.mean", language),
        t(f"outlook.col.last.{basis(found)}", language, month=f"{months[-1].month:%Y-%m}"),
        *([t("outlook.col.over", language)] if over else []),
    ]
    aligned(header, rows, t("outlook.title", language))


def _row(stated: OfferForecast, likely: OfferForecast, language: str) -> list[str]:
    total = likely.total
    amounts = (stated.total.mean, total.p10, total.p90, total.mean, stated.months[-1].bill.mean)
    bill, low, high, mean, last = (show_amount(money, language) for money in amounts)
    name = f"{stated.offer.name} · {seller(stated.offer, language)}"
    return [name, bill, f"{low} – {high}", mean, last]


def download(found: Answered, language: str) -> None:
    """Every month of every offer as CSV."""
    st.download_button(
        t("outlook.download", language),
        partial(_csv, found.likely),
        f"tokenfare-forecast-{found.likely.scenario.currency}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="outlook_csv",
    )


def _csv(found: Forecast) -> bytes:
    return str(found.to_frame().map(inert).to_csv(index=False)).encode("utf-8-sig")
