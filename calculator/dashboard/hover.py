"""What the tooltips of bars say beside amounts: quantity × rate, thinking, source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache
from html import escape

from calculator.against import Bar
from calculator.charts import BarNotes
from calculator.dashboard import tables
from calculator.dashboard.marks import mark
from calculator.dashboard.text import count, t
from calculator.typical import main_tier, typical_cost
from calculator.workload import Workload
from pricing.errors import PricingError
from pricing.money import Money
from pricing.offers import Offer

_KINDS = {
    "input": ("input",),
    "cached": ("cache_read", "cache_write"),
    "output": ("output",),
    "thinking": ("reasoning",),
}


def bar_notes(
    bars: Iterable[Bar], jobs: tuple[Workload, ...], language: str
) -> dict[str, BarNotes]:
    """Tooltip lines by offer; quantities only where there is one workload to speak of."""
    job = jobs[0] if len(jobs) == 1 else None
    today = datetime.now(UTC).date()
    return {
        offer.id: BarNotes(
            _requests(offer, job, language) if job else {},
            _whole(offer, language),
            escape(mark(offer, today, language)),
        )
        for offer in (bar.best.offer for bar in bars)
    }


def _whole(offer: Offer, language: str) -> str:
    latest = offer.latest
    treatment = t(f"treatment.{offer.thinking}", language)
    status = t(f"status.{latest.status}", language)
    lines = (
        t("hover.treatment", language, treatment=treatment),
        t("hover.checked", language, status=status, day=latest.retrieved or "—"),
    )
    return "<br>".join(map(escape, lines))


def _requests(offer: Offer, job: Workload, language: str) -> dict[str, str]:
    """One typical request's quantity and list rate, by group; nothing where it has no price now."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    return _told(offer, replace(job, requests=Fraction(1)), language, now)


@lru_cache(maxsize=1024)
def _told(offer: Offer, job: Workload, language: str, at: datetime) -> dict[str, str]:
    """The same at a minute; prices change on none but full ones."""
    try:
        cost = typical_cost(job, offer, at=at)
    except PricingError:
        return {}
    tier = main_tier(job)
    key = "hover.request" if tier == "standard" else "hover.request.tier"
    said = {
        item.kind: t(
            key,
            language,
            tier=tier,
            quantity=count(item.quantity, language),
            rate=tables.rate(item.kind, Money(item.rate, offer.currency), language),
        )
        for item in cost.lines
    }
    return {
        group: "<br>".join(escape(said[kind]) for kind in kinds if kind in said)
        for group, kinds in _KINDS.items()
    }
