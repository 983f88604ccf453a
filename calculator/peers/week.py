"""Hours of the week at which two prices of one model do not move together."""

from __future__ import annotations

from fractions import Fraction

from calculator.peers.places import Spot, in_force
from calculator.usage import Usage
from pricing.changes.hours import hours_words
from pricing.offers import Offer
from pricing.peers.records import PeerModel, week_minute
from pricing.sheets.windows import WEEK

_STEP = 30
_USUAL = Usage(1_000, 1_000)


def hours_apart(offer: Offer, record: PeerModel, second: int) -> str:
    """The hours, in this week, at which theirs is not ours; empty where there are none.

    In another currency: at which it is not the same multiple of ours as at this second. Every half
    hour at which ours is on sale is looked at.
    """
    monday = second - second % 60 - week_minute(second) * 60
    same = offer.currency == record.currency
    usual = Fraction(1) if same else _multiple(_inputs(offer, record, second))
    spans: list[tuple[int, int]] = []
    for minute in range(0, WEEK, _STEP):
        rates = _inputs(offer, record, monday + minute * 60)
        if rates is None or rates[0] == usual * rates[1]:
            continue
        if spans and spans[-1][1] == minute:
            spans[-1] = (spans[-1][0], minute + _STEP)
        else:
            spans.append((minute, minute + _STEP))
    return hours_words(spans) if spans else ""


def changes_by_hour(offer: Offer, record: PeerModel, second: int) -> bool:
    """Whether either price depends on the hour."""
    ours = any(line.window for line in in_force(offer, second))
    return ours or any(price.hours for price in record.prices)


def _multiple(rates: tuple[Fraction, Fraction] | None) -> Fraction:
    """Theirs as a multiple of ours; of nothing none."""
    return rates[0] / rates[1] if rates and rates[1] else Fraction(0)


def _inputs(offer: Offer, record: PeerModel, second: int) -> tuple[Fraction, Fraction] | None:
    """Their input price and ours at a second; None where one of them is none."""
    card = Spot(second, "standard", _USUAL, 0).card(offer)
    price = record.price_at(second)
    if card is None or price is None:
        return None
    theirs = price.rates(_USUAL.input_tokens).get("input", 0)
    return Fraction(theirs), Fraction(card.rates["input"])
