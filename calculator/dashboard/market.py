"""What can be chosen from: offers on sale, who sells them, and the shortlist; read once an hour."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from calculator import comparison
from calculator.dashboard.link import Known
from calculator.dashboard.text import t
from calculator.profiles import Profile, presets
from calculator.quality.scales import packaged_scales
from calculator.words.facts import seller
from pricing.catalog import default_catalog
from pricing.offers import Offer


def on_sale(*, claimed: bool, language: str = "en") -> dict[str, str]:
    """Offers with a price at this hour, by id: model and seller. Claimed ones where asked for."""
    return _on_sale(default_catalog().book_id, _hour(), claimed, language)


def is_claimed(offer: str | None) -> bool:
    """Whether an offer's price is a claim that no source supports."""
    return offer in _claimed(default_catalog().book_id)


def seller_names(offers: tuple[str, ...], language: str) -> dict[str, str]:
    """The providers of these offers, by id, in the order of their names."""
    book = default_catalog()
    names = {found.provider: seller(found, language) for found in map(book.offer, offers)}
    return dict(sorted(names.items(), key=lambda item: item[1].casefold()))


def shortlist() -> tuple[str, ...]:
    return _shortlist(default_catalog().book_id)


def known() -> Known:
    """The ids a link may name."""
    return _known(default_catalog().book_id)


@st.cache_resource(show_spinner=False)
def packaged() -> dict[str, Profile]:
    """The workload presets."""
    return presets()


def _hour() -> int:
    return int(datetime.now(UTC).timestamp()) // 3600


@st.cache_resource(max_entries=8, show_spinner=False)
def _on_sale(book_id: str, hour: int, claimed: bool, language: str) -> dict[str, str]:
    offers = default_catalog().on_sale(hour * 3600, claimed=claimed)
    return {offer.id: _named(offer, language) for offer in offers}


def _named(offer: Offer, language: str) -> str:
    mark = t("mark.claimed", language) if offer.status == "claimed" else ""
    return " · ".join(filter(None, (offer.name, seller(offer, language), mark)))


@st.cache_resource(max_entries=2, show_spinner=False)
def _claimed(book_id: str) -> frozenset[str]:
    return frozenset(offer.id for offer in default_catalog() if offer.status == "claimed")


@st.cache_resource(max_entries=2, show_spinner=False)
def _shortlist(book_id: str) -> tuple[str, ...]:
    return tuple(offer.id for offer in comparison.shortlist())


@st.cache_resource(max_entries=2, show_spinner=False)
def _known(book_id: str) -> Known:
    book = default_catalog()
    return Known(
        workloads=frozenset(packaged()),
        offers=frozenset(offer.id for offer in book),
        sellers=frozenset(offer.provider for offer in book),
        scales=frozenset(scale.key for scale in packaged_scales()),
    )
