"""Compile sheets into rate lines: the one place that knows what a pricing rule means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from itertools import islice, product
from zoneinfo import ZoneInfo

from pricing.compile.cells import Band, bands, slots
from pricing.compile.job import PARENT, Job
from pricing.errors import SheetError, SheetProblem, did_you_mean
from pricing.files.strict_yaml import KeyPath
from pricing.lines import FEE_RATES, FOREVER, RateLine, Terms
from pricing.money import PICO
from pricing.sheets.entries import Rates, Window
from pricing.sheets.sheet import Model, Sheet
from pricing.sheets.source import Source

__all__ = ["PARENT", "Compiled", "compile_sheets"]

MILLION = 10**6
HOLIDAY_YEARS_AHEAD = 2
"""Holidays are cut out up to the end of this many years after a sheet's revision."""
MOST_TOLD = 200
"""More problems than that are one problem repeated."""
MAX_CELLS = 20_000
"""Stretches of time by bands of size that one entry may come to."""

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


def compile_sheets(sheets: Iterable[Sheet]) -> list[Compiled]:
    """Every offer of every sheet; a later sheet's model replaces an earlier one whole.

    Raises:
        SheetError: with every rate finer than a pico per token, and every resale of something
            unknown.
    """
    book = {(s.provider, model_id): (s, m) for s in sheets for model_id, m in s.models.items()}
    compiled: list[Compiled] = []
    problems: list[SheetProblem] = []
    for (_, model_id), (sheet, listed) in book.items():
        try:
            compiled.append(_compile_model(sheet, model_id, listed, book))
        except SheetError as error:
            problems += error.problems
        if len(problems) > MOST_TOLD:
            break
    if problems:
        raise SheetError(list(dict.fromkeys(problems)))
    return compiled


def _compile_model(sheet: Sheet, model_id: str, listed: Model, book: _Book) -> Compiled:
    origin, model, own_id = _resolve(sheet, model_id, listed, book)
    zone = ZoneInfo(origin.timezone)
    starts = [_midnight(entry.from_, zone) for entry in model.prices]
    terms: list[Terms] = []
    lines: list[RateLine] = []
    problems: dict[tuple[str, KeyPath], SheetProblem] = {}
    for number, (since, end) in enumerate(zip(starts, [*starts[1:], FOREVER], strict=True)):
        entry = model.prices[number]
        for service_tier in ("standard", *entry.service_tiers):
            job = Job(
                origin=origin,
                place=("models", own_id, "prices", number),
                entry=entry,
                service_tier=service_tier,
                thinking=entry.thinking or model.thinking or "not_applicable",
                seller=sheet,
                listed=listed,
                listed_id=model_id,
                since=since,
                until=min(end, _midnight(entry.until, zone)) if entry.until else end,
                problems=problems,
            )
            terms.append(_terms(job, model))
            lines += _lines(job, len(terms) - 1)
    if problems:
        raise SheetError(list(problems.values()))
    currency = model.currency or origin.currency
    return Compiled(sheet, model_id, listed, model, currency, tuple(terms), tuple(lines))


def _resolve(sheet: Sheet, model_id: str, listed: Model, book: _Book) -> tuple[Sheet, Model, str]:
    if listed.resells is None:
        return sheet, listed, model_id
    provider, _, target = listed.resells.partition("/")
    found = book.get((provider, target))
    if found is not None and not found[1].resells:
        return *found, target
    if found is not None:
        said = f"{listed.resells!r} is itself a resale: name {found[1].resells!r}, which it resells"
    else:
        priced = [f"{p}/{m}" for (p, m), (_, model) in book.items() if model.prices]
        hint = did_you_mean(listed.resells, priced) if target else ": write provider/model"
        said = f"no sheet has {listed.resells!r}{hint}"
    raise SheetError([sheet.problem(("models", model_id, "resells"), said)])


def _resold(price: Source, resale: Source, origin: Sheet) -> Source:
    """The source of a resold price: no surer and no fresher than that of the resale itself."""
    days = [day for day in (price.retrieved, resale.retrieved) if day]
    notes = (f"{origin.name}'s price", price.note, f"resold as {resale.url} says", resale.note)
    return price.model_copy(
        update={
            "status": max(filter(None, (price.status, resale.status)), key=_SURE.index),
            "retrieved": min(days, default=None),
            "note": "; ".join(filter(None, notes)),
        }
    )


