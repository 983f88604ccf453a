"""List parity: one model on a publisher's yuan list and dollar list, and which one to sign.

The ratio of two list prices is an exchange rate that the publisher implies. Where it is above the
market's, the dollar list is the cheaper one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from calculator.buying import BuyingTerms, Signing, paid_per_unit
from calculator.cost import price
from calculator.usage import Usage
from pricing.catalog import Catalog, default_catalog
from pricing.changes.side_by_side import rise, side_by_side
from pricing.changes.tariff import Place, Step, shown_rate, step_on, told_kinds
from pricing.errors import NotPricedError, UnknownOfferError, UsageError
from pricing.fx import FxRate, FxRates
from pricing.list_pairs import ListPair, SoldTwice, list_pairs, sold_twice
from pricing.offers import Offer

KINDS = ("input", "cache_read", "output", "reasoning")
"""The rates that two lists are compared on."""

MIX = Usage(10_000, 2_000)
"""The request whose cost decides where none is given."""


@dataclass(frozen=True, slots=True)
class ImpliedRate:
    """One rate on both lists, per million tokens at list price, and the exchange rate implied."""

    place: Place
    kind: str
    yuan: Decimal
    dollar: Decimal
    implied: Fraction | None
    """Yuan for one dollar, after the buying terms; None where the dollar list charges nothing."""
    fallback: str
    """The list without a rate of its own for this kind, `yuan` or `dollar`: it is charged as input
    (or reasoning as output), and the ratio says little."""


@dataclass(frozen=True, slots=True)
class ModelParity:
    """One model on both lists on the day."""

    yuan: Offer
    dollar: Offer
    pair: ListPair
    """The two lists, and what sets them apart for a buyer."""
    rates: tuple[ImpliedRate, ...]
    signing: Signing | None
    gap: str
    """Why there are no rates, or no cost of the mix."""

    @property
    def implied(self) -> dict[str, tuple[Fraction, Fraction]]:
        """The lowest and highest exchange rate that standard prices imply, by what is paid for.

        `input`, `cache_read` and `output` without thinking, and `thinking` where it has a rate of
        its own. Rates that a list only falls back to are left out.
        """
        groups: dict[str, list[Fraction]] = {}
        for rate in self.rates:
            if rate.place.service_tier == "standard" and not rate.fallback:
                group = _group(rate)
                if group and rate.implied is not None:
                    groups.setdefault(group, []).append(rate.implied)
        return {name: (min(found), max(found)) for name, found in groups.items()}

    @property
    def without_cached_rate(self) -> tuple[str, ...]:
        """Which lists, `yuan` or `dollar`, have no cached rate: there the mix pays as for input."""
        sides = (r.fallback for r in self.rates if r.fallback and r.kind == "cache_read")
        return tuple(dict.fromkeys(sides))


@dataclass(frozen=True, slots=True)
class Parity:
    """The lists side by side on one day, at its market rate."""

    day: date
    market: FxRate
    terms: BuyingTerms
    mix: Usage
    models: tuple[ModelParity, ...]
    book_id: str

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values; `…_exact` are fractions, the rest rounded to read."""
        return {
            "day": str(self.day),
            "market": _number(self.market.value),
            "market_rate": str(self.market),
            "terms": str(self.terms),
            "mix": {k: v for k, v in asdict(self.mix).items() if v},
            "book": self.book_id,
            "models": [_model_dict(model, self.market.value) for model in self.models],
        }


def list_parity(
    model: str | None = None,
    *,
    at: date | None = None,
    mix: Usage = MIX,
    terms: BuyingTerms | None = None,
    fx: FxRates | None = None,
    catalog: Catalog | None = None,
) -> Parity:
    """Set yuan lists beside dollar lists of the same publisher, at noon UTC of a day.

    Args:
        model: a model or `provider/model`; every one that is sold on two lists where left out.
        at: the day; today where left out.
        mix: the request whose cost decides which list to sign.
        terms: VAT, fees and discounts; list price beside list price where left out.
        fx: the market rate; the ECB's where left out.
        catalog: price sheets; the packaged ones where left out.

    Raises:
        UnknownOfferError: no publisher sells the model on two lists.
        MissingRateError: no exchange rate on that day.

    >>> found = list_parity("qwen-plus", at=date(2026, 3, 1)).models[0]
    >>> found.yuan.id, found.dollar.id, str(found.rates[0].implied)
    ('alibaba-cn/qwen-plus', 'alibaba-intl/qwen-plus', '2')
    """
    book = catalog if catalog is not None else default_catalog()
    day = at or datetime.now(UTC).date()
    buying = terms or BuyingTerms()
    market = (fx or FxRates.ecb()).rate("USD", "CNY", day)
    found = list(sold_twice(book, list_pairs()))
    if model:
        sellers = book.sellers(model)
        found = [sold for sold in found if sold.yuan in sellers or sold.dollar in sellers]
        if not found:
            raise _sold_once(model, sellers)
    models = tuple(_compared(sold, day, mix, buying, market.value, book) for sold in found)
    return Parity(day, market, buying, mix, models, book.book_id)


