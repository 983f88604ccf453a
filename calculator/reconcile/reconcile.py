"""`reconcile`: what was billed beside what the price book says, and why they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from calculator.bulk.frames import LABELS
from calculator.bulk.known import Book
from calculator.bulk.sold import BY
from calculator.logs.sellers import taken
from calculator.reconcile.alternatives import Alternatives
from calculator.reconcile.buckets import Bucket, Counted
from calculator.reconcile.cells import Cell
from calculator.reconcile.compared import Compared, compared
from calculator.reconcile.explain import Explained, alone, explained
from calculator.reconcile.rates import DayRates
from calculator.reconcile.ratios import grain
from calculator.reconcile.result import Reconciliation
from calculator.reconcile.summed import findings, groups, totals
from calculator.reconcile.terms import Seen, Terms, terms_of
from pricing.catalog import Catalog, default_catalog
from pricing.errors import UsageError, did_you_mean
from pricing.fx import FxRates
from pricing.money import Money

GROUPS = tuple(name for name in BY if name != "price")
"""What can be grouped by; what a price was is what is asked here."""
PAIRS_UP_TO = 2_000
"""Of so many amounts without a simple reason, two changes at once are tried."""


def reconcile(
    log: Any,
    catalog: Catalog | None = None,
    *,
    by: Sequence[str] = ("model",),
    currency: str | None = None,
    fx: FxRates | None = None,
    tax: Decimal | None = None,
) -> Reconciliation:
    """Compare what a log says was charged with what the price book says.

    The steps from estimate to bill are laid in the order of `CAUSES` and add up exactly. A cause
    is named only where it comes to the amount, but for rounding, or (and then it says so) where
    the amount lies within the bounds of what the log does not tell.

    Args:
        log: a log that was read, with its bills; or a frame with `billed_amount` and
            `billed_currency` beside the columns of `price_log`.
        catalog: price sheets; the packaged ones where left out.
        by: what to group by: day, month, provider, model, offer, service_tier, key, tag, user.
        currency: show every amount in this currency, at the rate of its UTC day.
        fx: exchange rates; the ECB's where left out.
        tax: per cent added to the bill, where you know it and the price sheet does not.

    Raises:
        UsageError: not a log, or nowhere in it stands what was charged.
        MissingRateError: no exchange rate for a currency on a day of use.

    >>> import pyarrow as pa
    >>> log = pa.table({"at": [1772323200], "model": ["openai/gpt-5"], "input_tokens": [1_000_000],
    ...     "output_tokens": [0], "billed_amount": [0.625], "billed_currency": ["USD"]})
    >>> fall = reconcile(log).totals["USD"]
    >>> print(fall.estimate, fall.step("service_tier"), fall.billed)
    $1.250000 -$0.625000 $0.625000
    """
    for name in by:
        if name not in GROUPS:
            hint = did_you_mean(name, GROUPS)
            raise UsageError(f"cannot group by {name!r}{hint}; there are {', '.join(GROUPS)}")
    book = Book(catalog if catalog is not None else default_catalog())
    found = compared(log, book, [name for name in by if name in LABELS])
    rates = DayRates(fx or FxRates.ecb())
    reasons = list(_explained(found.cells, rates, tax))
    shown = groups(reasons, by, currency, rates)
    return Reconciliation(
        tuple(by),
        totals(shown),
        shown,
        findings(reasons, currency, rates),
        sum(counted.rows for counted in found.unbilled),
        _list_cost(found.unbilled),
        (*_settled(log, book.catalog), *_notes(found)),
        book.catalog.book_id,
    )


def _explained(cells: Sequence[Cell], rates: DayRates, tax: Decimal | None) -> Iterator[Explained]:
    """The cells of one seller and currency together, since they share their terms."""
    accounts: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        seller = "" if cell.missing else cell.offer.provider
        accounts.setdefault((seller, cell.currency), []).append(cell)
    for account in accounts.values():
        yield from _account(account, rates, tax)


def _account(cells: Sequence[Cell], rates: DayRates, tax: Decimal | None) -> Iterator[Explained]:
    alternatives = Alternatives()
    seen = [Seen(cell, rates.between(cell)) for cell in cells]
    plain = Terms(grain([one.target for one in seen]))

    def simple(one: Seen) -> bool:
        return alone(one, plain, alternatives)

    priced = [one for one in seen if not one.cell.missing]
    common = terms_of(priced, plain.grain, tax, simple) if priced else plain
    own = _by_offer(priced, [plain, common], tax, simple) if common == plain else {}
    open_ = [one for one in priced if not one.fits(common, one.cell.picos)]
    most = 2 if len(open_) <= PAIRS_UP_TO else 1
    for one in seen:
        offer = "" if one.cell.missing else one.cell.offer.id
        known = list(dict.fromkeys([plain, common, own.get(offer, plain)]))
        yield explained(one, known, alternatives, most)


def _by_offer(
    seen: Iterable[Seen], known: Sequence[Terms], tax: Decimal | None, simple: Any
) -> dict[str, Terms]:
    """Terms of each offer by itself, where none hold for the whole account."""
    offers: dict[str, list[Seen]] = {}
    for one in seen:
        offers.setdefault(one.cell.offer.id, []).append(one)
    return {
        offer: terms_of(several, known[0].grain, tax, simple) for offer, several in offers.items()
    }


def _list_cost(unbilled: Iterable[Counted]) -> dict[str, Money]:
    picos: dict[str, int] = {}
    for counted in unbilled:
        if isinstance(counted.usage, Bucket):
            currency = counted.usage.offer.currency
            picos[currency] = picos.get(currency, 0) + counted.usage.picos
    return {currency: Money.of_picos(n, currency) for currency, n in sorted(picos.items())}


def _settled(log: Any, catalog: Catalog) -> tuple[str, ...]:
    """What the currency of the bill has told about who sold it."""
    if not getattr(log, "settles", False):
        return ()
    names = log.relation.project("coalesce(provider, ''), coalesce(model, '')")
    return taken(names.distinct().fetchall(), catalog)


def _notes(found: Compared) -> Iterator[str]:
    rows = sum(counted.rows for counted in found.unbilled)
    if rows:
        yield f"{rows:,} rows do not say what was charged, and no bill beside them does"
    if found.repeated:
        yield f"{found.repeated:,} amounts of a bill are left out: the usage states its own"
    if not found.apart:
        yield "alike rows are compared together: where rules differ among them, it is unexplained"
