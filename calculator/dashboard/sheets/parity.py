"""Two lists of one publisher as rows and words: implied exchange rates, and the advice."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from calculator.dashboard.sheets import words
from calculator.dashboard.text import amount, t
from calculator.parity import ImpliedRate, ModelParity, Parity, premium
from calculator.words.facts import seller
from pricing.money import Money, to_picos

if TYPE_CHECKING:
    import pandas as pd

GROUPS = ("input", "cache_read", "output", "thinking")


def list_frame(result: Parity, language: str) -> pd.DataFrame:
    """One row a model that both lists price; what it saves is a number, to sort by."""
    import pandas as pd

    rows = []
    for model in result.models:
        if model.rates:
            implied = model.implied
            row: dict[str, object] = {t("parity.model", language): model.yuan.name}
            row |= _verdict(model, language)
            for name, offer in (("yuan_list", model.yuan), ("dollar_list", model.dollar)):
                row[t(f"parity.{name}", language)] = seller(offer, language)
            row |= {t(f"parity.{n}", language): _range(implied.get(n, ())) for n in GROUPS}
            rows.append(row)
    return pd.DataFrame(rows)


def _verdict(model: ModelParity, language: str) -> dict[str, object]:
    signing = model.signing
    even = signing.break_even if signing else None
    return {
        t("parity.sign", language): t(f"parity.sign.{signing.sign}", language)
        if signing
        else t("parity.gap", language),
        t("parity.saving", language): float(signing.saving * 100) if signing else None,
        t("parity.even", language): words.NONE if even is None else shown(even),
    }


def rate_rows(model: ModelParity, market: Fraction, language: str) -> list[list[str]]:
    """One row a rate that both lists have."""
    windowed = any(rate.place.window for rate in model.rates)
    return [_rate_row(rate, market, language, windowed=windowed) for rate in model.rates]


def _rate_row(rate: ImpliedRate, market: Fraction, language: str, *, windowed: bool) -> list[str]:
    dearer = premium(rate.implied, market)
    implied = words.NONE if rate.implied is None else shown(rate.implied)
    if rate.fallback:
        implied += t("parity.fallback", language, list=t(f"parity.{rate.fallback}", language))
    return [
        words.place(rate.place, language, other_hours=windowed),
        words.rate_name(rate.kind, language),
        words.rate(rate.yuan, "CNY", language),
        words.rate(rate.dollar, "USD", language),
        implied,
        words.NONE if dearer is None else words.percent(dearer, language),
    ]


def advice(model: ModelParity, language: str) -> str:
    """What the mix costs on each list, and which one to sign; Markdown."""
    signing = model.signing
    if signing is None:
        return t("parity.no_cost", language)
    if not signing.dollar and not signing.yuan:
        return t("parity.free", language)
    costs = {
        "yuan": _cost(signing.yuan, "CNY", language),
        "converted": _cost(signing.yuan_in_dollars, "USD", language),
        "dollar": _cost(signing.dollar, "USD", language),
    }
    if signing.sign == "either":
        return t("parity.advice.either", language, **costs)
    saving = words.percent(signing.saving, language).lstrip("+")
    told = t(f"parity.advice.{signing.sign}", language, **costs, saving=saving)
    even = signing.break_even
    return told + (t("parity.advice.even", language, rate=shown(even, 4)) if even else "")


def shown(value: Fraction, places: int = 2) -> str:
    """An exchange rate, rounded to read.

    >>> shown(Fraction(20, 3))
    '6.67'
    """
    return f"{Decimal(round(value * 10**places)).scaleb(-places):.{places}f}"


def _range(ends: Sequence[Fraction]) -> str:
    return "–".join(dict.fromkeys(map(shown, ends))) or words.NONE


def _cost(value: Fraction, currency: str, language: str) -> str:
    return amount(Money.of_picos(to_picos(value), currency), language)
