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
_LOCALES = {"en": "en", "zh": "zh_CN"}


@cache
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(_LOCALES[language])


@cache
def catalogue(language: str) -> dict[str, str]:
    """All texts of a language by key."""
    source = files("calculator.dashboard").joinpath("words", f"{language}.yaml")
    words: dict[str, str] = yaml.safe_load(source.read_text("utf-8"))
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
    """Text of users and sheets as Markdown shows it literally."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~$:])", r"\\\1", text)


def engine_words(text: str, language: str) -> str:
    """A reason or note of the engine in the language of the page; as it is where none matches."""
    if language == "en":
        return text
    for pattern, chinese in _ENGINE:
        if found := pattern.fullmatch(text):
            return chinese.format(**found.groupdict())
    return text


_ENGINE = [
    (re.compile(pattern), chinese)
    for pattern, chinese in (
        (
            r"(?P<job>.+): (?P<size>[\d,]+) input tokens exceed its context of (?P<room>[\d,]+)",
            "{job}：{size} 个输入 token 超出其上下文窗口 {room}",
        ),
        (
            r"(?P<offer>\S+) always thinks: thinking cannot be switched off",
            "{offer} 始终思考，无法关闭",
        ),
        (r"(?P<offer>\S+) has no price for (?P<what>\w+).*", "{offer} 没有 {what} 的价格"),
        (r"(?P<offer>\S+) has no (?P<tier>\S+) service tier", "{offer} 没有 {tier} 服务档"),
        (r"(?P<offer>\S+) has no price before (?P<day>\S+)", "{offer} 在 {day} 之前没有价格"),
        (
            r"(?P<offer>\S+): retired \(last priced on (?P<day>\S+)\)",
            "{offer} 已下线（最后有价格的日期：{day}）",
        ),
        (
            r"(?P<offer>\S+): no known price in this month \(last priced on (?P<day>\S+)\)",
            "{offer} 本月没有已知价格（最后有价格的日期：{day}）",
        ),
        (
            r"(?P<offer>\S+) is priced for only a part of (?P<month>\S+)",
            "{offer} 在 {month} 只有部分日期有价格",
        ),
        (r"up to (?P<n>[\d,]+) input", "输入至多 {n}"),
        (r"over (?P<n>[\d,]+) input", "输入超过 {n}"),
        (r"(?P<a>[\d,]+) to (?P<b>[\d,]+) input", "输入 {a} 至 {b}"),
        ("does not think: answers only", "不思考：只计回答"),
        ("always thinks: counted as thinking in every request", "始终思考：按每次请求都思考计"),
        ("claimed price: no source supports it", "传闻价格：没有来源支持"),
        (
            r"price last checked on (?P<day>\S+), more than 90 days ago",
            "价格最后核对于 {day}，已超过 90 天",
        ),
        (
            r"more input than the known context window of (?P<room>[\d,]+) tokens",
            "输入超过已知上下文窗口 {room} token",
        ),
    )
]
