"""The band chart: months or their sums, with the budget and the announced price changes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from calculator.charts.outlook import Course, Event, outlook_chart
from calculator.charts.series import CONFIG
from calculator.dashboard import state
from calculator.dashboard.outlook.asking import Answered, Asked
from calculator.dashboard.outlook.told import basis, month_tip
from calculator.dashboard.sections import legend
from calculator.dashboard.text import t
from calculator.forecast.events import PriceEvent
from calculator.forecast.outcome import Forecast, MonthOutcome, OfferForecast
from calculator.forecast.running import running


def show(asked: Asked, found: Answered, events: Sequence[PriceEvent], language: str) -> None:
    """Each month, or all months up to each, as the budget is for."""
    theme = state.theme()
    offers = found.likely.offers
    legend.lines([each.offer.name for each in offers], theme)
    courses = [_course(asked, found, each, language) for each in offers]
    figure = outlook_chart(
        courses,
        language,
        theme,
        budget=asked.budget,
        budget_word=t("outlook.budget", language),
        events=[Event(event.day, str(number)) for number, event in enumerate(events, 1)],
    )
    alt = t("outlook.alt", language, offers=", ".join(each.offer.name for each in offers))
    st.plotly_chart(figure, theme=None, config=CONFIG, key="outlook", alt=alt)
    st.caption(t(f"outlook.help.{asked.per}.{basis(found)}", language))


def _course(asked: Asked, found: Answered, each: OfferForecast, language: str) -> Course:
    stated, likely = (_months(asked, f, each) for f in (found.stated, found.likely))
    told = [
        escape(
            month_tip(
                each.offer.name,
                f"{one.month:%Y-%m}",
                one.bill.mean,
                other.bill.p10,
                other.bill.p90,
                language,
                basis(found),
            )
        ).replace("\n", "<br>")
        for one, other in zip(stated, likely, strict=True)
    ]
    return Course(
        each.offer.name,
        [m.month for m in stated],
        [m.bill.mean for m in stated],
        [m.bill.p10 for m in likely],
        [m.bill.p90 for m in likely],
        told,
    )


def _months(asked: Asked, found: Forecast, each: OfferForecast) -> Sequence[MonthOutcome]:
    return running(found, each.offer) if asked.per == "total" else found.of(each.offer).months
