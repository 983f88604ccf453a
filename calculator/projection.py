"""A workload on an offer, month by month: weighted usage rows through the one engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from calculator.charge import applies, quantities
from calculator.monthly import PARTS, Month, bill_of_month, last_day
from calculator.slots import NotServedError, lines_in, month_bounds, month_starts, slots
from calculator.workload import Volume, Workload
from pricing.calendars import calendar_doubt
from pricing.catalog import Catalog, default_catalog
from pricing.fx import FxRates
from pricing.lines import NO_LIMIT, RATES, RateLine
from pricing.money import Money, total
from pricing.offers import Offer

_NONE, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Projection:
    """The bill of one or more workloads on one offer over some months.

    >>> from calculator.workload import TokenSize
    >>> chat = Workload("chat", Fraction(1_000), input=TokenSize(Fraction(3_000)),
    ...     output=TokenSize(Fraction(500)))
    >>> bill = project(chat, "openai/gpt-5", start=date(2026, 3, 1))
    >>> {part: str(money) for part, money in bill.parts.items() if money.amount}
    {'input': '$116.250000', 'output': '$155.000000'}
    """

    offer: Offer
    months: tuple[Month, ...]
    notes: tuple[str, ...]
    book_id: str

    @property
    def total(self) -> Money:
        """All months together, in the report currency."""
        first = self.months[0].total
        if len(self.months) == 1:
            return first
        return total([m.total for m in self.months], first.currency)

    @property
    def parts(self) -> dict[str, Money]:
        """The total by part; they add up to it exactly."""
        currency = self.months[0].total.currency
        return {part: total([m.parts[part] for m in self.months], currency) for part in PARTS}


def project(
    workloads: Workload | Iterable[Workload],
    offer: str | Offer,
    *,
    start: date | None = None,
    months: int = 1,
    currency: str | None = None,
    fx: FxRates | None = None,
    catalog: Catalog | None = None,
) -> Projection:
    """What workloads cost on an offer in each calendar month (UTC), at the prices then in force.

    Args:
        workloads: one profile or several; the bill is for all of them together.
        offer: as in `price`.
        start: a day of the first month; the current month where left out.
        months: how many months.
        currency: report currency; the offer's own where left out.
        fx: exchange rates; the ECB's where left out. A month is converted at the rate of its
            last day, or the latest known one.
        catalog: price sheets; the packaged ones where left out.

    Raises:
        NotServedError: the offer cannot serve a workload, with the reason.
        UnknownOfferError, NotPricedError, MissingRateError: as in `price`.

    >>> from calculator.workload import TokenSize
    >>> chat = Workload("chat", Fraction(1_000), input=TokenSize(Fraction(3_000)),
    ...     output=TokenSize(Fraction(500)))
    >>> done = project(chat, "openai/gpt-5", start=date(2026, 3, 1), months=2)
    >>> [str(month.total) for month in done.months], str(done.total)
    (['$271.250000', '$262.500000'], '$533.750000')
    """
    book = catalog if catalog is not None else default_catalog()
    found = book.offer(offer)
    jobs = (workloads,) if isinstance(workloads, Workload) else tuple(workloads)
    notes: dict[str, None] = {}
    first = start or datetime.now(UTC).date()
    done = []
    for index, month in enumerate(month_starts(first, months)):
        picos: dict[str, Fraction] = dict.fromkeys(RATES, Fraction(0))
        count = Fraction(0)
        for job in jobs:
            count += (n := requests_of(job, month, index))
            for kind, amount in charges(job, found, month, n, notes).items():
                picos[kind] += amount
        done.append(bill_of_month(found, month, count, picos, currency, fx))
    return Projection(found, tuple(done), tuple(notes), book.book_id)


def requests_of(job: Workload, month: date, index: int) -> Fraction:
    """Requests of a workload in a month, the `index`-th (from 0) of a projection."""
    index = months_run(job, month, index)
    ended = job.months is not None and index >= job.months
    return Fraction(0) if index < 0 or ended else job.requests_in(month, index)


def months_run(job: Workload, month: date, index: int) -> int:
    """Months a workload has run by the `index`-th month of a projection; its growth compounds."""
    if job.start is None:
        return index
    return (month.year - job.start.year) * 12 + month.month - job.start.month


class Cell(NamedTuple):
    """A part of a workload's requests in a month: one service tier, mode and set of rate lines."""

    at: int
    """A UTC second of its hours."""
    thinking: bool
    weight: Fraction
    """Share of the workload's requests of the month."""
    lines: list[RateLine]
    """The lines then in force, one for each band of sizes and mode."""
    inputs: list[int]
    """Bounds of the bands of input tokens, each the highest size of its band."""
    outputs: list[int]

    def line(self, usage: Any) -> RateLine:
        """The one line that covers a usage."""
        return next(x for x in self.lines if applies(x, usage, self.at, self.thinking))


