"""A priced log: totals, what they cover, how sure they are, and the groups that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from calculator.bulk.sums import Group, OfferSum, Sum, Unpriced, Unread
from calculator.settle import Bill, settle
from pricing.fx import FxRate
from pricing.money import Money, show_exact

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class PricedLog:
    """What a log costs at list price, group by group, and what of it could not be priced.

    >>> import pyarrow as pa
    >>> from calculator import price_log
    >>> log = pa.table({"at": [1772323200] * 2, "model": ["openai/gpt-5", "openai/no-such"],
    ...     "input_tokens": [10_000, 10], "output_tokens": [5_000, 5]})
    >>> found = price_log(log)
    >>> found.rows, found.rows_priced, found.unpriced[0].kind, found.totals["USD"].cost
    (2, 1, 'unknown model', Money('0.062500000000', 'USD'))
    """

    by: tuple[str, ...]
    groups: tuple[Group, ...]
    """In order of their keys; one for each currency where none was asked for."""
    totals: Mapping[str, Sum]
    """The whole, by currency."""
    offers: tuple[OfferSum, ...]
    """The dearest first within a currency; without conversion, charges or tax."""
    unpriced: tuple[Unpriced, ...]
    """The most rows first."""
    currency: str | None
    """The currency asked for; None where each offer keeps its own."""
    fx: tuple[FxRate, ...]
    """The exchange rates that took part, by day."""
    notes: tuple[str, ...]
    book_id: str

    @property
    def rows_priced(self) -> int:
        return sum(total.rows for total in self.totals.values())

    def with_unread(self, lines: Iterable[Unread]) -> PricedLog:
        """The same with lines of its files, by reason, that could not be made rows."""
        missing = [
            Unpriced("unreadable row", kind.reason, "", "", "", kind.rows, 0, 0, 0, {})
            for kind in lines
        ]
        found = sorted([*self.unpriced, *missing], key=lambda row: -row.rows)
        return replace(self, unpriced=tuple(found))

    @property
    def rows_unpriced(self) -> int:
        return sum(row.rows for row in self.unpriced)

    @property
    def rows(self) -> int:
        """All rows of the log: priced or unpriced, none is lost."""
        return self.rows_priced + self.rows_unpriced

    @property
    def is_floor(self) -> bool:
        """Whether rows are missing in the totals, so that the true cost is higher."""
        return self.rows_unpriced > 0

    @property
    def coverage(self) -> Fraction:
        """The share of the rows that is priced; 1 for a log without rows."""
        return Fraction(self.rows_priced, self.rows) if self.rows else Fraction(1)

    @property
    def bills(self) -> tuple[tuple[str, Bill], ...]:
        """For each provider and currency: charges and tax on its list cost, months as they come."""
        owed: dict[tuple[str, str], list[OfferSum]] = {}
        for found in self.offers:
            owed.setdefault((found.offer.provider, found.sum.currency), []).append(found)
        return tuple((provider, _bill(found)) for (provider, _), found in owed.items())

    def to_frame(self) -> pd.DataFrame:
        """One row a group; amounts and parts as exact `Decimal`s."""
        import pandas as pd

        return pd.DataFrame([_row(self.by, group) for group in self.groups])

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values; amounts are exact texts."""
        return {
            "by": list(self.by),
            "groups": [dict(zip(self.by, g.key, strict=True)) | _plain(g.sum) for g in self.groups],
            "totals": {currency: _plain(found) for currency, found in self.totals.items()},
            "rows": self.rows,
            "rows_priced": self.rows_priced,
            "floor": self.is_floor,
            "unpriced": [_missing(row) for row in self.unpriced],
            "currency": self.currency,
            "fx": [str(rate) for rate in self.fx],
            "notes": list(self.notes),
            "book": self.book_id,
        }

    def __str__(self) -> str:
        lines = [f"{self.rows_priced:,} of {self.rows:,} rows priced, book {self.book_id}"]
        for total in self.totals.values():
            floor = "at least " if self.is_floor else ""
            doubt = ""
            if total.low_picos != total.high_picos:
                doubt = f", certainly {show_exact(total.low)} to {show_exact(total.high)}"
            lines.append(f" list cost {floor}{show_exact(total.cost)}{doubt}")
        lines += [f" not priced: {missing}" for missing in self.unpriced[:10]]
        hidden = len(self.unpriced) - 10
        lines += [f" not priced: {hidden:,} more reasons"] if hidden > 0 else []
        return "\n".join([*lines, *(f" note: {note}" for note in self.notes)])


def _bill(found: list[OfferSum]) -> Bill:
    first = found[0]
    picos = sum(f.sum.picos for f in found)
    return settle(
        Money.of_picos(picos, first.sum.currency),
        first.offer.sheet,
        at=max(f.last for f in found),
        months=len(frozenset().union(*(f.months for f in found))),
    )


def _row(by: tuple[str, ...], group: Group) -> dict[str, Any]:
    found = group.sum
    row: dict[str, Any] = dict(zip(by, group.key, strict=True))
    row |= {"currency": found.currency, "cost": found.cost.amount}
    row |= {"low": found.low.amount, "high": found.high.amount, "rows": found.rows}
    row |= found.counts
    row |= {f"{kind}_cost": money.amount for kind, money in found.parts.items()}
    return row | {f"billed_{currency}": money.amount for currency, money in found.billed.items()}


def _plain(found: Sum) -> dict[str, Any]:
    return {
        "currency": found.currency,
        "cost": str(found.cost.amount),
        "low": str(found.low.amount),
        "high": str(found.high.amount),
        "doubtful": str(Money.of_picos(found.doubtful_picos, found.currency).amount),
        "rows": found.rows,
        **found.counts,
        "parts": {kind: str(money.amount) for kind, money in found.parts.items()},
        "billed": _texts(found.billed),
    }


def _missing(row: Unpriced) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in Unpriced.__slots__ if name != "billed_picos"}
    return plain | {"billed": _texts(row.billed)}


def _texts(amounts: Mapping[str, Money]) -> dict[str, str]:
    return {currency: str(money.amount) for currency, money in amounts.items()}
