"""What is odd between a model's price entries: holes, repeats and jumps that nothing explains."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from pricing.compile.cells import Band, bands
from pricing.errors import SheetProblem
from pricing.files.strict_yaml import KeyPath
from pricing.sheets.entries import PriceEntry, RateSet, TokenRates
from pricing.sheets.sheet import Model, Sheet

LARGE = 3
"""A price more than so many times the last one, or less than so many parts of it, is a jump."""

_SHOWN = 3


class Jump(NamedTuple):
    """A price beside the last one of the same kind, size, mode, hours and service tier."""

    words: str
    before: Decimal
    after: Decimal
    place: KeyPath
    """Where the new price stands, below its entry."""

    @property
    def large(self) -> bool:
        low, high = sorted((self.before, self.after))
        return high > low * LARGE

    def __str__(self) -> str:
        low, high = sorted((self.before, self.after))
        sign = "×" if self.after > self.before else "÷"
        times = f" ({sign}{f'{high / low:.1f}'.removesuffix('.0')})" if low else ""
        return f"{self.words} {_plain(self.before)} → {_plain(self.after)}{times}"


def odd_entries(sheet: Sheet) -> Iterator[SheetProblem]:
    """Warnings about entries that follow each other oddly; a `note` on the entry answers them."""
    for model_id, model in sheet.models.items():
        for number, (before, after) in enumerate(pairwise(model.prices), 1):
            place = ("models", model_id, "prices", number)
            yield from _hole(sheet, place, before, after)
            if after.note is None:
                yield from _repeat(sheet, place, model, before, after)
                yield from _jump(sheet, place, before, after)


def _hole(
    sheet: Sheet, place: KeyPath, before: PriceEntry, after: PriceEntry
) -> Iterator[SheetProblem]:
    if before.until and before.until < after.from_ and not (before.note or after.note):
        said = (
            f"no price is known from here to {after.from_}, where the next entry begins: "
            "if that is so, say why in a `note`"
        )
        *at, number = place
        yield sheet.problem((*at, int(number) - 1, "until"), said, "warning")


def _repeat(
    sheet: Sheet, place: KeyPath, model: Model, before: PriceEntry, after: PriceEntry
) -> Iterator[SheetProblem]:
    unbroken = before.until in (None, after.from_)
    if unbroken and _substance(model, before) == _substance(model, after):
        said = "the prices of the entry before, unchanged: take it out, or say in a `note` why not"
        yield sheet.problem((*place, "from"), said, "warning")


def _substance(model: Model, entry: PriceEntry) -> dict[str, Any]:
    """What an entry charges, without when, whence and why."""
    said: dict[str, Any] = {"source": True, "note": True}
    left_out = said | {"from_": True, "until": True, "service_tiers": {"__all__": said}}
    return entry.model_dump(exclude=left_out) | {"thinking": entry.thinking or model.thinking}


def _jump(
    sheet: Sheet, place: KeyPath, before: PriceEntry, after: PriceEntry
) -> Iterator[SheetProblem]:
    found = [jump for jump in jumps(before, after) if jump.large]
    if found:
        shown = list(dict.fromkeys(map(str, found)))
        shown[0] = shown[0].removeprefix(f"{found[0].place[-1]} ")  # the place says it
        more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
        said = f"{', '.join(shown[:_SHOWN])}{more}: say in a `note` why it jumps, if it does"
        yield sheet.problem((*place, *found[0].place), said, "warning")


def jumps(before: PriceEntry, after: PriceEntry) -> Iterator[Jump]:
    """Every price that both entries write out, beside each other; `standard` first."""
    yield from _of_rates("", _Scaled(before), _Scaled(after))
    for name, window in after.windows.items():
        if name in before.windows:
            old = _Scaled(before, before.windows[name].multiply, before.windows[name].rates)
            new = _Scaled(after, window.multiply, window.rates, ("windows", name))
            yield from _of_rates(name, old, new)
    for kind, fee in after.fees.items():
        if kind in before.fees:
            last = before.fees[kind].price / before.fees[kind].per
            yield Jump(kind, last, fee.price / fee.per, ("fees", kind))
    for name, variant in after.service_tiers.items():
        last_variant = before.service_tiers.get(name)
        if last_variant is None or variant.note:
            continue
        old = _Scaled(before if last_variant.multiply else last_variant, last_variant.multiply)
        at = ("service_tiers", name)
        new = _Scaled(after if variant.multiply else variant, variant.multiply, None, at)
        yield from _of_rates(name, old, new)


class _Scaled(NamedTuple):
    """A set of rates with what multiplies or replaces them."""

    rates: RateSet
    multiply: Decimal | None = None
    instead: TokenRates | None = None
    place: KeyPath = ()

    def given(self, band: Band, *, thinking: bool) -> dict[str, Decimal]:
        prices = band.rates.given()
        if thinking and band.rates.when_thinking:
            prices |= band.rates.when_thinking.given()
        if self.instead:
            prices |= self.instead.given()
        return {kind: price * (self.multiply or 1) for kind, price in prices.items()}


def _of_rates(name: str, before: _Scaled, after: _Scaled) -> Iterator[Jump]:
    for new in bands(after.rates.tiers, after.rates):
        for old in bands(before.rates.tiers, before.rates):
            if not _meet(old, new):
                continue
            mode = bool(new.rates.when_thinking or old.rates.when_thinking)
            for thinking in (False, True) if mode else (False,):
                prices = before.given(old, thinking=thinking)
                words = " ".join(filter(None, (name, "thinking" if thinking else "")))
                for kind, price in after.given(new, thinking=thinking).items():
                    if kind in prices:
                        place = _place(after, new, kind, thinking=thinking)
                        yield Jump(f"{words} {kind}".strip(), prices[kind], price, place)


def _place(after: _Scaled, band: Band, kind: str, *, thinking: bool) -> KeyPath:
    if after.multiply is not None:
        return (*after.place, "multiply")
    if after.instead and kind in after.instead.given():
        return (*after.place, "rates", kind)
    tiers = after.rates.tiers
    below = ("tiers", next(n for n, t in enumerate(tiers) if t is band.rates)) if tiers else ()
    in_mode = thinking and band.rates.when_thinking and kind in band.rates.when_thinking.given()
    at = after.place if after.place[:1] == ("service_tiers",) else ()
    return (*at, *below, *(("when_thinking",) if in_mode else ()), kind)


def _meet(one: Band, two: Band) -> bool:
    inputs = max(one.input_over, two.input_over) < min(one.input_up_to, two.input_up_to)
    outputs = max(one.output_over, two.output_over) < min(one.output_up_to, two.output_up_to)
    return inputs and outputs


def _plain(price: Decimal) -> str:
    return f"{price.normalize():f}"
