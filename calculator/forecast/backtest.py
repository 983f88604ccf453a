"""Does the band hold what it says? Made-up futures, each priced by projection, against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import exp, log, sqrt
from random import Random

from calculator.forecast.levers import Scenario
from calculator.forecast.outcome import Forecast, Outcome
from calculator.forecast.plan import PlannedMonth, Planner
from calculator.forecast.uncertainty import Factor, Shift, Uncertainty, near
from calculator.projection import months_run, requests_of
from calculator.sizes import TokenSize
from calculator.slots import month_starts
from calculator.workload import Workload
from pricing.errors import WorkloadError
from pricing.fx import FxRates
from pricing.money import Money, total
from pricing.offers import Offer


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many histories ended where."""

    histories: int
    below: int
    """Under P10: one in ten, if the band is right."""
    above: int
    """Over P90: one in ten."""

    @property
    def inside(self) -> Fraction:
        """The share from P10 to P90: eight in ten, if the band is right."""
        return Fraction(self.histories - self.below - self.above, self.histories)


@dataclass(frozen=True, slots=True)
class Backtest:
    """Coverage of every month and of the total."""

    months: tuple[Coverage, ...]
    total: Coverage


def backtest(
    forecast: Forecast, offer: str | Offer, *, histories: int = 1_000, seed: int = 1
) -> Backtest:
    """Live through made-up futures of a forecast's workload and count where the bills end.

    Each history is a workload written out with figures of its own, drawn by Python's own
    generator from the forecast's assumptions and priced exactly by `project`: nothing that the
    forecast is computed with takes part.

    Args:
        forecast: of one workload, without actual bills.
        offer: one that takes part in it.
        histories: how many; a share of 80 % is known to ±1.3 points with 1,000 of them.
        seed: of the histories.

    Raises:
        UnknownOfferError: the offer takes no part in the forecast.
        WorkloadError: the forecast is of several workloads.
    """
    each = forecast.of(offer)
    if len(forecast.jobs) > 1:
        raise WorkloadError("a back-test takes a forecast of one workload")
    months = Planner(forecast.scenario, forecast.jobs, forecast.uncertainty).plan(each.offer).months
    dice = Random(seed)
    lived = [_history(forecast, each.offer, months, dice) for _ in range(histories)]
    sums = [total(bills, forecast.scenario.currency) for bills in lived]
    return Backtest(
        tuple(
            _coverage(m.bill, bills)
            for m, bills in zip(each.months, zip(*lived, strict=True), strict=True)
        ),
        _coverage(each.total, sums),
    )


def _coverage(band: Outcome, bills: Sequence[Money]) -> Coverage:
    below, above = sum(b < band.p10 for b in bills), sum(band.p90 < b for b in bills)
    return Coverage(len(bills), below, above)


def _history(
    forecast: Forecast, offer: Offer, months: Sequence[PlannedMonth], dice: Random
) -> list[Money]:
    """The bills of one future."""
    scenario, by = forecast.scenario, forecast.uncertainty
    job = _sized(scenario.workload, by, dice)
    level, shift = _factor(by.volume, dice), _shift(by.growth, dice)
    walked, past, bills = 0.0, 0.0, []
    for index, (month, plan) in enumerate(
        zip(month_starts(scenario.start, scenario.months), months, strict=True)
    ):
        walked += by.fx.sigma * sqrt(max(0.0, plan.years - past)) * dice.gauss(0, 1)
        past = max(past, plan.years)
        grown = (1 + job.growth + shift) ** max(0, months_run(job, month, index))
        runs = requests_of(job, month, index) > 0
        requests = job.requests * level * grown * _factor(by.month_to_month, dice) * runs
        alone = replace(job, requests=requests, growth=Fraction(0), start=None, months=None)
        fx = scenario.fx
        if plan.years and plan.fx:
            wandered = plan.fx.value * near(exp(walked + log(by.fx.median) * past))
            fx = FxRates.fixed(f"{plan.fx.base}/{plan.fx.quote}", wandered)
        lived = Scenario(alone, month, 1, scenario.currency, fx, scenario.catalog)
        bills.append(lived.project(offer).total)
    return bills


def _sized(job: Workload, by: Uncertainty, dice: Random) -> Workload:
    """The workload with sizes, thinking ratio and cached share of its own."""
    spoken = _factor(by.output_tokens, dice)
    answer = job.answer.times(spoken)
    reasoning = job.at_level("normal").reasoning * spoken * _factor(by.thinking, dice)
    mean = answer.mean + reasoning
    cached = _share(job.cached_share, by, dice)
    anew = 1 - job.cached_share
    return replace(
        job,
        input=job.input.times(_factor(by.input_tokens, dice)),
        output=answer.times(mean / answer.mean) if answer.mean else TokenSize(mean),
        reasoning_tokens=reasoning or None,
        thinking_share=job.thinks,
        cached_share=cached,
        cache_write_share=job.cache_write_share * (1 - cached) / anew if anew else Fraction(0),
    )


def _factor(by: Factor, dice: Random) -> Fraction:
    return by.median * near(exp(by.sigma * dice.gauss(0, 1)))


def _shift(by: Shift, dice: Random) -> Fraction:
    return by.mean + by.deviation * near(dice.gauss(0, 1))


def _share(share: Fraction, by: Uncertainty, dice: Random) -> Fraction:
    if not by.cached_share or not 0 < share < 1:
        return share
    both = by.share_concentration
    return near(dice.betavariate(float(share) * both, float(1 - share) * both))
