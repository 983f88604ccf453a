"""What is announced to change within the months, in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import streamlit as st

from calculator.dashboard.sheets import words
from calculator.dashboard.text import escaped, t
from calculator.forecast.events import PriceEvent

_KINDS = ("input", "cache_read", "output", "reasoning")


def show(events: Sequence[PriceEvent], language: str) -> None:
    """A numbered list; the numbers stand in the chart."""
    st.header(t("events.title", language))
    if not events:
        st.markdown(t("events.none", language))
    for number, event in enumerate(events, 1):
        st.markdown(f"{number}\\. {escaped(event_words(event, language))}")


def event_words(event: PriceEvent, language: str) -> str:
    """One change on one day."""
    what = t(f"events.{event.what.replace(' ', '_')}", language)
    if event.what == "retirement" and event.successor:
        what += t("events.successor", language, offer=event.successor.name)
    facts = [*_rises(event, language)]
    if event.tiers_gone:
        gone = t("place.join", language).join(event.tiers_gone)
        facts.append(t("events.gone", language, tiers=gone))
    told = t("events.told", language, day=event.day, offer=event.offer.name, what=what)
    return told + (
        t("events.facts", language, facts=t("place.join", language).join(facts)) if facts else ""
    )


def _rises(event: PriceEvent, language: str) -> list[str]:
    """The kinds of rates that move, those that move alike together."""
    alike: dict[tuple[Fraction | None, ...], list[str]] = {}
    for kind in _KINDS:
        parts = event.rises.get(kind, ())
        ends = tuple(dict.fromkeys((parts[0], parts[-1]))) if parts else ()
        if any(end is None or end for end in ends):
            alike.setdefault(ends, []).append(words.rate_name(kind, language))
    return [
        f"{t('place.join', language).join(names)} {_span(ends, language)}"
        for ends, names in alike.items()
    ]


def _span(ends: tuple[Fraction | None, ...], language: str) -> str:
    return " – ".join(words.percent(end, language) for end in ends)
