"""What was found in files: how each was understood, what could not be read, what is no usage."""

from __future__ import annotations

from dataclasses import dataclass

from calculator.logs import reasons


@dataclass(frozen=True, slots=True)
class Recognised:
    """How a file was understood."""

    file: str
    format: str
    """Id of the format."""
    name: str
    holds: str
    """`usage` or `bill`."""
    convention: str
    """What its counts, amounts and times mean, in words."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Rows that could not be read, of one kind."""

    code: str
    rows: int
    examples: tuple[str, ...]
    """`file:line`, or `file row n` where a record may span lines."""

    @property
    def reason(self) -> str:
        """Why, in words."""
        return reasons.in_words(self.code)

    def __str__(self) -> str:
        where = f" ({', '.join(self.examples)})" if self.examples else ""
        return f"{self.rows:,} × {self.reason}{where}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rows of a file that are not usage."""

    because: str
    rows: int
