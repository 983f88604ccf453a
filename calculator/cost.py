"""The cost of one request: its rate line found, charged, and explained."""

from __future__ import annotations

from datetime import UTC, datetime
from time import time
from typing import Any

from calculator.charge import charge, quantities
from calculator.line import find_line
from calculator.receipt import LineItem, as_html, as_text
from calculator.settle import Bill, settle
from calculator.usage import Usage
from pricing.calendars import calendar_doubt
from pricing.catalog import Catalog, default_catalog
from pricing.errors import UsageError
from pricing.fx import FxRates
from pricing.lines import FEE_RATES, NO_LIMIT, RateLine
from pricing.money import Money
from pricing.offers import Offer, RateCard

MILLION = 10**6


class Cost:
    """What a request costs at list price, and why. Prints as a receipt.

    >>> at = datetime(2026, 3, 1, tzinfo=UTC)
    >>> cost = price(Usage(10_000, 5_000, reasoning_tokens=4_000), "alibaba-cn/qwen-plus", at=at)
    >>> {item.kind: str(item.amount) for item in cost.lines}
    {'input': '¥0.008000', 'output': '¥0.008000', 'reasoning': '¥0.032000'}
    """

    __slots__ = (
        "_line",
        "_matched",
        "_mode_given",
        "_picos",
        "_second",
        "book_id",
        "offer",
        "usage",
    )

    def __init__(
        self,
        usage: Usage,
        offer: Offer,
        line: RateLine,
        second: int,
        mode: bool,
        book_id: str,
        matched: str,
    ) -> None:
        self.usage, self.offer, self.book_id = usage, offer, book_id
        self._line, self._second, self._mode_given, self._matched = line, second, mode, matched
        self._picos: int = charge(usage, line)

    @property
    def list_cost(self) -> Money:
        """The exact amount at list price, before charges, tax and currency."""
        return Money.of_picos(self._picos, self.offer.currency)

    @property
    def at(self) -> datetime:
        """The instant whose prices were used, in UTC."""
        return datetime.fromtimestamp(self._second, UTC)

    @property
    def rate_card(self) -> RateCard:
        """The rates used: band, window, service tier, treatment, sheet@revision, source status."""
        return RateCard(self.offer, self._line)

    @property
    def lines(self) -> tuple[LineItem, ...]:
        """The components that cost or count something; their amounts add up to the list cost."""
        line, currency = self._line, self.offer.currency
        items = []
        for kind, quantity in quantities(self.usage).items():
            picos = getattr(line, kind)
            if quantity and (picos or kind not in FEE_RATES):
                per = 1 if kind in FEE_RATES else MILLION
                rate = Money.of_picos(picos * per, currency).amount
                items.append(
                    LineItem(kind, quantity, rate, Money.of_picos(quantity * picos, currency))
                )
        if line.offset:
            amount = Money.of_picos(line.offset * self.usage.requests, currency)
            rate = Money.of_picos(line.offset, currency).amount
            items.append(LineItem("lower tiers", self.usage.requests, rate, amount))
        return tuple(items)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know before relying on the number."""
        return (*filter(None, (self._matched,)), *_notes(self, self._mode_given))

    def billed(self, currency: str | None = None, fx: FxRates | None = None) -> Bill:
        """The bill: charges, tax, conversion at the rate of the day of use.

        Raises:
            MissingRateError: no rate for the pair on that day.
        """
        return settle(self.list_cost, self.offer.sheet, at=self.at.date(), currency=currency, fx=fx)

    def __repr__(self) -> str:
        return f"Cost({self.offer.id!r}, {self.list_cost!r})"

    def __str__(self) -> str:
        return as_text(self.offer.id, self._facts, self.lines, self.list_cost, self._origin)

    def _repr_html_(self) -> str:
        return as_html(self.offer.id, self.lines, self.list_cost, self._origin)

    @property
    def _facts(self) -> str:
        card = self.rate_card
        mode = "thinking" if self._line.thinking_from else ""
        tier = "" if card.service_tier == "standard" else card.service_tier
        return ", ".join(filter(None, (mode, tier, card.window, card.band)))

    @property
    def _origin(self) -> list[str]:
        card = self.rate_card
        source = f"{card.sheet}, {card.status}, {self.at:%Y-%m-%d %H:%M} UTC, book {self.book_id}"
        return [source, *(f"note: {note}" for note in self.notes)]

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values; amounts are texts, so that they stay exact."""
        card = self.rate_card
        return {
            "offer": self.offer.id,
            "at": self.at.isoformat(),
            "list_cost": str(self.list_cost.amount),
            "currency": self.offer.currency,
            "lines": [
                {
                    "kind": item.kind,
                    "quantity": item.quantity,
                    "rate": str(item.rate),
                    "amount": str(item.amount.amount),
                }
                for item in self.lines
            ],
            "service_tier": card.service_tier,
            "band": card.band,
            "window": card.window,
            "thinking_treatment": card.treatment,
            "sheet": card.sheet,
            "source": card.terms._asdict(),
            "book": self.book_id,
            "notes": list(self.notes),
        }


