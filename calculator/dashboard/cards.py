"""The picks: cheapest, cheapest elsewhere or with thinking, the middle, and the current offer."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from calculator.against import change, cheapest_paid, current, per_thousand
from calculator.charts.look import short
from calculator.comparison import Comparison, Ranked
from calculator.dashboard import state
from calculator.dashboard.marks import doubt_words
from calculator.dashboard.state import Lens
from calculator.dashboard.text import amount, escaped, multiple, t
from calculator.words.facts import seller

NARROWEST = 150


def show(result: Comparison, seen: Lens) -> None:
    """Four cards in a row, two by two on a phone."""
    base = current(result, seen.baseline)
    with st.grid(4, min_column_width=NARROWEST, border=True, key="cards") as grid:
        for role, pick in _picks(result).items():
            with grid.cell(), st.container(gap=None):
                st.badge(t(f"card.{role}", seen.language))
                _pick(pick, base, seen)
        with grid.cell(), st.container(gap=None):
            st.badge(t("card.current", seen.language), color="gray")
            _current(result, base, seen)


def _picks(result: Comparison) -> dict[str, Ranked | None]:
    first, thinker = result.ranked[0], result.cheapest_thinker
    if not first.total.amount:
        second = {"paid": cheapest_paid(result)}
    elif thinker is first:
        second = {"elsewhere": result.cheapest_elsewhere}
    else:
        second = {"thinker": thinker}
    picks = {"cheapest": first, **second}
    third = result.middle if result.middle not in picks.values() else result.ranked[-1]
    name = "middle" if third is result.middle else "dearest"
    return {**picks, name: third if third not in picks.values() else None}


def _pick(pick: Ranked | None, base: Ranked | None, seen: Lens) -> None:
    language = seen.language
    if pick is None:
        st.caption(t("card.none", language))
        return
    name, bill = escaped(pick.offer.name), short(pick.total, language)
    if base is None:
        st.metric(name, bill)
    else:
        delta, colour = _delta(pick, base)
        versus = t("card.versus", language)
        st.metric(name, bill, delta, delta_color=colour, delta_description=versus)
    st.caption(_facts(pick, language))


def _delta(pick: Ranked, base: Ranked) -> tuple[str | None, Literal["green", "violet", "gray"]]:
    """The change as text with its sign, and its colour: green is cheaper, violet dearer."""
    percent = change(pick, base).percent
    if percent is None or pick is base:
        return None, "gray"
    return f"{percent:+.0f}%", "green" if percent < 0 else "violet"


def _facts(pick: Ranked, language: str) -> str:
    far = pick.multiple not in (None, 1)
    facts = t(
        "card.facts" if far else "card.seller",
        language,
        seller=escaped(seller(pick.offer, language)),
        multiple=multiple(pick.multiple),
    )
    return " · ".join((facts, *doubt_words(pick.offer, state.today(), language)))


def _current(result: Comparison, base: Ranked | None, seen: Lens) -> None:
    language = seen.language
    if base is None:
        st.caption(t("card.cannot" if seen.baseline else "card.no_current", language))
        return
    st.metric(escaped(base.offer.name), short(base.total, language))
    if result.requests:
        each = amount(per_thousand(base, result.requests), language)
        st.caption(t("card.thousand", language, bill=each))
    st.caption(_facts(base, language))
