"""Where bills bend or jump as a lever is turned; in between they are mostly straight lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import accumulate, product

from calculator.forecast.levers import Scenario
from calculator.slots import month_bounds, month_starts
from calculator.workload import TokenSize
from pricing.lines import NO_LIMIT, RATES, RateLine
from pricing.offers import Offer

_AXIS = {"input": "input", "output": "output", "thinking": "output"}
"""Levers of tokens, and which bounds of tiers they meet."""
_ROOM = Fraction(1, 10**9)
"""Of a currency unit: more than rounding to picos, kind by kind and month by month, can come to."""


def bends(scenario: Scenario, offers: Iterable[Offer], lever: str) -> set[Fraction]:
    """Values at which a bill may bend or jump; a jump comes just above its value."""
    job = scenario.workload
    if lever == "cache":
        return {1 - job.cache_write_share}
    if lever == "batch":
        shares = (share for name, share in job.service_tiers if name != "batch")
        return {Fraction(0), *(1 - reached for reached in accumulate(shares, initial=Fraction(0)))}
    if lever not in _AXIS:
        return set()
    bounds = {*map(Fraction, _bounds(lines_of(scenario, offers), _AXIS[lever]))}
    if lever == "input":
        return bounds
    other = job.answer.mean if lever == "thinking" else job.reasoning if job.thinks else Fraction(0)
    return {Fraction(0), *bounds, *(bound - other for bound in bounds)}


def curved(scenario: Scenario, offers: Iterable[Offer], lever: str) -> bool:
    """Whether bills are no straight lines between bends: sizes lie on both sides of a bound."""
    if lever not in _AXIS:
        return False
    job = scenario.workload
    size: TokenSize = job.input if lever == "input" else job.output
    spread = size.p50 is not None and size.p95 is not None
    return spread and bool(_bounds(lines_of(scenario, offers), _AXIS[lever]))


def lines_of(scenario: Scenario, offers: Iterable[Offer]) -> list[RateLine]:
    """The lines of offers that hold at some time of the months looked at."""
    months = month_starts(scenario.start, scenario.months)
    start, end = month_bounds(months[0])[0], month_bounds(months[-1])[1]
    return [x for offer in offers for x in offer.lines if x.since < end and start < x.until]


def _bounds(lines: Iterable[RateLine], axis: str) -> set[int]:
    found = {getattr(line, f"{axis}_up_to") for line in lines}
    return {bound for bound in found if bound < NO_LIMIT}


def rises(lines: Iterable[RateLine], lever: str) -> bool:
    """Whether in a higher tier no token is cheaper, nor a size just above its lower bound."""
    axis = _AXIS[lever]
    return all(_dearer(low, high, axis) for low, high in _neighbours(lines, axis))


def _neighbours(lines: Iterable[RateLine], axis: str) -> Iterator[tuple[RateLine, RateLine]]:
    """Lines that hold at the same time and in the same mode, one right above the other."""
    groups: dict[tuple[object, ...], list[RateLine]] = {}
    for line in lines:
        groups.setdefault(line[: RateLine._fields.index("input_over")], []).append(line)
    other = "output" if axis == "input" else "input"
    for group in groups.values():
        for low, high in product(group, group):
            above = getattr(low, f"{axis}_up_to") == getattr(high, f"{axis}_over")
            if above and _meet(low, high, other):
                yield low, high


def _meet(one: RateLine, two: RateLine, axis: str) -> bool:
    over = max(getattr(line, f"{axis}_over") for line in (one, two))
    return bool(over < min(getattr(line, f"{axis}_up_to") for line in (one, two)))


def _dearer(low: RateLine, high: RateLine, axis: str) -> bool:
    if any(getattr(high, kind) < getattr(low, kind) for kind in RATES):
        return False
    kinds = ("input", "cache_read", "cache_write") if axis == "input" else ("output", "reasoning")
    rise = min(getattr(high, kind) - getattr(low, kind) for kind in kinds)
    return bool(high.offset - low.offset + rise * getattr(low, f"{axis}_up_to") >= 0)


def least_rise(scenario: Scenario, offer: Offer, lever: str, turned: _Turned) -> Fraction:
    """What one token more adds to a bill at least, where tiers only rise: as much as in the lowest.

    Raises:
        NotServedError, NotPricedError: as in `project`.
    """
    small, first = scenario, 0
    if lever == "output" and scenario.workload.thinks and scenario.workload.reasoning:
        small, first = turned("thinking", scenario, Fraction(1)), 1
    elif lever == "output":
        first = 1
    elif lever == "thinking":
        small, first = turned("output", scenario, Fraction(1)), 1
    low, high = (
        Fraction(turned(lever, small, Fraction(first + more)).project(offer).total.amount)
        for more in (0, 1)
    )
    return max(Fraction(0), high - low - _ROOM)


_Turned = Callable[[str, Scenario, Fraction], Scenario]
