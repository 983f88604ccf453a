"""One offer beside one record of a peer: every rate either side states, with its cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from calculator.peers.causes import (
    Cause,
    Exchange,
    Pair,
    explain,
    theirs_elsewhere,
    unexplained,
)
from calculator.peers.findings import EQUAL, MISSING_HERE, MISSING_THERE, Finding
from calculator.peers.places import Places, Spot, in_force, near, sizes
from calculator.peers.sides import PER_TOKEN, WHEN_THINKING, Side, plain_sides, thinking_side
from calculator.peers.week import changes_by_hour, hours_apart
from calculator.usage import Usage
from pricing.lines import NO_LIMIT
from pricing.offers import Offer, RateCard
from pricing.peers.records import PeerModel, PeerPrice, plain


@dataclass(frozen=True, slots=True)
class Beside:
    """An offer, a record of a peer, and what is needed to compare them at one moment."""

    offer: Offer
    record: PeerModel
    second: int
    """UTC, at which the offer is on sale."""
    book: Places
    """Where their numbers may stand."""
    exchange: Exchange
    own: bool = True
    """Whether the record is about this very offer, and not about a sister list's."""
    twin: str = ""
    """The peer's record for the publisher's other list, where it says the same."""

    def findings(self) -> Iterator[Finding]:
        """Every rate that either side states, the standard service tier first."""
        if self._states_nothing():
            yield self._whole("standard", MISSING_THERE, "they state 0, which is no price")
            return
        tiers = dict.fromkeys(line.service_tier for line in in_force(self.offer, self.second))
        for tier in tiers:
            price = self.record.price_at(self.second, tier)
            if price is None:
                yield self._whole(tier, MISSING_THERE, f"they have no price for {tier}")
            else:
                yield from self._tier(tier, price)
        for tier in self.record.service_tiers:
            if tier not in tiers:
                yield self._unknown_tier(tier, tiers)

    def _unknown_tier(self, tier: str, tiers: Iterable[str]) -> Finding:
        """A service tier that ours has not, or has under another name."""
        price = self.record.price_at(self.second, tier)
        theirs = price.bands[0].rates if price else {}
        said = f"they have a price for {tier}"
        for name in tiers:
            card = Spot(self.second, name, Usage(1, 1), 0).card(self.offer)
            if card and theirs and all(card.rates[k] == rate for k, rate in theirs.items()):
                return self._whole(tier, "service tier", f"{said}: that of our {name}")
        return self._whole(tier, MISSING_HERE, said)

    def _states_nothing(self) -> bool:
        price = self.record.price_at(self.second)
        if price is None or any(rate for band in price.bands for rate in band.rates.values()):
            return False
        return any(x.input or x.output for x in in_force(self.offer, self.second))

    def _whole(self, tier: str, cause: str, said: str, kind: str = "all") -> Finding:
        return Finding(self.offer, self.record, tier, "", kind, None, None, cause, said)

    def _tier(self, tier: str, price: PeerPrice) -> Iterator[Finding]:
        lines = self.offer.lines_at(self.second, tier)
        findings: list[Finding] = []
        for usage in sizes(lines, price, self.second):
            spot = Spot(self.second, tier, usage, 0)
            findings += self._without_thinking(spot, price)
            findings += self._with_thinking(replace(spot, thinking=1), price)
        yield from findings
        if tier == "standard" and self.own:
            yield from self._bounds({x.input_up_to for x in lines} - {NO_LIMIT}, price)
            usual = next((f.cause for f in findings if f.kind == "input"), "")
            if usual in (EQUAL, "hour band", "FX"):
                yield from self._hours()

    def _without_thinking(self, spot: Spot, price: PeerPrice) -> Iterator[Finding]:
        card = spot.card(self.offer)
        assert card is not None, "an offer on sale has a price without thinking for every size"
        sides = plain_sides(price.rates(spot.usage.input_tokens), card.rates)
        yield from self._compared(sides, spot, price, card)

    def _with_thinking(self, spot: Spot, price: PeerPrice) -> Iterator[Finding]:
        """What thinking costs; the input price goes along as evidence of where theirs stands."""
        card = spot.card(self.offer)
        if card is None:
            return
        theirs = price.rates(spot.usage.input_tokens)
        side = thinking_side(card.treatment, theirs, card.rates)
        if side is None:
            return
        sides = (Side("input", "input", theirs.get("input"), card.rates["input"]), side)
        for found in self._compared(sides, spot, price, card):
            if found.kind == WHEN_THINKING and "reasoning" in theirs:
                said = "; ".join(filter(None, (found.evidence, PER_TOKEN)))
                cause = "thinking" if found.cause == EQUAL else found.cause
                yield replace(found, cause=cause, evidence=said)
            elif found.kind == side.kind:
                yield found

    def _compared(
        self, sides: Iterable[Side], spot: Spot, price: PeerPrice, card: RateCard
    ) -> Iterator[Finding]:
        """Equal and missing rates as they are; the differing ones are explained together."""
        differing: list[Pair] = []
        for side in sides:
            told = self._plain(side, spot.service_tier)
            if isinstance(told, Cause):
                yield self._one(spot, card, side, told)
            else:
                differing.append(told)
        if differing:
            around = self.book.around(self.offer, spot)
            found = explain(differing, self.record, around, self.exchange)
            left = [pair for pair in differing if pair not in found]
            rest = self._as_twin() or self._as_theirs(left, spot, price)
            rest = rest or unexplained(self.record, price, card.terms)
            for pair in differing:
                yield self._one(spot, card, pair, found.get(pair, rest))

    def _as_theirs(self, left: list[Pair], spot: Spot, price: PeerPrice) -> Cause | None:
        """Where ours is a price of theirs; the same currency only."""
        if self.record.currency != self.offer.currency:
            return None
        return theirs_elsewhere(left, self.record, price, spot.usage.input_tokens)

    def _as_twin(self) -> Cause | None:
        said = (
            f"they state the same for {self.twin}, the publisher's list in {self.record.currency}"
        )
        return Cause("region/list", said) if self.twin else None

    def _plain(self, side: Side, tier: str) -> Cause | Pair:
        """A cause that needs no looking around, or a pair that differs."""
        same = self.record.currency == self.offer.currency or not side.ours
        what = f"{side.kind} price" + (f" for {tier}" if tier != "standard" else "")
        if side.theirs is None:
            return Cause(MISSING_THERE, f"they have no {what}")
        if side.theirs == side.ours and same:
            return Cause(EQUAL, "")
        if not side.own:
            return Cause(MISSING_HERE, f"ours has no {what} of its own")
        return Pair(side.kind, side.key, side.theirs, side.ours)

    def _one(self, spot: Spot, card: RateCard, rate: Side | Pair, cause: Cause) -> Finding:
        price = self.record.price_at(self.second, spot.service_tier)
        over = price.band(spot.usage.input_tokens).over if price else -1
        size = card.band or (f"over {over:,} input" if over > 0 else "")
        where = (spot.service_tier, size, rate.kind)
        rates = (rate.theirs, plain(rate.ours))
        return Finding(self.offer, self.record, *where, *rates, cause.name, cause.evidence)

    def _bounds(self, ours: set[int], price: PeerPrice) -> Iterator[Finding]:
        for band in price.bands:
            meant = next((own for own in ours if near(band.over, own)), band.over)
            if meant != band.over:
                said = f"theirs changes over {band.over:,} input tokens, ours over {meant:,}"
                yield self._whole("standard", "tier", said, "bounds")

    def _hours(self) -> Iterator[Finding]:
        if not changes_by_hour(self.offer, self.record, self.second):
            return
        apart = hours_apart(self.offer, self.record, self.second)
        if apart:
            theirs = any(price.hours for price in self.record.prices)
            said = (
                "theirs changes at other hours" if theirs else "theirs is one price for all hours"
            )
            yield self._whole("standard", "hour band", f"{said}; apart {apart}", "hours")
