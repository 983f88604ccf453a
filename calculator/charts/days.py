"""What each day or month of a log cost: stacked bars, by model or by what was paid for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any, NamedTuple

import plotly.graph_objects as go

from calculator.bulk import Group, PricedLog
from calculator.charts.look import PALETTES, layout, nice_ticks, short, value_axis
from pricing.money import Money

HEIGHT = 320
MOST_MODELS = 4
MOST_DAYS = 92
"""Of more days, the bars are months."""
REST = ""
"""Name of the stack of all further models."""
_ROOM = Decimal("1.05")
_PARTS = {
    "input": "input",
    "cache_read": "cached",
    "cache_write": "cached",
    "cache_write_long": "cached",
    "output": "output",
    "reasoning": "thinking",
}
PARTS = ("input", "cached", "output", "thinking", "fees")


class Stack(NamedTuple):
    """What one model or part cost in each span."""

    name: str
    place: int
    """Of its colour."""
    picos: Mapping[str, int]


def spans(priced: PricedLog) -> int:
    """How many letters of a date name a bar: of a day, or of a month where there are many.

    The log must be grouped by day first.
    """
    days = {group.key[0] for group in priced.groups}
    return len("2026-01-01") if len(days) <= MOST_DAYS else len("2026-01")


def by_model(priced: PricedLog) -> list[Stack]:
    """The dearest models and all the rest, from a log by day, provider and model."""
    letters = spans(priced)
    models: dict[str, dict[str, int]] = {}
    for group in priced.groups:
        _add(models.setdefault(str(group.key[2]), {}), group, letters, group.sum.picos)
    dear = sorted(models, key=lambda name: -sum(models[name].values()))
    stacks = [Stack(name, n, models[name]) for n, name in enumerate(dear[:MOST_MODELS])]
    rest: dict[str, int] = {}
    for name in dear[MOST_MODELS:]:
        for span, picos in models[name].items():
            rest[span] = rest.get(span, 0) + picos
    return [*stacks, Stack(REST, MOST_MODELS, rest)] if rest else stacks


def by_part(priced: PricedLog) -> list[Stack]:
    """Input, cached input, answers, thinking and the rest; parts without cost are left out."""
    letters = spans(priced)
    parts: dict[str, dict[str, int]] = {name: {} for name in PARTS}
    for group in priced.groups:
        for kind, picos in group.sum.part_picos.items():
            _add(parts[_PARTS.get(kind, "fees")], group, letters, picos)
    return [Stack(n, PARTS.index(n), picos) for n, picos in parts.items() if any(picos.values())]


def _add(spans: dict[str, int], group: Group, letters: int, picos: int) -> None:
    span = str(group.key[0])[:letters]
    spans[span] = spans.get(span, 0) + picos


def days_chart(
    stacks: Sequence[Stack],
    names: Mapping[str, str],
    currency: str,
    language: str = "en",
    theme: str = "light",
) -> go.Figure:
    """The stacks on dates.

    Args:
        stacks: from `by_model` or `by_part`.
        names: their names in words, where they are not their own.
        currency: of all amounts.
        language: of amounts.
        theme: `light` or `dark`.
    """
    data = [_bars(s, names.get(s.name, s.name), currency, language, theme) for s in stacks]
    highest = max(_heights(stacks), default=0)
    whole = {span for stack in stacks for span in stack.picos}
    monthly = any(len(span) == len("2026-01") for span in whole)
    shown = layout(
        theme,
        HEIGHT,
        barmode="relative",
        bargap=0.25,
        hovermode="closest",
        margin={"l": 0, "r": 8, "t": 8, "b": 28},
        xaxis=value_axis(
            theme,
            type="date",
            tickformat="%Y-%m" if monthly else "%m-%d",
            showgrid=False,
            **_ticks(whole),
        ),
        yaxis=_amounts(Money.of_picos(highest, currency), language, theme),
    )
    return go.Figure({"data": data, "layout": shown})


def _ticks(whole: set[str]) -> dict[str, Any]:
    """A tick at each bar where they are few; else as many as fit."""
    few = len(whole) <= 8  # noqa: PLR2004
    return {"tickvals": sorted(whole)} if few else {"nticks": 8}


def _bars(stack: Stack, name: str, currency: str, language: str, theme: str) -> dict[str, Any]:
    spans = sorted(stack.picos)
    moneys = [Money.of_picos(stack.picos[span], currency) for span in spans]
    told = [
        f"<b>{escape(name)}</b><br>{span}<br>{short(money, language)}"
        for span, money in zip(spans, moneys, strict=True)
    ]
    return {
        "type": "bar",
        "name": name,
        "x": spans,
        "y": [float(money.amount) for money in moneys],
        "marker": {"color": PALETTES[theme][stack.place]},
        "hovertext": told,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _heights(stacks: Iterable[Stack]) -> list[int]:
    reached: dict[str, int] = {}
    for stack in stacks:
        for span, picos in stack.picos.items():
            reached[span] = reached.get(span, 0) + max(picos, 0)
    return [*reached.values()]


def _amounts(highest: Money, language: str, theme: str) -> dict[str, Any]:
    ticks = nice_ticks(highest.amount or Decimal(1))
    return value_axis(
        theme,
        range=[0, float((highest.amount or 1) * _ROOM)],
        tickvals=[float(tick) for tick in ticks],
        ticktext=[f"{short(Money(tick, highest.currency), language)} " for tick in ticks],
        automargin=True,
    )
