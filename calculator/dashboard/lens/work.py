"""The sidebar's workload: which one, at what volume, with how much thinking."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import streamlit as st

from calculator.dashboard import state
from calculator.dashboard.lens.controls import row
from calculator.dashboard.limits import REQUESTS
from calculator.dashboard.market import packaged
from calculator.dashboard.scenario import (
    ALL_OWN,
    FIRST_WORKLOAD,
    OWN_PREFIX,
    Scenario,
    own_ids,
)
from calculator.dashboard.state import OWN, WORKLOAD, choice
from calculator.dashboard.text import count, t
from calculator.workload import THINKING_LEVELS, Workload

Jobs = tuple[Workload, ...]


def show(language: str) -> tuple[Jobs, dict[str, Any]]:
    """The workloads to price, and the choices they come from as fields of a scenario."""
    names = {name: _name(name, language) for name in _ids()}
    if st.session_state.get(WORKLOAD) not in names:
        st.session_state[WORKLOAD] = FIRST_WORKLOAD
    chosen = st.selectbox(
        t("lens.workload", language),
        list(names),
        format_func=names.__getitem__,
        key=choice(WORKLOAD),
    )
    if chosen == ALL_OWN:
        return tuple(state.own_workloads().values()), {"workload": chosen}
    job = _found(chosen, language)
    requests, level = _tuned(job, chosen, language)
    tuned = replace(job, requests=Fraction(requests), thinking_level=level)
    return (tuned,), {"workload": chosen, "requests": requests, "thinking": level}


def apply(scenario: Scenario) -> None:
    """Set the controls to a scenario."""
    for key in [key for key in st.session_state if str(key).startswith(("requests:", "thinking:"))]:
        del st.session_state[key]
    st.session_state[OWN] = scenario.own
    st.session_state[WORKLOAD] = scenario.workload
    if scenario.workload == ALL_OWN:
        return
    volume, level = _keys(_found(scenario.workload, scenario.language), scenario.workload)
    if scenario.requests is not None:
        st.session_state[volume] = scenario.requests
    if scenario.thinking is not None:
        st.session_state[level] = scenario.thinking


def _ids() -> list[str]:
    known = sorted(packaged(), key=lambda name: (name != FIRST_WORKLOAD, name))
    return [*known, *own_ids(len(st.session_state.get(OWN, ())))]


def _found(name: str, language: str) -> Workload:
    own = state.own_workloads()
    return own[name] if name in own else state.preset(name, language)


def _name(name: str, language: str) -> str:
    if name == ALL_OWN:
        return t("lens.all_own", language, count=len(state.own_workloads()))
    return _found(name, language).name


def _keys(job: Workload, name: str) -> tuple[str, str]:
    """Keys of volume and level: each workload keeps its own, a replaced one begins anew."""
    stated = repr((job.requests, job.reasoning_tokens)) if name.startswith(OWN_PREFIX) else ""
    return f"requests:{name}:{stated}", f"thinking:{name}:{stated}"


def _tuned(job: Workload, name: str, language: str) -> tuple[int, str]:
    volume, level = _keys(job, name)
    st.session_state.setdefault(volume, max(1, int(job.requests)))
    st.session_state.setdefault(level, job.thinking_level or ("normal" if job.thinks else "off"))
    requests = st.number_input(
        t(f"lens.requests.{job.per}", language),
        min_value=1,
        max_value=REQUESTS,
        key=volume,
        persist_state="session",
    )
    tokens = count(round(job.at_level("normal").reasoning), language)
    told = t("lens.thinking.help", language, tokens=tokens)
    return requests, row("lens.thinking", tuple(THINKING_LEVELS), level, language, told)
