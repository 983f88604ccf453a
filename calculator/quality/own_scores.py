"""Scores of one's own: a small CSV with a model in each row and a scale in each further column."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO
from typing import NamedTuple

from calculator.files.inert import inert
from calculator.quality.scales import OWN, Scale
from pricing.errors import WorkloadError
from pricing.offers import Offer

LARGEST, MOST_ROWS, MOST_SCALES = 10**6, 5_000, 50
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?")
_FEWEST_COLUMNS = 2


class ScoreProblem(NamedTuple):
    """A cell that is no number, and where it stands; the header is line 1."""

    line: int
    column: str
    value: str


class OwnScores(NamedTuple):
    """What a file holds: scales, and the cells that could not be read."""

    scales: tuple[Scale, ...]
    problems: tuple[ScoreProblem, ...]


def template(offers: Iterable[Offer]) -> str:
    """A file to fill in: the offers' models, each once, and one empty scale.

    >>> from pricing import default_catalog
    >>> template([default_catalog().offer("openai/gpt-5")]).splitlines()
    ['model,score', 'GPT-5,']
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["model", "score"])
    writer.writerows([inert(name), ""] for name in dict.fromkeys(offer.name for offer in offers))
    return out.getvalue()


def read_scores(content: bytes) -> OwnScores:
    r"""Scales from a file: its first column names the model, by name, id or alias.

    Empty cells are left out; a cell that is no number is told, and the others are used.

    Raises:
        WorkloadError: no such table, or too large a one.

    >>> read_scores(b"model,our eval\nGPT-5,71.5\nQwen Plus,good\n").problems
    (ScoreProblem(line=3, column='our eval', value='good'),)
    """
    if len(content) > LARGEST:
        raise WorkloadError(f"the file is larger than {LARGEST // 10**6} MB")
    header, rows = _table(_decoded(content))
    read = [_scale(name, place, rows) for place, name in enumerate(header) if place]
    return OwnScores(
        tuple(scale for scale, _ in read if scale.scores),
        tuple(problem for _, problems in read for problem in problems),
    )


class _Row(NamedTuple):
    line: int
    model: str
    cells: list[str]


def is_score(text: str) -> bool:
    """Whether a cell is a number as scores are written.

    >>> is_score("71.5"), is_score("1e9")
    (True, False)
    """
    return bool(_NUMBER.fullmatch(text))


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _table(text: str) -> tuple[list[str], list[_Row]]:
    first = text.partition("\n")[0]
    separator = max(",;\t，", key=first.count)
    lines = csv.reader(StringIO(text), delimiter=separator)
    try:
        cells = [(lines.line_num, [cell.strip() for cell in row]) for row in lines if any(row)]
    except csv.Error as error:
        raise WorkloadError(f"line {lines.line_num} is no row of a CSV table: {error}") from None
    header = cells[0][1] if cells else []
    if len(header) > MOST_SCALES + 1:
        raise WorkloadError(f"the file has more than {MOST_SCALES} columns of scores")
    rows = [_Row(line, row[0].removeprefix("'").casefold(), row) for line, row in cells[1:]]
    if len(header) < _FEWEST_COLUMNS or not rows or len(rows) > MOST_ROWS:
        raise WorkloadError(
            f"the file needs a column of models, one of scores, and 1 to {MOST_ROWS:,} rows"
        )
    return header, rows


def _scale(name: str, place: int, rows: list[_Row]) -> tuple[Scale, list[ScoreProblem]]:
    scores, problems = {}, []
    for row in rows:
        cell = row.cells[place] if place < len(row.cells) else ""
        if is_score(cell):
            scores[row.model] = Decimal(cell)
        elif cell:
            problems.append(ScoreProblem(row.line, name, cell))
    return Scale(name, scores, OWN), problems
