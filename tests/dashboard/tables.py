"""What a reader of a page sees in its tables."""

from __future__ import annotations

from html.parser import HTMLParser

import pandas as pd


def tables(page):
    """The tables of real text on the main part of a page, as frames of texts."""
    bodies = [part.proto.body for part in page.main.get("html")]
    found = [_Cells(body).rows for body in bodies if "<table" in body]
    return [pd.DataFrame(rows, columns=header) for header, *rows in found]


class _Cells(HTMLParser):
    """The cells of an HTML table, row by row."""

    def __init__(self, html):
        super().__init__()
        self.rows = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_data(self, data):
        self.rows[-1][-1] += data
