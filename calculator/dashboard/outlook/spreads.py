"""How far each thing may be off, as sliders in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import streamlit as st

from calculator.dashboard.doubts import CERTAIN, POINTS, STEPS, USUAL
from calculator.dashboard.lens.ahead import doubt_key
from calculator.dashboard.state import choice
from calculator.dashboard.text import t


def show(language: str) -> dict[str, str]:
    """The sliders behind a line that opens them, and a way back to the usual."""
    held = st.session_state
    now = {name: held.setdefault(doubt_key(name), usual) for name, usual in USUAL.items()}
    stand = "usual" if now == USUAL else "stated" if _certain(now) else "own"
    label = t("spread.title", language, stand=t(f"spread.{stand}", language))
    with st.expander(label, key="spreads_panel"):
        st.caption(t("spread.help", language))
        columns = st.columns(2, gap="large")
        chosen = {}
        for place, name in enumerate(USUAL):
            with columns[place % 2]:
                chosen[name] = _slider(name, language)
        with st.container(horizontal=True, gap="small"):
            for stand, values in (("usual", USUAL), ("stated", CERTAIN)):
                st.button(
                    t(f"spread.set.{stand}", language),
                    key=f"spread_{stand}",
                    on_click=_set,
                    args=(values,),
                )
    return chosen


def _certain(spreads: Mapping[str, str]) -> bool:
    return all(step == CERTAIN[name] for name, step in spreads.items())


def _key(name: str) -> str:
    return f"spread_{name}"


def _slider(name: str, language: str) -> str:
    chosen: str = st.select_slider(
        t(f"spread.{name}", language),
        STEPS[name],
        format_func=lambda step: step_words(name, step, language),
        key=choice(doubt_key(name)),
        persist_state="session",
    )
    return chosen


def step_words(name: str, step: str, language: str) -> str:
    """A step in plain words.

    >>> [step_words("volume", step, "en") for step in ("1", "1.25", "2")]
    ['as stated', '× 0.8 to × 1.25', 'half to double']
    """
    if step == CERTAIN[name]:
        return t("spread.stated", language)
    if name in POINTS:
        return t("spread.points", language, points=step)
    if step in ("2", "3"):
        return t(f"spread.times_{step}", language)
    factor = Fraction(step)
    return t("spread.factor", language, low=f"{float(1 / factor):.2g}", high=step)


def _set(values: Mapping[str, str]) -> None:
    for name, step in values.items():
        st.session_state[doubt_key(name)] = step
