"""The course of an offer's rates: step lines on real dates, announced steps dotted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import plotly.graph_objects as go

from calculator.charts.look import PALETTES, SIZE, SURFACES, layout, nice_ticks, value_axis
from pricing.changes.course import KINDS, Stretch
from pricing.money import Money, show_amount

HEIGHT = 250
_ROOM = Decimal("1.08")
_SHORT = timedelta(days=120)
_AFTER = timedelta(days=21)


class RateLine(NamedTuple):
    """The course of one rate, and what the tooltip of each stretch says, safe as HTML."""

    kind: str
    stretches: Sequence[Stretch]
    told: Sequence[str]


def colour(kind: str, theme: str) -> str:
    """The colour of a rate: that of its part of a bill."""
    return PALETTES[theme][KINDS.index(kind)]


def history_chart(
    lines: Sequence[RateLine],
    currency: str,
    today: date,
    language: str = "en",
    theme: str = "light",
    *,
    today_word: str = "",
) -> go.Figure:
    """Rates per million tokens, in the currency they are sold in, from the first day to today.

    Where a later day is known, the axis goes on past it, and what is still to come is dotted.

    Args:
        lines: one line a rate, as `pricing.changes.course.course` gives them.
        currency: of all rates.
        today: where the solid lines end.
        language: of the axis.
        theme: `light` or `dark`.
        today_word: what stands at today's line, where the axis goes past it.
    """
    first = min((s.since for line in lines for s in line.stretches), default=today)
    end = _end(lines, today, first)
    data = [trace for line in lines for trace in _traces(line, theme, today, end)]
    highest = max((s.rate for line in lines for s in line.stretches), default=Decimal(1))
    shown = layout(
        theme,
        HEIGHT,
        margin={"l": 0, "r": 10, "t": 20, "b": 26},
        hovermode="closest",
        xaxis=_dates(theme, first, end),
        yaxis=_rates(theme, highest or Decimal(1), currency, language),
    )
    if end > today:
        shown |= _today_line(theme, today, today_word)
    return go.Figure({"data": data, "layout": shown})


def _end(lines: Sequence[RateLine], today: date, first: date) -> date:
    """Today, or some way past the last day on which a rate is known to change."""
    days = [day for line in lines for s in line.stretches for day in (s.since, s.until) if day]
    last = max(days, default=today)
    return last + max(_AFTER, (last - first) / 6) if last > today else today


def _traces(line: RateLine, theme: str, today: date, end: date) -> Iterator[dict[str, Any]]:
    style = {
        "type": "scatter",
        "name": line.kind,
        "mode": "lines+markers",
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {"size": 5, "color": colour(line.kind, theme)},
    }
    spans = [("solid", date.min, today), *([("dot", today, end)] if end > today else [])]
    for dash, since, until in spans:
        points = list(_points(line, since, until))
        if points:
            days, rates, told = zip(*points, strict=True)
            yield style | {
                "x": days,
                "y": rates,
                "hovertext": told,
                "line": {
                    "color": colour(line.kind, theme),
                    "width": 2.5,
                    "dash": dash,
                    "shape": "hv",
                },
            }


def _points(line: RateLine, since: date, until: date) -> Iterator[tuple[str | None, Any, str]]:
    """Both ends of each stretch inside a span of days, parted where no rate is known."""
    last: date | None = None
    for stretch, told in zip(line.stretches, line.told, strict=True):
        begins, ends = max(stretch.since, since), min(stretch.until or until, until)
        if begins > ends or (begins == ends and stretch.since != begins):
            continue
        if last is not None and last != begins:
            yield None, None, ""
        yield str(begins), float(stretch.rate), told
        yield str(ends), float(stretch.rate), told
        last = ends


def _dates(theme: str, first: date, end: date) -> dict[str, Any]:
    edge = max(timedelta(days=1), (end - first) / 60)
    return value_axis(
        theme,
        type="date",
        range=[str(first - edge), str(end + edge)],
        tickformat="%m-%d" if end - first < _SHORT else "%Y-%m",
        nticks=6,
        showgrid=False,
        ticks="outside",
        tickcolor=SURFACES[theme]["grid"],
    )


def _rates(theme: str, highest: Decimal, currency: str, language: str) -> dict[str, Any]:
    sign = show_amount(Money(0, currency), language).removesuffix("0.00")
    ticks = nice_ticks(highest)
    return value_axis(
        theme,
        range=[0, float(highest * _ROOM)],
        tickvals=[float(tick) for tick in ticks],
        ticktext=[f"{sign}{tick.normalize():f}" for tick in ticks],
        automargin=True,
    )


def _today_line(theme: str, today: date, word: str) -> dict[str, Any]:
    text = SURFACES[theme]["text"]
    place = {"x": str(today), "xref": "x", "yref": "paper"}
    line = {"type": "line", "x0": str(today), "x1": str(today), "xref": "x", "yref": "paper"}
    return {
        "shapes": [line | {"y0": 0, "y1": 1, "line": {"color": text, "width": 1, "dash": "dot"}}],
        "annotations": [
            place
            | {
                "y": 1,
                "text": word,
                "showarrow": False,
                "yanchor": "bottom",
                "font": {"size": SIZE - 1, "color": text},
            }
        ],
    }
