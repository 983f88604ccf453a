"""A price entry in one service tier, on its way to rate lines, and what in it is too fine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from operator import mul

from pricing.errors import SheetProblem
from pricing.files.strict_yaml import KeyPath
from pricing.sheets.entries import (
    Fee,
    FeeKind,
    PriceEntry,
    Rates,
    RateSet,
    TokenKind,
    Variant,
    Window,
)
from pricing.sheets.sheet import Model, Sheet

PARENT: dict[TokenKind, TokenKind] = {
    "cache_read": "input",
    "cache_write": "input",
    "cache_write_long": "cache_write",
    "reasoning": "output",
}
"""The one fallback rule: a kind without a rate of its own is charged as its parent."""


@dataclass(frozen=True, slots=True)
class Job:
    """What the lines of one entry in one service tier are made from."""

    origin: Sheet
    """The sheet the entry stands in."""
    place: KeyPath
    """Where in it."""
    entry: PriceEntry
    service_tier: str
    thinking: str
    seller: Sheet
    """The sheet of the offer: `origin`, or that of a reseller."""
    listed: Model
    """The model as the seller lists it."""
    listed_id: str
    since: int
    until: int
    problems: dict[tuple[str, KeyPath], SheetProblem]
    """What was found on the way, by provider and place; raised once all of it is known."""

    @property
    def variant(self) -> Variant | None:
        return self.entry.service_tiers.get(self.service_tier)

    @property
    def rate_set(self) -> RateSet:
        """The rates: those of the service tier if it has its own, else of the entry."""
        variant = self.variant
        return self.entry if variant is None or variant.multiply is not None else variant

    @property
    def factor(self) -> Decimal:
        """What the service tier and the reseller multiply every rate by."""
        variant = self.variant
        return ((variant and variant.multiply) or 1) * self.markup

    @property
    def markup(self) -> Decimal:
        return 1 + self.listed.markup / 100

    @property
    def windows(self) -> dict[str, Window]:
        """The windows that apply: a tier with rates of its own has them at every hour."""
        return self.entry.windows if self.rate_set is self.entry else {}

    def fees(self) -> dict[FeeKind, tuple[Fee, Decimal, Sheet, KeyPath]]:
        """The nearest price of each counted thing, its markup, and where it stands."""
        nearest: dict[FeeKind, tuple[Fee, Decimal, Sheet, KeyPath]] = {}
        variant = self.variant
        tier = (*self.place, "service_tiers", self.service_tier)
        levels = [
            (self.origin.fees, self.markup, self.origin, ()),
            (self.entry.fees, self.markup, self.origin, self.place),
            (variant.fees if variant else {}, self.markup, self.origin, tier),
            (self.seller.fees if self.listed.resells else {}, Decimal(1), self.seller, ()),
        ]
        for fees, markup, sheet, place in levels:
            nearest |= {k: (fee, markup, sheet, (*place, "fees", k)) for k, fee in fees.items()}
        return nearest

    def rate_too_fine(
        self,
        rates: Rates,
        window: Window | None,
        kind: TokenKind,
        price: Decimal,
        *,
        thinking_on: bool,
    ) -> None:
        """Tell of a rate that is no whole number of picos, at the key that makes it so."""
        if _is_whole(price):
            factors = list(self._factors(window))
            products = accumulate((factor for factor, *_ in factors), mul, initial=price)
            number = next(n for n, product in enumerate(products) if not _is_whole(product))
            _, sheet, place = factors[number - 1]
            written = " × ".join(map(_plain, (price, *(factor for factor, *_ in factors[:number]))))
            said = (
                f"{written} has more than six decimals per million tokens: "
                f"write the prices out as {sheet.name} bills them"
            )
            self._tell(sheet, place, said)
            return
        near = price.quantize(Decimal("0.000001"))
        noise = 0 < abs(near - price) < Decimal("1e-9")
        hint = f"write {_plain(near)}" if noise else "a token would cost a part of a pico"
        said = f"{_plain(price)} has more than six decimals per million tokens: {hint}"
        self._tell(self.origin, self._place_of(rates, window, kind, thinking_on), said)

    def fee_too_fine(self, fee: Fee, sheet: Sheet, place: KeyPath) -> None:
        """Tell of a price per counted thing that is no whole number of picos."""
        said = f"{_plain(fee.price)} per {fee.per:,} is no whole number of picos (10^-12) for one"
        self._tell(sheet, place, said)

    def too_many_cells(self, most: int) -> None:
        """Tell of an entry that comes to more rate lines than anybody could mean."""
        said = f"comes to more than {most:,} stretches of time and size: use fewer windows or tiers"
        self._tell(self.origin, self.place, said)

    def _tell(self, sheet: Sheet, place: KeyPath, message: str) -> None:
        if (sheet.provider, place) not in self.problems:
            self.problems[sheet.provider, place] = sheet.problem(place, message)

    def _factors(self, window: Window | None) -> Iterator[tuple[Decimal, Sheet, KeyPath]]:
        variant = self.variant
        if variant and variant.multiply is not None:
            place = (*self.place, "service_tiers", self.service_tier, "multiply")
            yield variant.multiply, self.origin, place
        if window and window.multiply is not None:
            name = next(name for name, w in self.entry.windows.items() if w is window)
            yield window.multiply, self.origin, (*self.place, "windows", name, "multiply")
        yield self.markup, self.seller, ("models", self.listed_id, "markup")

    def _place_of(
        self, rates: Rates, window: Window | None, kind: TokenKind, thinking_on: bool
    ) -> KeyPath:
        """Where the rate of a kind is written: its own, or the one of its parent."""
        base = rates.given()
        hours = window.rates.given() if window and window.rates else {}
        mode = rates.when_thinking.given() if thinking_on and rates.when_thinking else {}
        while kind not in base.keys() | hours.keys() | mode.keys():
            kind = PARENT[kind]
        if kind in hours:
            name = next(name for name, w in self.entry.windows.items() if w is window)
            return (*self.place, "windows", name, "rates", kind)
        below = next(place for place, r in self.entry.rate_places() if r is rates)
        return (*self.place, *below, *(["when_thinking"] if kind in mode else []), kind)


def _is_whole(price: Decimal) -> bool:
    return price * 10**6 == int(price * 10**6)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
