"""The sidebar: language, workload, volume, thinking, currency, span, offers and one's own terms."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from calculator.adjust import adjusted_job
from calculator.dashboard import state
from calculator.dashboard.lens import ahead, looked_up, money, offers, quality, terms, work
from calculator.dashboard.scenario import Scenario
from calculator.dashboard.state import LANGUAGE, LENS, Lens
from calculator.dashboard.text import LANGUAGES, t
from calculator.quality.floor import Floor
from pricing.catalog import default_catalog

VIEW = "view"


def show(language: str) -> Lens:
    """Draw the sidebar and keep what it says as the lens of this run."""
    st.segmented_control(
        t("lens.language", language),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=LANGUAGE,
        required=True,
        width="stretch",
        label_visibility="collapsed",
        on_change=state.keep_choices,
    )
    jobs, worked = work.show(language)
    currency, fx, months = money.show(language)
    offered, selected = offers.show(language)
    offered, floor, least = quality.show(language, offered)
    own = terms.show(language, jobs[0], offered)
    scenario = Scenario(
        language=language,
        own=tuple(state.own_workloads().values()),
        currency=currency,
        fx=fx,
        months=months,
        view=st.session_state.get(VIEW) or "bill",
        **worked,
        **selected,
        **least,
        **own,
        **ahead.read(currency),
        **looked_up.read(),
    )
    lens = _lens(scenario, jobs, offered, floor)
    st.session_state[LENS] = lens
    return lens


def _lens(
    scenario: Scenario, jobs: work.Jobs, offered: tuple[str, ...], floor: Floor | None
) -> Lens:
    baseline = scenario.baseline if offered else ""
    among = dict.fromkeys((*offered, *([baseline] if baseline else [])))
    return Lens(
        language=scenario.language,
        jobs=tuple(adjusted_job(job, scenario.adjustments) for job in jobs),
        offers=tuple(among),
        currency=scenario.currency,
        fixed_fx=scenario.fx,
        months=scenario.months,
        start=state.today(),
        book_id=default_catalog().book_id,
        baseline=baseline,
        adjustments=scenario.adjustments,
        floor=floor,
        scenario=scenario,
    )


def apply(scenario: Scenario) -> None:
    """Set every control to a scenario. Before the sidebar is drawn, or in a callback."""
    st.session_state[LANGUAGE] = scenario.language
    st.session_state[VIEW] = scenario.view
    work.apply(scenario)
    money.apply(scenario)
    offers.apply(scenario)
    quality.apply(scenario)
    looked_up.apply(scenario)
    terms.apply(scenario)
    ahead.apply(scenario)
    state.keep_choices()


def reset() -> None:
    """Back to a first visit; the language and one's own workloads stay. For use in a callback."""
    own = tuple(state.own_workloads().values())
    now: Scenario = state.current().scenario
    first = Scenario(language=now.language, currency=now.currency, own=own, view=now.view)
    apply(replace(first, scores=now.scores))
