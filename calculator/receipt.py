"""A cost as a receipt: its components, as text and as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from pricing.lines import FEE_RATES, RATES
from pricing.money import Money, show_exact, show_rate


class LineItem(NamedTuple):
    """One component of a cost: quantity × rate = amount.

    >>> item = LineItem("input", 10_000, Decimal("0.8"), Money("0.008", "CNY"))
    >>> f"{item.quantity:,} tokens at {item.rate} a million: {item.amount}"
    '10,000 tokens at 0.8 a million: ¥0.008000'
    """

    kind: str
    quantity: int
    rate: Decimal
    """Price per million tokens, or of one counted thing; of one request for an `offset`."""
    amount: Money


def as_text(
    offer: str, facts: str, items: Sequence[LineItem], cost: Money, origin: Sequence[str]
) -> str:
    """Offer and facts, a line for each component, the total, and where the prices are from."""
    rows = [_row(item) for item in items]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    body = [
        f" ├─ {a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}  {d:>{widths[3]}}"
        for a, b, c, d in rows
    ]
    total = show_exact(cost)
    foot = f" total{total:>{sum(widths) + 4 if widths else len(total) + 2}}"
    return "\n".join([f"{offer}  {facts}".rstrip(), *body, foot, *(f" {told}" for told in origin)])


def as_html(offer: str, items: Sequence[LineItem], cost: Money, origin: Sequence[str]) -> str:
    """The same as a table, for a notebook."""
    from html import escape

    cells = "".join(
        f"<tr><td>{escape(a)}</td><td align=right>{b}</td><td align=right>{c}</td>"
        f"<td align=right>{d}</td></tr>"
        for a, b, c, d in map(_row, items)
    )
    return (
        f"<table><caption>{escape(offer)}</caption>{cells}"
        f"<tr><th>total</th><th></th><th></th><th align=right>{show_exact(cost)}</th></tr></table>"
        f"<small>{'<br>'.join(map(escape, origin))}</small>"
    )


def _row(item: LineItem) -> tuple[str, str, str, str]:
    currency = item.amount.currency
    if item.kind in RATES and item.kind not in FEE_RATES:
        rate = f"{show_rate(item.rate, currency)} per M"
        return item.kind, f"{item.quantity:,} tokens", rate, show_exact(item.amount)
    decimals = -int(item.rate.normalize().as_tuple().exponent)
    rate = f"{show_exact(Money(item.rate, currency), max(6, decimals))} each"
    return item.kind, f"{item.quantity:,}", rate, show_exact(item.amount)
