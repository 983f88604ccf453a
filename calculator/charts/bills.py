"""The ranked bills: stacked by what they are made of, as shares, or as dots on a wide range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

import plotly.graph_objects as go

from calculator.against import Bar, bars
from calculator.bill_groups import GROUPS, drawn
from calculator.charts.look import (
    PALETTES,
    SIZE,
    SURFACES,
    TOTALS,
    WORDS,
    layout,
    log_money_axis,
    money_axis,
    short,
    value_axis,
)
from calculator.charts.room import cut, room
from calculator.charts.unchecked import unchecked
from calculator.comparison import Comparison, Ranked
from calculator.words.facts import seller
from pricing.money import Money, show_amount

VIEWS = ("bill", "makeup", "wide")
ROW_HEIGHT = 31
MOST_BARS, MOST_DOTS = 12, 30
"""Models on a chart: what fits a screen; and more where the whole range is the point."""
LABEL_ROOM = 96
_FRAME, _SMALL = 46, 10
_FEWEST_ROWS = 4
"""A figure lower than this has no room for its tooltips, and Plotly then shows none."""
_WIDEST, _SHORTEST = 23, 10
_PAST_DOT = "\u2002\u2002"


class BarNotes(NamedTuple):
    """Further words for a bar, in the reader's language, safe as HTML."""

    parts: Mapping[str, str]
    """Lines of the tooltip by group."""
    whole: str
    """Its last lines."""
    mark: str = ""
    """Beside the seller: what makes the price doubtful."""


_NOTHING = BarNotes({}, "")


def most(view: str) -> int:
    """How many models a view shows, beside the current one."""
    return MOST_DOTS if view == "wide" else MOST_BARS


def bill_chart(
    comparison: Comparison,
    language: str = "en",
    theme: str = "light",
    *,
    view: str = "bill",
    baseline: str = "",
    notes: Mapping[str, BarNotes] | None = None,
) -> go.Figure:
    """The cheapest models from the top down, one offer each, and the current offer beside them.

    Args:
        comparison: the result to draw.
        language: of words and amounts.
        theme: `light` or `dark`.
        view: `bill`, stacked amounts; `makeup`, shares of each bill; `wide`, logarithmic dots.
        baseline: id of the offer in use today, set in bold.
        notes: lines for the tooltips, by offer id.
    """
    rows = bars(comparison, most(view), baseline)
    chart = _Chart(rows, language, theme, baseline, notes or {})
    figure = chart.dots() if view == "wide" else chart.stacked(shares=view == "makeup")
    return unchecked(figure)