def price(
    usage: Usage,
    offer: str | Offer,
    *,
    at: datetime | None = None,
    service_tier: str = "standard",
    thinking: bool | None = None,
    catalog: Catalog | None = None,
) -> Cost:
    """Price one request (or `usage.requests` alike) on an offer.

    Args:
        usage: what was consumed.
        offer: `provider/model`, or any name that means one offer (`Catalog.match`); a note says
            why it was taken so.
        at: the request's instant, with its time zone; now where left out.
        service_tier: `standard`, or the vendor's word: `batch`, `flex`, `priority`.
        thinking: whether the request ran in thinking mode; taken as `reasoning_tokens > 0`
            where left out, and the result says so where it matters.
        catalog: price sheets; the packaged ones where left out.

    Raises:
        UnknownOfferError: no such offer; the message suggests near names.
        NotPricedError: no price on that date, for that service tier or that counted thing.
        UsageError: counts that contradict the model or the mode, a time without a zone.

    >>> from datetime import datetime, timezone
    >>> usage = Usage(10_000, 5_000, reasoning_tokens=4_000)
    >>> march = datetime(2026, 3, 1, tzinfo=timezone.utc)
    >>> price(usage, "alibaba-cn/qwen-plus", at=march).list_cost
    Money('0.048000000000', 'CNY')
    """
    book = catalog if catalog is not None else default_catalog()
    found = book.offer(offer)
    if at is None:
        second = int(time())
    elif at.tzinfo is None:
        raise UsageError(f"{at} has no time zone: prices change by the hour, so say which clock")
    else:
        second = int(at.timestamp() // 1)
    mode = usage.reasoning_tokens > 0 if thinking is None else thinking
    line = find_line(usage, found, second, service_tier, mode)
    matched = "" if offer is found or offer == found.id else _matched(book, str(offer))
    return Cost(usage, found, line, second, thinking is not None, book.book_id, matched)


def _matched(book: Catalog, name: str) -> str:
    match = book.match(name)
    return "" if match.exact else f"matched {name!r} because: {match.how}"


def _notes(cost: Cost, mode_given: bool) -> list[str]:
    terms, usage, offer = cost.rate_card.terms, cost.usage, cost.offer
    notes = terms.doubts(min(cost.at, datetime.now(UTC)).date())
    notes += filter(None, [calendar_doubt(terms.holidays, cost.at.year)])
    if terms.thinking == "mode_rate" and not mode_given:
        mode = "on" if usage.reasoning_tokens else "off"
        notes.append(f"thinking mode taken as {mode} from the reasoning tokens: say thinking=")
    window = offer.context_window
    if window and usage.input_tokens > window * usage.requests:
        notes.append(f"more input than the known context window of {window:,} tokens")
    line = cost.rate_card.line
    banded = min(line.input_up_to, line.output_up_to) < NO_LIMIT or line.input_over >= 0
    if usage.requests > 1 and banded:
        notes.append("tier chosen by the mean size of the requests")
    return notes
