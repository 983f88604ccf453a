"""How far each thing may be off: the steps of the sliders, and what they mean to the forecast."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import streamlit as st

from calculator.dashboard.state import choice
from calculator.dashboard.text import t
from calculator.forecast.uncertainty import Factor, Shift, Uncertainty

_FACTORS = ("1", "1.05", "1.1", "1.2", "1.25", "1.5", "2", "3")
STEPS = {
    "volume": _FACTORS,
    "month_to_month": _FACTORS,
    "growth": ("0", "1", "2", "3", "5", "10"),
    "input_tokens": _FACTORS,
    "output_tokens": _FACTORS,
    "thinking": _FACTORS,
    "cached_share": ("0", "5", "10", "20", "30"),
    "fx": ("1", "1.03", "1.06", "1.1", "1.2", "1.5"),
}
"""Factors, points of growth a month, and points around a cached share of one half."""
USUAL = {
    "volume": "1.25",
    "month_to_month": "1.1",
    "growth": "2",
    "input_tokens": "1.2",
    "output_tokens": "1.2",
    "thinking": "1.5",
    "cached_share": "10",
    "fx": "1.06",
}
"""The forecast's own defaults."""
_POINTS = ("growth", "cached_share")


def uncertainty(spreads: Mapping[str, str]) -> Uncertainty:
    """The sliders as the forecast takes them.

    >>> uncertainty(USUAL) == Uncertainty()
    True
    """
    made: dict[str, Factor | Shift | Fraction] = {}
    for name, step in spreads.items():
        points = Fraction(step) / 100
        if name == "growth":
            made[name] = Shift(-points, points)
        else:
            made[name] = points if name == "cached_share" else Factor.within(Fraction(step))
    return Uncertainty(**made)  # type: ignore[arg-type]


def show(language: str) -> dict[str, str]:
    """The sliders behind a line that opens them, and a way back to the usual."""
    now = {name: st.session_state.setdefault(_key(name), usual) for name, usual in USUAL.items()}
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
            for stand, values in (("usual", USUAL), ("stated", _CERTAIN)):
                st.button(
                    t(f"spread.set.{stand}", language),
                    key=f"spread_{stand}",
                    on_click=_set,
                    args=(values,),
                )
    return chosen


_CERTAIN = {name: steps[0] for name, steps in STEPS.items()}


def _certain(spreads: Mapping[str, str]) -> bool:
    return all(step == _CERTAIN[name] for name, step in spreads.items())


def _key(name: str) -> str:
    return f"spread_{name}"


def _slider(name: str, language: str) -> str:
    chosen: str = st.select_slider(
        t(f"spread.{name}", language),
        STEPS[name],
        format_func=lambda step: step_words(name, step, language),
        key=choice(_key(name)),
        persist_state="session",
    )
    return chosen


def step_words(name: str, step: str, language: str) -> str:
    """A step in plain words.

    >>> [step_words("volume", step, "en") for step in ("1", "1.25", "2")]
    ['as stated', '× 0.8 to × 1.25', 'half to double']
    """
    if step == _CERTAIN[name]:
        return t("spread.stated", language)
    if name in _POINTS:
        return t("spread.points", language, points=step)
    if step in ("2", "3"):
        return t(f"spread.times_{step}", language)
    factor = Fraction(step)
    return t("spread.factor", language, low=f"{float(1 / factor):.2g}", high=step)


def _set(values: Mapping[str, str]) -> None:
    for name, step in values.items():
        st.session_state[_key(name)] = step
