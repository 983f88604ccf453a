"""What pages ask beyond the sidebar, as a link carries it: two offers, and the forecast."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from calculator.dashboard.doubts import USUAL
from calculator.dashboard.scenario import FIRST_AHEAD, PERS, Scenario

FIRST, SECOND, PAIR = "pair_first", "pair_second", "pair_wished"
OFFERS, OFFERS_KEPT = "outlook_offers", "outlook_offers_kept"
GROWTH, SPAN, PER = "outlook_growth", "outlook_months", "outlook_per"


def budget_key(per: str, currency: str) -> str:
    """Each currency and span keeps an amount of its own."""
    return f"outlook_budget_{per}_{currency}"


def doubt_key(name: str) -> str:
    return f"spread_{name}"


def keep_pair() -> None:
    """Remember which two offers the reader chose. For use in a callback."""
    st.session_state[PAIR] = (st.session_state[FIRST], st.session_state[SECOND])


def wished(key: str) -> str | None:
    """The offer that the reader chose as one of the two, whether or not it can serve now."""
    return dict(zip((FIRST, SECOND), st.session_state.get(PAIR, ()), strict=False)).get(key)


def keep_offers() -> None:
    """Remember that the reader chose the forecast's offers. For use in a callback."""
    st.session_state[OFFERS_KEPT] = True


def read(currency: str) -> dict[str, Any]:
    """The choices as fields of a scenario; what nobody chose is left at its default."""
    held = st.session_state
    per = held.get(PER) or PERS[0]
    growth, budget = held.get(GROWTH), held.get(budget_key(per, currency))
    chosen = {name: held.get(doubt_key(name), usual) for name, usual in USUAL.items()}
    return {
        "pair": _pair(),
        "ahead": tuple(held.get(OFFERS, ())) if held.get(OFFERS_KEPT) else (),
        "ahead_growth": None if growth is None else Decimal(str(round(growth, 2))),
        "ahead_months": int(held.get(SPAN) or FIRST_AHEAD),
        "ahead_per": per,
        "ahead_budget": None if budget is None else Decimal(f"{budget:.2f}"),
        "ahead_doubts": tuple(pair for pair in chosen.items() if pair[1] != USUAL[pair[0]]),
    }


def _pair() -> tuple[str, ...]:
    held = st.session_state
    chosen: tuple[str, ...] = held.get(PAIR, ())
    same = len(chosen) > len(set(chosen))
    return (held[FIRST], held[SECOND]) if same and SECOND in held else chosen


def apply(scenario: Scenario) -> None:
    """Set the pages' controls to a scenario."""
    held = st.session_state
    held[PAIR] = scenario.pair
    if scenario.pair:
        held[FIRST], held[SECOND] = scenario.pair
    held[OFFERS_KEPT] = bool(scenario.ahead)
    if scenario.ahead:
        held[OFFERS] = list(scenario.ahead)
    else:
        held.pop(OFFERS, None)
    growth, budget = scenario.ahead_growth, scenario.ahead_budget
    held[GROWTH] = None if growth is None else float(growth)
    held[SPAN], held[PER] = str(scenario.ahead_months), scenario.ahead_per
    held[budget_key(scenario.ahead_per, scenario.currency)] = (
        None if budget is None else float(budget)
    )
    for name, step in {**USUAL, **dict(scenario.ahead_doubts)}.items():
        held[doubt_key(name)] = step
