"""Cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import re
from typing import Any

RUNS = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet runs."""
_NUMBER = re.compile(r"[+-](?=[,.]*\d)[\d,]*(\.\d*)?%?")


def inert(cell: Any) -> Any:
    """A text that a spreadsheet would run, behind an apostrophe; all else as it is.

    >>> inert("=1+1"), inert("-5"), inert("GPT-5"), inert(-1)
    ("'=1+1", '-5', 'GPT-5', -1)
    """
    if not isinstance(cell, str) or not cell.startswith(RUNS) or _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"
