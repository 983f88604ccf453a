"""`reprice`: what a log would have cost on other offers, from one scan of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from calculator.bulk.engine import unread
from calculator.bulk.finish import finish
from calculator.bulk.frames import LABELS
from calculator.bulk.known import book_of
from calculator.bulk.placed import in_time, place
from calculator.bulk.priced import PricedLog
from calculator.counterfactual.actual import as_it_ran, shown_currency
from calculator.counterfactual.charged import Charged, charged
from calculator.counterfactual.counting import count_for
from calculator.counterfactual.cuts import OwnBook, bands_of
from calculator.counterfactual.load import Load, load_of
from calculator.counterfactual.ranked import NotServed, Place, Repriced
from calculator.counterfactual.served import place_of, unservable
from calculator.counterfactual.switch import Switch
from calculator.counterfactual.targets import Target, targets_of
from calculator.counterfactual.words import Note
from pricing.catalog import Catalog, default_catalog
from pricing.fx import FxRate, FxRates
from pricing.offers import Offer


def reprice(
    log: Any,
    on: str | Iterable[str | Offer],
    catalog: Catalog | None = None,
    *,
    switch: Switch | None = None,
    own: Mapping[str, Switch] | None = None,
    by: Sequence[str] = ("model",),
    currency: str | None = None,
    fx: FxRates | None = None,
) -> Repriced:
    """Price a log as it ran, and as it would have run on other offers at the same moments.

    The log is counted once, whatever the number of offers. Compared are the rows that have a
    price as they ran; where none has, because the log names no known model, all sound rows are.

    Args:
        log: as in `price_log`; several in a list are priced as one.
        on: offers, or `all`.
        catalog: price sheets; the packaged ones where left out.
        switch: what is assumed of usage that moves; nothing changes where left out.
        own: other assumptions for some, by offer or provider.
        by: what the actual cost is grouped by, as in `price_log`.
        currency: of the ranking; that of the log's own prices where there is one, else dollars.
        fx: exchange rates; the ECB's where left out. Each day has its own.

    Raises:
        UsageError: not a log; assumptions that cannot be.
        UnknownOfferError: no such offer.
        MissingRateError: no exchange rate for a currency on a day of use.

    >>> log = pa.table({"at": [1772323200], "model": ["openai/gpt-5"],
    ...     "input_tokens": [100_000], "output_tokens": [10_000]})
    >>> print(reprice(log, ["openai/gpt-5-mini"], currency="USD").to_frame()[["offer", "bill"]])
                   offer            bill
    0  openai/gpt-5-mini  0.045000000000
    1          as it ran  0.225000000000
    """
    book = catalog if catalog is not None else default_catalog()
    common = switch or Switch()
    targets = targets_of(book, on, common, own or {})
    labels = [name for name in by if name in LABELS]
    logs = list(log) if isinstance(log, list | tuple) else [log]
    buckets = count_for(logs, book, targets, labels)
    found = ranking(buckets, book, targets, common, by=by, currency=currency, fx=fx)
    return replace(found, actual=found.actual.with_unread(unread(logs)))


def ranking(
    buckets: pa.Table,
    catalog: Catalog,
    targets: Sequence[Target],
    switch: Switch,
    *,
    by: Sequence[str] = (),
    currency: str | None = None,
    fx: FxRates | None = None,
) -> Repriced:
    """Price and rank what `count_for` counted for these targets.

    Raises:
        MissingRateError: no exchange rate for a currency on a day of use.
    """
    buckets, _ = in_time(buckets)
    actual = finish(buckets, book_of(catalog), by, currency=currency, fx=fx)
    shown, rates = currency or shown_currency(actual), fx or FxRates.ecb()
    load, left_out = _compared(buckets, catalog, actual)
    used: dict[FxRate, None] = dict.fromkeys(actual.fx)
    places = [*as_it_ran(buckets, catalog, shown, rates)] if actual.rows_priced else []
    not_served = []
    for target, found in _on_each(load, catalog, targets, shown, rates):
        if isinstance(found, Note):
            not_served.append(NotServed(target.offer, found))
            continue
        used |= dict.fromkeys(found.fx)
        places.append(_noted(place_of(found, load, shown), target, switch))
    return Repriced(
        actual,
        tuple(sorted(places, key=lambda p: (p.bill.amount, p.name))),
        tuple(not_served),
        tuple(switch.assumptions()),
        shown,
        load.rows,
        load.asked,
        left_out,
        tuple(sorted(used, key=lambda rate: (rate.base, str(rate.day)))),
        catalog.book_id,
    )


def _compared(buckets: pa.Table, catalog: Catalog, actual: PricedLog) -> tuple[Load, int]:
    """The load that is compared, and how many rows of the log are not in it."""
    sound = (buckets["reject"].to_numpy() == 0) & pc.equal(buckets["unreadable"], "").to_numpy()
    if actual.rows_priced:
        sound = place(buckets, book_of(catalog)).has_rates
    load = load_of(buckets, sound)
    return load, actual.rows - load.rows


def _on_each(
    load: Load, catalog: Catalog, targets: Sequence[Target], currency: str, fx: FxRates
) -> Iterator[tuple[Target, Charged | Note]]:
    bands, book = bands_of(targets), OwnBook(catalog, targets)
    for target in targets if load.rows else ():
        refusal = unservable(load, target)
        yield target, refusal or charged(load, target, bands, book, currency, fx)


def _noted(found: Place, target: Target, common: Switch) -> Place:
    """The place, saying what is assumed of this offer alone."""
    if target.switch == common:
        return found
    usual = {*common.assumptions()}
    said = "; ".join(str(n) for n in target.switch.assumptions() if n not in usual)
    return replace(found, notes=(Note("own", said=said), *found.notes))
