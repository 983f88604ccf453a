"""Figures: results as Plotly charts. Only here do amounts become floats, and only to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import Any

import plotly.graph_objects as go

from calculator.comparison import Comparison, Ranked
from pricing.money import Money, show_amount, total

GROUPS = {
    "input": ("input",),
    "cached": ("cache_read", "cache_write"),
    "output": ("output",),
    "thinking": ("thinking",),
    "fees": ("fees", "charges", "tax"),
}
"""The parts of a bill as the charts show them: together they are the whole bill."""

PALETTES = {
    "light": ("#1e479d", "#5c90a8", "#c87b15", "#963f38", "#212323"),
    "dark": ("#416ba0", "#55aee6", "#cba327", "#aa4910", "#e3e3e4"),
}
"""Five hues that stay apart for every kind of colour vision, each 3:1 on its background."""

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
    },
    "zh": {
        "input": "未缓存输入",
        "cached": "缓存输入",
        "output": "可见输出",
        "thinking": "思考",
        "fees": "费用与税",
        "bill": "账单",
    },
}
_HOVER = {
    "en": "<b>{0}</b><br>{part}: {1} ({2})<br>{bill}: {3}<extra></extra>",
    "zh": "<b>{0}</b><br>{part}：{1}（{2}）<br>{bill}：{3}<extra></extra>",
}
ROW_HEIGHT = 30
MOST_BARS = 20
_COMPACT_FROM = 10_000
_WIDEST = 24
_FONT = "Source Sans, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
_ROOM_FOR_LABEL = Decimal("1.3")


def grouped(ranked: Ranked) -> dict[str, Money]:
    """The bill by the groups that charts and tables show."""
    parts, currency = ranked.projection.parts, ranked.total.currency
    return {g: total([parts[p] for p in members], currency) for g, members in GROUPS.items()}


def bill_chart(comparison: Comparison, language: str = "en", theme: str = "light") -> go.Figure:
    """The cheapest offers from the top down, each bill stacked from its parts."""
    rows = comparison.ranked[:MOST_BARS]
    groups = [grouped(r) for r in rows]
    data = [
        _bars(rows, [g[name] for g in groups], name, language, theme)
        for name in GROUPS
        if any(g[name].amount for g in groups)
    ]
    return go.Figure(
        {"data": [*data, _labels(rows, language, theme)], "layout": _layout(rows, language, theme)}
    )


def _bars(
    rows: Sequence[Ranked], amounts: Sequence[Money], name: str, language: str, theme: str
) -> dict[str, Any]:
    words = WORDS[language]
    fields = [f"%{{customdata[{i}]}}" for i in range(4)]
    colour = PALETTES[theme][list(GROUPS).index(name)]
    return {
        "type": "bar",
        "orientation": "h",
        "name": words[name],
        "y": [r.offer.id for r in rows],
        "x": [float(m.amount) for m in amounts],
        "customdata": [_facts(r, m, language) for r, m in zip(rows, amounts, strict=True)],
        "marker": {"color": colour, "line": {"width": 1, "color": SURFACES[theme]["page"]}},
        "hovertemplate": _HOVER[language].format(*fields, part=words[name], bill=words["bill"]),
    }


def _facts(ranked: Ranked, money: Money, language: str) -> list[str]:
    whole = ranked.total.amount
    share = f"{money.amount / whole:.0%}" if whole else "—"
    name = f"{escape(ranked.offer.name)} · {escape(ranked.offer.sheet.name)}"
    return [name, show_amount(money, language), share, show_amount(ranked.total, language)]


def _labels(rows: Sequence[Ranked], language: str, theme: str) -> dict[str, Any]:
    """The bill and its multiple of the cheapest, written after each bar."""
    texts = [
        f"<b>{_short(r.total, language)}</b>"
        + ("" if r.multiple is None or place == 0 else f"  ×{r.multiple:.1f}")
        for place, r in enumerate(rows)
    ]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [float(r.total.amount) for r in rows],
        "y": [r.offer.id for r in rows],
        "text": [f" {text}" for text in texts],
        "textposition": "middle right",
        "textfont": {"color": SURFACES[theme]["text"], "size": 12},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _layout(rows: Sequence[Ranked], language: str, theme: str) -> dict[str, Any]:
    surface = SURFACES[theme]
    font = {"color": surface["text"], "size": 12, "family": _FONT}
    return {
        "template": {},
        "barmode": "stack",
        "bargap": 0.38,
        "height": 90 + ROW_HEIGHT * len(rows),
        "margin": {"l": 0, "r": 8, "t": 40, "b": 30},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": font,
        "hoverlabel": {"font": font, "bgcolor": surface["page"], "align": "left"},
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"},
        "dragmode": False,
        "xaxis": _money_axis(rows, language, theme),
        "yaxis": _names_axis(rows),
    }


def _names_axis(rows: Sequence[Ranked]) -> dict[str, Any]:
    return {
        "autorange": "reversed",
        "fixedrange": True,
        "automargin": True,
        "tickvals": [r.offer.id for r in rows],
        "ticktext": [_two_lines(r) for r in rows],
    }


def _two_lines(ranked: Ranked) -> str:
    name, seller = ranked.offer.name, ranked.offer.sheet.name
    return f"{escape(_cut(name))} <br><span style='font-size:9px'>{escape(_cut(seller))} </span>"


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def _money_axis(rows: Sequence[Ranked], language: str, theme: str) -> dict[str, Any]:
    largest = max((r.total.amount for r in rows), default=Decimal(1)) or Decimal(1)
    currency = rows[0].total.currency if rows else "USD"
    ticks = nice_ticks(largest)
    return {
        "range": [0, float(largest * _ROOM_FOR_LABEL)],
        "fixedrange": True,
        "showgrid": True,
        "zeroline": False,
        "gridcolor": SURFACES[theme]["grid"],
        "tickvals": [float(tick) for tick in ticks],
        "ticktext": [_short(Money(tick, currency), language) for tick in ticks],
    }


def _short(money: Money, language: str) -> str:
    """Full up to 10,000, so that near amounts on a chart are written alike; 44.9K above."""
    if not money.amount:
        return show_amount(money, language).removesuffix(".00")
    return show_amount(money, language, compact=money.amount >= _COMPACT_FROM)


def nice_ticks(largest: Decimal) -> list[Decimal]:
    """Round values from zero up to the largest, four or so steps of 1, 2 or 5.

    >>> [str(tick) for tick in nice_ticks(Decimal(7834))]
    ['0', '2000', '4000', '6000']
    """
    unit = Decimal(1).scaleb((largest / 4).adjusted())
    step = next(unit * n for n in (1, 2, 5, 10) if unit * n * 4 >= largest)
    count = int(largest / step)
    return [Decimal(f"{step * n:f}") for n in range(count + 1)]
