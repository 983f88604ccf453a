"""Offers side by side on the bill of a workload: ranked, with their parts, and who cannot serve."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calculator.monthly import PARTS
from calculator.projection import Projection, project
from calculator.provenance import Provenance
from calculator.slots import NotServedError
from calculator.workload import Workload
from pricing.catalog import Catalog, data_folder, default_catalog
from pricing.errors import NotPricedError, UnknownOfferError
from pricing.fx import FxRate, FxRates
from pricing.money import EXACT, Money
from pricing.offers import Offer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Ranked:
    """One offer's place in a comparison."""

    projection: Projection
    multiple: Decimal | None
    """The bill as a multiple of the cheapest; None where the cheapest costs nothing."""

    @property
    def offer(self) -> Offer:
        return self.projection.offer

    @property
    def total(self) -> Money:
        return self.projection.total


@dataclass(frozen=True, slots=True)
class NotServed:
    """An offer that cannot serve the workload, and why."""

    offer: Offer
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Offers from the cheapest up, and those that cannot serve.

    >>> from calculator.profiles import presets
    >>> job = presets()["support-bot"].workload()
    >>> offers = ["openai/gpt-5", "deepseek-cn/deepseek-v4-pro"]
    >>> found = compare(job, offers, start=date(2026, 3, 1))
    >>> [ranked.offer.id for ranked in found.ranked], [each.offer.id for each in found.not_served]
    (['openai/gpt-5'], ['deepseek-cn/deepseek-v4-pro'])
    """

    workloads: tuple[Workload, ...]
    ranked: tuple[Ranked, ...]
    not_served: tuple[NotServed, ...]
    currency: str
    start: date
    months: int
    book_id: str

    @property
    def cheapest_thinker(self) -> Ranked | None:
        """The cheapest offer that thinks."""
        return next((r for r in self.ranked if r.offer.thinking != "not_applicable"), None)

    @property
    def cheapest_elsewhere(self) -> Ranked | None:
        """The cheapest offer of another provider than the very cheapest."""
        first = self.ranked[0].offer.provider if self.ranked else ""
        return next((r for r in self.ranked if r.offer.provider != first), None)

    @property
    def middle(self) -> Ranked | None:
        """The offer in the middle of the ranking; of two, the cheaper."""
        return self.ranked[(len(self.ranked) - 1) // 2] if self.ranked else None

    @property
    def requests(self) -> int:
        """Requests of the whole span, as every offer is asked to serve them."""
        months = self.ranked[0].projection.months if self.ranked else ()
        return round(sum(m.requests for m in months))

    @property
    def oldest_check(self) -> str:
        """The day on which the least recently checked price was checked, or an empty text."""
        return min((day for r in self.ranked if (day := r.offer.latest.retrieved)), default="")

    @property
    def fx_used(self) -> tuple[FxRate, ...]:
        """The exchange rates that took part, each once, as units for one of the dearer currency."""
        return self.provenance.fx

    @property
    def provenance(self) -> Provenance:
        """The price book, and the exchange rates that took part."""
        rates = (m.fx for r in self.ranked for m in r.projection.months)
        return Provenance.of(self.book_id, rates)

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values; amounts are exact texts."""
        return {
            "workloads": [w.name for w in self.workloads],
            "currency": self.currency,
            "start": str(self.start),
            "months": self.months,
            **self.provenance.to_dict(),
            "ranked": [_row(r) for r in self.ranked],
            "not_served": [{"offer": n.offer.id, "reason": n.reason} for n in self.not_served],
        }

    def to_frame(self) -> pd.DataFrame:
        """One row an offer: ids, total and parts as exact `Decimal`s, rate and notes."""
        import pandas as pd

        rows = []
        for r in self.ranked:
            parts = {part: money.amount for part, money in r.projection.parts.items()}
            row = _row(r)
            row["notes"] = "; ".join(row["notes"])
            rows.append(row | {"total": r.total.amount, "multiple": r.multiple} | parts)
        frame = pd.DataFrame(rows)
        return frame.drop(columns=["parts"], errors="ignore")


