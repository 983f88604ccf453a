"""Figures: results as Plotly charts. Only here do amounts become floats, and only to be drawn."""

from calculator.bill_groups import GROUPS, grouped
from calculator.charts.bills import MOST_BARS, VIEWS, BarNotes, bill_chart, most
from calculator.charts.look import PALETTES, SURFACES, TOTALS, WORDS

__all__ = [
    "GROUPS",
    "MOST_BARS",
    "PALETTES",
    "SURFACES",
    "TOTALS",
    "VIEWS",
    "WORDS",
    "BarNotes",
    "bill_chart",
    "grouped",
    "most",
]