def cells(job: Workload, offer: Offer, month: date, notes: dict[str, None]) -> list[Cell]:
    """A workload's month on an offer, cut so that within a cell only the sizes choose the line.

    The weights add up to 1. What a reader must know is added to `notes`.

    Raises:
        NotServedError: the offer has no such service tier, or no price in the whole month.
    """
    thinks = _thinking_share(job, offer, month, notes)
    pace = job.pace(*month_bounds(month))
    found = []
    for tier, share in job.shares:
        for at, weight, lines in slots(offer, month, tier, pace):
            inputs = _inner(bound for x in lines for bound in (x.input_over, x.input_up_to))
            outputs = _inner(bound for x in lines for bound in (x.output_over, x.output_up_to))
            for mode, part in ((True, thinks), (False, 1 - thinks)):
                if size := share * weight * part:
                    found.append(Cell(at, mode, size, lines, inputs, outputs))
    return found


def _inner(bounds: Iterable[int]) -> list[int]:
    return sorted({bound for bound in bounds if 0 < bound < NO_LIMIT})


def charges(
    job: Workload, offer: Offer, month: date, requests: Fraction, notes: dict[str, None]
) -> dict[str, Fraction]:
    """Picos by rate kind (and `offset` within input) of one workload in one month."""
    shape = replace(job, name="", requests=_ONE, growth=_NONE, start=None, months=None)
    today = datetime.now(UTC).date()
    picos, told = _of_one(shape, offer, month, _ONE if requests else _NONE, today)
    notes |= dict.fromkeys(told)
    return {kind: amount * requests if amount else amount for kind, amount in picos.items()}


@lru_cache(maxsize=4096)
def _of_one(
    job: Workload, offer: Offer, month: date, requests: Fraction, _today: date
) -> tuple[dict[str, Fraction], tuple[str, ...]]:
    """The same of one request, or none, and what is told of it today: volume only multiplies it."""
    notes: dict[str, None] = {}
    found = cells(job, offer, month, notes)
    picos, terms = charges_of(job, offer, found, requests)
    note_doubts(offer, month, terms, notes)
    _note_calendar(job.holidays, month, notes)
    lines = [line for cell in found for line in cell.lines]
    if job.cached_share and any(line.cache_read == line.input > 0 for line in lines):
        notes["no cached rate is known: cached input at the full input price"] = None
    return picos, tuple(notes)


def charges_of(
    job: Workload, offer: Offer, found: Iterable[Cell], requests: Fraction
) -> tuple[dict[str, Fraction], tuple[int, ...]]:
    """Picos by rate kind of the cells' requests, and the positions of the terms that were used.

    Raises:
        NotServedError: the workload needs a counted thing that has no price here.
    """
    picos: dict[str, Fraction] = dict.fromkeys(RATES, Fraction(0))
    used: dict[int, None] = {}
    for cell in found:
        n = requests * cell.weight
        if not n:
            continue
        for row in job.volumes(n, thinking=cell.thinking, inputs=cell.inputs, outputs=cell.outputs):
            line = cell.line(row)
            _check_fees(offer, line, row)
            used[line.terms] = None
            for kind, quantity in quantities(row).items():
                if quantity:
                    picos[kind] += quantity * getattr(line, kind)
            if line.offset:
                picos["input"] += row.requests * line.offset
    return picos, tuple(used)


def note_doubts(offer: Offer, month: date, terms: Iterable[int], notes: dict[str, None]) -> None:
    """Add to `notes` what is doubtful about the prices used in a month."""
    day = min(last_day(month), datetime.now(UTC).date())
    for number in terms:
        notes |= dict.fromkeys(offer.terms[number].doubts(day))
        _note_calendar(offer.terms[number].holidays, month, notes)


def _note_calendar(country: str, month: date, notes: dict[str, None]) -> None:
    if doubt := calendar_doubt(country, month.year):
        notes[doubt] = None


def _check_fees(offer: Offer, line: RateLine, row: Volume) -> None:
    if row.web_searches and "web_search" in offer.terms[line.terms].unpriced_fees:
        raise NotServedError(f"{offer.id} has no price for web_search")


def _thinking_share(job: Workload, offer: Offer, month: date, notes: dict[str, None]) -> Fraction:
    lines = lines_in(offer, month, "standard")
    if not any(line.thinking_up_to for line in lines):
        if job.thinks:
            notes["does not think: answers only"] = None
        return Fraction(0)
    if offer.always_thinks and job.thinks < 1:
        if not job.thinks and job.thinking_level == "off":
            raise NotServedError(f"{offer.id} always thinks: thinking cannot be switched off")
        notes["always thinks: counted as thinking in every request"] = None
        return Fraction(1)
    return job.thinks
