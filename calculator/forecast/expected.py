"""The expected bill, exactly: the workload and volume whose projection is the mean of all worlds.

A lognormal size scaled by a lognormal factor is lognormal again, only wider; factors that are
independent multiply in expectation; a normal growth has moments that are polynomials. So the mean
needs no simulation, save where a tier is cut by output tokens that think.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from math import comb, exp, fsum, log, prod, sqrt
from statistics import NormalDist

from calculator.forecast.seen import Scaled
from calculator.forecast.uncertainty import Factor, Shift, Uncertainty, near
from calculator.projection import Cell
from calculator.sizes import TokenSize
from calculator.workload import Workload

_Z95 = NormalDist().inv_cdf(0.95)


def expected_job(job: Workload, by: Uncertainty) -> Workload:
    """The workload whose bill per request is the mean over all sizes and thinking ratios."""
    if by.input_tokens.certain and by.output_tokens.certain and by.thinking.certain:
        return _scaled(job, by)
    answer = widened(job.answer, by.output_tokens)
    reasoning = job.at_level("normal").reasoning * by.output_tokens.mean() * by.thinking.mean()
    return _with_output(job, by, answer, reasoning)


def _scaled(job: Workload, by: Uncertainty) -> Workload:
    """The workload at factors that are certain; itself where they are all 1."""
    if by.input_tokens.low == by.output_tokens.low == by.thinking.low == 1:
        return job
    factor = by.output_tokens.low
    reasoning = job.at_level("normal").reasoning * factor * by.thinking.low
    return _with_output(job, by, job.answer.times(factor), reasoning)


def _with_output(
    job: Workload, by: Uncertainty, answer: TokenSize, reasoning: Fraction
) -> Workload:
    total = answer.mean + reasoning
    output = answer.times(total / answer.mean) if answer.mean else TokenSize(total)
    return replace(
        job,
        input=widened(job.input, by.input_tokens),
        output=output,
        reasoning_tokens=reasoning or None,
        thinking_share=job.thinks,
    )


def widened(size: TokenSize, by: Factor) -> TokenSize:
    """A size times an uncertain factor, over all requests of all worlds.

    >>> widened(TokenSize(Fraction(1_000)), Factor(Fraction(2), Fraction(2))).mean
    Fraction(2000, 1)
    """
    if by.certain or not size.mean:
        return size.times(by.low)
    if size.bins:
        return Scaled.of(size, by)
    p50 = size.p50 if size.p50 is not None else size.mean
    own = log(size.p95 / p50) / _Z95 if size.p95 is not None else 0.0
    middle = p50 * by.median
    p95 = middle * near(exp(_Z95 * sqrt(own**2 + by.sigma**2)))
    return TokenSize(size.mean * by.mean(), middle, p95)


def expected_volume(by: Uncertainty, growth: Fraction, months: int) -> Fraction:
    """The mean factor on a month's requests after so many months of growth."""
    return by.volume.mean() * by.month_to_month.mean() * _grown(growth, by.growth, months)


def _grown(growth: Fraction, by: Shift, months: int) -> Fraction:
    """E[(1 + growth + shift)^months] / (1 + growth)^months, by the moments of the normal."""
    if by.certain:
        return ((1 + growth + by.low) / (1 + growth)) ** months
    base = float((1 + growth + by.mean) / (1 + growth))
    deviation = float(by.deviation / (1 + growth))
    moments = (
        comb(months, k) * base ** (months - k) * deviation**k * prod(range(1, k, 2))
        for k in range(0, months + 1, 2)
    )
    return near(fsum(moments))


def closed_form(job: Workload, by: Uncertainty, cells: Iterable[Cell]) -> bool:
    """Whether the mean is exact: no tier is cut by output whose reasoning ratio is uncertain."""
    if by.thinking.certain or not job.reasoning:
        return True
    return not any(cell.thinking and cell.outputs for cell in cells)
