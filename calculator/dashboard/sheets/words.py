"""Prices, places and hours in the reader's language."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from calculator.dashboard.text import count, t
from pricing.changes.side_by_side import percent_words
from pricing.changes.tariff import PER, Place, Step
from pricing.lines import NO_LIMIT
from pricing.money import Money, show_amount, show_rate

NONE = "—"
_DAYS = dict(zip(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "一二三四五六日", strict=True))


def rate(price: Decimal | None, currency: str, language: str) -> str:
    """A price under the language's own sign, never a bare ¥ in English.

    >>> [rate(Decimal("0.5"), "CNY", language) for language in ("en", "zh")]
    ['CN¥0.50', '¥0.50']
    """
    if price is None:
        return NONE
    sign = show_amount(Money(0, currency), language).removesuffix("0.00")
    return sign + show_rate(price, "")[1:]


def rate_name(kind: str, language: str) -> str:
    """What a rate is for, and for how many where that is not a million tokens."""
    name = t(f"kind.{kind}", language)
    return name if PER[kind] == 10**6 else t("rate.per_1000", language, name=name)


def percent(part: Fraction | None, language: str) -> str:
    """A rise, signed: `+12.5%`; None is a rise from nothing.

    >>> percent(Fraction(-1, 8), "en"), percent(None, "zh")
    ('-12.5%', '原为 0')
    """
    return t("rise.from_0", language) if part is None else percent_words(part).replace(" %", "%")


def place(where: Place, language: str, *, other_hours: bool = False, standard: bool = False) -> str:
    """Where a rate holds: service tier, hours, mode and size.

    Args:
        where: the place.
        language: of the words.
        other_hours: name the hours outside all windows.
        standard: name the standard tier too.
    """
    tier = "" if where.service_tier == "standard" else where.service_tier
    if standard and not tier:
        tier = t("place.standard", language)
    hours = window(where.window, language) if where.window else ""
    if other_hours and not where.window:
        hours = t("place.other_hours", language)
    mode = t(f"place.{where.mode.replace(' ', '_')}", language) if where.mode else ""
    sizes = (
        _size("input", where.input_over, where.input_up_to, language),
        _size("output", where.output_over, where.output_up_to, language),
    )
    told = t("place.join", language).join(filter(None, (tier, hours, mode, *sizes)))
    return told or t("place.every", language)


def place_in(step: Step, where: Place, language: str) -> str:
    """The same, with what tells it from the other places of its step."""
    tiers = len(step.terms) > 1
    return place(where, language, other_hours=bool(step.windows), standard=tiers)


def window(name: str, language: str) -> str:
    """The name of hours: those that sheets often use, in the reader's words."""
    return t(f"place.{name}", language) if name in ("peak", "off_peak") else name


def hours(when: str, language: str) -> str:
    """Hours of the week, from the engine's words.

    >>> hours("Mon-Fri 01:00-04:00 UTC, not on public holidays", "zh")
    '周一至周五 01:00-04:00 UTC，公共假日除外'
    """
    if language == "en":
        return when
    days = "|".join(_DAYS)
    text = re.sub(rf"({days})-(?={days})", r"\1至", when).replace(" to ", " 至 ")
    text = re.sub(days, lambda day: f"周{_DAYS[day[0]]}", text).replace("daily", "每天")
    text = text.replace(", not on public holidays", "，公共假日除外")
    return text.replace(", ", "、").replace("; ", "；")


def _size(what: str, over: int, up_to: int, language: str) -> str:
    if over < 0 and up_to >= NO_LIMIT:
        return ""
    kind = "up_to" if over < 0 else "over" if up_to >= NO_LIMIT else "between"
    numbers = {"over": over, "up_to": up_to}
    shown = {name: count(number, language) for name, number in numbers.items()}
    return t(f"place.{what}.{kind}", language, **shown)
