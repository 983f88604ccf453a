"""Changes of rates and rules as the rows and words of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator.dashboard.sheets import words
from calculator.dashboard.text import t
from calculator.words.facts import seller
from pricing.changes.diff import PriceDiff, RateChange
from pricing.changes.rules import Rule

if TYPE_CHECKING:
    import pandas as pd

    from pricing.money import Money

MANY = 50
"""Changed rules that are listed; more than that is another price book altogether."""

_HOURS = "hours of "
_VALUES = ("each its own tokens", "the whole request", "yes", "no")


def rate_frame(found: PriceDiff, language: str) -> pd.DataFrame:
    """One row a changed rate; days and the way of change only where no two days are compared.

    The rise is a number, so that a reader can sort by it.
    """
    import pandas as pd

    dated = found.before.day is None
    rows = []
    for change in found.rates:
        row: dict[str, object] = {
            t("changes.offer", language): change.offer.name,
            t("changes.seller", language): seller(change.offer, language),
        }
        if dated:
            row[t("changes.since", language)] = str(change.since)
            row[t("changes.how", language)] = t(f"how.{change.how}", language)
        rows.append(row | _rates(change, language))
    return pd.DataFrame(rows)


def _rates(change: RateChange, language: str) -> dict[str, object]:
    where = words.place(change.place, language, other_hours=_windowed(change))
    rise = change.rise
    return {
        t("changes.where", language): where,
        t("changes.rate", language): words.rate_name(change.kind, language),
        t("changes.old", language): _money(change.old, language),
        t("changes.new", language): _money(change.new, language),
        "Δ%": None if rise is None else float(rise * 100),
    }


def _windowed(change: RateChange) -> bool:
    """Whether the hours outside all windows are named; the engine's words say it."""
    return "other hours" in change.where


def _money(price: Money | None, language: str) -> str:
    return words.NONE if price is None else words.rate(price.amount, price.currency, language)


def rule_words(rule: Rule, language: str) -> str:
    """A changed rule in one line."""
    if rule.what.startswith(_HOURS):
        name = words.window(rule.what.removeprefix(_HOURS), language)
        what = t("rule.hours", language, name=name)
    else:
        what = t(f"rule.{rule.what.replace(' ', '_')}", language)
    old, new = (_value(rule.what, value, language) for value in (rule.old, rule.new))
    since = t("changes.rule.since", language, day=rule.since) if rule.since else ""
    return t("changes.rule", language, subject=rule.subject, what=what, old=old, new=new) + since


def _value(what: str, value: str, language: str) -> str:
    if not value:
        return words.NONE
    if what in ("thinking", "source"):
        return t(f"{'treatment' if what == 'thinking' else 'status'}.{value}", language)
    if value in _VALUES:
        return t(f"rule.value.{value.replace(' ', '_')}", language)
    return words.hours(value, language) if what.startswith(_HOURS) else value
