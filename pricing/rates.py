"""Compile sheets into rate lines: the one place that knows what a pricing rule means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import product
from zoneinfo import ZoneInfo

from pricing.cells import Band, bands, slots
from pricing.entries import (
    Fee,
    FeeKind,
    PriceEntry,
    Rates,
    RateSet,
    TokenKind,
    Variant,
    Window,
)
from pricing.errors import SheetError, SheetProblem
from pricing.lines import FEE_RATES, FOREVER, TOKEN_RATES, RateLine, Terms
from pricing.money import PICO
from pricing.sheet import Model, Sheet
from pricing.source import Source
from pricing.strict_yaml import KeyPath

MILLION = 10**6
HOLIDAY_YEARS_AHEAD = 2
"""Holidays are cut out up to the end of this many years after a sheet's revision."""

PARENT: dict[TokenKind, TokenKind] = {
    "cache_read": "input",
    "cache_write": "input",
    "cache_write_long": "cache_write",
    "reasoning": "output",
}
"""The one fallback rule: a kind without a rate of its own is charged as its parent."""

_Rates = dict[str, int]
_Book = dict[tuple[str, str], tuple[Sheet, Model]]
_SURE = ("official", "community", "claimed")


@dataclass(frozen=True, slots=True)
class Compiled:
    """One offer, worked out: what `catalog` keeps and caches."""

    sheet: Sheet
    model_id: str
    listed: Model
    """The model as this provider lists it."""
    model: Model
    """The model whose prices apply: the listed one, or the one it resells."""
    currency: str
    terms: tuple[Terms, ...]
    lines: tuple[RateLine, ...]


@dataclass(frozen=True, slots=True)
class _Job:
    """An entry on its way to lines, with what is the same for all of them."""

    origin: Sheet
    """The sheet the entry stands in."""
    place: KeyPath
    """Where in it."""
    entry: PriceEntry
    thinking: str
    markup: Decimal
    resale_fees: dict[FeeKind, Fee]
    """What the reseller's own sheet asks for counted things; not marked up."""
    since: int
    until: int


def compile_sheets(sheets: Iterable[Sheet]) -> list[Compiled]:
    """Every offer of every sheet; a later sheet's model replaces an earlier one whole.

    Raises:
        SheetError: a rate finer than a pico per token, a resale of something unknown; with the
            first problem of every model that has one.
    """
    book = {(s.provider, model_id): (s, m) for s in sheets for model_id, m in s.models.items()}
    compiled: list[Compiled] = []
    problems: list[SheetProblem] = []
    for (_, model_id), (sheet, listed) in book.items():
        try:
            compiled.append(_compile_model(sheet, model_id, listed, book))
        except SheetError as error:
            problems += error.problems
    if problems:
        raise SheetError(list(dict.fromkeys(problems)))
    return compiled


def _compile_model(sheet: Sheet, model_id: str, listed: Model, book: _Book) -> Compiled:
    origin, model, own_id = _resolve(sheet, model_id, listed, book)
    zone = ZoneInfo(origin.timezone)
    starts = [_midnight(entry.from_, zone) for entry in model.prices]
    terms: list[Terms] = []
    lines: list[RateLine] = []
    for number, (since, end) in enumerate(zip(starts, [*starts[1:], FOREVER], strict=True)):
        entry = model.prices[number]
        job = _Job(
            origin=origin,
            place=("models", own_id, "prices", number),
            entry=entry,
            thinking=entry.thinking or model.thinking or "not_applicable",
            markup=1 + listed.markup / 100,
            resale_fees=sheet.fees if listed.resells else {},
            since=since,
            until=min(end, _midnight(entry.until, zone)) if entry.until else end,
        )
        for tier_name, rate_set, variant in _service_tiers(entry):
            own = variant.source if variant else None
            source = origin.source_of(own, entry.source, model.source)
            if listed.resells:
                source = _resold(source, sheet.source_of(listed.source), origin)
            terms.append(_terms(job, source, variant))
            lines += _lines(job, tier_name, rate_set, variant, len(terms) - 1)
    currency = model.currency or origin.currency
    return Compiled(sheet, model_id, listed, model, currency, tuple(terms), tuple(lines))


def _resolve(sheet: Sheet, model_id: str, listed: Model, book: _Book) -> tuple[Sheet, Model, str]:
    if listed.resells is None:
        return sheet, listed, model_id
    provider, _, target = listed.resells.partition("/")
    found = book.get((provider, target))
    if found is None or found[1].resells:
        said = f"models.{model_id}: resells {listed.resells!r}, which no sheet prices itself"
        raise SheetError([sheet.problem(("models", model_id, "resells"), said)])
    return *found, target


def _resold(price: Source, resale: Source, origin: Sheet) -> Source:
    """The source of a resold price: no surer and no fresher than that of the resale itself."""
    days = [day for day in (price.retrieved, resale.retrieved) if day]
    notes = (f"{origin.name}'s price", price.note, f"resold as {resale.url} says", resale.note)
    return price.model_copy(
        update={
            "status": max(price.status or "", resale.status or "", key=_SURE.index),
            "retrieved": min(days, default=None),
            "note": "; ".join(filter(None, notes)),
        }
    )


