"""The kinds of files that a report can be written as."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from calculator.reports.content import Report
from calculator.reports.html import as_html, as_picture
from calculator.reports.markdown import as_markdown
from calculator.reports.printed import as_pdf, as_png
from calculator.reports.workbook import as_xlsx


class Kind(NamedTuple):
    """A kind of file: its ending, its media type, how a report becomes one, who is needed."""

    ending: str
    mime: str
    write: Callable[[Report], bytes]
    printed: bool = False
    """Whether a browser on the server is needed."""


KINDS = {
    "html": Kind("html", "text/html", lambda report: as_html(report).encode()),
    "pdf": Kind("pdf", "application/pdf", lambda report: as_pdf(as_html(report)), printed=True),
    "png": Kind("png", "image/png", lambda report: as_png(*as_picture(report)), printed=True),
    "workbook": Kind(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx
    ),
    "markdown": Kind("md", "text/markdown", lambda report: as_markdown(report).encode()),
}
