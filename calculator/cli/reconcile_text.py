"""The groups of a reconciliation as a table."""

from __future__ import annotations

from calculator.reconcile import Group, Reconciliation
from calculator.reconcile.causes import CAUSES, WORDS
from calculator.report import table_lines
from pricing.money import show_exact


def group_table(result: Reconciliation) -> list[str]:
    """A line for each group; the causes that add something in any of them are columns."""
    words = WORDS["en"]
    falls = [group.waterfall for group in result.groups]
    shown = [cause for cause in CAUSES if any(fall.step(cause).amount for fall in falls)]
    header = [*result.by, words["estimate"].partition(" ")[0], *(words[c] for c in shown), "billed"]
    rows = [_row(group, shown) for group in result.groups]
    right = tuple(range(len(result.by), len(header)))
    return table_lines(header, rows, right)


def _row(group: Group, shown: list[str]) -> list[str]:
    fall = group.waterfall
    steps = [fall.step(cause) for cause in shown]
    return [
        *(value or "—" for value in group.key),
        show_exact(fall.estimate),
        *(show_exact(money) if money.amount else "—" for money in steps),
        show_exact(fall.billed),
    ]
