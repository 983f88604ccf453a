"""An offer: one model as one provider sells it, with its compiled prices."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from pricing.errors import NotPricedError, did_you_mean
from pricing.lines import FOREVER, NO_LIMIT, TOKEN_RATES, RateLine, Terms

MILLION = 10**6


class ChargeFacts(NamedTuple):
    """A charge on the bill: per cent of the running subtotal, or an amount per month."""

    name: str
    percent: str | None
    per_month: str | None


class TaxFacts(NamedTuple):
    name: str
    percent: str
    included: bool


class SheetFacts(NamedTuple):
    """What a bill needs to know of the sheet an offer stands on."""

    provider: str
    name: str
    revision: str
    currency: str
    charges: tuple[ChargeFacts, ...]
    tax: TaxFacts | None
    path: str = ""
    """The file, where it is not a packaged one but laid over them."""

    def __str__(self) -> str:
        return f"{self.provider}@{self.revision}" + (" (yours)" if self.path else "")


class Offer:
    """One model of one provider. Built from the catalog's compiled form; lines unpack on use.

    >>> from pricing import load_catalog
    >>> offer = load_catalog().offer("alibaba-cn/qwen-plus")
    >>> offer.publisher, offer.currency, offer.service_tiers, offer.thinking
    ('alibaba', 'CNY', ('standard',), 'mode_rate')
    """

    def __init__(self, sheet: SheetFacts, facts: dict[str, Any]) -> None:
        self.sheet = sheet
        self.provider = sheet.provider
        self.model: str = facts["model"]
        self.id = f"{self.provider}/{self.model}"
        self.name: str = facts["name"]
        self.publisher: str = facts["publisher"]
        self.aliases: tuple[str, ...] = tuple(facts["aliases"])
        self.context_window: int | None = facts["context_window"]
        self.always_thinks: bool = facts["always_thinks"]
        self.currency: str = facts["currency"]
        self.claim: dict[str, Any] | None = facts["claim"]
        self.resells: str = facts["resells"]
        self.successor: str = facts["successor"]
        self._facts = facts
        self._schedules: dict[str, tuple[list[int], list[list[RateLine]]]] = {}

    def __repr__(self) -> str:
        return f"Offer({self.id!r})"

    @property
    def regional(self) -> bool:
        """Whether this is the same provider's model kept in one region, at a price of its own."""
        origin = self.resells.partition("/")[0]
        return bool(origin) and self.provider.startswith(f"{origin}-")

    @cached_property
    def terms(self) -> tuple[Terms, ...]:
        """What holds per price entry and service tier, in order of date."""
        return tuple(Terms._make(row) for row in self._facts["terms"])

    @cached_property
    def lines(self) -> tuple[RateLine, ...]:
        """All rate lines, past and announced ones included."""
        return tuple(RateLine._make(row) for row in self._facts["lines"])

    @cached_property
    def service_tiers(self) -> tuple[str, ...]:
        """Every service tier the offer ever had, `standard` first."""
        return tuple(dict.fromkeys(line.service_tier for line in self.lines))

    @cached_property
    def latest(self) -> Terms:
        """The terms of the last price entry, announced ones included."""
        return self.terms[max(x.terms for x in self.lines if x.service_tier == "standard")]

    @property
    def status(self) -> str:
        """Status of the latest source: `official`, `community` or `claimed`."""
        return self.latest.status

    @property
    def thinking(self) -> str:
        """How thinking is billed under the latest entry."""
        return self.latest.thinking

    @property
    def on_sale(self) -> tuple[int, int]:
        """First and last second (UTC, half-open) for which some price is known."""
        return min(line.since for line in self.lines), max(line.until for line in self.lines)

    def lines_at(self, second: int, service_tier: str = "standard") -> list[RateLine]:
        """The lines of a service tier whose dates hold at this UTC second.

        Raises:
            NotPricedError: no such service tier, or no price on that date.
        """
        schedule = self._schedules.get(service_tier) or self._schedule(service_tier)
        starts, groups = schedule
        position = bisect_right(starts, second) - 1
        if position >= 0 and second < groups[position][0].until:
            return groups[position]
        raise NotPricedError(self._why_no_price(second, service_tier))

    def _schedule(self, service_tier: str) -> tuple[list[int], list[list[RateLine]]]:
        if service_tier not in self.service_tiers:
            known = ", ".join(self.service_tiers)
            hint = did_you_mean(service_tier, self.service_tiers)
            raise NotPricedError(
                f"{self.id} has no service tier {service_tier!r} (it has {known}){hint}"
            )
        groups: dict[int, list[RateLine]] = {}
        for line in self.lines:
            if line.service_tier == service_tier:
                groups.setdefault(line.since, []).append(line)
        ordered = sorted(groups)
        schedule = ordered, [groups[start] for start in ordered]
        self._schedules[service_tier] = schedule
        return schedule

    def _why_no_price(self, second: int, service_tier: str) -> str:
        starts, groups = self._schedules[service_tier]
        what = self.id if service_tier == "standard" else f"{self.id} ({service_tier})"
        day = _day(second)
        if second < starts[0]:
            return f"{what} has no price on {day}: its first known price is from {_day(starts[0])}"
        until = max(g[0].until for g in groups if g[0].until <= second)
        later = next((s for s in starts if s > second), None)
        if later:
            return (
                f"{what} has no known price on {day}: one ended {_day(until)}, "
                f"the next begins {_day(later)}"
            )
        return f"{what} has no price on {day}: it was last sold on {_day(until - 1)}"


