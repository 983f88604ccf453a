"""What a moved load comes to: its buckets placed on the target's rates, charged and converted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import numpy as np

from calculator.bulk.amounts import Amounts, amounts
from calculator.bulk.known import Unsold
from calculator.bulk.layout import UNKNOWN
from calculator.bulk.placed import Placed, Placing, place
from calculator.counterfactual.counts import moved_counts
from calculator.counterfactual.cuts import Bands, OwnBook
from calculator.counterfactual.load import ASKED, Load, grouped
from calculator.counterfactual.moved import Moved, moved
from calculator.counterfactual.targets import Target
from calculator.counterfactual.words import Note
from pricing.fx import FxRate, FxRates
from pricing.lines import Terms

EPOCH = date(1970, 1, 1)
_UNSURE = (
    ("unknown_mode", "mode", UNKNOWN),
    ("mean_size", "input_reach", 1),
    ("over_time", "until", 1),
)
"""Why low and high differ: a note, and from which value of a column on it is meant."""


@dataclass(frozen=True, slots=True)
class Charged:
    """A target's list cost in whole picos of the currency asked for."""

    target: Target
    amounts: Amounts
    """One entry: the whole."""
    fx: tuple[FxRate, ...]
    notes: tuple[Note, ...]


def charged(
    load: Load, target: Target, bands: list[Bands], book: OwnBook, currency: str, fx: FxRates
) -> Charged | Note:
    """What a load costs on a target, or why it cannot be served.

    Raises:
        MissingRateError: no exchange rate for its currency on a day of use.
    """
    there = moved(load, target, bands)
    placing = place(there.table, book)
    refusal = _refusal(load, there, placing)
    if refusal:
        return refusal
    placed = [o for o in placing.outcomes if isinstance(o, Placed)]
    alike = grouped([placing.outcome_of, there.day])
    counts, times = moved_counts({n: alike.sum(v) for n, v in there.sums.items()}, target)
    found = amounts(counts, [p.found for p in placed], placing.outcome_of[alike.first])
    days = there.day[alike.first]
    whole, rates = _converted(found, days, times, target.offer.currency, currency, fx)
    notes = (*there.notes, *_notes(target, placed, placing.outcome_of, there, counts))
    return Charged(target, whole, rates, notes)


def _refusal(load: Load, there: Moved, placing: Placing) -> Note | None:
    """The reason that keeps the most requests from being served."""
    requests: dict[str, int] = {}
    for i, outcome in enumerate(placing.outcomes):
        if isinstance(outcome, Unsold):
            mine = there.sums[ASKED][placing.outcome_of == i]
            requests[outcome.message] = requests.get(outcome.message, 0) + sum(mine)
    if not requests:
        return None
    most = max(requests, key=lambda reason: requests[reason])
    refused = sum(requests.values())
    if refused >= load.asked:
        return Note("refused", reason=most)
    return Note("unpriced", percent=percent(Fraction(refused, load.asked)), reason=most)


def percent(share: Fraction) -> str:
    """A share in per cent, never rounded to nothing or to all.

    >>> millionth = Fraction(1, 10**6)
    >>> [percent(share) for share in (Fraction(1, 3), millionth, 1 - millionth, Fraction(1))]
    ['33.3', '<0.1', '>99.9', '100']
    """
    tenths = round(share * 1000)
    if share and not tenths:
        return "<0.1"
    if share != 1 and tenths == 1000:  # noqa: PLR2004
        return ">99.9"
    return f"{tenths / 10:.1f}".removesuffix(".0")


def _converted(
    found: Amounts, days: Any, times: int, base: str, currency: str, fx: FxRates
) -> tuple[Amounts, tuple[FxRate, ...]]:
    """All days together; those of a day are converted together, each sum rounded once."""
    daily = grouped([days])
    summed, of_day = found.summed(daily), days[daily.first].tolist()
    rates: list[FxRate] = []
    if base != currency:
        rates = [fx.rate(base, currency, EPOCH + timedelta(day)) for day in of_day]
    if rates or times > 1:
        values = [rate.value for rate in rates] or [Fraction(1)] * len(of_day)
        above = np.array([value.numerator for value in values], dtype=object)
        below = np.array([value.denominator * times for value in values], dtype=object)
        summed = summed.times(above, below)
    return summed.summed(grouped([np.zeros(len(of_day), np.int64)])), tuple(dict.fromkeys(rates))


def _notes(
    target: Target, placed: list[Placed], outcome_of: Any, there: Moved, counts: dict[str, Any]
) -> Iterator[Note]:
    """What is doubtful about the prices that were used."""
    terms = [target.offer.terms[n] for n in sorted({t for p in placed for t in p.found.terms})]
    last = EPOCH + timedelta(int(there.day.max()))
    yield from doubts(terms, min(last, datetime.now(UTC).date()))
    if any(p.found.partly for p in placed):
        yield Note("partly")
    unsure = np.array([not p.found.certain for p in placed], dtype=bool)[outcome_of]
    for code, column, least in _UNSURE:
        if (there.table[column].to_numpy()[unsure] >= least).any():
            yield Note(code)
    if any(counts["cache_read_tokens"]) and any(map(_uncached, placed)):
        yield Note("no_cached_rate")


def doubts(terms: list[Terms], day: date) -> Iterator[Note]:
    """What must be said of prices on a day of use."""
    if any(t.status == "claimed" for t in terms):
        yield Note("claimed")
    stale = [t.retrieved for t in terms if t.stale_on(day)]
    if stale:
        yield Note("stale", day=min(stale))


def _uncached(placed: Placed) -> bool:
    fresh, cached = placed.found.mean[:2]
    return fresh == cached > 0
