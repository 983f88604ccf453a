"""The options of `log` as what is asked: how files are read, what is assumed of other offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import typer

from calculator.cli.options import number_of
from calculator.counterfactual import Switch
from calculator.logbook.reading import Reading, moment
from pricing.catalog import Catalog


def reading_of(
    catalog: Catalog,
    as_: str | None,
    mapping: Path | None,
    timezone: str | None,
    billed_in: str | None,
    start: str | None,
    model: str | None,
    memory: str,
    seller: str | None,
) -> Reading:
    """How the files are read.

    Raises:
        LogError: no time.
        UnknownOfferError: no model or no seller of that name.
    """
    began = moment(start, timezone) if start else None
    if seller is not None:
        catalog.names.claim("", seller)
    if model is not None:
        model = catalog.match(model, seller).offer.id
    return Reading(as_, mapping, timezone, billed_in, began, model, memory=memory, seller=seller)


def switches_of(
    tokens: Sequence[str] | None,
    thinking: str | None,
    thinking_ratio: str | None,
    cached: str | None,
    service_tier: str | None,
    *,
    on: bool,
) -> tuple[Switch, dict[str, Switch]]:
    """What is assumed of every offer, and of some.

    Raises:
        BadParameter: no number; assumptions without an offer to which the log moves.
        UsageError: an assumption that cannot be.
    """
    given = [tokens, thinking, thinking_ratio, cached, service_tier]
    if not on and any(given):
        raise typer.BadParameter(
            "--tokens, --thinking, --cached and --service-tier are assumptions about other offers: "
            "name them with --on"
        )
    common = Switch(
        thinking=Fraction(1) if thinking is None else number_of(thinking),
        thinking_ratio=None if thinking_ratio is None else number_of(thinking_ratio),
        cached=None if cached is None else number_of(cached),
        service_tier=service_tier,
    )
    factors = dict(map(_factors, tokens or ()))
    if "" in factors:
        common = _with_tokens(common, factors.pop(""))
    return common, {name: _with_tokens(common, both) for name, both in factors.items()}


def _factors(text: str) -> tuple[str, tuple[Fraction, Fraction]]:
    """An offer or seller, or an empty text for all; and the factors of input and output."""
    name, _, numbers = text.rpartition("=")
    inputs, _, outputs = numbers.partition("/")
    return name.strip(), (number_of(inputs), number_of(outputs or inputs))


def _with_tokens(switch: Switch, factors: tuple[Fraction, Fraction]) -> Switch:
    return replace(switch, input_tokens=factors[0], output_tokens=factors[1])