class _Chart:
    """One figure in the making: its rows, and how they are written."""

    def __init__(
        self,
        rows: Sequence[Bar],
        language: str,
        theme: str,
        baseline: str,
        notes: Mapping[str, BarNotes],
    ) -> None:
        self.rows, self.language, self.theme = rows, language, theme
        self.baseline, self.notes = baseline, notes
        self.words = WORDS[language]
        self.ids = [bar.best.offer.id for bar in rows]
        self.largest = max((bar.best.total for bar in rows), default=Money(1, "USD"))

    def stacked(self, *, shares: bool) -> dict[str, Any]:
        groups = [drawn(bar.best) for bar in self.rows]
        data = [
            self._bars(name, [g[name] for g in groups], shares=shares)
            for name in GROUPS
            if any(g[name].amount for g in groups)
        ]
        if shares:
            axis = value_axis(self.theme, range=[0, 1], tickformat=".0%", nticks=6)
            ends = [1.0] * len(self.rows)
        else:
            axis = money_axis(self.largest, self.language, self.theme)
            ends = [float(bar.best.total.amount) for bar in self.rows]
        return {"data": [*data, self._labels(ends)], "layout": self._layout(axis)}

    def dots(self) -> dict[str, Any]:
        """Bills as points on a logarithmic axis; a bill of nothing has no place on it."""
        self.rows = [bar for bar in self.rows if bar.best.total.amount > 0]
        self.ids = [bar.best.offer.id for bar in self.rows]
        totals = [bar.best.total for bar in self.rows] or [Money(1, "USD")]
        points = [float(money.amount) for money in totals][: len(self.rows)]
        trace = {
            "type": "scatter",
            "mode": "markers",
            "name": self.words["bill"],
            "y": self.ids,
            "x": points,
            "marker": {"color": TOTALS[self.theme]["total"], "size": 10},
            "hovertext": [self._whole(bar.best) for bar in self.rows],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
        axis = log_money_axis(min(totals), max(totals), self.language, self.theme)
        layout = self._layout(axis)
        guides = {"showgrid": True, "griddash": "dot", "gridcolor": SURFACES[self.theme]["grid"]}
        layout["yaxis"] |= guides
        return {"data": [trace, self._labels(points, _PAST_DOT)], "layout": layout}

    def _bars(self, name: str, amounts: Sequence[Money], *, shares: bool) -> dict[str, Any]:
        """One group of all rows; the amounts are floats from here on."""
        parts = [
            _share(money, bar.best.total) for bar, money in zip(self.rows, amounts, strict=True)
        ]
        return {
            "type": "bar",
            "orientation": "h",
            "name": self.words[name],
            "y": self.ids,
            "x": parts if shares else [float(m.amount) for m in amounts],
            "hovertext": [
                self._part(bar.best, name, money, part)
                for bar, money, part in zip(self.rows, amounts, parts, strict=True)
            ],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "textposition": "none",
            "marker": {
                "color": PALETTES[self.theme][list(GROUPS).index(name)],
                "line": {"width": 1, "color": SURFACES[self.theme]["page"]},
            },
        }

    def _part(self, ranked: Ranked, name: str, money: Money, part: float) -> str:
        amount = f"{self.words[name]}{self.words['colon']}{show_amount(money, self.language)}"
        line = f"{amount} ({part:.0%})" if self.language == "en" else f"{amount}（{part:.0%}）"
        more = self.notes.get(ranked.offer.id, _NOTHING).parts.get(name, "")
        return self._told(ranked, line, more)

    def _whole(self, ranked: Ranked) -> str:
        return self._told(ranked)

    def _told(self, ranked: Ranked, *lines: str) -> str:
        offer = ranked.offer
        bill = show_amount(ranked.total, self.language)
        return "<br>".join(
            filter(
                None,
                (
                    f"<b>{escape(offer.name)}</b> · {escape(seller(offer, self.language))}",
                    *lines,
                    f"{self.words['bill']}{self.words['colon']}{bill}",
                    self.notes.get(offer.id, _NOTHING).whole,
                ),
            )
        )

    def _labels(self, ends: Sequence[float], gap: str = " ") -> dict[str, Any]:
        """The bill and its multiple of the cheapest, written after each row."""
        texts = [
            f"<b>{short(bar.best.total, self.language)}</b>"
            + ("" if bar.best.multiple in (None, 1) else f"  ×{bar.best.multiple:.1f}")
            for bar in self.rows
        ]
        return {
            "type": "scatter",
            "mode": "text",
            "x": list(ends),
            "y": self.ids,
            "text": [f"{gap}{text}" for text in texts],
            "textposition": "middle right",
            "textfont": {"color": SURFACES[self.theme]["text"], "size": SIZE},
            "cliponaxis": False,
            "hoverinfo": "skip",
        }

    def _layout(self, axis: dict[str, Any]) -> dict[str, Any]:
        rows = max(len(self.rows), _FEWEST_ROWS)
        names = [self._name(bar) for bar in self.rows]
        return layout(
            self.theme,
            _FRAME + ROW_HEIGHT * rows,
            barmode="stack",
            bargap=0.38,
            margin={"l": room(names, SIZE, _SMALL), "r": LABEL_ROOM, "t": 4, "b": 26},
            xaxis=axis,
            yaxis={
                "range": [rows - 0.5, -0.5],
                "fixedrange": True,
                "automargin": True,
                "showgrid": False,
                "tickfont": {"size": SIZE - 1},
                "tickvals": self.ids,
                "ticktext": names,
            },
        )

    def _name(self, bar: Bar) -> str:
        """Model and seller on two lines; the current offer in bold."""
        offer = bar.best.offer
        name = f"<span style='font-size:{SIZE}px'>{escape(cut(offer.name, _WIDEST))}</span>"
        if offer.id == self.baseline:
            name = f"<b>{name}</b>"
        more = "" if not bar.more else self.words["one_more" if bar.more == 1 else "more"]
        after = [self.notes.get(offer.id, _NOTHING).mark, more.format(bar.more)]
        left = _WIDEST + 3 - sum(len(text) + 3 for text in after if text)
        if left < _SHORTEST and bar.more:
            after[-1] = f"+{bar.more}"
            left = _WIDEST - len(after[0]) - len(after[1]) - 3
        facts = " · ".join(filter(None, (escape(cut(seller(offer, self.language), left)), *after)))
        return f"{name} <br><span style='font-size:{_SMALL}px'>{facts} </span>"


def _share(money: Money, whole: Money) -> float:
    return float(money.amount / whole.amount) if whole.amount else 0.0
