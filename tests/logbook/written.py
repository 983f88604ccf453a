"""Small logs as files, and what a loop over `price` makes of their rows."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from calculator import Usage, price

MODELS = ("openai/gpt-5", "openai/gpt-5-mini", "anthropic/claude-sonnet-4-5")
HEADER = ("time", "model", "input_tokens", "output_tokens", "reasoning_tokens", "project")
FIRST = datetime(2026, 10, 1, 9, tzinfo=UTC)
Row = tuple[str, str, int, int, int, str]


def good_rows(count: int, seed: int) -> list[Row]:
    rng = random.Random(seed)
    return [_row(rng, number) for number in range(count)]


def _row(rng: random.Random, number: int) -> Row:
    at = FIRST + timedelta(minutes=number)
    answer = rng.randrange(1, 2_000)
    size, thought, key = rng.randrange(1, 300_000), rng.randrange(answer), rng.choice("ab")
    return f"{at:%Y-%m-%dT%H:%M:%SZ}", rng.choice(MODELS), size, answer, thought, key


def write_log(path: Path, rows: Iterable[Row]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def looped(rows: Iterable[Row]) -> Fraction:
    """The exact sum of what each row costs, in dollars."""
    costs = (
        price(Usage(size, answer, reasoning_tokens=thought), model, at=datetime.fromisoformat(at))
        for at, model, size, answer, thought, _ in rows
    )
    return sum((Fraction(cost.list_cost.amount) for cost in costs), Fraction(0))


def contents(folder: Path) -> dict[str, bytes]:
    """What the files of a folder hold, parts kept for later left out."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(files)
        if ".parts" not in path.parts
    }
