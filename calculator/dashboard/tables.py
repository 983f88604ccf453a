"""Frames for tables; every amount in them comes from a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from calculator.against import change, current
from calculator.charts import GROUPS, WORDS, grouped
from calculator.comparison import Comparison, Ranked
from calculator.cost import Cost
from calculator.dashboard.text import count, t
from calculator.words.engine import engine_words
from calculator.words.facts import seller
from pricing.money import Money, show_amount, show_exact, show_rate

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler


def ranking(result: Comparison, language: str, baseline: str = "") -> pd.DataFrame:
    """One row an offer; amounts as floats, because the browser sorts and formats them."""
    rows = []
    base = current(result, baseline)
    for place, r in enumerate(result.ranked, 1):
        terms = r.offer.terms[-1]
        groups = {WORDS[language][g]: float(m.amount) for g, m in grouped(r).items()}
        rows.append(
            {
                t("table.rank", language): place,
                t("table.offer", language): r.offer.name,
                t("table.seller", language): seller(r.offer, language),
                t("table.bill", language): float(r.total.amount),
                t("table.multiple", language): None if r.multiple is None else float(r.multiple),
                **({} if base is None else {t("table.change", language): _change(r, base)}),
                **groups,
                t("table.thinking", language): t(f"treatment.{r.offer.thinking}", language),
                t("table.status", language): t(f"status.{r.offer.status}", language),
                t("table.checked", language): terms.retrieved or "—",
                t("table.notes", language): "; ".join(
                    engine_words(note, language) for note in r.projection.notes
                ),
            }
        )
    return pd.DataFrame(rows)


def ranking_texts(frame: pd.DataFrame, currency: str, language: str) -> Styler:
    """The ranking with its numbers as they read; the browser still sorts them as numbers."""

    def money(value: float) -> str:
        return show_amount(Money(f"{value:.12f}", currency), language, places=2)

    columns = [t("table.bill", language), *(WORDS[language][g] for g in GROUPS)]
    texts: dict[str, Any] = dict.fromkeys(columns, money) | {
        t("table.multiple", language): "×{:.1f}",
        t("table.change", language): "{:+.1f}%",
    }
    known = {name: text for name, text in texts.items() if name in frame}
    return frame.style.format(known, na_rep="—")


def _change(ranked: Ranked, base: Ranked) -> float | None:
    percent = change(ranked, base).percent
    return None if percent is None else float(percent)


def receipt(cost: Cost, language: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of one request's components: quantity × rate = amount."""
    currency = cost.offer.currency
    rows = [
        [
            t(f"kind.{item.kind.replace(' ', '_')}", language),
            count(item.quantity, language),
            rate(item.kind, Money(item.rate, currency), language),
            _plain(show_exact(item.amount), currency, language),
        ]
        for item in cost.lines
    ]
    whole = _plain(show_exact(cost.list_cost), currency, language)
    rows.append([t("kind.total", language), "", "", whole])
    header = [t(f"receipt.{name}", language) for name in ("part", "quantity", "rate", "amount")]
    return header, rows


def rate(kind: str, rate: Money, language: str) -> str:
    """A price with what it is for: a million tokens, or one counted thing."""
    per = "each" if kind in _COUNTED else "million"
    text = _plain(show_rate(rate.amount, rate.currency), rate.currency, language)
    return t(f"rate.{per}", language, rate=text)


def _plain(text: str, currency: str, language: str) -> str:
    """An exact text under the language's own sign: never a bare ¥ in English."""
    sign = show_amount(Money(0, currency), language).removesuffix("0.00")
    plain = text.removeprefix("-")
    return text[: len(text) - len(plain)] + sign + plain.lstrip("¥$").removeprefix(f"{currency} ")


_COUNTED = {"request", "web_search", "cache_token_hour", "citation_token", "lower tiers"}
