"""Legends as HTML, because Plotly's own are cut on a phone."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from calculator.charts.series import DASHES, hue

_BORDERS = dict(zip(DASHES, ("solid", "dashed", "dotted", "double"), strict=True))
_ROW = "display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.875rem"


def lines(names: Iterable[str], theme: str) -> None:
    """Offers with the colour and dash of their lines."""
    _show((_stroke(place, theme), name) for place, name in enumerate(names))


def _stroke(place: int, theme: str) -> str:
    border = _BORDERS[DASHES[place % len(DASHES)]]
    return f"width:1.6em;border-top:3px {border} {hue(place, theme)}"


def boxes(items: Iterable[tuple[str, str]]) -> None:
    """Colours and what they mean."""
    box = "width:.8em;height:.8em;border-radius:2px;background:"
    _show((box + colour, text) for colour, text in items)


def _show(items: Iterable[tuple[str, str]]) -> None:
    told = "".join(
        "<span style='display:inline-flex;align-items:center;gap:.45em'>"
        f"<span style='display:block;flex:none;{style}'></span>{escape(text)}</span>"
        for style, text in items
    )
    st.html(f"<div class='legend' style='{_ROW}'>{told}</div>")
