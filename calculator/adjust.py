"""What-if: a workload cached, batched or retried otherwise, an offer at one's own discount or VAT.

Nothing here prices anything. A changed workload or offer goes through the same engine as any.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from calculator.workload import Workload
from pricing.offers import ChargeFacts, Offer, TaxFacts

BATCH = "batch"


@dataclass(frozen=True, slots=True)
class Adjustments:
    """Changes laid over workloads and offers; what is None or zero stays as it is."""

    cached_share: Fraction | None = None
    """Share of the input that is read from a cache."""
    batch_share: Fraction | None = None
    """Share of the requests in the batch tier."""
    tiers: tuple[tuple[str, Fraction], ...] = ()
    """Shares of the requests in other service tiers, by the vendors' words: `flex`, `priority`."""
    retries: Fraction = Fraction(0)
    """Requests sent again, as a share of those asked for; each is billed like any other."""
    discount: Decimal = Decimal(0)
    """A negotiated discount in per cent of the list price."""
    discount_from: str = ""
    """The provider that grants it; all of them where empty."""
    vat: Decimal | None = None
    """VAT in per cent, added where the sheet says nothing of tax."""


def adjusted_job(job: Workload, by: Adjustments) -> Workload:
    """A workload with another cached share, other service tiers or with retries.

    What is read from a cache is not written to it, and what runs in one tier runs in no other:
    the workload's own shares that no longer fit beside the new ones are cut to what is left.

    Raises:
        WorkloadError: the new shares of tiers exceed the whole.

    >>> job = Workload("bot", Fraction(100), cache_write_share=Fraction(1, 2))
    >>> adjusted_job(job, Adjustments(cached_share=Fraction(3, 4))).cache_write_share
    Fraction(1, 4)
    >>> adjusted_job(job, Adjustments(retries=Fraction(1, 20))).requests
    Fraction(105, 1)
    """
    cached = job.cached_share if by.cached_share is None else by.cached_share
    return replace(
        job,
        requests=job.requests * (1 + by.retries),
        cached_share=cached,
        cache_write_share=min(job.cache_write_share, 1 - cached),
        service_tiers=_tiers(job, by),
    )


def _tiers(job: Workload, by: Adjustments) -> tuple[tuple[str, Fraction], ...]:
    batch = () if by.batch_share is None else ((BATCH, by.batch_share),)
    given = dict((*batch, *by.tiers))
    left, kept = 1 - sum(given.values(), Fraction(0)), []
    for name, share in job.service_tiers:
        if name not in given:
            kept.append((name, min(share, left)))
            left -= kept[-1][1]
    return (*kept, *(pair for pair in given.items() if pair[1]))


def adjusted_offer(offer: Offer, by: Adjustments) -> Offer:
    """An offer whose bill has one more charge, the discount, and VAT where it had no tax."""
    sheet = offer.sheet
    if by.discount and by.discount_from in ("", offer.provider):
        own = ChargeFacts("negotiated discount", f"{-by.discount:f}", None)
        sheet = sheet._replace(charges=(own, *sheet.charges))
    if by.vat is not None and sheet.tax is None:
        sheet = sheet._replace(tax=TaxFacts("VAT", f"{by.vat:f}", included=False))
    if sheet is offer.sheet:
        return offer
    changed = copy(offer)
    changed.sheet = sheet
    return changed
