"""What a change of the price book does to the bill of a workload, offer by offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from calculator.projection import Projection, project
from calculator.slots import NotServedError, month_starts
from calculator.workload import Workload
from pricing.catalog import Catalog
from pricing.changes.diff import PriceDiff
from pricing.changes.side_by_side import percent_words, rise
from pricing.errors import NotPricedError
from pricing.fx import FxRate, FxRates
from pricing.money import Money


@dataclass(frozen=True, slots=True)
class BillChange:
    """The bill of the workload on one offer, at the prices of each edition."""

    offer: str
    old: Money | None
    """None where the earlier edition cannot serve the workload there."""
    new: Money | None
    why_not: str
    """Why a bill is missing."""

    @property
    def rise(self) -> Fraction | None:
        """How much the bill rises, as a part of the old one; None from zero or without one."""
        if self.old is None or self.new is None or self.old.currency != self.new.currency:
            return None
        return rise(Fraction(self.old.amount), Fraction(self.new.amount))

    def rises_above(self, percent: Fraction) -> bool:
        """Whether the bill rises by more than so many per cent; from zero is more than any."""
        if self.old is None or self.new is None or self.old.currency != self.new.currency:
            return False
        return self.rise is None or self.rise > percent / 100

    def to_dict(self) -> dict[str, Any]:
        """The change as plain JSON values; amounts are exact texts."""
        known = self.new or self.old
        both = self.old is not None and self.new is not None
        return {
            "offer": self.offer,
            "old": str(self.old.amount) if self.old else None,
            "new": str(self.new.amount) if self.new else None,
            "currency": known.currency if known else None,
            "change": percent_words(self.rise) if both else None,
            "why_not": self.why_not or None,
        }


@dataclass(frozen=True, slots=True)
class BillDiff:
    """Bills of a workload that differ between two editions, the largest rise first."""

    workloads: tuple[Workload, ...]
    month: date
    months: int
    bills: tuple[BillChange, ...]
    same: int
    """Offers whose prices differ, but not this bill."""
    fx_used: tuple[FxRate, ...]

    def risen_above(self, percent: Fraction) -> tuple[BillChange, ...]:
        """The bills that rise by more than so many per cent."""
        return tuple(bill for bill in self.bills if bill.rises_above(percent))

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain JSON values."""
        return {
            "workloads": [w.name for w in self.workloads],
            "month": f"{self.month:%Y-%m}",
            "months": self.months,
            "bills": [bill.to_dict() for bill in self.bills],
            "same": self.same,
            "fx": [str(rate) for rate in self.fx_used],
        }


def diff_bills(
    diff: PriceDiff,
    workloads: Workload | Iterable[Workload],
    *,
    start: date | None = None,
    months: int = 1,
    currency: str | None = None,
    fx: FxRates | None = None,
) -> BillDiff:
    """The bill of a workload at the prices of each edition, for every offer that differs.

    Both bills are of the same months, so that only prices differ; the prices of an edition that is
    a day are held for all of them.

    Args:
        diff: the two editions, compared.
        workloads: one profile or several, billed together.
        start: a day of the first month; where left out, the first month in which every change
            holds throughout, or the current one if that is later.
        months: how many calendar months.
        currency: the currency of all bills; each offer's own where left out.
        fx: exchange rates; the ECB's where left out.

    Raises:
        MissingRateError: no exchange rate for a currency.
    """
    jobs = (workloads,) if isinstance(workloads, Workload) else tuple(workloads)
    month = month_starts(start or bill_month(diff), 1)[0]
    books = [edition.held(month - timedelta(days=7)) for edition in (diff.before, diff.after)]
    used: dict[FxRate, None] = {}

    def billed(offer: str, book: Catalog) -> tuple[Money | None, str]:
        if not offer:
            return None, ""
        try:
            done = project(
                jobs, offer, start=month, months=months, currency=currency, fx=fx, catalog=book
            )
        except (NotServedError, NotPricedError) as reason:
            return None, str(reason)
        used.update(dict.fromkeys(_rates_used(done)))
        return done.total, ""

    bills = []
    for name, *ids in _offers(diff):
        (old, before), (new, after) = map(billed, ids, books)
        bills.append(
            BillChange(name, old, new, "; ".join(dict.fromkeys(filter(None, (before, after)))))
        )
    changed = [bill for bill in bills if bill.old != bill.new]
    changed.sort(key=lambda bill: (-(bill.rise or 0), bill.offer))
    same = len(bills) - len(changed)
    return BillDiff(jobs, month, months, tuple(changed), same, tuple(used))


def bill_month(diff: PriceDiff, today: date | None = None) -> date:
    """The first month in which every change holds throughout, or the current one if later.

    Between two days it is the month of the later edition's.
    """
    if diff.after.day:
        return diff.after.day.replace(day=1)
    now = today or datetime.now(UTC).date()
    latest = max((change.since for change in diff.rates), default=now)
    following = (latest - timedelta(days=1)).replace(day=1)
    return max(now.replace(day=1), month_starts(following, 2)[1])


def _offers(diff: PriceDiff) -> Iterator[tuple[str, str, str]]:
    """Name, id in the earlier edition and in the later one of each offer to be billed."""
    yield from ((new.id, old.id, new.id) for old, new in diff.pairs)
    yield from ((offer.id, "", offer.id) for offer in diff.added)
    yield from ((offer.id, offer.id, "") for offer in diff.removed)


def _rates_used(done: Projection) -> Iterator[FxRate]:
    return (m.fx for m in done.months if m.fx is not None and m.fx.base != m.fx.quote)
