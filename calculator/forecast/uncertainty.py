"""What is uncertain in a forecast: eight in ten outcomes lie between two figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from math import exp, log, sqrt
from statistics import NormalDist

from calculator.words.assumptions import Assumption, sentences
from pricing.errors import WorkloadError

Z90 = NormalDist().inv_cdf(0.9)
"""Eight in ten outcomes of a normal distribution lie within so many standard deviations."""

_SAFE_DEVIATIONS = 8
_WIDEST_SHARE = Fraction(2, 5)


@dataclass(frozen=True, slots=True)
class Factor:
    """A lognormal factor: eight in ten outcomes lie between × `low` and × `high`.

    >>> Factor.within(Fraction(5, 4))
    Factor(low=Fraction(4, 5), high=Fraction(5, 4))
    """

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if not 0 < self.low <= self.high:
            raise WorkloadError(f"a factor lies between 0 < low ≤ high, got {_pair(self)}")

    @classmethod
    def within(cls, times: Fraction) -> Factor:
        """As likely so many times more as so many times less; the middle is what was stated."""
        return cls(1 / times, times)

    @property
    def certain(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    @property
    def median(self) -> Fraction:
        """The middle outcome."""
        return self.low if self.certain else near(sqrt(self.low * self.high))

    @property
    def sigma(self) -> float:
        """Standard deviation of its logarithm."""
        return log(self.high / self.low) / (2 * Z90)

    def mean(self, years: float = 1.0) -> Fraction:
        """The expected factor; after so many years, where it is that of a year's random walk."""
        if self.certain and self.low == 1:
            return Fraction(1)
        if self.certain and years == 1:
            return self.low
        grown = log(self.low * self.high) / 2 + self.sigma**2 / 2
        return near(exp(years * grown))


@dataclass(frozen=True, slots=True)
class Shift:
    """A normal addition: eight in ten outcomes lie between + `low` and + `high`."""

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise WorkloadError(f"low must not exceed high, got {_pair(self)}")

    @property
    def certain(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    @property
    def mean(self) -> Fraction:
        """The middle and expected addition."""
        return (self.low + self.high) / 2

    @property
    def deviation(self) -> Fraction:
        """Its standard deviation."""
        return near(float(self.high - self.low) / (2 * Z90))


_BY_A_TENTH, _BY_A_FIFTH = Factor.within(Fraction(11, 10)), Factor.within(Fraction(6, 5))
_BY_A_QUARTER, _BY_HALF = Factor.within(Fraction(5, 4)), Factor.within(Fraction(3, 2))
_TWO_POINTS = Shift(Fraction(-1, 50), Fraction(1, 50))
_SIX_PER_CENT = Factor.within(Fraction(106, 100))


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """How far each assumption may be off; `docs/forecast.md` argues the defaults.

    All but `month_to_month` and `fx` are off by the same in every month: they are what is not
    known about the workload, not its daily ups and downs.
    """

    volume: Factor = _BY_A_QUARTER
    """Requests, against the stated ones."""
    month_to_month: Factor = _BY_A_TENTH
    """One month's requests, against the level of all months."""
    growth: Shift = _TWO_POINTS
    """Added to the growth per month."""
    input_tokens: Factor = _BY_A_FIFTH
    """Input tokens of every request."""
    output_tokens: Factor = _BY_A_FIFTH
    """Output tokens of every request, reasoning with them."""
    thinking: Factor = _BY_HALF
    """Reasoning tokens for one token of the answer."""
    cached_share: Fraction = Fraction(1, 10)
    """A stated share of one half lies so many points around it in eight of ten outcomes; a share
    near 0 or 1 varies less (beta distribution, its mean as stated)."""
    fx: Factor = _SIX_PER_CENT
    """The exchange rate one year on, against the last one known (random walk)."""

    def __post_init__(self) -> None:
        if not 0 <= self.cached_share <= _WIDEST_SHARE:
            raise WorkloadError(
                f"cached_share must be from 0 to {_WIDEST_SHARE} around one half, "
                f"got {self.cached_share}"
            )

    @classmethod
    def none(cls) -> Uncertainty:
        """Everything exactly as stated: the forecast is then the projection."""
        one, zero = Factor(Fraction(1), Fraction(1)), Shift(Fraction(0), Fraction(0))
        return cls(one, one, zero, one, one, one, Fraction(0), one)

    @property
    def share_concentration(self) -> float:
        """Sum of the two parameters of the beta distribution of a share."""
        return (Z90 / (2 * float(self.cached_share))) ** 2 - 1

    def check_growth(self, growth: Fraction) -> None:
        """Refuse a growth that could fall below -100 % a month.

        Raises:
            WorkloadError: with the bounds.
        """
        least = growth + self.growth.mean - _SAFE_DEVIATIONS * self.growth.deviation
        if least <= -1:
            raise WorkloadError(
                f"growth of {growth} a month, give or take {_pair(self.growth)}, might fall below "
                "-100 %: narrow it"
            )

    def assumptions(self) -> Iterator[Assumption]:
        """Each assumption as figures, of which any language makes a sentence."""
        for field in fields(self):
            yield _assumption(field.name, getattr(self, field.name))

    def sentences(self, language: str = "en") -> list[str]:
        """Each assumption as one sentence, for a reader who must judge it."""
        return sentences(self.assumptions(), language)


def _assumption(what: str, spread: Factor | Shift | Fraction) -> Assumption:
    if isinstance(spread, Factor):
        if spread.certain and spread.low == 1:
            return Assumption(what, "stated")
        how = "times" if spread.certain else "between_times"
        return Assumption(what, how, _number(spread.low), _number(spread.high))
    if isinstance(spread, Shift):
        if spread.certain and not spread.low:
            return Assumption(what, "stated")
        how = "points" if spread.certain else "between_points"
        return Assumption(what, how, _points(spread.low), _points(spread.high))
    if not spread:
        return Assumption(what, "stated")
    low, high = (_number((Fraction(1, 2) + side) * 100) for side in (-spread, spread))
    return Assumption(what, "share", low, high)


def _pair(spread: Factor | Shift) -> str:
    return f"{_number(spread.low)} and {_number(spread.high)}"


def _points(share: Fraction) -> str:
    return f"{'+' if share > 0 else '−' if share < 0 else ''}{_number(abs(share) * 100)}"


def _number(value: Fraction) -> str:
    return f"{float(value):.3g}"


def near(value: float) -> Fraction:
    """A float as the decimal it prints as."""
    return Fraction(Decimal(repr(value)))
