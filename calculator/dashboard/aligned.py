"""A plain table of texts whose first column names the row and whose others are numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

STYLE = """<style>
.aligned {overflow-x: auto}
.aligned table {width: 100%; border-collapse: collapse; font-size: .875rem}
.aligned th, .aligned td {
  padding: .2rem .375rem; text-align: right; white-space: nowrap; font-weight: normal;
}
.aligned td {border-top: 1px solid rgba(128, 128, 128, .25)}
.aligned th {opacity: .7}
.aligned .words {text-align: left; white-space: normal; min-width: 5.5rem}
@media (max-width: 640px) {
  .aligned th, .aligned td {white-space: normal}
  .aligned th {word-break: keep-all}
  .aligned .words {min-width: 3.5rem}
}
</style>"""
"""How such tables look; the shell of the page brings it."""


def aligned(
    header: Sequence[str], rows: Sequence[Sequence[str]], alt: str, *, named: int = 1
) -> None:
    """Show the table: `named` columns of words at the left, numbers at the right edge.

    Real text, which can be read aloud, copied and printed, unlike the grid of `st.dataframe`; and
    HTML, because `st.table` makes a browser load a megabyte to decode it.
    """
    told = escape(alt)
    st.html(
        f'<div class="aligned" role="region" tabindex="0" aria-label="{told}">'
        f'<table aria-label="{told}"><thead>{_row("th", header, named)}</thead>'
        f"<tbody>{''.join(_row('td', row, named) for row in rows)}</tbody></table></div>"
    )


def _row(kind: str, texts: Iterable[str], named: int) -> str:
    cells = (
        f"<{kind}{' class=words' if place < named else ''}>{escape(text)}</{kind}>"
        for place, text in enumerate(texts)
    )
    return f"<tr>{''.join(cells)}</tr>"
