"""A reconciliation: the whole, group by group, and what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from calculator.reconcile.causes import CAUSES, WORDS
from calculator.reconcile.waterfall import Waterfall
from pricing.money import Money, show_exact

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that makes the bill differ, and where."""

    cause: str
    words: str
    model: str
    money: Money
    """What it adds to the estimate."""
    rows: int


@dataclass(frozen=True, slots=True)
class Group:
    """The rows that share a model, a day, or whatever was asked for, in one currency."""

    key: tuple[str | None, ...]
    waterfall: Waterfall


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """An estimate and a bill, and every step between them."""

    by: tuple[str, ...]
    totals: Mapping[str, Waterfall]
    """The whole, by currency of the bill."""
    groups: tuple[Group, ...]
    """In order of their keys; in each currency they add up to the total."""
    findings: tuple[Finding, ...]
    """The largest of each cause first."""
    rows_unbilled: int
    """Rows of which nobody says what was charged: they are in no waterfall."""
    unbilled: Mapping[str, Money]
    """What those come to at list price, by currency."""
    notes: tuple[str, ...]
    book_id: str

    @property
    def rows(self) -> int:
        """Rows whose amounts are compared."""
        return sum(fall.rows for fall in self.totals.values())

    def to_frame(self) -> pd.DataFrame:
        """One row a group: estimate, every cause and bill as exact `Decimal`s."""
        import pandas as pd

        return pd.DataFrame(
            [self._keyed(group) | _amounts(group.waterfall) for group in self.groups]
        )

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values; amounts are exact texts."""
        return {
            "by": list(self.by),
            "totals": {currency: _plain(fall) for currency, fall in self.totals.items()},
            "groups": [self._keyed(group) | _plain(group.waterfall) for group in self.groups],
            "findings": [
                {
                    "cause": found.cause,
                    "words": found.words,
                    "model": found.model,
                    "amount": f"{found.money.amount:f}",
                    "currency": found.money.currency,
                    "rows": found.rows,
                }
                for found in self.findings
            ],
            "rows": self.rows,
            "rows_unbilled": self.rows_unbilled,
            "unbilled": {currency: str(money.amount) for currency, money in self.unbilled.items()},
            "notes": list(self.notes),
            "book": self.book_id,
        }

    def _keyed(self, group: Group) -> dict[str, Any]:
        return dict(zip(self.by, group.key, strict=True))

    def __str__(self) -> str:
        lines = [f"{_rows(self.rows)} compared with what was billed, book {self.book_id}"]
        for fall in self.totals.values():
            lines += waterfall_lines(fall)
        lines += [f" {found.cause}: {_found(found)}" for found in self.findings[:SHOWN]]
        hidden = len(self.findings) - SHOWN
        lines += [f" and {hidden:,} more findings"] if hidden > 0 else []
        return "\n".join([*lines, *(f" note: {note}" for note in self.notes)])


SHOWN = 12


def waterfall_lines(fall: Waterfall, language: str = "en") -> Iterator[str]:
    """A waterfall as lines of text; causes that add nothing are left out."""
    words = WORDS[language]
    shown = {words["estimate"]: show_exact(fall.estimate)}
    shown |= {words[s.cause]: _signed(s.money) for s in fall.steps if s.money.amount}
    shown[words["billed"]] = show_exact(fall.billed)
    left, right = (max(map(len, side)) for side in (shown, shown.values()))
    marks = [" ", *[" ├─ "] * (len(shown) - 2), " "]
    for mark, (name, amount) in zip(marks, shown.items(), strict=True):
        yield f"{mark}{name:<{left + 4 - len(mark)}}  {amount:>{right}}"


def _signed(money: Money) -> str:
    text = show_exact(money)
    return text if text.startswith("-") else f"+{text}"


def _found(found: Finding) -> str:
    return f"{found.model}, {_rows(found.rows)}: {found.words}, {_signed(found.money)}"


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"


def _amounts(fall: Waterfall) -> dict[str, Any]:
    steps = {cause: fall.step(cause).amount for cause in CAUSES}
    ends = {"estimate": fall.estimate.amount, **steps, "billed": fall.billed.amount}
    return {"currency": fall.currency, "rows": fall.rows, **ends}


def _plain(fall: Waterfall) -> dict[str, Any]:
    shown = _amounts(fall)
    whole = ("currency", "rows")
    return {name: value if name in whole else f"{value:f}" for name, value in shown.items()}
