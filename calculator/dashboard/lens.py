"""The sidebar: language, workload, volume, thinking, currency, months and offers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

import streamlit as st

from calculator.comparison import shortlist
from calculator.dashboard import state
from calculator.dashboard.state import ALL_OWN, LANGUAGE, LENS, WORKLOAD, Lens
from calculator.dashboard.text import LANGUAGES, t
from calculator.workload import THINKING_LEVELS, Workload
from pricing.catalog import default_catalog

CURRENCY, FX, RATE, MONTHS, SCOPE, OFFERS, CLAIMED = (
    "currency",
    "fx",
    "fx_rate",
    "months",
    "scope",
    "offers",
    "claimed",
)
_FIRST = {CURRENCY: "USD", FX: "ecb", RATE: 7.1, MONTHS: 1, SCOPE: "shortlist", CLAIMED: False}
_SCOPES = ("shortlist", "all", "chosen")
_Option = TypeVar("_Option")
_CHOICES = (WORKLOAD, CURRENCY, FX, MONTHS, SCOPE, OFFERS)


def show(language: str) -> None:
    """Draw the sidebar and keep what it says as the lens of this run."""
    _seed()
    st.segmented_control(
        t("lens.language", language),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=LANGUAGE,
        required=True,
        width="stretch",
        on_change=_keep_choices,
    )
    jobs = _workloads(language)
    currency, fixed = _money(language)
    months = _choice("lens.months", (1, 12), MONTHS, language)
    st.session_state[LENS] = Lens(
        language=language,
        jobs=jobs,
        offers=_offers(language),
        currency=currency,
        fixed_fx=fixed,
        months=months,
        start=state.today(),
        book_id=default_catalog().book_id,
    )


def reset() -> None:
    """Back to the offers and settings of a first visit."""
    for key in (*_FIRST, OFFERS, WORKLOAD):
        st.session_state.pop(key, None)


def _seed() -> None:
    for key, value in _FIRST.items():
        st.session_state.setdefault(key, value)
    st.session_state.setdefault(OFFERS, [offer.id for offer in shortlist()])
    if st.session_state.get(WORKLOAD) not in _workload_ids():
        st.session_state[WORKLOAD] = _workload_ids()[0]


def _keep_choices() -> None:
    """Assign the choices anew: a select box otherwise keeps the text of the old language."""
    for key in [*st.session_state]:
        if key in _CHOICES or str(key).startswith(("requests:", "thinking:")):
            st.session_state[key] = st.session_state[key]


def _choice(prefix: str, options: tuple[_Option, ...], key: str, language: str) -> _Option:
    """One of a few, as buttons; `required` because an unpressed row would mean nothing."""
    chosen = st.segmented_control(
        t(prefix, language),
        options,
        format_func=lambda option: t(f"{prefix}.{option}", language),
        key=key,
        required=True,
        width="stretch",
    )
    return options[0] if chosen is None else chosen


def _workload_ids() -> list[str]:
    own = [*state.own_workloads()]
    together = [ALL_OWN] if len(own) > 1 else []
    known = sorted(state.packaged(), key=lambda name: (name != state.FIRST_WORKLOAD, name))
    return [*known, *together, *own]


def _name(name: str, language: str) -> str:
    own = state.own_workloads()
    if name == ALL_OWN:
        return t("lens.all_own", language, count=len(own))
    return own[name].name if name in own else state.preset(name, language).name


def _workloads(language: str) -> tuple[Workload, ...]:
    names = {name: _name(name, language) for name in _workload_ids()}
    chosen = st.selectbox(
        t("lens.workload", language),
        list(names),
        format_func=names.__getitem__,
        key=WORKLOAD,
    )
    own = state.own_workloads()
    if chosen == ALL_OWN:
        return tuple(own.values())
    return (_tuned(own.get(chosen) or state.preset(chosen, language), chosen, language),)


def _tuned(job: Workload, name: str, language: str) -> Workload:
    """The workload at the volume and thinking level of the sidebar."""
    stated = repr((job.requests, job.reasoning_tokens)) if name.startswith("own:") else ""
    volume, level = f"requests:{name}:{stated}", f"thinking:{name}:{stated}"
    st.session_state.setdefault(volume, max(1, int(job.requests)))
    st.session_state.setdefault(level, job.thinking_level or ("normal" if job.thinks else "off"))
    requests = st.number_input(
        t(f"lens.requests.{job.per}", language), min_value=1, max_value=10**12, key=volume
    )
    thinking = _choice("lens.thinking", tuple(THINKING_LEVELS), level, language)
    return replace(job, requests=Fraction(requests), thinking_level=thinking)


def _money(language: str) -> tuple[str, Decimal | None]:
    currency = _choice("lens.currency", ("USD", "CNY"), CURRENCY, language)
    source = _choice("lens.fx", ("ecb", "fixed"), FX, language)
    if source == "ecb":
        return currency, None
    rate = st.number_input(
        t("lens.rate", language), 0.01, 1000.0, step=0.01, format="%.4f", key=RATE
    )
    return currency, Decimal(f"{rate:.4f}")


def _offers(language: str) -> tuple[str, ...]:
    scope = _choice("lens.scope", _SCOPES, SCOPE, language)
    claimed = st.toggle(
        t("lens.claimed", language), key=CLAIMED, help=t("lens.claimed.help", language)
    )
    book = default_catalog()
    on_sale = book.on_sale(int(datetime.now(UTC).timestamp()), claimed=claimed)
    names = {o.id: f"{o.name} · {o.sheet.name}" for o in on_sale}
    doubtful = [o.id for o in on_sale if o.status == "claimed"]
    if scope == "all":
        return tuple(names)
    if scope == "shortlist":
        return (*(o.id for o in shortlist()), *doubtful)
    st.session_state[OFFERS] = [o for o in st.session_state[OFFERS] if o in names]
    return tuple(
        st.multiselect(
            t("lens.offers", language),
            list(names),
            format_func=lambda offer: names[offer],
            key=OFFERS,
            placeholder=t("lens.offers.empty", language),
        )
    )