def premium(implied: Fraction | None, market: Fraction) -> Fraction | None:
    """How much dearer the yuan list is than the dollar list, at the market rate."""
    return None if implied is None else rise(market, implied)


def _sold_once(model: str, sellers: list[Offer]) -> UnknownOfferError:
    known = ", ".join(offer.id for offer in sellers)
    return UnknownOfferError(
        f"no publisher sells {model!r} on a yuan list and a dollar list; the book has {known}"
    )


def _compared(
    sold: SoldTwice, day: date, mix: Usage, terms: BuyingTerms, market: Fraction, book: Catalog
) -> ModelParity:
    yuan, dollar = sold.yuan, sold.dollar
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    factors = [paid_per_unit(offer, terms, day) for offer in (yuan, dollar)]
    rates: tuple[ImpliedRate, ...] = ()
    try:
        for offer in (yuan, dollar):
            book.rate_cards(offer, noon)
        rates = tuple(_rates(yuan, dollar, day, factors))
        costs = [
            Fraction(price(mix, offer, at=noon, catalog=book).list_cost.amount) * factor
            for offer, factor in zip((yuan, dollar), factors, strict=True)
        ]
    except (NotPricedError, UsageError) as reason:
        return ModelParity(yuan, dollar, sold.pair, rates, None, str(reason))
    signing = Signing(costs[0], costs[1], market)
    return ModelParity(yuan, dollar, sold.pair, rates, signing, "")


def _rates(yuan: Offer, dollar: Offer, day: date, factors: list[Fraction]) -> Iterator[ImpliedRate]:
    for place, own, other in side_by_side(_step(yuan, day), _step(dollar, day)):
        if own is None or other is None:
            continue
        rows = {"yuan": told_kinds([own]), "dollar": told_kinds([other])}
        for kind in told_kinds((own, other)):
            if kind in KINDS:
                ratio = Fraction(own[kind], other[kind]) if other[kind] else None
                implied = ratio * factors[0] / factors[1] if ratio is not None else None
                shown = shown_rate(kind, own[kind]), shown_rate(kind, other[kind])
                fallback = next((side for side, told in rows.items() if kind not in told), "")
                yield ImpliedRate(place, kind, *shown, implied, fallback)


def _step(offer: Offer, day: date) -> Step:
    step = step_on(offer, day)
    if step is None:
        raise NotPricedError(f"{offer.id} has no price on {day} by the clock of its sheet")
    return step


def _group(rate: ImpliedRate) -> str:
    """What a rate is paid for, or nothing for fresh and cached input in thinking mode."""
    thinks = rate.place.mode == "thinking"
    if rate.kind == "reasoning" or (thinks and rate.kind == "output"):
        return "thinking"
    return "" if thinks else rate.kind


def _model_dict(model: ModelParity, market: Fraction) -> dict[str, Any]:
    signing = model.signing
    return {
        "yuan_list": model.yuan.id,
        "dollar_list": model.dollar.id,
        "reason": model.pair.reason,
        "rates": [
            {
                "service_tier": r.place.service_tier,
                "window": r.place.window,
                "mode": r.place.mode,
                "band": r.place.band,
                "rate": r.kind,
                "yuan": str(r.yuan),
                "dollar": str(r.dollar),
                "implied": _number(r.implied),
                "fallback": r.fallback or None,
                "implied_exact": None if r.implied is None else str(r.implied),
                "premium": _number(premium(r.implied, market)),
            }
            for r in model.rates
        ],
        "mix": None
        if signing is None
        else {
            "yuan": _number(signing.yuan, 12),
            "dollar": _number(signing.dollar, 12),
            "break_even": _number(signing.break_even),
            "break_even_exact": str(signing.break_even) if signing.break_even else None,
            "sign": signing.sign,
            "saving": _number(signing.saving),
        },
        "gap": model.gap or None,
    }


def _number(value: Fraction | None, places: int = 6) -> str | None:
    if value is None:
        return None
    return str(Decimal(round(value * 10**places)).scaleb(-places).normalize() + 0)
