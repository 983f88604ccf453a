"""Each bucket of a counted log set beside the rates of its offer, or beside why it has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from calculator.bulk.arrays import numbers, whole
from calculator.bulk.counted import SIZES
from calculator.bulk.cuts import WEEK_MINUTES, Cuts, days_and_dates
from calculator.bulk.frames import NAMES
from calculator.bulk.grouping import Groups
from calculator.bulk.known import Book, Name, Sold, Unsold
from calculator.bulk.layout import FEES, OFF
from calculator.bulk.reach import Found, Request, find
from calculator.bulk.rejects import REASONS
from calculator.charge import EPOCH_MINUTE
from calculator.logs.reasons import in_words
from pricing.errors import NotPricedError, UsageError
from pricing.offers import Offer, RateCard


class Placed(NamedTuple):
    """An offer and the rates that hold."""

    offer: Offer
    service_tier: str
    found: Found

    @property
    def price(self) -> str:
        """Which of the offer's prices: `thinking, peak, up to 128,000 input, from 2026-03-01`."""
        if len(self.found.lines) > 1:
            return "the mean of a period"
        card = RateCard(self.offer, self.found.lines[0])
        mode = "thinking" if card.line.thinking_from else ""
        return ", ".join(filter(None, (mode, card.window, card.band, f"from {card.terms.since}")))


@dataclass(frozen=True, slots=True)
class Placing:
    """What became of every bucket."""

    names: list[Name]
    name_of: Any
    """Position of each bucket's name."""
    outcomes: list[Placed | Unsold]
    outcome_of: Any
    """Position of each bucket's outcome."""

    @property
    def has_rates(self) -> Any:
        """Whether each bucket has rates."""
        return np.array([isinstance(o, Placed) for o in self.outcomes], dtype=bool)[self.outcome_of]


def in_time(buckets: pa.Table) -> tuple[pa.Table, pa.Array]:
    """The buckets by their seconds, and their positions before: engines count in any order."""
    order = whole(np.argsort(numbers(buckets["second"]), kind="stable"))
    return buckets.take(order), order


def place(buckets: pa.Table, book: Book) -> Placing:
    """Find the rates of buckets in time; those of the same rates are looked at once."""
    named = Groups([buckets[name] for name in NAMES])
    firsts = buckets.select(NAMES).take(whole(named.first)).to_pydict()
    names: list[Name] = list(zip(*firsts.values(), strict=True))
    columns = _request_columns(buckets)
    moment = _made_alike(columns, named.of_entry, names, book)
    rest = [columns[c] for c in Request._fields if c != "second"]
    refused = [buckets[c] for c in ("reject", "unreadable") if c in buckets.column_names]
    alike = Groups([named.of_entry, moment, *rest, *refused])
    held = {c: values[alike.first].tolist() for c, values in columns.items()}
    requests = map(Request._make, zip(*(held[c] for c in Request._fields), strict=True))
    whose = (names[i] for i in named.of_entry[alike.first])
    reasons = _refusals(buckets.take(whole(alike.first)))
    outcomes = [
        refusal or _outcome(request, name, book)
        for request, name, refusal in zip(requests, whose, reasons, strict=True)
    ]
    return Placing(names, named.of_entry, outcomes, alike.of_entry)


def _refusals(firsts: pa.Table) -> list[Unsold | None]:
    """Why the engine refused the rows of a bucket, if it did."""
    rejects = firsts["reject"].to_pylist()
    found = [Unsold("contradictory row", REASONS[n]) if n else None for n in rejects]
    if "unreadable" not in firsts.column_names:
        return found
    codes = firsts["unreadable"].to_pylist()
    told = [Unsold("unreadable row", in_words(code)) if code else None for code in codes]
    return [one or other for one, other in zip(told, found, strict=True)]


def _request_columns(buckets: pa.Table) -> dict[str, Any]:
    held = set(buckets.column_names)
    nothing = np.zeros(len(buckets), dtype=np.int64)
    plain = ("second", "until", "mode", "uncounted", *SIZES)
    columns = {name: numbers(buckets[name]).copy() for name in plain}
    for fee in FEES:
        columns[fee] = numbers(buckets[f"any_{fee}"]) if f"any_{fee}" in held else nothing
    return columns


def _made_alike(columns: dict[str, Any], name_of: Any, names: list[Name], book: Book) -> Any:
    """Give buckets of one price the same sizes and mode, and return a number of their moment.

    What no line of their offer tells apart was perhaps told apart by the engine, which did not
    know the offer.
    """
    moment = columns["second"].copy()
    order = np.argsort(name_of, kind="stable")
    ends = np.cumsum(np.bincount(name_of, minlength=len(names)))
    for name, mine in zip(names, np.split(order, ends)[:-1], strict=True):
        sold = book.find(name)
        if isinstance(sold, Sold):
            _sizes_alike(columns, mine, book.cuts(name))
            edges, weekly = days_and_dates(book.lines(name))
            if not weekly:
                _periods_alike(columns, mine, edges)
            own = mine[columns["until"][mine] == 0]
            moment[own] = _moments(columns["second"][own], edges, weekly=weekly)
    return moment


def _sizes_alike(columns: dict[str, Any], mine: Any, cuts: Cuts) -> None:
    for size in SIZES:
        bounds = np.array(cuts.inputs if size.startswith("input") else cuts.outputs)
        sizes = columns[size][mine]
        whole = bounds[np.searchsorted(bounds, np.minimum(sizes, bounds[-1]))]
        columns[size][mine] = np.where(sizes > 0, whole, 0) if "reach" in size else whole
    if not cuts.modal:
        columns["mode"][mine] = OFF


def _periods_alike(columns: dict[str, Any], mine: Any, edges: Sequence[int]) -> None:
    """A period that no edge parts is as good as an instant."""
    since, until = columns["second"][mine], columns["until"][mine]
    pieces = (np.searchsorted(edges, at, side="right") for at in (since, until - 1))
    columns["until"][mine[np.equal(*pieces)]] = 0


def _moments(seconds: Any, edges: Sequence[int], *, weekly: bool) -> Any:
    """A number for each second, the same for those that no edge parts."""
    piece = np.searchsorted(edges, seconds, side="right") * WEEK_MINUTES
    return piece + ((seconds // 60 + EPOCH_MINUTE) % WEEK_MINUTES if weekly else 0)


def _outcome(request: Request, name: Name, book: Book) -> Placed | Unsold:
    sold = book.find(name)
    if isinstance(sold, Unsold):
        return sold
    try:
        found = find(sold.offer, sold.service_tier, book.cuts(name), request)
    except NotPricedError as error:
        said, fee, _ = str(error).partition(" (1 used)")
        return Unsold("counted thing without a price" if fee else "no price on that date", said)
    except UsageError as error:
        silent = request.thinking and sold.offer.thinking == "not_applicable"
        reason = f"{sold.offer.id} does not think, yet is said to have" if silent else str(error)
        return Unsold("contradicts the model", reason)
    return Placed(sold.offer, sold.service_tier, found)
