"""Everything tokenfare raises on purpose. Each error is also the builtin it resembles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal


class PricingError(Exception):
    """Base of all errors of this project; the message is written for the person who must act.

    >>> from pricing import Money
    >>> try:
    ...     Money(1, "USD") + Money(1, "CNY")
    ... except PricingError as error:
    ...     print(error)
    USD and CNY cannot be added: convert one of them first
    """


LONGEST_MESSAGE = 1_000
Severity = Literal["problem", "warning"]
"""A `problem` keeps a file from being used or trusted; a `warning` asks somebody to look."""


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """One thing that is wrong in a file: where it stands and what to do."""

    path: str
    line: int
    message: str
    severity: Severity = "problem"

    def __str__(self) -> str:
        mark = "warning: " if self.severity == "warning" else ""
        return f"{self.path}:{self.line}: {mark}{self.message}"


def _short(problem: SheetProblem) -> SheetProblem:
    """A problem that does not repeat a vast value whole."""
    if len(problem.message) <= LONGEST_MESSAGE:
        return problem
    return replace(problem, message=f"{problem.message[:LONGEST_MESSAGE]}…")


class SheetError(PricingError, ValueError):
    """A price sheet, rates file or claims file cannot be used as written."""

    def __init__(self, problems: Sequence[SheetProblem]) -> None:
        self.problems = tuple(map(_short, problems))
        super().__init__("\n".join(map(str, self.problems)))


class UnknownOfferError(PricingError, LookupError):
    """No offer of that name; carries the near names as `.candidates`."""

    def __init__(self, message: str, candidates: Iterable[str] = ()) -> None:
        self.candidates = tuple(candidates)
        super().__init__(message)


class AmbiguousOfferError(UnknownOfferError):
    """Several offers go by that name at prices of their own, and none was named."""


class EditionError(PricingError, ValueError):
    """What was named as an edition of the price book is none, or cannot be read."""


class NotPricedError(PricingError, LookupError):
    """The offer exists but has no price for this request: date, service tier, mode or fee."""


class UsageError(PricingError, ValueError):
    """Token counts that contradict each other or the model."""


class MissingRateError(PricingError, LookupError):
    """No exchange rate is known for this pair of currencies on this date."""


class CurrencyMismatchError(PricingError, TypeError):
    """Amounts of two currencies met without an exchange rate."""


class WorkloadError(PricingError, ValueError):
    """A workload profile or a workload file cannot be used as written."""


class LogError(PricingError, ValueError):
    """A usage log cannot be read: an unknown format, a damaged file, or one that is too large."""


class NotWrittenError(PricingError, OSError):
    """A file could not be written: no room, no permission, or open in another program."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """End a message with the nearest known names, or with nothing.

    >>> did_you_mean("cache_raed", ["cache_read", "output"])
    "; did you mean 'cache_read'?"
    """
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
