"""One offer opened up: where its prices come from, and every rate in force."""

from __future__ import annotations

from datetime import date

import streamlit as st

from calculator.dashboard.aligned import aligned
from calculator.dashboard.marks import doubts
from calculator.dashboard.sheets import words
from calculator.dashboard.text import count, escaped, t
from calculator.words.facts import seller
from pricing.changes.headline import Headline
from pricing.changes.tariff import Picos, Step, shown_rate
from pricing.lines import Terms
from pricing.offers import Offer

_BADGES = {"official": "blue", "community": "orange", "claimed": "violet", "stale": "orange"}


def heading(line: Headline, today: date, language: str) -> None:
    """The offer and its seller, and what makes its prices more or less sure."""
    offer, step = line.step.offer, line.step
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key="price_heading"
    ):
        name = f"{escaped(offer.name)} · {escaped(seller(offer, language))}"
        st.header(name, width="content")
        for mark in dict.fromkeys((step.status, *doubts(offer, today))):
            day = step.terms["standard"].retrieved
            key = "doubt.stale" if mark == "stale" else f"status.{mark}"
            st.badge(t(key, language, day=day), color=_BADGES[mark])  # type: ignore[arg-type]
        if line.state == "ended":
            st.badge(t("prices.ended", language, day=step.until), color="gray")


def facts(line: Headline, language: str) -> None:
    """Where the prices come from, and what holds for all of them."""
    st.subheader(t("prices.facts", language))
    told = [*_sources(line.step, language), *_facts(line, language)]
    st.markdown("\n".join(f"- {fact}" for fact in told))


def _facts(line: Headline, language: str) -> list[str]:
    offer, step = line.step.offer, line.step
    told = [
        t(f"prices.fact.{_dates(line)}", language, since=step.since, until=step.until),
    ]
    if line.next_from:
        told.append(t("prices.fact.next", language, day=line.next_from))
    always = ".always" if offer.always_thinks else ""
    treatment = t(f"treatment.{step.thinking}", language)
    told.append(t(f"prices.fact.thinking{always}", language, treatment=treatment))
    if offer.context_window:
        told.append(t("prices.fact.context", language, size=count(offer.context_window, language)))
    told.append(t("prices.fact.id", language, id=offer.id, sheet=offer.sheet))
    return [*told, *_bill(offer, language)]


def _dates(line: Headline) -> str:
    if line.state == "in force":
        return "until" if line.step.until and not line.next_from else "since"
    return line.state


def _bill(offer: Offer, language: str) -> list[str]:
    """What comes on top of the rates, and whose prices they are."""
    told = []
    if tax := offer.sheet.tax:
        key = "included" if tax.included else "excluded"
        name = t("tax.vat", language) if tax.name == "VAT" else escaped(tax.name)
        told.append(t(f"prices.fact.tax.{key}", language, name=name, percent=tax.percent))
    for name, percent, per_month in offer.sheet.charges:
        key = "percent" if percent else "per_month"
        amount = percent or f"{per_month} {offer.currency}"
        told.append(t(f"prices.fact.charge.{key}", language, name=escaped(name), amount=amount))
    if offer.resells:
        told.append(t("prices.fact.resells", language, origin=offer.resells))
    if offer.claim:
        told.append(t("prices.fact.claim", language, about=offer.claim["about"]))
    return told


def _sources(step: Step, language: str) -> list[str]:
    """The source of the standard tier, and those of other tiers where they are others."""
    tiers: dict[tuple[str, ...], list[str]] = {}
    for tier, terms in step.terms.items():
        tiers.setdefault(_key(terms), []).append(tier)
    alone, join = len(tiers) == 1, t("prices.join", language)
    standard = t("place.standard", language)
    told = []
    for names in tiers.values():
        named = join.join(standard if name == "standard" else name for name in names)
        told.append(_source("" if alone else named, step.terms[names[0]], language))
    return told


def _key(terms: Terms) -> tuple[str, ...]:
    return terms.url, terms.status, terms.retrieved, terms.confidence, terms.note


def _source(tier: str, terms: Terms, language: str) -> str:
    sure = t(f"confidence.{terms.confidence}", language) if terms.confidence else ""
    facts = (
        t(f"status.{terms.status}", language),
        sure,
        t("prices.checked_on", language, day=terms.retrieved) if terms.retrieved else "",
    )
    head = t(
        "prices.source.of" if tier else "prices.source",
        language,
        tier=escaped(tier),
        url=terms.url,
        facts=t("prices.join", language).join(filter(None, facts)),
    )
    note = t("prices.note", language, note=escaped(terms.note)) if terms.note else ""
    return f"{head}  \n  {note}" if note else head


def rates(step: Step, language: str) -> None:
    """Every rate of a step: by service tier, hours, mode and size."""
    header = [t("prices.where", language)]
    header += [words.rate_name(kind, language) for kind in step.kinds]
    rows = [
        [words.place_in(step, where, language), *_row(step, own, language)]
        for where, own in step.rates.items()
    ]
    aligned(header, rows, t("prices.rates.alt", language))
    for name, when in step.windows.items():
        told = f"{words.window(name, language)}{t('prices.colon', language)}"
        st.caption(told + words.hours(str(when), language))
    if step.graduated:
        st.caption(t("prices.graduated", language))


def _row(step: Step, own: Picos, language: str) -> list[str]:
    return [
        words.rate(
            shown_rate(kind, own[kind]) if kind in own else None, step.offer.currency, language
        )
        for kind in step.kinds
    ]
