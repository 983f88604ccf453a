"""A plain table of texts whose first column names the row and whose others are numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st


def aligned(
    header: Sequence[str], rows: Sequence[Sequence[str]], alt: str, *, named: int = 1
) -> None:
    """Show the table: `named` columns of words at the left, numbers at the right edge.

    Real text, which can be read aloud, copied and printed, unlike the grid of `st.dataframe`.
    Streamlit writes `left` into each cell, which only `!important` outdoes.
    """
    import pandas as pd

    frame = pd.DataFrame(rows, columns=[*header])
    right = {"text-align": "right !important", "white-space": "nowrap"}
    heads: Any = [
        {"selector": f"th.col{place}", "props": [*right.items()]}
        for place in range(named, len(header))
    ]
    styled = frame.style.set_properties(subset=[*header[named:]], **right)
    styled = styled.set_properties(subset=[*header[:named]], **{"min-width": "5.5rem"})
    st.table(styled.set_table_styles(heads), hide_index=True, border="horizontal", alt=alt)
