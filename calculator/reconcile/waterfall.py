"""From an estimate to a bill in steps that add up exactly, each with one cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from calculator.reconcile.causes import CAUSES
from pricing.money import PICO, Money, to_picos


@dataclass(frozen=True, slots=True)
class Step:
    """One cause and what it adds to the estimate."""

    cause: str
    money: Money


@dataclass(frozen=True, slots=True)
class Waterfall:
    """An estimate, a step for each cause, and the bill: `estimate` + the steps = `billed`."""

    estimate: Money
    steps: tuple[Step, ...]
    """One for each of `CAUSES`, in that order; most add nothing."""
    billed: Money
    rows: int
    """Rows of the log, or of the bill, whose amounts are compared."""

    @property
    def currency(self) -> str:
        return self.billed.currency

    @property
    def difference(self) -> Money:
        """How much more is billed than estimated."""
        return self.billed - self.estimate

    @property
    def explained_share(self) -> Fraction:
        """What share of the differences, each taken without its sign, has a cause."""
        sizes = {step.cause: abs(Fraction(step.money.amount)) for step in self.steps}
        whole = sum(sizes.values())
        return 1 - sizes["unexplained"] / whole if whole else Fraction(1)

    def step(self, cause: str) -> Money:
        """What a cause adds."""
        return self.steps[CAUSES.index(cause)].money


def waterfall(
    currency: str, estimate: Fraction, by_cause: Mapping[str, Fraction], rows: int
) -> Waterfall:
    """A waterfall of exact amounts, in picos. What is reached after each step is rounded once.

    >>> fall = waterfall("CNY", Fraction(1, 3), {"tax": Fraction(1, 3)}, 1)
    >>> fall.estimate.amount, fall.step("tax").amount, fall.billed.amount
    (Decimal('0E-12'), Decimal('1E-12'), Decimal('1E-12'))
    """
    parts = [estimate, *(by_cause.get(cause, Fraction(0)) for cause in CAUSES)]
    reached = [to_picos(level / PICO) for level in accumulate(parts)]
    steps = [b - a for a, b in pairwise(reached)]

    def money(picos: int) -> Money:
        return Money.of_picos(picos, currency)

    named = tuple(Step(cause, money(n)) for cause, n in zip(CAUSES, steps, strict=True))
    return Waterfall(money(reached[0]), named, money(reached[-1]), rows)


def added(falls: Iterable[Waterfall]) -> Waterfall:
    """Waterfalls of one currency as one; no rounding takes part."""
    first, *rest = falls
    for other in rest:
        steps = tuple(
            Step(a.cause, a.money + b.money) for a, b in zip(first.steps, other.steps, strict=True)
        )
        first = Waterfall(
            first.estimate + other.estimate, steps, first.billed + other.billed,
            first.rows + other.rows,
        )  # fmt: skip
    return first
