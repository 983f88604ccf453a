"""The page's choices: offers, months, growth, budget, doubts and bills already paid."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import streamlit as st

from calculator.comparison import Comparison
from calculator.dashboard.lens.ahead import GROWTH, OFFERS, PER, SPAN, budget_key, keep_offers
from calculator.dashboard.lens.controls import row
from calculator.dashboard.outlook import paid, spreads
from calculator.dashboard.outlook.asking import Asked, first_asked
from calculator.dashboard.scenario import AHEAD, FIRST_AHEAD, MOST_AHEAD, PERS
from calculator.dashboard.state import Lens, choice
from calculator.dashboard.text import t
from calculator.forecast.budget import Per
from calculator.words.facts import seller
from pricing.money import Money

_SPANS = tuple(map(str, AHEAD))
_START = {SPAN: str(FIRST_AHEAD), PER: PERS[0]}


def show(result: Comparison, seen: Lens) -> Asked:
    """Draw the choices and put them into one value."""
    language = seen.language
    for key, value in _START.items():
        st.session_state.setdefault(key, value)
    names = {r.offer.id: f"{r.offer.name} · {seller(r.offer, language)}" for r in result.ranked}
    offers = _offers(names, result, seen)
    columns = st.columns([2, 2, 2, 3], vertical_alignment="bottom")
    with columns[0]:
        growth = _growth(seen)
    with columns[1]:
        months = int(row("outlook.months", _SPANS, SPAN, language, remembered=True))
    with columns[2]:
        per: Per = (
            "total"
            if row("outlook.per", PERS, PER, language, remembered=True) == "total"
            else "month"
        )
    with columns[3]:
        budget = _budget(per, seen)
    chosen = spreads.show(language)
    bills, to, rebase = paid.show(names, offers, seen)
    return Asked(offers, months, growth, per, budget, chosen, bills, to, rebase)


def _offers(names: Mapping[str, str], result: Comparison, seen: Lens) -> tuple[str, ...]:
    """At most four; at first the cheapest and the one to hold it against."""
    known = [name for name in st.session_state.get(OFFERS, ()) if name in names]
    fresh = OFFERS not in st.session_state or (not known and st.session_state[OFFERS])
    st.session_state[OFFERS] = list(first_asked(result, seen).offers) if fresh else known
    return tuple(
        st.multiselect(
            t("outlook.offers", seen.language),
            list(names),
            format_func=lambda name: names[name],
            key=choice(OFFERS),
            max_selections=MOST_AHEAD,
            on_change=keep_offers,
            placeholder=t("lens.offers.empty", seen.language),
            persist_state="session",
        )
    )


def _growth(seen: Lens) -> Decimal | None:
    own = {float(job.growth) * 100 for job in seen.jobs}
    st.session_state.setdefault(GROWTH, None)
    given = st.number_input(
        t("outlook.growth", seen.language),
        -20.0,
        100.0,
        step=1.0,
        format="%g",
        key=GROWTH,
        placeholder=f"{own.pop():g}" if len(own) == 1 else "",
        help=t("outlook.growth.help", seen.language),
        persist_state="session",
    )
    return None if given is None else Decimal(str(round(given, 2)))


def _budget(per: Per, seen: Lens) -> Money | None:
    """An amount in the currency of the page; each currency and span keeps its own."""
    key = budget_key(per, seen.currency)
    st.session_state.setdefault(key, None)
    given = st.number_input(
        t(
            f"outlook.budget.{per}",
            seen.language,
            currency=t(f"lens.currency.{seen.currency}", seen.language),
        ),
        0.01,
        1e12,
        step=100.0,
        format="%.2f",
        key=key,
        placeholder=t("outlook.budget.none", seen.language),
        persist_state="session",
    )
    return None if given is None else Money(Decimal(f"{given:.2f}"), seen.currency)
