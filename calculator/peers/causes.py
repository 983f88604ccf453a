"""Why two lists state different rates: the place in our book where their number stands.

One place must explain as many of a price's differing rates as any: the pair of input and output is
evidence, one number alone may be chance. Among equals an exact number comes before a converted one
and the nearer place before the farther: what holds at the same moment (other hours, size, mode,
service tier), then another date, then another list. What no place explains may be a misread unit
or an old copy; the rest is said to be unexplained.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from calculator.peers.implied import Converted, rate_words, yuan_per_dollar
from calculator.peers.places import CAUSES, Place
from pricing.lines import Terms
from pricing.money import EXACT
from pricing.peers.records import PeerModel, PeerPrice, plain

_MAIN = {"input", "output"}


@dataclass(frozen=True, slots=True)
class Pair:
    """One rate as both lists state it, each in its own currency."""

    kind: str
    """Token kind, in words."""
    key: str
    """The kind among our rates."""
    theirs: Decimal
    ours: Decimal


@dataclass(frozen=True, slots=True)
class Cause:
    name: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is known of exchange rates: the market's, and those a peer is seen to convert at."""

    market: str
    """In words."""
    habits: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Match:
    place: Place
    pairs: tuple[Pair, ...]
    rate: Decimal | None
    """Yuan for one dollar, where the number was converted."""

    @property
    def rank(self) -> tuple[int, ...]:
        apart = self.place.apart
        far = max((CAUSES.index(cause) for cause in apart), default=-1)
        converted = self.rate is not None
        return -len(self.pairs), converted, len(apart), far, self.place.distance


def explain(
    pairs: Sequence[Pair], record: PeerModel, places: Iterable[Place], exchange: Exchange
) -> dict[Pair, Cause]:
    """A cause for each pair that some place in the book, or a power of ten, explains."""
    left, found = list(pairs), dict[Pair, Cause]()
    known = list(places)
    while left:
        matches = [m for place in known if (m := _match(left, record.currency, place, exchange))]
        if not matches:
            break
        best = min(matches, key=lambda m: m.rank)
        found |= dict.fromkeys(best.pairs, _cause(best, record.currency, exchange))
        left = [pair for pair in left if pair not in found]
    power = _power_of_ten(left)
    if power:
        said = f"theirs is ours times {plain(power)}"
        found |= dict.fromkeys(left, Cause("unit", said))
    return found


def theirs_elsewhere(
    pairs: Sequence[Pair], record: PeerModel, now: PeerPrice, input_tokens: int
) -> Cause | None:
    """Where ours is what the peer itself charges at another hour or date, for all of the pairs."""
    for price in record.prices:
        rates = price.band(input_tokens).rates
        if price.service_tier != now.service_tier or any(rates.get(p.key) != p.ours for p in pairs):
            continue
        if price.hours != now.hours:
            return Cause("hour band", "ours, for all hours, is theirs at other hours")
        if now.since and (price.since is None or price.since < now.since):
            return Cause("stale here", f"ours is theirs before {now.since}")
    return None


def unexplained(record: PeerModel, price: PeerPrice, terms: Terms) -> Cause:
    """What the dates of both say of a difference that no place explains."""
    looked, dated = str(record.checked or ""), str(price.since or "")
    if dated > terms.since:
        return Cause("stale here", f"theirs is dated {dated}, ours is from {terms.since}")
    if looked > terms.retrieved:
        return Cause("stale here", f"they looked on {looked}, we on {terms.retrieved}")
    if looked and looked < terms.since:
        return Cause("stale there", f"they looked on {looked}, ours is from {terms.since}")
    return Cause("other", "no price of this model that we have is theirs")


def conversion(pair: Pair, original: Decimal, currency: str, own: str) -> Converted | None:
    """Their number as a conversion of one of ours, where the currencies are yuan and dollar."""
    if {currency, own} != {"CNY", "USD"} or not (pair.theirs and original):
        return None
    return Converted(pair.theirs, original, to_yuan=currency == "CNY")


def _match(pairs: Sequence[Pair], currency: str, place: Place, exchange: Exchange) -> _Match | None:
    rates = place.rates
    same = tuple(p for p in pairs if p.theirs == rates[p.key])
    if place.offer.currency == currency:
        return _Match(place, same, None) if same and place.apart else None
    if {p.key for p in same} >= _MAIN:
        return _Match(place, same, Decimal(1))
    made = {
        p: c for p in pairs if (c := conversion(p, rates[p.key], currency, place.offer.currency))
    }
    if not {p.key for p in made} >= _MAIN:
        return None
    for rate in exchange.habits:
        held = tuple(p for p, converted in made.items() if converted.fits(rate))
        if {p.key for p in held} >= _MAIN:
            return _Match(place, held, rate)
    return _at_any_rate(place, made)


def _at_any_rate(place: Place, made: dict[Pair, Converted]) -> _Match | None:
    """A rate that explains input and output, and of the others as many as it can."""
    held = [pair for pair in made if pair.key in _MAIN]
    if not yuan_per_dollar([made[pair] for pair in held]):
        return None
    for pair in made:
        if pair not in held and yuan_per_dollar([made[p] for p in (*held, pair)]):
            held.append(pair)
    return _Match(place, tuple(held), yuan_per_dollar([made[pair] for pair in held]))


def _cause(match: _Match, currency: str, exchange: Exchange) -> Cause:
    words, name = match.place.words, match.place.cause
    if match.rate is None:
        return Cause(name, f"theirs is {words}")
    own = match.place.offer.currency
    if match.rate == 1:
        said = f"theirs is the number of {words}, in {own} and not in {currency}"
        return Cause(name or "FX", said)
    at = f"converted at {rate_words(match.rate)}"
    return Cause(name or "FX", f"theirs is {words}, {at}; market {exchange.market}")


def _power_of_ten(pairs: Sequence[Pair]) -> Decimal | None:
    ratios = {EXACT.divide(p.theirs, p.ours) for p in pairs if p.key in _MAIN and p.ours}
    if len(ratios) != 1 or not {p.key for p in pairs} >= _MAIN:
        return None
    [ratio] = ratios
    return ratio if ratio > 0 and ratio.normalize().as_tuple().digits == (1,) else None
