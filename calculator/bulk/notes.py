"""What a reader must know before relying on a priced log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from calculator.bulk.arrays import numbers
from calculator.bulk.cuts import DAY
from calculator.bulk.known import Book, Sold
from calculator.bulk.layout import OFF_INFERRED, ON_INFERRED, UNKNOWN
from calculator.bulk.placed import Placed, Placing
from pricing.fx import FxRate

MOST_LISTED = 5


def notes(
    buckets: pa.Table, placing: Placing, book: Book, rates: Iterable[FxRate]
) -> Iterator[str]:
    """The notes, most general first."""
    rows = numbers(buckets["rows"])
    priced = placing.has_rates

    def count(where: Any) -> int:
        return int(rows[where & priced].sum())

    if missing := int(rows[~priced].sum()):
        yield f"{missing:,} of {int(rows.sum()):,} rows are not priced: the total is a floor"
    for number, said in _doubts(buckets, placing):
        if n := count(number):
            yield f"{n:,} rows {said}"
    yield from _wider_than_context(buckets, placing)
    yield from _sources(buckets, placing)
    yield from _names(placing, book)
    yield from _assumed(rates)


def _doubts(buckets: pa.Table, placing: Placing) -> Iterator[tuple[Any, str]]:
    mode = numbers(buckets["mode"])
    several = numbers(buckets["input_reach"]) > 0
    uncounted = numbers(buckets["uncounted"]) > 0
    summed = _of_found(placing, lambda p: len(p.found.lines) > 1)
    doubtful = _of_found(placing, lambda p: not p.found.certain)
    yield summed, "sum up a period: priced at the mean of the prices in force, weighted by time"
    partly = _of_found(placing, lambda p: p.found.partly)
    yield partly, "reach beyond the dates of known prices: the known ones count"
    sized = several & ~uncounted & doubtful
    yield sized, "sum up requests of unknown sizes: the tier of their mean size counts"
    yield uncounted & doubtful, "do not say how many requests they sum up: the lowest tier counts"
    yield (mode == UNKNOWN) & doubtful, "do not tell reasoning tokens: taken as not thinking"
    moded = _of_found(placing, _mode_rate)
    inferred = moded & np.isin(mode, (OFF_INFERRED, ON_INFERRED))
    yield inferred, "do not tell the thinking mode: taken as on where there are reasoning tokens"


def _of_found(placing: Placing, test: Any) -> Any:
    """Whether each bucket's outcome has rates that pass a test."""
    passed = [isinstance(o, Placed) and test(o) for o in placing.outcomes]
    return np.array(passed, dtype=bool)[placing.outcome_of]


def _mode_rate(placed: Placed) -> bool:
    return any(placed.offer.terms[t].thinking == "mode_rate" for t in placed.found.terms)


def _wider_than_context(buckets: pa.Table, placing: Placing) -> Iterator[str]:
    largest: dict[Any, int] = {}
    sizes = numbers(buckets["largest"])
    for position, outcome in enumerate(placing.outcomes):
        if isinstance(outcome, Placed) and outcome.offer.context_window:
            size = int(sizes[placing.outcome_of == position].max(initial=0))
            if size > outcome.offer.context_window:
                largest[outcome.offer] = max(size, largest.get(outcome.offer, 0))
    if largest:
        wide = [f"{o.id} ({size:,} of {o.context_window:,})" for o, size in largest.items()]
        yield f"requests of more input tokens than the known context window: {_listed(wide)}"


def _sources(buckets: pa.Table, placing: Placing) -> Iterator[str]:
    seconds = numbers(buckets["second"])[placing.has_rates]
    if not len(seconds):
        return
    last = datetime.fromtimestamp(int(seconds.max()) // DAY * DAY, UTC).date()
    used = {(o.offer, t) for o in placing.outcomes if isinstance(o, Placed) for t in o.found.terms}
    claimed = sorted({offer.id for offer, t in used if offer.terms[t].status == "claimed"})
    if claimed:
        yield f"claimed prices, which no source supports: {_listed(claimed)}"
    stale = sorted({offer.id for offer, t in used if offer.terms[t].stale_on(last)})
    if stale:
        yield f"prices last checked more than 90 days before {last}: {_listed(stale)}"


def _listed(names: Iterable[str]) -> str:
    shown = sorted(names)
    more = f" and {len(shown) - MOST_LISTED} more" if len(shown) > MOST_LISTED else ""
    return ", ".join(shown[:MOST_LISTED]) + more


def _names(placing: Placing, book: Book) -> Iterator[str]:
    taken = set()
    for provider, model, tier in placing.names:
        sold = book.find((provider, model, tier))
        if isinstance(sold, Sold) and (how := book.how(provider, model)):
            taken.add(f"{model!r} → {sold.offer.id} ({how})")
    if taken:
        yield f"names that are not an offer's own: {_listed(taken)}"


def _assumed(rates: Iterable[FxRate]) -> Iterator[str]:
    assumed = [rate for rate in rates if rate.assumed]
    if assumed:
        days = sorted({rate.day for rate in assumed if rate.day is not None})
        stale = ", and stale" if any(rate.stale for rate in assumed) else ""
        latest: date | str = days[-1] if days else "the last known day"
        yield f"days after {latest} are converted at its exchange rate, which is assumed{stale}"
