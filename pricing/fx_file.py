"""A user's own exchange rates in YAML, dated, with their source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from pricing.errors import SheetError, SheetProblem
from pricing.files import strict_yaml
from pricing.files.schema import Entry, Number, validate
from pricing.sheets.source import Source

Pair = Annotated[str, Field(pattern=r"^[A-Z]{3}/[A-Z]{3}$")]
Rate = Annotated[Number, Field(gt=Decimal(0))]


class RatesFile(Entry):
    """Exchange rates of one's own: a contract rate, the PBOC parity."""

    schema_: Literal[1] = Field(alias="schema")
    """Version of this format: 1."""
    source: Source
    """Where the rates come from."""
    rates: Annotated[
        dict[Pair, Annotated[dict[str, Rate], Field(min_length=1)]], Field(min_length=1)
    ]
    """Per pair such as `USD/CNY` (yuan for one dollar): the rate in force from each day on."""


def read_rates(path: Path) -> tuple[str, dict[tuple[str, str], dict[date, Fraction]]]:
    """The file's name for results, and its rates by pair and day.

    Raises:
        SheetError: with every problem at its `file:line`.
    """
    document = strict_yaml.read(path)
    parsed = validate(RatesFile, document)
    pairs: dict[tuple[str, str], dict[date, Fraction]] = {}
    for pair, series in parsed.rates.items():
        base, quote = pair.split("/")
        try:
            if (quote, base) in pairs:
                raise ValueError(f"{quote}/{base} above is the same pair: keep one of the two")
            if base == quote:
                raise ValueError("a currency has no rate to itself")
            days = {date.fromisoformat(day): Fraction(rate) for day, rate in series.items()}
        except ValueError as error:
            where = document.line_of(("rates", pair))
            raise SheetError([SheetProblem(str(path), where, f"rates.{pair}: {error}")]) from None
        pairs[base, quote] = days
    return path.name, pairs
