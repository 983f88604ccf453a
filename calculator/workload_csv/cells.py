"""The columns of a workload CSV, their names in two languages, and how a cell is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from difflib import get_close_matches
from fractions import Fraction

from calculator.workload import MOST_TOKENS, THINKING_LEVELS

VOLUMES = {
    "requests_per_day": "day",
    "requests_per_working_day": "working_day",
    "requests_per_month": "month",
}
Cell = Fraction | str | date
REQUIRED = ("input_tokens", "output_tokens")
TIERS = ("batch_share", "flex_share", "priority_share")

_ALIASES: dict[str, tuple[str, ...]] = {
    "name": ("workload", "名称", "名字", "工作负载", "业务", "场景"),
    "requests_per_day": (
        "requests/day", "daily requests", "requests", "每日请求数", "每日请求量", "日请求数",
        "日请求量", "每天请求数", "请求数/天",
    ),
    "requests_per_working_day": (
        "requests/working day", "requests per workday", "每工作日请求数", "工作日请求数",
        "每工作日请求量", "工作日请求量",
    ),
    "requests_per_month": (
        "requests/month", "monthly requests", "每月请求数", "每月请求量", "月请求数",
        "月请求量", "请求数/月",
    ),
    "input_tokens": (
        "input", "prompt tokens", "prompt", "输入词元", "输入tokens",
        "输入token", "输入", "输入token数",
    ),
    "input_tokens_p95": (
        "input p95", "p95 input tokens", "input tokens, 95th percentile", "输入词元p95", "输入p95",
        "输入token（第95百分位）",
    ),
    "cached_share": (
        "cached", "cache hit", "cache hit rate", "cache share", "cached input share",
        "cached input", "缓存占比", "缓存命中率", "缓存率", "缓存比例",
    ),
    "cache_write_share": ("cache write", "cache written", "缓存写入占比", "缓存写入比例"),
    "output_tokens": (
        "output", "completion tokens", "completion", "输出词元", "输出tokens", "输出token", "输出",
        "输出token数",
    ),
    "reasoning_tokens": (
        "reasoning", "thinking tokens", "thinking", "of which thinking", "其中思考",
        "思考词元", "思考tokens", "思考token", "推理词元", "推理tokens", "推理token", "思考",
    ),
    "thinking_level": ("effort", "reasoning effort", "思考强度", "思考等级", "思考程度"),
    "thinking_share": (
        "share thinking", "requests that think", "思考请求占比", "思考占比", "思考比例",
    ),
    "batch_share": ("batch", "批量占比", "批处理占比", "批量比例"),
    "flex_share": ("flex", "flex占比"),
    "priority_share": ("priority", "priority占比", "优先占比"),
    "growth_per_month": (
        "growth", "growth a month", "monthly growth", "月增长率", "月增长", "增长率",
    ),
    "web_searches": ("searches", "web searches per request", "联网搜索次数", "搜索次数"),
    "start": ("start month", "from", "开始月份", "开始", "起始月份"),
    "months": ("number of months", "月数", "持续月数"),
}  # fmt: skip
COLUMNS = tuple(_ALIASES)

_LEVELS = {
    "关": "off", "关闭": "off", "无": "off", "低": "low", "中": "normal", "正常": "normal",
    "普通": "normal", "medium": "normal", "高": "high", "none": "off",
}  # fmt: skip
_UNITS = {"万": 10**4, "千": 10**3, "亿": 10**8, "k": 10**3, "m": 10**6}


_DIGITS = re.compile(r"[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})(e[+-]?\d{1,2})?")
_POINT_OR_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.000")
_GROUPED = re.compile(r"[+-]?\d{1,3}([,\s'’])\d{3}(\1\d{3})*(\.\d*)?")


class BadCell(ValueError):
    """A cell that cannot be read; the message says what to write instead."""

    def __init__(self, message: str, code: str) -> None:
        self.code = code
        super().__init__(message)


def _plain(text: str) -> str:
    """Full-width forms made ordinary, case, spaces and joining marks taken out."""
    return re.sub(r"[\s_\-()']+", "", unicodedata.normalize("NFKC", text)).lower()


_NAMES = {_plain(n): name for name, others in _ALIASES.items() for n in (name, *others)}


def column_named(title: str) -> str | None:
    """The column a header cell means, or None.

    >>> column_named("Requests / day"), column_named("输入 Tokens"), column_named("colour")
    ('requests_per_day', 'input_tokens', None)
    """
    return _NAMES.get(_plain(title))


def nearest_column(title: str) -> str | None:
    """The column whose name resembles a header cell most, or None."""
    near = get_close_matches(_plain(title), _NAMES, n=1, cutoff=0.7)
    return _NAMES[near[0]] if near else None


def read_cell(name: str, cell: str) -> Cell:
    """Read one cell of a known column.

    >>> read_cell("input_tokens", "80,000"), read_cell("cached_share", "40%")
    (Fraction(80000, 1), Fraction(2, 5))

    Raises:
        BadCell: with what to write instead.
    """
    text = cell.strip() if cell.isascii() else unicodedata.normalize("NFKC", cell).strip()
    return _READERS.get(name, _count)(text)


def _number(text: str) -> Fraction:
    if text.isascii() and text.isdigit() and len(text) < 19:  # noqa: PLR2004
        return Fraction(int(text))
    plain, factor = text.lower().removeprefix("'"), 1
    if plain[-1:] in _UNITS:
        plain, factor = plain[:-1].rstrip(), _UNITS[plain[-1]]
    if re.search(r"\d[,\s'’]", plain) and not _GROUPED.fullmatch(plain):
        raise BadCell("neither 80,000 nor 0.4: put commas before three digits only, and a point "
                      "before decimals", "not_a_number")  # fmt: skip
    plain = re.sub(r"[\s_,'’]", "", plain)
    if plain.isascii() and plain.isdigit() and len(plain) > 18:  # noqa: PLR2004
        raise BadCell("larger than 10^15: check the unit", "too_large")
    if not _DIGITS.fullmatch(plain):
        raise BadCell("not a number: write digits such as 80000", "not_a_number")
    return Fraction(plain) * factor


def _count(text: str) -> Fraction:
    if text.endswith("%"):
        raise BadCell("a count, not a share: write a number such as 80000", "not_a_number")
    if _POINT_OR_THOUSANDS.fullmatch(text):
        raise BadCell("a point before three zeros: write 80000 or 80", "not_a_number")
    value = _number(text)
    if value < 0:
        raise BadCell("negative: write 0 or more", "negative")
    if value > 10**15:
        raise BadCell("larger than 10^15: check the unit", "too_large")
    return value


def _tokens(text: str) -> Fraction:
    value = _count(text)
    if value > MOST_TOKENS:
        raise BadCell(f"tokens of one request: at most {MOST_TOKENS:,}", "too_many_tokens")
    return value


def _percent(text: str) -> Fraction:
    if text.endswith("%"):
        return _number(text[:-1].strip() or "x") / 100
    return _number(text)


def _share(text: str) -> Fraction:
    value = _percent(text)
    if not 0 <= value <= 1:
        raise BadCell("a share is between 0 and 1: write 40% or 0.4", "not_a_share")
    return value


def _growth(text: str) -> Fraction:
    value = _percent(text)
    if not text.endswith("%") and abs(value) > 1:
        raise BadCell("growth per month: write 5% or 0.05", "not_a_share")
    if value <= -1:
        raise BadCell("growth must be above -100 %", "not_a_share")
    return value


def _level(text: str) -> str:
    level = _LEVELS.get(text.lower(), text.lower())
    if level not in THINKING_LEVELS:
        raise BadCell("write off, low, normal or high (关、低、正常、高)", "not_a_level")
    return level


def _start(text: str) -> date:
    text = text.replace("/", "-")
    try:
        return date.fromisoformat(text if text.count("-") > 1 else f"{text}-01")
    except ValueError:
        raise BadCell("not a month: write 2026-12 or 2026-12-01", "not_a_date") from None


def _months(text: str) -> Fraction:
    value = _count(text)
    if value.denominator != 1 or not 1 <= value <= 600:  # noqa: PLR2004
        raise BadCell("months: write a whole number from 1 to 600", "not_a_number")
    return value


def _name(text: str) -> str:
    """A name in one line that can be seen, so that a link and a spreadsheet can carry it."""
    if not text.isprintable():
        text = "".join(
            c if c.isprintable() else "" if unicodedata.category(c) == "Cf" else " " for c in text
        )
    text = " ".join(text.split()).removeprefix("'")
    if len(text) > 80:  # noqa: PLR2004
        raise BadCell("longer than 80 characters: shorten it", "too_long")
    return text


_READERS: dict[str, Callable[[str], Cell]] = {
    "name": _name,
    "thinking_level": _level,
    "growth_per_month": _growth,
    "start": _start,
    "months": _months,
    **{name: _share for name in COLUMNS if name.endswith("_share")},
    **{name: _tokens for name in COLUMNS if "_tokens" in name},
}
