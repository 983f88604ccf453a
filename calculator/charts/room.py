"""How wide labels are, without a browser to ask, and cutting them to what there is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from itertools import accumulate
from unicodedata import east_asian_width

_TAG = re.compile("<[^>]*>")
_NARROW, _BROAD = frozenset("il.,'·: |"), frozenset("mwMW—…%")
_BESIDE = 5
"""Pixels that Plotly leaves between labels and what is beside them."""


def room(labels: Iterable[str], *sizes: int) -> int:
    """Pixels that the widest of some labels takes beside its axis: rather more than less.

    A margin of it lets Plotly draw once. Where labels need more than their margin, Plotly widens
    it and draws everything again.

    Args:
        labels: as Plotly takes them, with tags, their lines parted by `<br>`.
        sizes: of the type of each line.

    >>> room(["<b>GPT-5 mini</b><br>OpenAI", "通义千问"], 12, 10)
    65
    """
    lines = (zip(label.split("<br>"), sizes, strict=False) for label in labels)
    widest = max((_width(line) * size for parts in lines for line, size in parts), default=0)
    return round(widest) + _BESIDE


def cut(text: str, widest: int) -> str:
    """A text cut to so many Latin letters' width; a Chinese character is as wide as two.

    >>> cut("Moonshot AI (China)", 12), cut("火山方舟（字节跳动）", 12)
    ('Moonshot AI…', '火山方舟（…')
    """
    widths = [2 if _is_wide(sign) else 1 for sign in text]
    if sum(widths) <= widest:
        return text
    kept = sum(width <= widest - 1 for width in accumulate(widths))
    return f"{text[:kept]}…"


def _width(line: str) -> float:
    return sum(_of(sign) for sign in unescape(_TAG.sub("", line)))


def _of(sign: str) -> float:
    """Of one sign, as a share of the type's size; measured in the fonts of the page."""
    if _is_wide(sign):
        return 1
    if sign in _NARROW:
        return 0.3
    return 0.62 if sign.isupper() or sign in _BROAD else 0.54


def _is_wide(sign: str) -> bool:
    return east_asian_width(sign) in "WF"
