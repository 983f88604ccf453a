"""Places in the price book where a number may stand: other hours, sizes, modes, dates and lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, product

from calculator.charge import applies
from calculator.usage import Usage
from pricing.errors import NotPricedError
from pricing.lines import NO_LIMIT, RateLine
from pricing.offers import Offer, RateCard
from pricing.peers.records import PeerPrice

CAUSES = ("hour band", "tier", "thinking", "service tier", "date", "region/list")
"""What may set two places apart, from the nearest to the farthest."""
_USUAL = 1_000
_SAME_BOUND = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Spot:
    """A request that both lists are asked to price."""

    second: int
    service_tier: str
    usage: Usage
    thinking: int

    def card(self, offer: Offer) -> RateCard | None:
        """The rates of an offer that price it, if any do."""
        try:
            lines = offer.lines_at(self.second, self.service_tier)
        except NotPricedError:
            return None
        fits = (x for x in lines if applies(x, self.usage, self.second, self.thinking))
        line = next(fits, None)
        return None if line is None else RateCard(offer, line)


@dataclass(frozen=True, slots=True)
class Place:
    """A rate line somewhere in the book, and how it differs from the place compared."""

    offer: Offer
    line: RateLine
    apart: tuple[str, ...]
    """Of `CAUSES`, the nearest first; empty for the very place compared."""
    words: str
    distance: int
    """Seconds between the two dates, or 0."""
    rates: Mapping[str, Decimal]
    """Per million tokens, in the offer's currency."""

    @property
    def cause(self) -> str:
        """The farthest of what sets it apart."""
        return self.apart[-1] if self.apart else ""


def sizes(lines: Iterable[RateLine], price: PeerPrice, second: int) -> list[Usage]:
    """One request inside each size band of either list, at a UTC second.

    A bound of theirs within 5 % of one of ours is taken for the same; `bounds` tells it apart.
    """
    own = list(lines)
    ours = {x.input_up_to for x in own} - {NO_LIMIT}
    theirs = {b.over for b in price.bands if b.over > 0}
    cuts = ours | {b for b in theirs if not any(near(b, bound) for bound in ours)}
    outputs = {x.output_up_to for x in own} - {NO_LIMIT}
    found: dict[object, Usage] = {}
    for inputs, output in product(_inside(cuts), _inside(outputs)):
        usage = Usage(inputs, output)
        fits = (x for x in own if applies(x, usage, second, x.thinking_from))
        band = next((_band(x) for x in fits), None)
        found.setdefault((band, price.band(inputs).over), usage)
    return list(found.values())


def near(one: int, other: int) -> bool:
    """Whether two bounds may be the same, told in another way: 128,000 and 131,072."""
    return abs(one - other) <= _SAME_BOUND * other


def _inside(cuts: Iterable[int]) -> list[int]:
    """A number in the middle of each band, and a usual one where there is only one band."""
    edges = [0, *sorted(cuts)]
    last = edges[-1] + edges[-1] // 10 + 1 if edges[-1] else _USUAL
    return [*((low + high) // 2 for low, high in pairwise(edges)), last]


class Places:
    """The places of a book: every rate line that differs from the others of its offer."""

    def __init__(self, others: Callable[[Offer], Iterable[Offer]]) -> None:
        """`others` names the other offers of the same model."""
        self._others = others
        self._distinct: dict[Offer, list[RateLine]] = {}

    def around(self, offer: Offer, spot: Spot) -> list[Place]:
        """Those of an offer's own price list, then of others that sell the model."""
        found = list(self._of(offer, spot, ()))
        for other in self._others(offer):
            found += self._of(other, spot, ("region/list",))
        return found

    def _of(self, offer: Offer, spot: Spot, apart: tuple[str, ...]) -> Iterator[Place]:
        card = spot.card(offer)
        here = card.line if card else None
        now = {offer.terms[x.terms].since for x in in_force(offer, spot.second)}
        for line in self._lines(offer):
            differs = {
                "hour band": line.window != (here.window if here else ""),
                "tier": here is not None and _band(line) != _band(here),
                "thinking": not line.thinking_from <= spot.thinking <= line.thinking_up_to,
                "service tier": line.service_tier != spot.service_tier,
                "date": offer.terms[line.terms].since not in now,
            }
            away = tuple(cause for cause in CAUSES if differs.get(cause)) + apart
            distance = abs(line.since - spot.second) if "date" in away else 0
            words = _words(offer, line, away, here)
            yield Place(offer, line, away, words, distance, RateCard(offer, line).rates)

    def _lines(self, offer: Offer) -> list[RateLine]:
        """One line of each date, service tier, mode, size and window."""
        if offer not in self._distinct:
            found: dict[object, RateLine] = {}
            for line in offer.lines:
                when = offer.terms[line.terms].since, line.window
                key = (when, _band(line), line.thinking_from, line.service_tier)
                found.setdefault(key, line)
            self._distinct[offer] = list(found.values())
        return self._distinct[offer]


def in_force(offer: Offer, second: int) -> Iterator[RateLine]:
    """The lines of every service tier whose dates hold."""
    return (x for x in offer.lines if x.since <= second < x.until)


def _band(line: RateLine) -> tuple[int, int, int, int]:
    return line.input_over, line.input_up_to, line.output_over, line.output_up_to


def _words(offer: Offer, line: RateLine, apart: tuple[str, ...], here: RateLine | None) -> str:
    window = here.window if here else ""
    said = {
        "region/list": f"the price of {offer.id}",
        "hour band": f"in {line.window} hours" if line.window else f"outside {window} hours",
        "tier": f"for {RateCard(offer, line).band or 'any size'}",
        "thinking": "with thinking on" if line.thinking_from else "with thinking off",
        "service tier": f"for {line.service_tier}",
        "date": _dates(offer, line),
    }
    whose = () if "region/list" in apart else ("our price",)
    return ", ".join((*whose, *(said[cause] for cause in reversed(apart))))


def _dates(offer: Offer, line: RateLine) -> str:
    terms = offer.terms[line.terms]
    later = sorted({t.since for t in offer.terms if t.since > terms.since})
    until = terms.until or next(iter(later), "")
    return f"of {terms.since} to {until}" if until else f"from {terms.since} on"