def _terms(job: Job, model: Model) -> Terms:
    entry, variant, fees = job.entry, job.variant, job.fees()
    source = job.origin.source_of(variant.source if variant else None, entry.source, model.source)
    if job.listed.resells:
        source = _resold(source, job.seller.source_of(job.listed.source), job.origin)
    notes = (source.note, entry.note, variant.note if variant else None)
    closed = (window.except_.holidays for window in job.windows.values() if window.except_)
    return Terms(
        since=str(entry.from_),
        until=str(entry.until or ""),
        thinking=job.thinking,
        status=source.status or "",
        url=source.url or "",
        retrieved=str(source.retrieved or ""),
        confidence=source.confidence or "",
        note="; ".join(filter(None, notes)),
        unpriced_fees=tuple(kind for kind in FEE_RATES[1:] if kind not in fees),
        holidays=next(closed, ""),
    )


def _lines(job: Job, terms: int) -> Iterator[RateLine]:
    windows, fees = job.windows, _fees(job)
    cells = list(bands(job.rate_set.tiers, job.rate_set))
    last_year = job.origin.revision.year + HOLIDAY_YEARS_AHEAD
    cuts = list(islice(slots(job.since, job.until, windows, last_year), MAX_CELLS + 1))
    if len(cuts) * len(cells) > MAX_CELLS:
        job.too_many_cells(MAX_CELLS)
        return
    for slot in cuts:
        window = windows.get(slot.window)
        for band, (low, high) in product(cells, _modes(job.thinking)):
            rates = _picos(job, band.rates, window, thinking_on=bool(high))
            offset = 0
            if job.entry.tier_mode == "marginal":
                offset = _offset(job, cells, band, window, thinking_on=bool(high))
            yield RateLine(
                service_tier=job.service_tier,
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
                **fees,
                offset=offset,
                window=slot.window,
                terms=terms,
            )


def _modes(thinking: str) -> tuple[tuple[int, int], ...]:
    """The spans of the thinking switch (0 off, 1 on) that have rates of their own."""
    if thinking == "mode_rate":
        return (0, 0), (1, 1)
    return ((0, 0),) if thinking == "not_applicable" else ((0, 1),)


def _picos(job: Job, rates: Rates, window: Window | None, *, thinking_on: bool) -> _Rates:
    """Whole picos per token of each kind: overlays laid on, gaps filled, factors multiplied."""
    given = rates.given()
    if thinking_on and rates.when_thinking:
        given |= rates.when_thinking.given()
    if window and window.rates:
        given |= window.rates.given()
    for kind, parent in PARENT.items():
        given.setdefault(kind, given[parent])
    if job.thinking == "not_billed":
        given["reasoning"] = Decimal(0)
    factor = job.factor * ((window and window.multiply) or 1) * (PICO // MILLION)
    picos = {}
    for kind, price in given.items():
        picos[kind] = int(price * factor)
        if picos[kind] != price * factor:
            job.rate_too_fine(rates, window, kind, price, thinking_on=thinking_on)
    return picos  # type: ignore[return-value]


def _fees(job: Job) -> _Rates:
    """Whole picos per counted thing; zero where it has no price, which its terms say."""
    picos = dict.fromkeys(FEE_RATES, 0)
    for kind, (fee, markup, sheet, place) in job.fees().items():
        amount = Fraction(fee.price * markup * PICO) / fee.per
        picos[kind] = int(amount)
        if amount != picos[kind]:
            job.fee_too_fine(fee, sheet, place)
    return picos


def _offset(
    job: Job, cells: list[Band], band: Band, window: Window | None, *, thinking_on: bool
) -> int:
    """What the tokens below a marginal band cost more, or less, than at the band's own rate."""

    def rate(of: Band) -> int:
        return _picos(job, of.rates, window, thinking_on=thinking_on)["input"]

    below = [b for b in cells if b.input_up_to <= band.input_over]
    return sum((rate(b) - rate(band)) * (b.input_up_to - max(b.input_over, 0)) for b in below)


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(0), zone).timestamp())
