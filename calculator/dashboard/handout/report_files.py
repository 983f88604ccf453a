"""The report of a view as files, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from calculator.comparison import Comparison
from calculator.forecast.outcome import Forecast
from calculator.reports import (
    Report,
    as_html,
    as_markdown,
    as_pdf,
    as_picture,
    as_png,
    as_xlsx,
    report_of,
)


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


@dataclass(frozen=True)
class Handout:
    """Everything a report is made of; it knows its language, whatever runs when it is written."""

    result: Comparison
    language: str
    forecast: Forecast | None
    also: tuple[tuple[str, str], ...]

    def write(self, kind: Kind) -> bytes:
        """The file's content.

        Raises:
            PricingError: a printed kind, and no browser that prints.
        """
        return kind.write(report_of(self.result, self.language, self.forecast, self.also))

    def file_name(self, kind: Kind) -> str:
        """Such as `tokenfare-report-2026-11-USD.pdf`."""
        return f"tokenfare-report-{self.result.start:%Y-%m}-{self.result.currency}.{kind.ending}"
