"""Bills that stand beside the usage: their amounts laid on the usage of the same days and model."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any, NamedTuple

from calculator.bulk.known import Book, Sold
from calculator.reconcile.buckets import Bucket, Counted, Missing, day_of, picos_of
from calculator.reconcile.cells import Cell, facts_of
from pricing.offers import Offer

DAY = 86_400


class Span(NamedTuple):
    """An offer, a currency and the seconds that an amount is for."""

    offer: str
    currency: str
    since: int
    until: int


class Bill(NamedTuple):
    """The amounts of one span, of all kinds of tokens together."""

    offer: Offer | None
    usage: Missing
    """How the bill names it."""
    billed: int
    listed: int | None
    stated: int


def bills_of(relation: Any, book: Book) -> dict[Span, Bill]:
    """Rows of a bill added up by offer and period; names no offer goes by stand for themselves."""
    table = relation.to_arrow_table()
    billed, listed = picos_of(table["billed_amount"]), picos_of(table["listed_amount"])
    found: dict[Span, Bill] = {}
    for row, amount, before in zip(table.to_pylist(), billed, listed, strict=True):
        if row["reject"] is None and amount is not None and row["billed_currency"]:
            span, offer, usage = _named(row, book)
            whole = found.get(span, Bill(offer, usage, 0, 0, 0))
            both = None if before is None or whole.listed is None else whole.listed + before
            found[span] = Bill(offer, usage, whole.billed + amount, both, whole.stated + 1)
    return found


def _named(row: dict[str, Any], book: Book) -> tuple[Span, Offer | None, Missing]:
    provider, model = row["provider"] or "", row["model"] or ""
    sold = book.find((provider, model, "standard"))
    offer = sold.offer if isinstance(sold, Sold) else None
    name = offer.id if offer else f"{provider}/{model}"
    since = row["at"]
    until = row["until"] or since - since % DAY + DAY
    reason = f"billed, but no usage of {model or 'it'} on that day in the log"
    usage = Missing(provider, model, row["service_tier"] or "standard", reason, day_of(since))
    return Span(name, row["billed_currency"], since, until), offer, usage


def beside_bills(
    usage: Iterable[Counted], bills: dict[Span, Bill]
) -> tuple[list[Cell], list[Counted]]:
    """Cells of a bill and the usage it is for, and the usage that no bill is for."""
    starts: dict[str, list[Span]] = {}
    for span in sorted(bills, key=lambda span: span.since):
        starts.setdefault(span.offer, []).append(span)
    laid: dict[Span, list[Counted]] = {span: [] for span in bills}
    rest: list[Counted] = []
    for counted in usage:
        its = _span_of(counted.usage, starts)
        (laid[its] if its else rest).append(counted)
    return [_cell(span, bills[span], used) for span, used in laid.items()], rest


def _span_of(usage: Bucket | Missing, starts: dict[str, list[Span]]) -> Span | None:
    if isinstance(usage, Missing):
        return None
    spans = starts.get(usage.offer.id, [])
    second = usage.request.second
    position = bisect_right([span.since for span in spans], second) - 1
    return spans[position] if position >= 0 and second < spans[position].until else None


def _cell(span: Span, bill: Bill, used: list[Counted]) -> Cell:
    found = tuple(c.usage for c in used if isinstance(c.usage, Bucket))
    facts = facts_of(found[0] if found else bill.usage, bill.offer)
    tiers = {bucket.service_tier for bucket in found}
    if len(tiers) > 1:
        facts["service_tier"] = None
    return Cell(
        found,
        "" if found else bill.usage.reason,
        facts,
        day_of(span.since),
        span.currency,
        bill.billed,
        bill.listed,
        bill.stated,
        sum(counted.rows for counted in used) or bill.stated,
    )
