"""What all charts share: colours, type, words, axes of money, and how amounts are written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pricing.money import Money, show_amount

PALETTES = {
    "light": ("#1e479d", "#5c90a8", "#c87b15", "#963f38", "#212323"),
    "dark": ("#416ba0", "#55aee6", "#cba327", "#aa4910", "#e3e3e4"),
}
"""Five hues that stay apart for every kind of colour vision, each 3:1 on its background."""

TOTALS = {
    "light": {"up": "#b84fd2", "down": "#1f7a43", "total": "#2e2d31"},
    "dark": {"up": "#cc61e4", "down": "#2a7a48", "total": "#dcdcde"},
}
"""Dearer, cheaper and a whole bill. Never red: it means a gain in one half of the world."""

SURFACES = {
    "light": {"page": "#ffffff", "text": "#141414", "grid": "#dfdedb"},
    "dark": {"page": "#161614", "text": "#f4f4f1", "grid": "#3a3a36"},
}
WORDS = {
    "en": {
        "input": "Fresh input",
        "cached": "Cached input",
        "output": "Visible output",
        "thinking": "Thinking",
        "fees": "Fees and tax",
        "bill": "Bill",
        "more": "+{0} sellers",
        "one_more": "+1 seller",
        "colon": ": ",
    },
    "zh": {
        "input": "未缓存输入",
        "cached": "缓存输入",
        "output": "可见输出",
        "thinking": "思考",
        "fees": "费用与税",
        "bill": "账单",
        "more": "另有 {0} 家",
        "one_more": "另有 1 家",
        "colon": "：",
    },
}
FONT = "Source Sans, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
SIZE = 12
_COMPACT_FROM = {"en": 1_000_000, "zh": 10_000}
_LOG_STEPS = ((10,), (10, 30), (10, 20, 50), tuple(range(10, 100, 10)), tuple(range(10, 100, 2)))
_ENOUGH_TICKS = 3


def layout(theme: str, height: int, **more: Any) -> dict[str, Any]:
    """The frame of a figure: transparent, still, in the page's type, without Plotly's template."""
    surface = SURFACES[theme]
    font = {"color": surface["text"], "size": SIZE, "family": FONT}
    return {
        "template": "none",  # as a name: an object is taken for a change when it is copied
        "height": height,
        "margin": {"l": 0, "r": 8, "t": 8, "b": 30},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": font,
        "hoverlabel": {"font": font, "bgcolor": surface["page"], "align": "left"},
        "showlegend": False,
        "dragmode": False,
    } | more


def value_axis(theme: str, **more: Any) -> dict[str, Any]:
    """A horizontal axis of values: a light grid, no line at zero, nothing to drag."""
    grid = {"showgrid": True, "gridcolor": SURFACES[theme]["grid"]}
    return grid | {"zeroline": False, "fixedrange": True} | more


def money_axis(largest: Money, language: str, theme: str) -> dict[str, Any]:
    """From zero to the largest amount, with round ticks in the language's writing."""
    ticks = nice_ticks(largest.amount or Decimal(1))
    return value_axis(
        theme,
        range=[0, float(largest.amount or 1)],
        tickvals=[float(tick) for tick in ticks],
        ticktext=[short(Money(tick, largest.currency), language) for tick in ticks],
    )


def log_money_axis(least: Money, largest: Money, language: str, theme: str) -> dict[str, Any]:
    """Logarithmic, a little wider than the amounts, which must be positive."""
    ticks = log_ticks(least.amount, largest.amount)
    ends = (float(least.amount.log10()) - 0.05, float(largest.amount.log10()) + 0.05)
    return value_axis(
        theme,
        type="log",
        range=list(ends),
        tickvals=[float(tick) for tick in ticks],
        ticktext=[short(Money(tick, largest.currency), language) for tick in ticks],
    )


def short(money: Money, language: str) -> str:
    """As people say it: in full up to a million, in Chinese up to 万; above, three digits.

    >>> short(Money(44900, "USD"), "en"), short(Money(44900, "CNY"), "zh")
    ('$44,900', '¥4.49万')
    """
    if not money.amount:
        return show_amount(money, language).removesuffix(".00")
    compact = abs(money.amount) >= _COMPACT_FROM.get(language, _COMPACT_FROM["en"])
    return show_amount(money, language, compact=compact)


def nice_ticks(largest: Decimal) -> list[Decimal]:
    """Round values from zero up to the largest, four or so steps of 1, 2 or 5.

    >>> [str(tick) for tick in nice_ticks(Decimal(7834))]
    ['0', '2000', '4000', '6000']
    """
    unit = Decimal(1).scaleb((largest / 4).adjusted())
    step = next(unit * n for n in (1, 2, 5, 10) if unit * n * 4 >= largest)
    count = int(largest / step)
    return [Decimal(f"{step * n:f}") for n in range(count + 1)]


def log_ticks(least: Decimal, largest: Decimal) -> list[Decimal]:
    """Round values between two positive ones: powers of ten, and the finer the fewer fit.

    >>> [str(tick) for tick in log_ticks(Decimal(120), Decimal(7834))]
    ['300', '1000', '3000']
    >>> [str(tick) for tick in log_ticks(Decimal(1765), Decimal(2654))]
    ['1800', '2000', '2200', '2400', '2600']
    """
    for steps in _LOG_STEPS:
        every = [
            Decimal(1).scaleb(power - 1) * n
            for power in range(least.adjusted(), largest.adjusted() + 1)
            for n in steps
        ]
        ticks = [Decimal(f"{tick:f}") for tick in every if least <= tick <= largest]
        if len(ticks) >= _ENOUGH_TICKS:
            break
    return ticks
