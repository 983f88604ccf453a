"""From one bill to another in steps that add up exactly, each with one cause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from calculator.forecast.levers import Scenario
from calculator.monthly import PARTS
from calculator.projection import Projection
from calculator.provenance import Provenance
from calculator.workload import Workload
from pricing.errors import WorkloadError
from pricing.fx import FxRates
from pricing.money import Money, total
from pricing.offers import Offer

_SMALL = Fraction(4, 1000)


@dataclass(frozen=True, slots=True)
class Step:
    """One cause and what it adds to the bill."""

    cause: str
    money: Money


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Two bills and the steps between them: `before` + the steps = `after`, to the last pico."""

    before: Projection
    after: Projection
    steps: tuple[Step, ...]

    @property
    def provenance(self) -> Provenance:
        """Of both bills."""
        return Provenance.of_bills(self.before, self.after)


def between_offers(scenario: Scenario, first: str | Offer, second: str | Offer) -> Waterfall:
    """What makes one offer's bill of a workload larger than another's, by part of the bill.

    Volume and mix are the same on both sides, so a part differs by price (and, for an offer that
    always or never thinks, by the thinking it does).

    Raises:
        NotServedError, NotPricedError, UnknownOfferError, MissingRateError: as in `project`.
    """
    return between_bills(scenario.project(first), scenario.project(second))


def between_bills(before: Projection, after: Projection) -> Waterfall:
    """The same for two bills of the same months that are there already.

    Raises:
        CurrencyMismatchError: the bills are in two currencies.
    """
    old, new = before.parts, after.parts
    steps = tuple(Step(part, new[part] - old[part]) for part in PARTS)
    return Waterfall(before, after, steps)


def large_steps(found: Waterfall, least: Fraction = _SMALL) -> tuple[Step, ...]:
    """The steps worth drawing, the small ones together as `other`: they add up like all.

    Args:
        found: the waterfall.
        least: a step is small below this share of the larger bill.
    """
    bound = Fraction(max(found.before.total, found.after.total).amount) * least
    told = [step for step in found.steps if step.money.amount]
    small = [step for step in told if abs(Fraction(step.money.amount)) < bound]
    if len(small) == 1:
        return tuple(told)
    rest = total([step.money for step in small], found.after.total.currency)
    kept = [step for step in told if step not in small]
    return (*kept, *([Step("other", rest)] if rest.amount else []))


def between_months(
    before: Scenario, after: Scenario, first: str | Offer, second: str | Offer | None = None
) -> Waterfall:
    """Why the bill of one month differs from that of another: volume, mix, thinking, price, FX.

    The causes are laid on one after the other, in this order: `volume` (as many requests as
    after), `mix` (sizes, service tiers and searches), `cache`, `thinking`, `price` (the other
    month's prices, calendar and offer, at the first month's exchange rate), `fx`. Another order
    would share a joint effect out otherwise; the sum is the same.

    Args:
        before: a scenario of one month.
        after: another, of one month, in the same currency.
        first: the offer before.
        second: the offer after; the same where left out.

    Raises:
        WorkloadError: a scenario of more than one month or workload, or two report currencies.
        NotServedError, NotPricedError, UnknownOfferError, MissingRateError: as in `project`.
    """
    if before.months != 1 or after.months != 1 or before.currency != after.currency:
        raise WorkloadError("a waterfall goes from one month to another, in one currency")
    if before.beside or after.beside:
        raise WorkloadError("volume and mix are told apart for one workload at a time")
    start, end = before.project(first), after.project(second or first)
    known = [start.total]
    for cause in _states(before, after, start, end):
        known.append(cause().total)
    known.append(end.total)
    causes = ("volume", "mix", "cache", "thinking", "price", "fx")
    steps = (
        Step(cause, new - old) for cause, old, new in zip(causes, known, known[1:], strict=False)
    )
    return Waterfall(start, end, tuple(steps))


def _states(
    before: Scenario, after: Scenario, start: Projection, end: Projection
) -> Iterator[Callable[[], Projection]]:
    """The bill after each cause but the last, from `before` towards `after`."""
    old = _of_month(before.workload, start.months[0].requests)
    new = _of_month(after.workload, end.months[0].requests)
    volume = replace(old, requests=new.requests)
    mix = replace(
        _thinking_as_before(old, new),
        cached_share=old.cached_share,
        cache_write_share=old.cache_write_share,
    )
    cache = replace(mix, cached_share=new.cached_share, cache_write_share=new.cache_write_share)
    for job in (volume, mix, cache, new):
        yield lambda job=job: replace(before, workload=job).project(start.offer)  # type: ignore[misc]
    fx = _held(start) or before.fx
    yield lambda: replace(after, workload=new, fx=fx).project(end.offer)


def _of_month(job: Workload, requests: Fraction) -> Workload:
    """The workload with its month's requests as a plain number: no calendar, no growth."""
    return replace(job, requests=requests, per="month", growth=Fraction(0), start=None, months=None)


def _thinking_as_before(old: Workload, new: Workload) -> Workload:
    """The new answers with the old reasoning beside them."""
    reasoning = old.reasoning if old.thinks else Fraction(0)
    answer = new.answer
    mean = answer.mean + reasoning
    return replace(
        new,
        output=answer.times(mean / answer.mean) if answer.mean else replace(answer, mean=mean),
        reasoning_tokens=reasoning or None,
        thinking_level=None if reasoning else "off",
        thinking_share=old.thinks if reasoning else None,
    )


def _held(start: Projection) -> FxRates | None:
    """The first month's exchange rate, for all days."""
    rate = start.months[0].fx
    if rate is None or rate.base == rate.quote:
        return None
    return FxRates.fixed(f"{rate.base}/{rate.quote}", rate.value, rate.source)