class RateCard(NamedTuple):
    """The rates one line gives, and where they come from, in words.

    >>> from pricing import load_catalog
    >>> march = datetime(2026, 3, 1, tzinfo=UTC)
    >>> card = load_catalog().rate_cards("alibaba-cn/qwen-plus", march)[0]
    >>> card.band, card.rates["output"], card.treatment, card.status
    ('up to 128,000 input', Decimal('2.000000000000'), 'mode_rate', 'official')
    """

    offer: Offer
    line: RateLine

    @property
    def terms(self) -> Terms:
        return self.offer.terms[self.line.terms]

    @property
    def sheet(self) -> str:
        """Sheet and revision: `alibaba-cn@2026-11-24`."""
        return str(self.offer.sheet)

    @property
    def service_tier(self) -> str:
        return self.line.service_tier

    @property
    def window(self) -> str:
        """Name of the hours that apply, or an empty text."""
        return self.line.window

    @property
    def treatment(self) -> str:
        """How reasoning tokens are billed."""
        return self.terms.thinking

    @property
    def status(self) -> str:
        return self.terms.status

    @property
    def rates(self) -> dict[str, Decimal]:
        """Price per million tokens of each kind, in the offer's currency."""
        return {
            kind: Decimal(getattr(self.line, kind) * MILLION).scaleb(-12) for kind in TOKEN_RATES
        }

    @property
    def band(self) -> str:
        """The size band in words, empty where there is only one."""
        line = self.line
        return band_words(line.input_over, line.input_up_to, line.output_over, line.output_up_to)


def band_words(input_over: int, input_up_to: int, output_over: int, output_up_to: int) -> str:
    """A band of sizes in words, empty where it has no bound.

    >>> band_words(-1, 128_000, 200, NO_LIMIT)
    'up to 128,000 input, over 200 output'
    """
    sizes = (
        _band("input", input_over, input_up_to),
        _band("output", output_over, output_up_to),
    )
    return ", ".join(filter(None, sizes))


def _band(what: str, over: int, up_to: int) -> str:
    if over < 0:
        return "" if up_to >= NO_LIMIT else f"up to {up_to:,} {what}"
    return f"over {over:,} {what}" if up_to >= NO_LIMIT else f"{over + 1:,} to {up_to:,} {what}"


def _day(second: int) -> str:
    return str(datetime.fromtimestamp(min(second, FOREVER), UTC).date())
