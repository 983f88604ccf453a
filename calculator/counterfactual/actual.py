"""The log as it ran, as a place in the ranking: what each seller is owed, added up."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from calculator.bulk.finish import finish
from calculator.bulk.known import book_of
from calculator.bulk.priced import PricedLog
from calculator.counterfactual.ranked import Place
from calculator.settle import settle
from pricing.catalog import Catalog
from pricing.fx import FxRates
from pricing.money import total

DOLLARS = "USD"


def shown_currency(actual: PricedLog) -> str:
    """The one currency a log is priced in, or dollars."""
    return next(iter(actual.totals)) if len(actual.totals) == 1 else DOLLARS


def as_it_ran(buckets: pa.Table, catalog: Catalog, currency: str, fx: FxRates) -> Iterator[Place]:
    """The place of the log itself.

    Raises:
        MissingRateError: no exchange rate for a currency on a day of use.
    """
    priced = finish(buckets, book_of(catalog), ("provider",), currency=currency, fx=fx)
    bills = []
    for group in priced.groups:
        mine = [o for o in priced.offers if o.offer.provider == group.key[0]]
        months = frozenset().union(*(o.months for o in mine))
        last = max(o.last for o in mine)
        bills.append(settle(group.sum.cost, mine[0].offer.sheet, at=last, months=len(months)))
    whole = priced.totals[currency]
    yield Place(
        None,
        whole.cost,
        whole.low,
        whole.high,
        whole.parts,
        total([bill.total for bill in bills], currency),
        tuple(bills),
        (),
    )
