"""The words of the dashboard, by key and language."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from calculator.charts.look import short
from pricing.money import Money

if TYPE_CHECKING:
    from babel import Locale

LANGUAGES = {"en": "English", "zh": "中文"}
HTML_LANG = {"en": "en", "zh": "zh-CN"}
_JOINER = "\u2060"
_LIVE = re.compile(r"(?i)https?(?=://)|www(?=\.)|@(?=[\w-]+\.)|:(?=[a-z+_-][\w+/-]*:)")
"""What becomes a link or an icon in Markdown even where it is escaped."""
_LOCALES = {"en": "en", "zh": "zh_CN"}


@cache
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(_LOCALES[language])


@cache
def catalogue(language: str) -> dict[str, str]:
    """All texts of a language by key: `words/en.yaml`, and a file for each large page beside it."""
    folder = files("calculator.dashboard").joinpath("words")
    found = [each for each in folder.iterdir() if each.name.startswith(language)]
    words: dict[str, str] = {}
    for source in sorted(found, key=lambda each: each.name):
        words |= yaml.safe_load(source.read_text("utf-8"))
    return words


def t(key: str, language: str, **params: Any) -> str:
    """A text with its placeholders filled.

    Raises:
        KeyError: the catalogue lacks the key, or the call a placeholder.
    """
    return catalogue(language)[key].format(**params)


def amount(money: Money, language: str) -> str:
    """A sum for Markdown: `$` escaped, so that two of them are not taken for a formula."""
    return escaped(short(money, language))


def count(number: int, language: str) -> str:
    """A whole number with the language's separators; round ones in 万 or 亿.

    >>> count(600_000, "en"), count(600_000, "zh"), count(612_345, "zh")
    ('600,000', '60万', '612,345')
    """
    from babel.numbers import format_compact_decimal, format_decimal

    unit = 10**8 if number >= 10**8 else 10**4
    if language == "zh" and number >= unit and number * 10 % unit == 0:
        return str(format_compact_decimal(number, locale=_locale(language), fraction_digits=1))
    return str(format_decimal(number, locale=_locale(language)))


def multiple(value: Decimal | None) -> str:
    """`×15.4`, or a dash where the cheapest costs nothing."""
    return "—" if value is None else f"×{value:.1f}"


def escaped(text: str) -> str:
    r"""Text of users and sheets as Markdown shows it literally.

    An invisible sign keeps an address from becoming a link that somebody might follow, and
    `:home:` from becoming a picture.

    >>> print(escaped("*a*_"), escaped("www.evil.test") == "www\u2060.evil.test")
    \*a\*\_ True
    """
    apart = _LIVE.sub(r"\g<0>" + _JOINER, text)
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~$:&])", r"\\\1", apart)
