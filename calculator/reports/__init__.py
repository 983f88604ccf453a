"""Reports to hand on: Markdown, HTML and Excel, the same bytes for the same question; PDF, PNG."""

from calculator.reports.content import Report, report_of
from calculator.reports.html import as_html, as_picture
from calculator.reports.markdown import as_markdown
from calculator.reports.printed import as_pdf, as_png
from calculator.reports.workbook import as_xlsx

__all__ = [
    "Report",
    "as_html",
    "as_markdown",
    "as_pdf",
    "as_picture",
    "as_png",
    "as_xlsx",
    "report_of",
]
