"""The format of `data/quality.yaml`, strictly read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pricing.files import strict_yaml
from pricing.files.schema import Day, Entry, Number, Slip, validate


class ScoredModel(Entry):
    """A model as price sheets name it."""

    publisher: str
    name: str


class ScoreTable(Entry):
    """Scores that were published together."""

    source: str
    """Who published them, in a few words."""
    source_zh: str
    """The same in Chinese."""
    url: str
    published: Day
    status: Literal["claimed", "community", "official"]
    models: dict[str, ScoredModel]
    """By a short key that the scores use."""
    scores: dict[str, dict[str, Number]]
    """By scale, then by the key of a model; more is better."""

    def slips(self) -> Iterator[Slip]:
        """A score of a model that is not listed."""
        for scale, scores in self.scores.items():
            for key in scores:
                if key not in self.models:
                    known = ", ".join(self.models)
                    yield Slip(f"{key!r} is none of the models ({known})", "scores", scale, key)


class QualityFile(Entry):
    tables: tuple[ScoreTable, ...]


def read_tables(path: Path) -> tuple[ScoreTable, ...]:
    """The tables of a file.

    Raises:
        SheetError: with every problem at its `file:line`.
    """
    return validate(QualityFile, strict_yaml.read(path)).tables