def _terms(job: _Job, source: Source, variant: Variant | None) -> Terms:
    entry, fees = job.entry, _fees(job, variant)
    notes = (source.note, entry.note, variant.note if variant else None)
    return Terms(
        since=str(entry.from_),
        until=str(entry.until or ""),
        thinking=job.thinking,
        status=source.status or "",
        url=source.url or "",
        retrieved=str(source.retrieved or ""),
        confidence=source.confidence or "",
        note="; ".join(filter(None, notes)),
        unpriced_fees=tuple(k for k in FEE_RATES[1:] if fees[k] is None),
    )


def _service_tiers(entry: PriceEntry) -> Iterator[tuple[str, RateSet, Variant | None]]:
    yield "standard", entry, None
    for name, variant in entry.service_tiers.items():
        yield name, variant if variant.multiply is None else entry, variant


def _lines(
    job: _Job, tier_name: str, rate_set: RateSet, variant: Variant | None, terms: int
) -> Iterator[RateLine]:
    """Lines of one service tier; a tier with rates of its own has them at every hour."""
    factor = (variant and variant.multiply) or Decimal(1)
    windows = job.entry.windows if rate_set is job.entry else {}
    fees = _fees(job, variant)
    cells = list(bands(rate_set.tiers, rate_set))
    last_year = job.origin.revision.year + HOLIDAY_YEARS_AHEAD
    for slot in slots(job.since, job.until, windows, last_year):
        window = windows.get(slot.window)
        for band, (low, high) in product(cells, _modes(job.thinking)):
            rates = _picos(job, band.rates, window, factor, thinking_on=bool(high))
            offset = 0
            if job.entry.tier_mode == "marginal":
                offset = _offset(job, cells, band, window, factor, rates["input"])
            yield RateLine(
                service_tier=tier_name,
                thinking_from=low,
                thinking_up_to=high,
                since=slot.since,
                until=slot.until,
                week_from=slot.week[0],
                week_until=slot.week[1],
                input_over=band.input_over,
                input_up_to=band.input_up_to,
                output_over=band.output_over,
                output_up_to=band.output_up_to,
                **rates,
                **{kind: picos or 0 for kind, picos in fees.items()},
                offset=offset,
                window=slot.window,
                terms=terms,
            )


def _modes(thinking: str) -> tuple[tuple[int, int], ...]:
    """The spans of the thinking switch (0 off, 1 on) that have rates of their own."""
    if thinking == "mode_rate":
        return (0, 0), (1, 1)
    return ((0, 0),) if thinking == "not_applicable" else ((0, 1),)


def _picos(
    job: _Job, rates: Rates, window: Window | None, factor: Decimal, *, thinking_on: bool
) -> _Rates:
    """Whole picos per token of each kind: overlays laid on, gaps filled, factors multiplied."""
    given = rates.given()
    if thinking_on and rates.when_thinking:
        given |= rates.when_thinking.given()
    if window and window.rates:
        given |= window.rates.given()
    if window and window.multiply:
        factor *= window.multiply
    filled = dict(given)
    for kind, parent in PARENT.items():
        filled.setdefault(kind, filled[parent])
    if job.thinking == "not_billed":
        filled["reasoning"] = Decimal(0)
    return {kind: _whole(job, kind, filled[kind] * factor * job.markup) for kind in TOKEN_RATES}  # type: ignore[index]


def _fees(job: _Job, variant: Variant | None) -> dict[str, int | None]:
    """Whole picos per counted thing, None where it has no price; the nearest price wins."""
    listed = {**job.origin.fees, **job.entry.fees, **(variant.fees if variant else {})}
    prices = {kind: (fee.price * job.markup, fee.per) for kind, fee in listed.items()}
    prices |= {kind: (fee.price, fee.per) for kind, fee in job.resale_fees.items()}
    return dict.fromkeys(FEE_RATES) | {
        kind: _whole(job, f"fees.{kind}", price, per) for kind, (price, per) in prices.items()
    }


def _offset(
    job: _Job, cells: list[Band], band: Band, window: Window | None, factor: Decimal, rate: int
) -> int:
    """What the tokens below a marginal band cost more, or less, than at the band's own rate."""
    below = [b for b in cells if b.input_up_to <= band.input_over]
    own = [_picos(job, b.rates, window, factor, thinking_on=False)["input"] for b in below]
    sizes = [b.input_up_to - max(b.input_over, 0) for b in below]
    return sum((o - rate) * size for o, size in zip(own, sizes, strict=True))


def _whole(job: _Job, kind: str, price: Decimal, per: int = MILLION) -> int:
    amount = price * PICO / per
    if amount != int(amount):
        said = (
            f"models.{job.place[1]} from {job.entry.from_}: {kind}: {price.normalize():f} per "
            f"{per:,} is finer than a million-millionth of a currency unit; write the rates out "
            "as the provider bills them, with at most six decimals per million"
        )
        raise SheetError([job.origin.problem((*job.place, *kind.split(".")), said)])
    return int(amount)


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(0), zone).astimezone(UTC).timestamp())
