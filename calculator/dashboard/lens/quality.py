"""The sidebar's floor of quality: a scale, the least score on it, and what has no score."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from calculator.dashboard.lens.controls import row
from calculator.dashboard.panel import panel
from calculator.dashboard.scenario import Scenario
from calculator.dashboard.state import choice
from calculator.dashboard.text import escaped, t
from calculator.quality.floor import Floor, floor
from calculator.quality.own_scores import OwnScores
from calculator.quality.scales import OWN, Scale, packaged_scales
from pricing.catalog import default_catalog

SCALE, LEAST, UNSCORED, OWN_SCORES = "least_scale", "least_score", "unscored", "quality_own"
NOTHING = OwnScores((), ())
_KINDS = ("out", "in")
Offers = tuple[str, ...]


def scales() -> dict[str, Scale]:
    """The reader's own scales and the packaged ones, by key."""
    own: OwnScores = st.session_state.get(OWN_SCORES, NOTHING)
    return {scale.key: scale for scale in (*own.scales, *packaged_scales())}


def scale_name(scale: Scale, language: str) -> str:
    status = t(f"quality.status.{scale.status}", language)
    return t("quality.scale.named", language, name=scale.name, status=status)


def show(language: str, offered: Offers) -> tuple[Offers, Floor | None, dict[str, Any]]:
    """The offers that may stay, how they were sorted, and the choices as fields of a scenario."""
    known = scales()
    if st.session_state.get(SCALE) not in known:
        st.session_state[SCALE] = None
    found = _asked(known, offered)
    said = f"{found.scale.name} ≥ {st.session_state[LEAST]:g}" if found else ""
    label = t("lens.least.set" if said else "lens.least", language, floor=escaped(said))
    with panel(label, key="quality_floor") as opened:
        if opened.open:
            _fields(known, offered, language)
    keeps = st.session_state.get(UNSCORED) == _KINDS[1]
    kept = offered if found is None else tuple(o.id for o in _staying(found, keeps))
    return (
        tuple(name for name in offered if name in set(kept)),
        found,
        {
            "least": None if found is None else (found.scale.key, found.least),
            "unscored": found is not None and keeps,
            "scores": tuple(scale for scale in known.values() if scale.status == OWN),
        },
    )


def _asked(known: dict[str, Scale], offered: Offers) -> Floor | None:
    """How a least score sorts the offers, where a scale and a score on it are said."""
    chosen, least = (st.session_state.get(key) for key in (SCALE, LEAST))
    if chosen is None or least is None:
        return None
    book = default_catalog()
    least = Decimal(repr(round(least, 4)))
    return floor([book.offer(name) for name in offered], known[chosen], least)


def _fields(known: dict[str, Scale], offered: Offers, language: str) -> None:
    chosen = st.selectbox(
        t("lens.least.scale", language),
        list(known),
        index=None,
        format_func=lambda key: scale_name(known[key], language),
        key=choice(SCALE),
        placeholder=t("lens.least.any", language),
        help=t("lens.least.help", language),
        persist_state="session",
    )
    if chosen is None:
        return
    scale, book = known[chosen], default_catalog()
    offers = [book.offer(name) for name in offered]
    scores = [score for offer in offers if (score := scale.score(offer)) is not None]
    st.number_input(
        t("lens.least.score", language),
        value=None,
        step=1.0,
        format="%g",
        key=LEAST,
        placeholder=f"{min(scores)} – {max(scores)}" if scores else "—",
        persist_state="session",
    )
    st.session_state.setdefault(UNSCORED, _KINDS[0])
    row("lens.unscored", _KINDS, UNSCORED, language, remembered=True)
    st.caption(t("lens.unscored.count", language, count=len(offers) - len(scores), all=len(offers)))


def _staying(found: Floor, keeps: bool) -> tuple[Any, ...]:
    return (*found.reached, *(found.unscored if keeps else ()))


def apply(scenario: Scenario) -> None:
    """Set the controls to a scenario."""
    held = st.session_state
    held[OWN_SCORES] = OwnScores(scenario.scores, ())
    held[SCALE], least = scenario.least or (None, None)
    held[LEAST] = None if least is None else float(least)
    held[UNSCORED] = _KINDS[scenario.unscored]
