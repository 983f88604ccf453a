"""Scores of models by scale, with who published them: `data/quality.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pricing.catalog import data_folder
from pricing.offers import Offer

if TYPE_CHECKING:
    from calculator.quality.scales_file import ScoreTable

OWN = "own"


@dataclass(frozen=True, slots=True)
class Scale:
    """One benchmark or measure; more is better."""

    name: str
    scores: Mapping[str, Decimal]
    """By what a model goes by: `publisher/Name` in the packaged file, any name or id in an own one.
    Own names are in lower case."""
    status: str
    """`claimed`, `community`, `official`, or `own` for the reader's."""
    source: str = ""
    source_zh: str = ""
    url: str = ""
    published: date | None = None

    @property
    def key(self) -> str:
        """What it goes by among packaged scales and the reader's own: `own:our eval`."""
        return f"{OWN}:{self.name}" if self.status == OWN else self.name

    def score(self, offer: Offer) -> Decimal | None:
        """The score of an offer's model, whoever sells it; None where there is none."""
        return next((self.scores[n] for n in self._names(offer) if n in self.scores), None)

    def _names(self, offer: Offer) -> Iterator[str]:
        if self.status != OWN:
            yield f"{offer.publisher}/{offer.name}"
            return
        for name in (offer.id, offer.model, offer.name, *offer.aliases):
            yield name.casefold()


@cache
def packaged_scales(path: Path | None = None) -> tuple[Scale, ...]:
    """The scales of the packaged file, in its order.

    Raises:
        SheetError: with every problem at its `file:line`.

    >>> [scale.name for scale in packaged_scales()][:2], packaged_scales()[0].status
    (['MMLU-Pro', 'MATH-500'], 'claimed')
    """
    from calculator.quality.scales_file import read_tables

    tables = read_tables(path or data_folder() / "quality.yaml")
    return tuple(scale for table in tables for scale in _scales(table))


def _scales(table: ScoreTable) -> Iterator[Scale]:
    known = {key: f"{model.publisher}/{model.name}" for key, model in table.models.items()}
    for name, scores in table.scores.items():
        yield Scale(
            name,
            {known[key]: score for key, score in scores.items()},
            table.status,
            table.source,
            table.source_zh,
            table.url,
            table.published,
        )
