"""Compile sheets into rate lines: the one place that knows what a pricing rule means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import groupby, pairwise, product
from zoneinfo import ZoneInfo

from pricing.entries import PriceEntry, Rates, RateSet, Source, Tier, TokenKind, Variant, Window
from pricing.errors import SheetError, SheetProblem
from pricing.lines import FEE_RATES, FOREVER, NO_LIMIT, TOKEN_RATES, RateLine, Terms
from pricing.money import PICO
from pricing.sheet import Model, Sheet
from pricing.windows import Span, holiday_spans, outside, pieces

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
class _Band:
    input_over: int
    input_up_to: int
    output_over: int
    output_up_to: int
    rates: Rates


@dataclass(frozen=True, slots=True)
class _Job:
    """An entry on its way to lines, with what is the same for all of them."""

    where: str
    entry: PriceEntry
    thinking: str
    markup: Decimal
    since: int
    until: int
    holiday_year: int


def compile_sheets(sheets: Iterable[Sheet]) -> list[Compiled]:
    """Every offer of every sheet; a later sheet's model replaces an earlier one whole.

    Raises:
        SheetError: a rate finer than a pico per token, a resale of something unknown.
    """
    book = {(s.provider, model_id): (s, m) for s in sheets for model_id, m in s.models.items()}
    return [_compile_model(sheet, key[1], listed, book) for key, (sheet, listed) in book.items()]


def _compile_model(sheet: Sheet, model_id: str, listed: Model, book: _Book) -> Compiled:
    origin, model = _resolve(sheet, model_id, listed, book)
    zone = ZoneInfo(origin.timezone)
    starts = [_midnight(entry.from_, zone) for entry in model.prices]
    terms: list[Terms] = []
    lines: list[RateLine] = []
    for entry, since, end in zip(model.prices, starts, [*starts[1:], FOREVER], strict=True):
        job = _Job(
            where=f"{sheet.provider}/{model_id} from {entry.from_}",
            entry=entry,
            thinking=entry.thinking or model.thinking or "not_applicable",
            markup=1 + listed.markup / 100,
            since=since,
            until=min(end, _midnight(entry.until, zone)) if entry.until else end,
            holiday_year=origin.revision.year + HOLIDAY_YEARS_AHEAD,
        )
        source = _source(entry.source, listed.source or model.source, sheet.source)
        for tier_name, rate_set, factor in _service_tiers(entry):
            own = rate_set.source if isinstance(rate_set, Variant | PriceEntry) else None
            terms.append(_terms(job, own.over(source) if own else source))
            lines += _lines(job, tier_name, rate_set, factor, len(terms) - 1)
    currency = model.currency or origin.currency
    return Compiled(sheet, model_id, listed, model, currency, tuple(terms), tuple(lines))


def _resolve(sheet: Sheet, model_id: str, listed: Model, book: _Book) -> tuple[Sheet, Model]:
    if listed.resells is None:
        return sheet, listed
    provider, _, target = listed.resells.partition("/")
    found = book.get((provider, target))
    if found is None or found[1].resells:
        said = f"models.{model_id}: resells {listed.resells!r}, which no sheet prices itself"
        raise SheetError([SheetProblem(f"{sheet.provider}.yaml", 1, said)])
    return found


def _source(entry: Source | None, model: Source | None, sheet: Source) -> Source:
    middle = model.over(sheet) if model else sheet
    return entry.over(middle) if entry else middle


def _terms(job: _Job, source: Source) -> Terms:
    return Terms(
        since=str(job.entry.from_),
        until=str(job.entry.until or ""),
        thinking=job.thinking,
        status=source.status or "",
        url=source.url or "",
        retrieved=str(source.retrieved or ""),
        confidence=source.confidence or "",
        note=source.note or "",
        unpriced_fees=tuple(k for k in FEE_RATES[1:] if k not in job.entry.fees),
    )


def _service_tiers(entry: PriceEntry) -> Iterator[tuple[str, RateSet, Decimal]]:
    yield "standard", entry, Decimal(1)
    for name, variant in entry.service_tiers.items():
        if variant.multiply is None:
            yield name, variant, Decimal(1)
        else:
            yield name, entry.model_copy(update={"source": variant.source}), variant.multiply


def _lines(
    job: _Job, tier_name: str, rate_set: RateSet, factor: Decimal, terms: int
) -> Iterator[RateLine]:
    """Lines of one service tier; a tier with rates of its own has them at every hour."""
    windows = job.entry.windows if isinstance(rate_set, PriceEntry) else {}
    fees = {k: _fee(job, k) for k in FEE_RATES}
    bands = list(_bands(rate_set.tiers, rate_set))
    modes = _modes(job.thinking)
    for since, until, week, name in _slots(job, windows):
        window = windows.get(name)
        for band, (low, high) in product(bands, modes):
            rates = _picos(job, band.rates, window, factor, thinking_on=bool(high))
            offset = 0
            if job.entry.tier_mode == "marginal":
                offset = _offset(job, bands, band, window, factor, rates["input"])
            yield RateLine(
                service_tier=tier_name,
                thinking_from=low,
                thinking_up_to=high,
                since=since,
                until=until,
                week_from=week[0],
                week_until=week[1],
                input_over=band.input_over,
                input_up_to=band.input_up_to,
                output_over=band.output_over,
                output_up_to=band.output_up_to,
                **rates,
                **fees,
                offset=offset,
                window=name,
                terms=terms,
            )


def _modes(thinking: str) -> tuple[tuple[int, int], ...]:
    """The spans of the thinking switch (0 off, 1 on) that have rates of their own."""
    if thinking == "mode_rate":
        return (0, 0), (1, 1)
    return ((0, 0),) if thinking == "not_applicable" else ((0, 1),)


def _slots(job: _Job, windows: Mapping[str, Window]) -> Iterator[tuple[int, int, Span, str]]:
    """Stretches of time and spans of the week in which one window, or none, is open."""
    spans = {name: window.spans() for name, window in windows.items()}
    closed = {name: _closed(job, window) for name, window in windows.items()}
    for piece in pieces(job.since, job.until, closed):
        taken = [span for name in piece.windows for span in spans[name]]
        for span in outside(taken):
            yield piece.since, piece.until, span, ""
        for name in piece.windows:
            for span in spans[name]:
                yield piece.since, piece.until, span, name


def _closed(job: _Job, window: Window) -> list[Span]:
    if window.except_ is None:
        return []
    first_year = datetime.fromtimestamp(job.since, UTC).year
    country = window.except_.holidays
    return holiday_spans(country, window.utc_offset, first_year, job.holiday_year)


def _bands(tiers: tuple[Tier, ...], flat: Rates) -> Iterator[_Band]:
    """Disjoint cells of input and output size; each takes the first tier that holds it."""
    if not tiers:
        yield _Band(-1, NO_LIMIT, -1, NO_LIMIT, flat)
        return
    bounds = [tier.bounds() for tier in tiers]
    inputs = sorted({b or NO_LIMIT for b, _ in bounds})
    outputs = sorted({b or NO_LIMIT for _, b in bounds})
    for input_over, input_up_to in pairwise([-1, *inputs]):
        column = [(up_to, _first_that_holds(tiers, input_up_to, up_to)) for up_to in outputs]
        over = -1
        for _, cells in groupby(column, key=lambda cell: id(cell[1])):
            *_, (up_to, tier) = cells
            yield _Band(input_over, input_up_to, over, up_to, tier)
            over = up_to


def _first_that_holds(tiers: tuple[Tier, ...], inputs: int, outputs: int) -> Tier:
    bounds = ((tier, *tier.bounds()) for tier in tiers)
    return next(t for t, i, o in bounds if inputs <= (i or NO_LIMIT) and outputs <= (o or NO_LIMIT))


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
    return {
        kind: _whole(filled[kind] * factor * job.markup, MILLION, f"{job.where}: {kind}")  # type: ignore[index]
        for kind in TOKEN_RATES
    }


def _fee(job: _Job, kind: str) -> int:
    fee = job.entry.fees.get(kind)  # type: ignore[call-overload]
    return _whole(fee.price * job.markup, fee.per, f"{job.where}: fees.{kind}") if fee else 0


def _offset(
    job: _Job, bands: list[_Band], band: _Band, window: Window | None, factor: Decimal, rate: int
) -> int:
    """What the tokens below a marginal band cost more, or less, than at the band's own rate."""
    below = [b for b in bands if b.input_up_to <= band.input_over]
    own = [_picos(job, b.rates, window, factor, thinking_on=False)["input"] for b in below]
    sizes = [b.input_up_to - max(b.input_over, 0) for b in below]
    return sum((o - rate) * size for o, size in zip(own, sizes, strict=True))


def _whole(price: Decimal, per: int, where: str) -> int:
    amount = price * PICO / per
    if amount != int(amount):
        said = (
            f"{where}: {price} per {per:,} is finer than a million-millionth of a currency unit; "
            "write the rates out as the provider bills them, with at most six decimals per million"
        )
        raise SheetError([SheetProblem(where.split("/", maxsplit=1)[0] + ".yaml", 1, said)])
    return int(amount)


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(0), zone).astimezone(UTC).timestamp())
