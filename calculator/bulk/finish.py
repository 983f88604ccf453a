"""From charged sums to the result: converted by the day, grouped as asked, the rest accounted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from calculator.bulk.arrays import numbers, whole
from calculator.bulk.grouping import Groups
from calculator.bulk.known import Book, Unsold
from calculator.bulk.notes import notes
from calculator.bulk.placed import Placing, in_time, place
from calculator.bulk.priced import PricedLog
from calculator.bulk.sold import Sold, billed_sums, month_of, sold
from calculator.bulk.sums import Group, OfferSum, Sum, Unpriced
from pricing.fx import FxRate, FxRates

EPOCH = date(1970, 1, 1)


def finish(
    buckets: pa.Table,
    book: Book,
    by: Sequence[str],
    *,
    currency: str | None = None,
    fx: FxRates | None = None,
) -> PricedLog:
    """Price what was counted.

    Raises:
        MissingRateError: no exchange rate for a currency on a day of use.
    """
    buckets, _ = in_time(buckets)
    placing = place(buckets, book)
    own = sold(buckets, placing, by, by_day=currency is not None)
    used: dict[tuple[str, date], FxRate] = {}
    shown = own if currency is None else _converted(own, currency, fx or FxRates.ecb(), used)
    total = shown.merged(Groups([shown.currency]))
    return PricedLog(
        tuple(by),
        _groups(shown, by),
        dict(sorted(zip(total.currency, _sums(total), strict=True))),
        _offer_sums(own),
        _unpriced(buckets, placing),
        currency,
        tuple(used[key] for key in sorted(used)),
        tuple(notes(buckets, placing, book, used.values())),
        book.catalog.book_id,
    )


def _converted(own: Sold, currency: str, fx: FxRates, used: dict[tuple[str, date], FxRate]) -> Sold:
    """The sums of each day and group in another currency, each rounded once to a pico."""
    by_day = own.merged(Groups([*own.keys, own.currency, own.day]))
    pairs = [
        (c, EPOCH + timedelta(int(d))) for c, d in zip(by_day.currency, by_day.day, strict=True)
    ]
    for base, day in dict.fromkeys(pairs):
        used[base, day] = fx.rate(base, currency, day)
    rates = [used[pair].value for pair in pairs]
    numerators = np.array([rate.numerator for rate in rates], dtype=object)
    denominators = np.array([rate.denominator for rate in rates], dtype=object)
    return replace(
        by_day,
        currency=np.full(len(rates), currency, dtype=object),
        amounts=by_day.amounts.times(numerators, denominators),
    )


def _groups(shown: Sold, by: Sequence[str]) -> tuple[Group, ...]:
    cells = shown.merged(Groups([*shown.keys, shown.currency]))
    columns = [_in_words(name, values) for name, values in zip(by, cells.keys, strict=True)]
    keys = zip(*columns, strict=True) if columns else [()] * len(cells.currency)
    groups = [Group(key, s) for key, s in zip(keys, _sums(cells), strict=True)]
    return tuple(
        sorted(groups, key=lambda g: ([(k is None, k or "") for k in g.key], g.sum.currency))
    )


def _in_words(name: str, values: Any) -> list[str | None]:
    """Days and months as ISO text; other keys as they are."""
    unit = {"day": "D", "month": "M"}.get(name)
    texts = np.datetime_as_string(values.astype(f"datetime64[{unit}]")) if unit else values
    return texts.tolist()  # type: ignore[no-any-return]


def _sums(entries: Sold) -> list[Sum]:
    amounts, sums = entries.amounts, entries.sums
    counts = {name: values for name, values in sums.items() if name != "rows"}
    plain = (amounts.cost, amounts.low, amounts.high, amounts.doubtful)
    parts = [{k: v for k, v in row.items() if v} for row in _dicts(amounts.parts, sums["rows"])]
    rest = (parts, _dicts(counts, sums["rows"]), sums["rows"], _dicts(entries.billed, sums["rows"]))
    return [Sum(*values) for values in zip(entries.currency, *plain, *rest, strict=True)]


def _dicts(columns: dict[str, Any], rows: Any) -> list[dict[str, int]]:
    """A dictionary for each entry of some columns, which may be none."""
    if not columns:
        return [{} for _ in rows]
    return [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]


def _offer_sums(own: Sold) -> tuple[OfferSum, ...]:
    merged = own.merged(Groups([own.offer_of]))
    months: dict[int, set[str]] = {}
    names = np.datetime_as_string(month_of(own.day).astype("datetime64[M]"))
    for offer, month in set(zip(own.offer_of.tolist(), names.tolist(), strict=True)):
        months.setdefault(offer, set()).add(month)
    found = [
        OfferSum(own.offers[offer], s, frozenset(months[offer]), EPOCH + timedelta(int(day)))
        for offer, day, s in zip(merged.offer_of, merged.day, _sums(merged), strict=True)
    ]
    return tuple(sorted(found, key=lambda f: (f.sum.currency, -f.sum.picos, f.offer.id)))


def _unpriced(buckets: pa.Table, placing: Placing) -> tuple[Unpriced, ...]:
    mine = np.flatnonzero(~placing.has_rates)
    table, outcome_of = buckets.take(whole(mine)), placing.outcome_of[mine]
    name_of = placing.name_of[mine]
    alike = Groups([_same_reason(placing, outcome_of), name_of])
    billed = billed_sums(table, alike)
    sums = {name: alike.sum(numbers(table[name])) for name in _COUNTED}
    found = []
    for i, first in enumerate(alike.first):
        outcome = placing.outcomes[outcome_of[first]]
        assert isinstance(outcome, Unsold)
        provider, model, service_tier = placing.names[name_of[first]]
        found.append(
            Unpriced(
                outcome.kind,
                outcome.message,
                provider,
                model,
                service_tier,
                sums["rows"][i],
                sums["requests"][i],
                sums["input_tokens"][i],
                sums["output_tokens"][i],
                {c: picos[i] for c, picos in billed.items()},
            )
        )
    return tuple(
        sorted(
            found, key=lambda u: (-u.rows, u.kind, u.reason, u.provider, u.model, u.service_tier)
        )
    )


_COUNTED = ("rows", "requests", "input_tokens", "output_tokens")


def _same_reason(placing: Placing, outcome_of: Any) -> Any:
    """A number for each kind and reason: outcomes of several moments may say the same."""
    number: dict[Any, int] = {}
    of_outcome = [number.setdefault(outcome, len(number)) if isinstance(outcome, Unsold) else -1
                  for outcome in placing.outcomes]  # fmt: skip
    return np.array(of_outcome, dtype=np.int64)[outcome_of]
