"""An offer's prices between two changes, as a reader's table: rates by tier, hours, mode and size.

Rate lines answer "what does this request cost?"; a `Step` gathers the lines of one price entry
again, so that people can read prices and set one entry beside another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pricing.changes.hours import hours_words
from pricing.lines import NO_LIMIT, RATES, TOKEN_RATES, RateLine, Terms
from pricing.offers import Offer, band_words

MODES = ("", "not thinking", "thinking")
"""Where a rate holds in both modes, and where only without or with thinking."""

PER = dict.fromkeys(TOKEN_RATES, 10**6) | {
    "request": 1_000,
    "web_search": 1_000,
    "cache_token_hour": 10**6,
    "citation_token": 10**6,
}
"""How many tokens or things a shown rate is for."""

Picos = dict[str, int]
"""Picos per token or thing, by kind; a counted thing that has no price is left out."""


class Place(NamedTuple):
    """Where a rate holds: service tier, hours, thinking mode and size of the request."""

    service_tier: str
    window: str
    mode: str
    """One of `MODES`; an empty text where thinking makes no difference."""
    input_over: int
    input_up_to: int
    output_over: int
    output_up_to: int

    @property
    def band(self) -> str:
        """The size band in words, empty where there is only one."""
        return band_words(*self[3:])

    def words(self, *, other_hours: bool = False) -> str:
        """The place in words: `batch, peak, thinking, up to 128,000 input`.

        Args:
            other_hours: name the hours outside all windows, where the offer has windows.
        """
        tier = "" if self.service_tier == "standard" else self.service_tier
        hours = self.window or ("other hours" if other_hours else "")
        return ", ".join(filter(None, (tier, hours, self.mode, self.band)))

    def whole_tier(self) -> Place:
        """All requests of the service tier: where its fees hold."""
        return Place(self.service_tier, "", "", -1, NO_LIMIT, -1, NO_LIMIT)

    def meets(self, other: Place) -> Place | None:
        """The requests that two places have in common, by mode and size; None if there are none."""
        low_in, high_in = max(self[3], other[3]), min(self[4], other[4])
        low_out, high_out = max(self[5], other[5]), min(self[6], other[6])
        apart = self.mode and other.mode and self.mode != other.mode
        if apart or low_in >= high_in or low_out >= high_out:
            return None
        mode = self.mode or other.mode
        return Place(self.service_tier, self.window, mode, low_in, high_in, low_out, high_out)


class Hours(NamedTuple):
    """When a window is open, in words."""

    week: str
    """Hours of the UTC week."""
    closed_on_holidays: bool
    """Whether it was closed on some public holidays while the step lasted."""

    def __str__(self) -> str:
        return self.week + (", not on public holidays" if self.closed_on_holidays else "")


@dataclass(frozen=True, slots=True)
class Step:
    """The prices of one entry: from a day on until the next step, in the sheet's time zone."""

    offer: Offer
    since: date
    until: date | None
    """First day no longer in force; None while no end is known."""
    terms: dict[str, Terms]
    """Treatment and source by service tier, `standard` first."""
    rates: dict[Place, Picos]
    windows: dict[str, Hours]
    graduated: bool
    """True where a band's rate is for the tokens inside it alone (`tier_mode: marginal`)."""

    @property
    def thinking(self) -> str:
        """How thinking is billed."""
        return self.terms["standard"].thinking

    @property
    def status(self) -> str:
        """How well the prices are sourced: `official`, `community` or `claimed`."""
        return self.terms["standard"].status

    @property
    def kinds(self) -> list[str]:
        """The kinds of rates worth telling of this step."""
        return told_kinds(self.rates.values())

    def holds_on(self, day: date) -> bool:
        """Whether these are the prices of a day."""
        return self.since <= day and (self.until is None or day < self.until)


def steps(offer: Offer) -> tuple[Step, ...]:
    """The prices of an offer through time, announced ones included.

    >>> from pricing import default_catalog
    >>> [str(step.since) for step in steps(default_catalog().offer("moonshot-cn/moonshot-v1-8k"))]
    ['2024-05-23', '2025-04-07']
    """
    lines: dict[str, list[RateLine]] = {}
    for line in offer.lines:
        lines.setdefault(offer.terms[line.terms].since, []).append(line)
    starts = sorted(lines)
    return tuple(
        _step(offer, lines[start], following)
        for start, following in zip(starts, [*starts[1:], ""], strict=True)
    )


def step_on(offer: Offer, day: date) -> Step | None:
    """The prices of an offer on a day of its sheet's time zone, or None."""
    return next((step for step in steps(offer) if step.holds_on(day)), None)


def told_kinds(rates: Iterable[Picos | None]) -> list[str]:
    """The kinds worth telling: those that somewhere cost other than the kind they fall back to."""
    from pricing.compile.rates import PARENT

    fallback = {str(kind): str(parent) for kind, parent in PARENT.items()}
    known = [row for row in rates if row is not None]
    told = []
    for kind in RATES:
        priced = [row for row in known if kind in row]
        own = [row for row in priced if kind not in fallback or row[kind] != row[fallback[kind]]]
        if own and (kind != "request" or any(row[kind] for row in own)):
            told.append(kind)
    return told


def rate_name(kind: str) -> str:
    """The kind, and what its shown rate is for where that is not a million.

    >>> rate_name("input"), rate_name("web_search")
    ('input', 'web_search per 1,000')
    """
    return kind if PER[kind] == 10**6 else f"{kind} per {PER[kind]:,}"


def shown_rate(kind: str, picos: int) -> Decimal:
    """The price of `PER[kind]` tokens or things.

    >>> shown_rate("input", 4_000_000)
    Decimal('4')
    """
    return Decimal(picos * PER[kind]).scaleb(-12).normalize() + 0


def _step(offer: Offer, lines: list[RateLine], following: str) -> Step:
    terms = {line.service_tier: offer.terms[line.terms] for line in lines}
    own = terms["standard"]
    until = min(filter(None, (own.until, following)), default="")
    return Step(
        offer=offer,
        since=date.fromisoformat(own.since),
        until=date.fromisoformat(until) if until else None,
        terms=terms,
        rates={_place(line, terms): _picos(line, terms) for line in lines},
        windows=_windows(lines),
        graduated=any(line.offset for line in lines),
    )


def _place(line: RateLine, terms: dict[str, Terms]) -> Place:
    by_mode = terms[line.service_tier].thinking == "mode_rate"
    return Place(
        line.service_tier,
        line.window,
        MODES[1 + line.thinking_from] if by_mode else "",
        line.input_over,
        line.input_up_to,
        line.output_over,
        line.output_up_to,
    )


def _picos(line: RateLine, terms: dict[str, Terms]) -> Picos:
    unpriced = terms[line.service_tier].unpriced_fees
    return {kind: getattr(line, kind) for kind in RATES if kind not in unpriced}


def _windows(lines: list[RateLine]) -> dict[str, Hours]:
    """Hours of each window; holidays are seen as stretches of time without it."""
    stretches = {(line.since, line.until) for line in lines}
    told = {}
    for name in dict.fromkeys(line.window for line in lines if line.window):
        own = [line for line in lines if line.window == name]
        closed = len({(line.since, line.until) for line in own}) < len(stretches)
        week = hours_words((line.week_from, line.week_until) for line in own)
        told[name] = Hours(week, closed)
    return told
