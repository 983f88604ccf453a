"""How far each thing may be off: the steps a reader can choose, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from calculator.forecast.uncertainty import Factor, Shift, Uncertainty

_FACTORS = ("1", "1.05", "1.1", "1.2", "1.25", "1.5", "2", "3")
STEPS = {
    "volume": _FACTORS,
    "month_to_month": _FACTORS,
    "growth": ("0", "1", "2", "3", "5", "10"),
    "input_tokens": _FACTORS,
    "output_tokens": _FACTORS,
    "thinking": _FACTORS,
    "cached_share": ("0", "5", "10", "20", "30"),
    "fx": ("1", "1.03", "1.06", "1.1", "1.2", "1.5"),
}
"""Factors, points of growth a month, and points around a cached share of one half."""
USUAL = {
    "volume": "1.25",
    "month_to_month": "1.1",
    "growth": "2",
    "input_tokens": "1.2",
    "output_tokens": "1.2",
    "thinking": "1.5",
    "cached_share": "10",
    "fx": "1.06",
}
"""The forecast's own defaults."""
CERTAIN = {name: steps[0] for name, steps in STEPS.items()}
POINTS = ("growth", "cached_share")


def uncertainty(spreads: Mapping[str, str]) -> Uncertainty:
    """Chosen steps as the forecast takes them.

    >>> uncertainty(USUAL) == Uncertainty(), uncertainty(CERTAIN) == Uncertainty.none()
    (True, True)
    """
    made: dict[str, Factor | Shift | Fraction] = {}
    for name, step in spreads.items():
        points = Fraction(step) / 100
        if name == "growth":
            made[name] = Shift(-points, points)
        else:
            made[name] = points if name == "cached_share" else Factor.within(Fraction(step))
    return Uncertainty(**made)  # type: ignore[arg-type]
