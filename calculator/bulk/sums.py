"""What some rows of a priced log come to, and those without a price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol

from pricing.money import Money
from pricing.offers import Offer


@dataclass(frozen=True, slots=True)
class Sum:
    """What some rows come to. Amounts are list cost in whole picos of one currency."""

    currency: str
    picos: int
    low_picos: int
    high_picos: int
    doubtful_picos: int
    """The part of `picos` that comes from rows whose tier, mode or moment is not certain."""
    part_picos: Mapping[str, int]
    """By kind of token or thing (`pricing.lines.RATES`, `offset`); they add up to `picos`."""
    counts: Mapping[str, int]
    """Tokens, requests and counted things, by the names of `Usage`, where the log has them."""
    rows: int
    billed_picos: Mapping[str, int]
    """What the log says was charged, by currency; empty where it was not asked for."""

    @property
    def cost(self) -> Money:
        """The list cost: the best estimate, and exact where `low` equals `high`."""
        return Money.of_picos(self.picos, self.currency)

    @property
    def low(self) -> Money:
        """The least that the rows can have cost at list price."""
        return Money.of_picos(self.low_picos, self.currency)

    @property
    def high(self) -> Money:
        """The most that the rows can have cost at list price."""
        return Money.of_picos(self.high_picos, self.currency)

    @property
    def parts(self) -> dict[str, Money]:
        return {k: Money.of_picos(v, self.currency) for k, v in self.part_picos.items()}

    @property
    def billed(self) -> dict[str, Money]:
        return _money(self.billed_picos)

    @property
    def doubtful_share(self) -> Fraction:
        """The share of the cost that is not certain."""
        return Fraction(self.doubtful_picos, self.picos) if self.picos else Fraction(0)


@dataclass(frozen=True, slots=True)
class Group:
    """The rows that share a day, a model, or whatever was asked for."""

    key: tuple[str | None, ...]
    sum: Sum


@dataclass(frozen=True, slots=True)
class OfferSum:
    """The rows priced on one offer, in its own currency."""

    offer: Offer
    sum: Sum
    months: frozenset[str]
    """Calendar months (UTC) of which there are rows: `2026-05`."""
    last: date


@dataclass(frozen=True, slots=True)
class Unpriced:
    """Rows without a price, and why."""

    kind: str
    reason: str
    provider: str
    model: str
    service_tier: str
    rows: int
    requests: int
    input_tokens: int
    output_tokens: int
    billed_picos: Mapping[str, int]

    @property
    def billed(self) -> dict[str, Money]:
        return _money(self.billed_picos)

    def __str__(self) -> str:
        return f"{self.rows:,} rows: {self.reason}"


class Unread(Protocol):
    """Lines of one kind that are no rows."""

    @property
    def reason(self) -> str: ...

    @property
    def rows(self) -> int: ...


def _money(picos: Mapping[str, int]) -> dict[str, Money]:
    return {currency: Money.of_picos(n, currency) for currency, n in picos.items()}
