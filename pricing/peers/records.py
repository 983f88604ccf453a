"""What a peer states about the price of one model, in one neutral form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Context, Decimal

from pricing.errors import PricingError
from pricing.money import EXACT
from pricing.sheets.windows import WEEK, Span, week_spans

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
MILLION = 10**6
_THURSDAY = 3 * 24 * 60
_DOUBLE = Context(prec=14)
"""A binary fraction is good for 15 digits; what it says beyond 14 is its own."""


class PeerError(PricingError, ValueError):
    """A peer's data cannot be read: not installed, not found, or not of the shape it had."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of the week told by a clock at `utc_offset`; `days` are those a span begins on."""

    hours: tuple[str, ...]
    utc_offset: str = "+00:00"
    days: tuple[int, ...] = EVERY_DAY

    def spans(self) -> list[Span]:
        """The same as minutes of the UTC week."""
        return week_spans(self.hours, self.days, self.utc_offset)


@dataclass(frozen=True, slots=True)
class PeerBand:
    """Rates per million tokens, by token kind, of requests over so many input tokens."""

    over: int
    """-1 for the first band."""
    rates: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class PeerPrice:
    """One set of rates with the conditions the peer puts on it."""

    bands: tuple[PeerBand, ...]
    since: date | None = None
    """First day (UTC) in force; None where the peer does not say."""
    hours: tuple[Hours, ...] = ()
    """Empty where it holds at every hour."""
    service_tier: str = "standard"

    def band(self, input_tokens: int) -> PeerBand:
        """The band of a request of this size."""
        return [b for b in self.bands if b.over < input_tokens][-1]

    def rates(self, input_tokens: int) -> Mapping[str, Decimal]:
        """The rates of a request of this size."""
        return self.band(input_tokens).rates

    def holds(self, second: int) -> bool:
        """Whether the peer applies this price at a UTC second."""
        if self.since and datetime.fromtimestamp(second, UTC).date() < self.since:
            return False
        minute = week_minute(second)
        spans = [span for hours in self.hours for span in hours.spans()]
        return not spans or any(opens <= minute < closes for opens, closes in spans)


@dataclass(frozen=True, slots=True)
class PeerModel:
    """One model of one provider as a peer lists it."""

    peer: str
    """`genai-prices`, `litellm`, `tokencost`, `models.dev` or `dify`."""
    version: str
    provider: str
    """In the peer's own words."""
    model: str
    prices: tuple[PeerPrice, ...]
    """Of those that hold at a moment the last counts."""
    currency: str = "USD"
    unit: str = "per million tokens"
    """As stated; the rates here are per million whatever it is."""
    names: tuple[str, ...] = ()
    """Other ids the peer itself takes for this model."""
    name: str = ""
    context_window: int | None = None
    reasons: bool | None = None
    """Whether the model thinks, where the peer says."""
    source: str = ""
    """The page the peer names, or an empty text."""
    checked: date | None = None
    """The day the peer says it last looked."""
    retired: date | None = None
    note: str = ""
    left_out: tuple[str, ...] = ()
    """What the peer states and this form does not carry, in words."""

    @property
    def id(self) -> str:
        return f"{self.provider}/{self.model}"

    @property
    def service_tiers(self) -> tuple[str, ...]:
        """Every service tier with a price, in the order stated."""
        return tuple(dict.fromkeys(price.service_tier for price in self.prices))

    def price_at(self, second: int, service_tier: str = "standard") -> PeerPrice | None:
        """What the peer charges at a UTC second, by its own rule: the last price that holds.

        Where none holds yet the first counts, as it does with the peers that have dates.
        """
        listed = [p for p in self.prices if p.service_tier == service_tier]
        return next((p for p in reversed(listed) if p.holds(second)), listed[0] if listed else None)


def week_minute(second: int) -> int:
    """Minute of the UTC week of a UTC second; Monday 00:00 is 0."""
    return (second // 60 + _THURSDAY) % WEEK


def exact(number: str | int | Decimal, times: Decimal | int = 1) -> Decimal:
    """A stated number, times a factor, without the tail that binary fractions leave.

    >>> exact("2.8e-07", MILLION), exact("4.0000000000000003e-07", MILLION)
    (Decimal('0.28'), Decimal('0.4'))
    """
    product = EXACT.multiply(Decimal(number), Decimal(times))
    if not product.is_finite():
        raise ValueError(f"{number} is no number")
    if len(product.as_tuple().digits) > _DOUBLE.prec:
        product = _DOUBLE.plus(product)
    return plain(product)


def plain(number: Decimal) -> Decimal:
    """The same number with no exponent and no trailing zeros."""
    short = number.normalize(EXACT)
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short
