"""The sidebar's offers: the shortlist, all, or one's own; and who may sell them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from calculator.dashboard import market
from calculator.dashboard.lens.controls import row
from calculator.dashboard.panel import panel
from calculator.dashboard.scenario import SCOPES, Scenario
from calculator.dashboard.state import choice
from calculator.dashboard.text import t
from pricing.catalog import default_catalog

SCOPE, OFFERS, SELLERS, WITHOUT, CLAIMED = "scope", "offers", "sellers", "without", "claimed"


def show(language: str) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The offers to compare, and the choices they come from as fields of a scenario."""
    scope = row("lens.scope", SCOPES, SCOPE, language)
    claimed = bool(st.session_state.get(CLAIMED, False))
    names = market.on_sale(claimed=claimed, language=language)
    if scope == "chosen":
        candidates = _chosen(names, language)
    elif scope == "all":
        candidates = tuple(names)
    else:
        candidates = market.shortlist()
    if claimed and scope == "shortlist":
        candidates = (*candidates, *_claimed_only(names))
    without = _sellers(candidates, language)
    book = default_catalog()
    offered = tuple(name for name in candidates if book.offer(name).provider not in without)
    return offered, {
        "scope": scope,
        "offers": candidates if scope == "chosen" else (),
        "without": without,
        "claimed": claimed,
    }


def apply(scenario: Scenario) -> None:
    """Set the controls to a scenario."""
    st.session_state[SCOPE] = scenario.scope
    st.session_state[CLAIMED] = scenario.claimed
    st.session_state[WITHOUT] = scenario.without
    if scenario.scope == "chosen":
        st.session_state[OFFERS] = list(scenario.offers)
    else:
        st.session_state.pop(OFFERS, None)


def choose(offers: list[str]) -> None:
    """Compare these offers and no others. For use in a callback."""
    st.session_state[SCOPE] = "chosen"
    st.session_state[OFFERS] = offers
    st.session_state[WITHOUT] = ()


def _claimed_only(names: dict[str, str]) -> tuple[str, ...]:
    book = default_catalog()
    return tuple(name for name in names if book.offer(name).status == "claimed")


def _chosen(names: dict[str, str], language: str) -> tuple[str, ...]:
    """Offers picked one by one; at first those of the shortlist."""
    kept = st.session_state.get(OFFERS)
    st.session_state[OFFERS] = [
        o for o in (market.shortlist() if kept is None else kept) if o in names
    ]
    return tuple(
        st.multiselect(
            t("lens.offers", language),
            list(names),
            format_func=names.__getitem__,
            key=choice(OFFERS),
            placeholder=t("lens.offers.empty", language),
            persist_state="session",
        )
    )


def _sellers(candidates: tuple[str, ...], language: str) -> tuple[str, ...]:
    """The providers left out. Kept as those, so that the choice outlasts a change of scope."""
    names = market.seller_names(candidates, language)
    without = set(st.session_state.get(WITHOUT, ()))
    pressed = [seller for seller in names if seller not in without]
    st.session_state[SELLERS] = pressed
    label = t("lens.sellers", language, count=len(pressed), all=len(names))
    with panel(label, key="sellers_panel") as opened:
        if opened.open:
            _pressed(names, language)
    return tuple(sorted(without))


def _pressed(names: dict[str, str], language: str) -> None:
    """A button for each seller, pressed in where it takes part; each press is kept at once."""
    st.pills(
        t("lens.sellers.help", language),
        list(names),
        selection_mode="multi",
        format_func=names.__getitem__,
        key=choice(SELLERS),
        on_change=_keep_sellers,
        args=(tuple(names),),
    )
    with st.container(horizontal=True, gap="small"):
        for button, left_out in (("all", ()), ("none", tuple(names))):
            st.button(
                t(f"lens.sellers.{button}", language),
                key=f"sellers_{button}",
                on_click=_leave_out,
                args=(left_out,),
            )


def _keep_sellers(offered: tuple[str, ...]) -> None:
    """Remember who is pressed out, and who was left out of what is not on show now."""
    pressed = set(st.session_state[SELLERS])
    elsewhere = set(st.session_state.get(WITHOUT, ())) - set(offered)
    st.session_state[WITHOUT] = tuple(sorted(elsewhere | (set(offered) - pressed)))


def _leave_out(sellers: tuple[str, ...]) -> None:
    st.session_state[WITHOUT] = sellers
