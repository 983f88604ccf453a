"""Claims beside what can be sourced: price, ratio, thinking, and the exchange rate implied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from pricing.catalog import Catalog, default_catalog
from pricing.fx import FxRate, FxRates
from pricing.money import EXACT, Money, show_rate
from pricing.offers import Offer, RateCard


@dataclass(frozen=True, slots=True)
class Finding:
    """One claimed price per million tokens, and the sourced one of the same day."""

    claimed: RateCard
    about: Offer
    sourced: RateCard
    day: date
    says_of_thinking: str
    implied_fx: Decimal | None
    """Yuan for one dollar that the claim's own conversion implies."""
    market_fx: FxRate | None
    """The market rate of the claim's day."""

    @property
    def claimed_input(self) -> Money:
        return Money(self.claimed.rates["input"], self.claimed.offer.currency)

    @property
    def claimed_output(self) -> Money:
        return Money(self.claimed.rates["output"], self.claimed.offer.currency)

    @property
    def sourced_input(self) -> Money:
        return Money(self.sourced.rates["input"], self.about.currency)

    @property
    def sourced_output(self) -> Money:
        return Money(self.sourced.rates["output"], self.about.currency)

    @property
    def ratios(self) -> tuple[Decimal, Decimal]:
        """Claimed over sourced, for input and output."""
        return (
            _ratio(self.claimed_input, self.sourced_input),
            _ratio(self.claimed_output, self.sourced_output),
        )

    def __str__(self) -> str:
        ratio_in, ratio_out = self.ratios
        sourced, claimed = self.sourced, self.claimed
        return "\n".join(
            [
                f"{claimed.offer.model}, claimed on {self.day} about {self.about.id}",
                f"  input   {_rate(self.claimed_input)} claimed, {_rate(self.sourced_input)} "
                f"sourced: ×{ratio_in}",
                f"  output  {_rate(self.claimed_output)} claimed, {_rate(self.sourced_output)} "
                f"sourced: ×{ratio_out}",
                f"  thinking {self.says_of_thinking!r} read as {claimed.treatment}; "
                f"sourced: {sourced.treatment}",
                *self._fx_lines(),
                f"  source  {sourced.terms.url} ({sourced.status}, {sourced.terms.retrieved})",
            ]
        )

    def _fx_lines(self) -> list[str]:
        if self.implied_fx is None:
            return []
        return [f"  implied {self.implied_fx} CNY per USD; market: {self.market_fx}"]

    def to_dict(self) -> dict[str, Any]:
        """The finding as plain JSON values."""
        ratio_in, ratio_out = self.ratios
        return {
            "claim": self.claimed.offer.id,
            "about": self.about.id,
            "day": str(self.day),
            "claimed": [str(self.claimed_input.amount), str(self.claimed_output.amount)],
            "claimed_currency": self.claimed_input.currency,
            "sourced": [str(self.sourced_input.amount), str(self.sourced_output.amount)],
            "sourced_currency": self.sourced_input.currency,
            "ratio": [str(ratio_in), str(ratio_out)],
            "thinking_claimed": self.says_of_thinking,
            "thinking_read_as": self.claimed.treatment,
            "thinking_sourced": self.sourced.treatment,
            "implied_cny_per_usd": None if self.implied_fx is None else str(self.implied_fx),
            "market_fx": str(self.market_fx) if self.market_fx else None,
            "source": self.sourced.terms.url,
            "note": self.claimed.terms.note,
        }


def audit_claims(catalog: Catalog | None = None, fx: FxRates | None = None) -> list[Finding]:
    """Every claim of the price book that names the offer it is about.

    Raises:
        UnknownOfferError, NotPricedError: a claim about something no sheet prices on that day.
    """
    book = catalog if catalog is not None else default_catalog()
    rates = fx or FxRates.ecb()
    return [
        _finding(book, offer, rates)
        for offer in book.offers(claimed=True)
        if offer.claim is not None and offer.status == "claimed"
    ]


def _finding(book: Catalog, offer: Offer, fx: FxRates) -> Finding:
    claim: dict[str, Any] = offer.claim or {}
    day = date.fromisoformat(offer.latest.since)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    about = book.offer(claim["about"])
    claimed = book.rate_cards(offer, noon)[0]
    converted = claim.get("converted")
    implied = market = None
    if converted:
        own = claimed.rates["input"]
        implied = EXACT.divide(own, Decimal(str(converted["input"]))).quantize(Decimal("0.0001"))
        market = fx.rate(converted["currency"], offer.currency, day)
    return Finding(
        claimed=claimed,
        about=about,
        sourced=book.rate_cards(about, noon)[0],
        day=day,
        says_of_thinking=claim["thinking"],
        implied_fx=implied,
        market_fx=market,
    )


def _ratio(claimed: Money, sourced: Money) -> Decimal:
    return EXACT.divide(claimed.amount, sourced.amount).quantize(Decimal("0.01")).normalize()


def _rate(money: Money) -> str:
    return show_rate(money.amount, money.currency)
