"""The report of a view as files, each made when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from calculator.comparison import Comparison
from calculator.forecast.outcome import Forecast
from calculator.reports import report_of
from calculator.reports.kinds import Kind


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
