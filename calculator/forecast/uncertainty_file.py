"""Uncertainty as people write it: a YAML file, a workload's own key, or `volume=0.7..1.5`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from calculator.forecast.uncertainty import Factor, Shift, Uncertainty
from calculator.profiles import Spreads
from pricing.errors import SheetError, SheetProblem, WorkloadError, did_you_mean
from pricing.files import strict_yaml
from pricing.files.schema import validate

NAMES = tuple(field.name for field in fields(Uncertainty))


def read_uncertainty(path: Path, base: Uncertainty | None = None) -> Uncertainty:
    """Read a file with the keys of `calculator.profiles.Spreads`.

    Args:
        path: the YAML file.
        base: for what it leaves out; the defaults where left out.

    Raises:
        SheetError: with every problem at its `file:line`.
    """
    spreads = validate(Spreads, strict_yaml.read(path))
    try:
        return of_spreads(spreads, base)
    except WorkloadError as error:
        raise SheetError([SheetProblem(str(path), 1, str(error))]) from None


def of_spreads(spreads: Spreads, base: Uncertainty | None = None) -> Uncertainty:
    """What a file says, laid over `base` or the defaults.

    Raises:
        WorkloadError: a pair that is not in order.
    """
    return _laid_over(base or Uncertainty(), spreads.model_dump(exclude_none=True))


def with_options(base: Uncertainty, options: Iterable[str]) -> Uncertainty:
    """Lay options such as `volume=0.7..1.5`, `cached_share=0.2` or `none` over others.

    Raises:
        WorkloadError: an unknown name, or numbers that are none.

    >>> with_options(Uncertainty(), ["none", "growth=-0.01..0.05"]).growth
    Shift(low=Fraction(-1, 100), high=Fraction(1, 20))
    """
    for option in options:
        if option == "none":
            base = Uncertainty.none()
            continue
        name, _, text = option.partition("=")
        if name not in NAMES:
            raise WorkloadError(
                f"{option!r}: what may be uncertain is one of {', '.join(NAMES)} (or none)"
                + did_you_mean(name, NAMES)
            )
        base = _laid_over(base, {name: _numbers(option, text)})
    return base


def _numbers(option: str, text: str) -> Decimal | tuple[Decimal, ...]:
    try:
        parts = tuple(Decimal(part) for part in text.split(".."))
    except InvalidOperation:
        parts = ()
    name = option.partition("=")[0]
    if len(parts) != (1 if name == "cached_share" else 2):
        example = "cached_share=0.1" if name == "cached_share" else f"{name}=0.8..1.25"
        raise WorkloadError(f"{option!r} cannot be read: write it as {example}")
    return parts[0] if name == "cached_share" else parts


def _laid_over(base: Uncertainty, given: Mapping[str, Any]) -> Uncertainty:
    made: dict[str, Any] = {}
    for name, said in given.items():
        if name == "cached_share":
            made[name] = Fraction(said)
            continue
        kind = Shift if name == "growth" else Factor
        try:
            made[name] = kind(*map(Fraction, said))
        except WorkloadError as error:
            raise WorkloadError(f"{name}: {error}") from None
    return replace(base, **made)
