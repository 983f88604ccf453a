"""One typical request of a workload, priced: a bill made checkable by hand."""

from __future__ import annotations

from datetime import datetime

from calculator.cost import Cost, price
from calculator.usage import Usage
from calculator.workload import Workload
from pricing.catalog import Catalog
from pricing.offers import Offer


def typical_cost(
    job: Workload,
    offer: Offer,
    *,
    at: datetime,
    service_tier: str | None = None,
    catalog: Catalog | None = None,
) -> Cost:
    """One request of mean size, in whole tokens: a bill made checkable.

    Args:
        job: the workload.
        offer: who serves it.
        at: the request's instant.
        service_tier: the tier it runs in; that of most requests where left out.
        catalog: price sheets; the packaged ones where left out.

    Raises:
        NotPricedError, UsageError: as in `price`.
    """
    thinks = offer.always_thinks or (offer.thinking != "not_applicable" and bool(job.thinks))
    usage = typical_usage(job, thinks=thinks)
    tier = service_tier or main_tier(job)
    return price(usage, offer, at=at, service_tier=tier, thinking=thinks, catalog=catalog)


def main_tier(job: Workload) -> str:
    """The service tier that most requests of a workload run in.

    >>> from fractions import Fraction
    >>> main_tier(Workload("nightly", Fraction(1), service_tiers=(("batch", Fraction(3, 4)),)))
    'batch'
    """
    return max(job.shares, key=lambda pair: pair[1])[0]


def typical_usage(job: Workload, *, thinks: bool) -> Usage:
    """One request of mean size, in whole tokens; without thinking, its answer alone."""
    reasoning = round(job.reasoning) if thinks else 0
    size = round(job.input.mean)
    return Usage(
        input_tokens=size,
        output_tokens=round(job.answer.mean) + reasoning,
        cache_read_tokens=int(size * job.cached_share),
        cache_write_tokens=int(size * job.cache_write_share),
        reasoning_tokens=reasoning,
        web_searches=round(job.web_searches),
    )
