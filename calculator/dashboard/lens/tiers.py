"""The sidebar's service tiers: what share of the requests goes through each, in vendors' words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from calculator.dashboard.lens.controls import held, percent
from calculator.dashboard.scenario import TIERS, Scenario
from calculator.dashboard.text import t
from calculator.workload import Workload

BATCH = "batch"
_WHOLE = Decimal(100)


def show(language: str, job: Workload) -> None:
    """A field for each tier; a workload's own share stands where nothing is said."""
    own = dict(job.service_tiers)
    for name in (BATCH, *TIERS):
        percent(name, language, placeholder=f"{float(own.get(name, 0)) * 100:g}")
    given = _given()
    counted = _within(given)
    if counted != given:
        told = t("place.join", language).join(
            f"{name} {share.normalize():f}%" for name, share in counted.items() if share
        )
        st.error(t("lens.tiers.over", language, counted=told))


def read() -> dict[str, Any]:
    """The shares as fields of a scenario."""
    counted = _within(_given())
    return {
        BATCH: counted[BATCH],
        "tiers": tuple((n, share) for n in TIERS if (share := counted[n]) is not None),
    }


def apply(scenario: Scenario) -> None:
    """Set the controls to a scenario."""
    shares = {BATCH: scenario.batch, **dict(scenario.tiers)}
    for name in (BATCH, *TIERS):
        share = shares.get(name)
        st.session_state[name] = None if share is None else float(share)


def _given() -> dict[str, Decimal | None]:
    return {name: held(name) for name in (BATCH, *TIERS)}


def _within(given: dict[str, Decimal | None]) -> dict[str, Decimal | None]:
    """The same, the later ones cut to what the earlier ones leave."""
    left, kept = _WHOLE, dict[str, Decimal | None]()
    for name, share in given.items():
        kept[name] = None if share is None else min(share, left)
        left -= kept[name] or 0
    return kept