def _row(ranked: Ranked) -> dict[str, Any]:
    projection = ranked.projection
    offer, fx = projection.offer, projection.months[0].fx
    return {
        "offer": offer.id,
        "name": offer.name,
        "total": str(ranked.total.amount),
        "currency": ranked.total.currency,
        "multiple": None if ranked.multiple is None else str(ranked.multiple),
        "parts": {part: str(money.amount) for part, money in projection.parts.items()},
        "pricing_currency": offer.currency,
        "fx": str(fx) if fx else None,
        "thinking": offer.thinking,
        "status": offer.status,
        "retrieved": offer.latest.retrieved,
        "sheet": str(offer.sheet),
        "notes": list(projection.notes),
    }


def compare(
    workloads: Workload | Iterable[Workload],
    offers: Iterable[str | Offer] | None = None,
    *,
    start: date | None = None,
    months: int = 1,
    currency: str = "USD",
    fx: FxRates | None = None,
    claimed: bool = False,
    catalog: Catalog | None = None,
) -> Comparison:
    """Rank offers on the bill of the whole workload.

    Args:
        workloads: one profile or several, billed together.
        offers: which offers; every one on sale at the start where left out.
        start: a day of the first month; the current month where left out.
        months: how many calendar months.
        currency: the currency all bills are shown in.
        fx: exchange rates; the ECB's where left out.
        claimed: whether prices that no source supports take part.
        catalog: price sheets; the packaged ones where left out.

    Raises:
        UnknownOfferError: an offer that is in no sheet.
        MissingRateError: no exchange rate for a currency.

    >>> from calculator.profiles import presets
    >>> offers = ["openai/gpt-5", "deepseek-cn/deepseek-chat"]
    >>> chat = presets()["support-bot"].workload()
    >>> for ranked in compare(chat, offers, start=date(2026, 3, 1)).ranked:
    ...     print(ranked.offer.id, ranked.total)
    deepseek-cn/deepseek-chat $354.853541
    openai/gpt-5 $3,041.648483
    """
    book = catalog if catalog is not None else default_catalog()
    jobs = (workloads,) if isinstance(workloads, Workload) else tuple(workloads)
    first = start or datetime.now(UTC).date()
    second = int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp())
    chosen = (
        book.on_sale(second, claimed=claimed)
        if offers is None
        else list(dict.fromkeys(book.offer(o) for o in offers))
    )
    served, not_served = _billed(jobs, chosen, first, months, currency, fx or FxRates.ecb(), book)
    served.sort(key=lambda p: (p.total.amount, p.offer.id))
    ranked = tuple(Ranked(p, _multiple(p.total, served[0].total)) for p in served)
    return Comparison(jobs, ranked, tuple(not_served), currency, first, months, book.book_id)


def _billed(
    jobs: tuple[Workload, ...],
    offers: Iterable[Offer],
    start: date,
    months: int,
    currency: str,
    fx: FxRates,
    book: Catalog,
) -> tuple[list[Projection], list[NotServed]]:
    """The bill on each offer, and those that cannot serve."""
    served: list[Projection] = []
    not_served: list[NotServed] = []
    for offer in offers:
        if reason := too_small(jobs, offer):
            not_served.append(NotServed(offer, reason))
            continue
        try:
            bill = project(
                jobs, offer, start=start, months=months, currency=currency, fx=fx, catalog=book
            )
        except (NotServedError, NotPricedError) as reason:
            not_served.append(NotServed(offer, str(reason)))
        else:
            served.append(bill)
    return served, not_served


def too_small(jobs: tuple[Workload, ...], offer: Offer) -> str:
    """Why the context window cannot hold the requests: their mean, or their 95th percentile."""
    window = offer.context_window
    if window is None:
        return ""
    for job in jobs:
        size = job.input.p95 or job.input.mean
        if size > window:
            return f"{job.name}: {int(size):,} input tokens exceed its context of {window:,}"
    return ""


def _multiple(money: Money, cheapest: Money) -> Decimal | None:
    if not cheapest.amount:
        return None
    return EXACT.divide(money.amount, cheapest.amount).quantize(Decimal("0.01"))


def shortlist(catalog: Catalog | None = None) -> list[Offer]:
    """The offers that people mostly compare (`data/shortlist.yaml`): a default, not a judgement."""
    from pricing.files import strict_yaml

    book = catalog if catalog is not None else default_catalog()
    names: tuple[str, ...] = strict_yaml.read(data_folder() / "shortlist.yaml").data["offers"]
    found = []
    for name in names:
        try:
            found.append(book.offer(name))
        except UnknownOfferError:
            continue
    return found


__all__ = ["PARTS", "Comparison", "NotServed", "Ranked", "compare", "shortlist"]
