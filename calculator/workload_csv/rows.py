"""Rows of a workload CSV: what each means, what contradicts itself, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from typing import cast

from calculator.sizes import TokenSize
from calculator.workload import MOST_TOKENS, Workload
from calculator.workload_csv.cells import REQUIRED, TIERS, VOLUMES, BadCell, Cell, read_cell

MAX_PROBLEMS = 10_000
"""That many are told with their line; the others are counted."""
LONGEST_VALUE = 200
_ZERO = Fraction(0)
_TIER_NAMES = tuple((column, column.removesuffix("_share")) for column in TIERS)


@dataclass(frozen=True, slots=True)
class CsvProblem:
    """One thing wrong in the file: `line` as an editor counts (the header is 1), and the remedy."""

    line: int
    column: str
    value: str
    message: str
    code: str
    params: dict[str, str] = field(default_factory=dict)


class Rows:
    """Collects workloads, problems and rejected rows as they come."""

    def __init__(
        self, header: list[str], names: list[str | None], problems: list[CsvProblem]
    ) -> None:
        self.width, self.problems = len(header), problems
        self.workloads: list[Workload] = []
        self.rejected: list[tuple[str, ...]] = []
        self.untold = 0
        self._titles = {name: title for name, title in zip(names, header, strict=True) if name}
        self._columns = [(i, name, _remembering(name)) for i, name in enumerate(names) if name]
        self._seen: dict[str, int] = {}

    def row(self, line: int, cells: tuple[str, ...]) -> None:
        """Take one row: a workload, or a rejected row and what is wrong with it."""
        before = len(self.problems) + self.untold
        too_many = bool("".join(cells[self.width :]).strip())
        if too_many:
            said = (
                f"the row has more cells than the header's {self.width}: put numbers with commas "
                'in quotes ("80,000") or leave the commas out'
            )
            value = cells[self.width]
            self._problem(line, "", value, said, "too_many_cells", width=str(self.width))
        values = self._values(line, cells)
        for column, said in () if too_many else contradictions(values):
            self._problem(line, column, cells[self._index(column)], said, "contradiction")
        name = self._named(line, values)
        if len(self.problems) + self.untold > before:
            self.rejected.append(cells)
        else:
            self._seen[name] = line
            self.workloads.append(_workload(name, values))

    def _values(self, line: int, cells: tuple[str, ...]) -> dict[str, Cell]:
        """What could be read; complains about what could not, and about what is not there."""
        values: dict[str, Cell] = {}
        bad = set()
        for index, name, read in self._columns:
            value = read(cells[index])
            if isinstance(value, BadCell):
                bad.add(name)
                self._problem(line, name, cells[index], str(value), value.code)
            elif value is not None:
                values[name] = value
        for name in REQUIRED:
            if name not in values and name not in bad:
                self._problem(line, name, "", f"{name} is empty: write a number", "empty")
        given = [v for v in VOLUMES if v in values]
        if not given and bad.isdisjoint(VOLUMES):
            first = next(v for v in VOLUMES if v in self._titles)
            self._problem(line, first, "", f"no volume: fill in {' or '.join(VOLUMES)}", "empty")
        if len(given) > 1:
            said = f"two volumes: keep one of {', '.join(given)}"
            self._problem(line, given[1], cells[self._index(given[1])], said, "two_volumes")
        return values

    def _named(self, line: int, values: dict[str, Cell]) -> str:
        name = str(values.get("name") or f"row {line}")
        if name in self._seen:
            said = f"the name {name!r} stands on line {self._seen[name]} already: choose another"
            self._problem(line, "name", name, said, "duplicate", first=str(self._seen[name]))
        return name

    def _index(self, name: str) -> int:
        return next(index for index, other, _ in self._columns if other == name)

    def _problem(
        self, line: int, column: str, value: str, message: str, code: str, **params: str
    ) -> None:
        if len(self.problems) >= MAX_PROBLEMS:
            self.untold += 1
            return
        title = self._titles.get(column, column)
        self.problems.append(CsvProblem(line, title, cut(value.strip()), message, code, params))


def _remembering(name: str) -> Callable[[str], Cell | BadCell | None]:
    """A reader of one column's cells: its values repeat, and each is read once."""

    @cache
    def read(cell: str) -> Cell | BadCell | None:
        if not cell.strip():
            return None
        try:
            return read_cell(name, cell)
        except BadCell as error:
            return error

    return read


def _workload(name: str, values: dict[str, Cell]) -> Workload:
    # `read_cell` gives numbers for all columns but three; to ask each again costs seconds in a
    # large file.
    numbers = cast("dict[str, Fraction]", values)
    volume = next(v for v in VOLUMES if v in values)
    size = TokenSize(numbers["input_tokens"])
    if "input_tokens_p95" in values:
        size = TokenSize.lognormal(size.mean, numbers["input_tokens_p95"])
    tiers = [(tier, share) for column, tier in _TIER_NAMES if (share := numbers.get(column))]
    level, start = values.get("thinking_level"), values.get("start")
    return Workload(
        name=name,
        requests=numbers[volume],
        per=VOLUMES[volume],
        input=size,
        output=TokenSize(numbers["output_tokens"]),
        cached_share=numbers.get("cached_share", _ZERO),
        cache_write_share=numbers.get("cache_write_share", _ZERO),
        reasoning_tokens=numbers.get("reasoning_tokens") or None,
        thinking_level=str(level) if level else None,
        thinking_share=numbers.get("thinking_share"),
        service_tiers=tuple(tiers),
        growth=numbers.get("growth_per_month", _ZERO),
        web_searches=numbers.get("web_searches", _ZERO),
        start=start if isinstance(start, date) else None,
        months=int(numbers["months"]) if "months" in values else None,
    )


def contradictions(values: dict[str, Cell]) -> Iterator[tuple[str, str]]:
    """Columns of a row that contradict others, with what to write instead.

    >>> list(contradictions({"output_tokens": Fraction(1), "reasoning_tokens": Fraction(1)}))
    []
    """
    numbers = cast("dict[str, Fraction]", values)
    median, tail = numbers.get("input_tokens"), numbers.get("input_tokens_p95")
    if tail is not None and median is not None and not 0 < median < tail <= median * 10**6:
        yield (
            "input_tokens_p95",
            (
                "the 95th percentile must be above the median in input_tokens, at most a million "
                "times: correct it or leave it empty"
            ),
        )
    elif tail and median and TokenSize.lognormal(median, tail).mean > MOST_TOKENS:
        yield (
            "input_tokens_p95",
            (
                f"so far above the median that a mean request has more than {MOST_TOKENS:,} "
                "tokens: correct it or leave it empty"
            ),
        )
    if _sum(numbers, ("cached_share", "cache_write_share")) > 1:
        yield "cache_write_share", "together with cached_share more than 100%: lower one of them"
    if _sum(numbers, TIERS) > 1:
        last = next(tier for tier in reversed(TIERS) if numbers.get(tier))
        yield last, "the shares of batch, flex and priority exceed 100% together: lower one"
    reasoning, output = numbers.get("reasoning_tokens"), numbers.get("output_tokens")
    if reasoning and output is not None and reasoning > output:
        yield (
            "reasoning_tokens",
            (
                "reasoning_tokens exceed output_tokens, which contain them: write the total of "
                "answer and reasoning as output_tokens"
            ),
        )


def _sum(numbers: dict[str, Fraction], columns: tuple[str, ...]) -> Fraction | int:
    shares = [share for share in map(numbers.get, columns) if share]
    return sum(shares) if len(shares) > 1 else 0


def cut(text: str) -> str:
    """A value as it is shown: not without end."""
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
