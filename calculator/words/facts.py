"""Exchange rates and sellers in the reader's language."""

from __future__ import annotations

from dataclasses import replace

from calculator.words.catalogue import say
from pricing.fx import FxRate
from pricing.offers import Offer

_OWN = ("", "fixed by you", "assumed")


def fx_words(rate: FxRate, language: str) -> str:
    """A rate of 1 or more with its source, day and doubts.

    >>> from fractions import Fraction
    >>> fx_words(FxRate("CNY", "USD", Fraction(1, 7), None, "fixed by you"), "zh")
    '1 USD = 7 CNY（自定汇率）'
    """
    own = rate.day is None and rate.source in _OWN
    source = say("fx.own" if own else "fx.ecb", language)
    told = replace(rate, source=source if own or rate.source == "ECB" else rate.source)
    if language == "en":
        return str(told)
    if told.value < 1:
        told = replace(told, base=told.quote, quote=told.base, value=1 / told.value)
    doubts = [name for name in ("assumed", "stale") if getattr(told, name)]
    facts = [
        told.source,
        *([str(told.day)] if told.day else []),
        *(say(f"fx.{doubt}", language) for doubt in doubts),
    ]
    return f"1 {told.base} = {told.shown} {told.quote}（{'，'.join(facts)}）"


def seller(offer: Offer, language: str) -> str:
    """Who sells it; in Chinese by the Chinese name, where there is one."""
    if language != "zh":
        return offer.sheet.name
    from pricing.names.chinese import chinese_names

    return chinese_names().providers.get(offer.provider) or offer.sheet.name
