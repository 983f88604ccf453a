"""Workloads from a CSV file: forgiving about how it is written, exact about what is wrong.

Read by pandas; every problem of every row is told with its line in the file, its column, its value
and what to write instead. Good rows stay usable.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from io import StringIO
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from calculator.csv_cells import (
    COLUMNS,
    REQUIRED,
    TIERS,
    VOLUMES,
    BadCell,
    Cell,
    column_named,
    contradictions,
    nearest_column,
    read_cell,
)
from calculator.files import inert
from calculator.workload import TokenSize, Workload
from pricing.errors import WorkloadError

if TYPE_CHECKING:
    import pandas as pd

MAX_BYTES = 20_000_000
MAX_CELLS = 10_000_000
MAX_COLUMNS = 200
MAX_PROBLEMS = 10_000
"""That many are told with their line; the others are counted."""
LONGEST_VALUE = 200
SPARE_COLUMNS = 8
_SEPARATORS = (",", ";", "\t")
_BLANK_START = re.compile(r"(?:[ \t,;]*\n)+")
_ZERO = Fraction(0)
_TIER_NAMES = tuple((column, column.removesuffix("_share")) for column in TIERS)
_TEMPLATES = {
    "en": (
        "name,requests_per_day,input_tokens,cached_share,output_tokens,reasoning_tokens,"
        "thinking_level,thinking_share,batch_share,growth_per_month\n"
        "Support bot,20000,3000,60%,900,600,normal,100%,0%,5%\n"
    ),
    "zh": (
        "名称,每日请求数,输入词元,缓存占比,输出词元,思考词元,思考强度,思考占比,批量占比,月增长率\n"
        "客服机器人,20000,3000,60%,900,600,正常,100%,0%,5%\n"
    ),
}


@dataclass(frozen=True, slots=True)
class CsvProblem:
    """One thing wrong in the file: `line` as an editor counts (the header is 1), and the remedy."""

    line: int
    column: str
    value: str
    message: str
    code: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkloadUpload:
    """What a file came to: usable workloads, every problem, and how the file was read."""

    workloads: tuple[Workload, ...]
    problems: tuple[CsvProblem, ...]
    rows: int
    rejected: int
    encoding: str
    separator: str
    rejected_rows: str
    """The rejected rows as CSV, header first, to be corrected and read again."""
    untold: int = 0
    """Further problems, beyond `MAX_PROBLEMS`."""


def template_csv(language: str = "en") -> str:
    """A header and one example row that reads back without a complaint."""
    return _TEMPLATES["zh" if language == "zh" else "en"]


def read_workload_csv(source: bytes | Path | BinaryIO) -> WorkloadUpload:
    """Read workloads from CSV bytes, a path or an open binary file.

    Raises:
        WorkloadError: nothing in it can be read: empty, too large, binary, or without a needed
            column; one message that says which.
    """
    text, encoding = _decoded(_content(source))
    body = text.replace("\r\n", "\n").replace("\r", "\n")
    lead = _BLANK_START.match(body)
    skipped = lead.group().count("\n") if lead else 0
    body = body.split("\n", skipped)[skipped]
    separator = _separator(body)
    rows = _table(body, separator)
    header = [cell.strip() for cell in rows[0]]
    while header and not header[-1]:
        header.pop()
    names = [column_named(cell) for cell in header]
    _require_columns(header, names)
    problems = [_unknown(cell) for cell, name in zip(header, names, strict=True) if name is None]
    reader = _Rows(header, names, problems)
    with _uncollected():
        for line, row in list(zip(_lines(rows, skipped + 1), rows, strict=True))[1:]:
            if "".join(row).strip():
                reader.row(line, row)
    if not reader.rows:
        raise WorkloadError("the file has a header and no rows: add one row per workload")
    return WorkloadUpload(
        tuple(reader.workloads),
        tuple(problems),
        reader.rows,
        len(reader.rejected),
        encoding,
        separator,
        _as_csv(header, reader.rejected, separator),
        reader.untold,
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage: in a large file a fifth of the time, and there is none."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _lines(rows: list[tuple[str, ...]], first: int) -> list[int]:
    """The line each row begins on; a quoted cell may span several."""
    if not any("\n" in "".join(row) for row in rows):
        return list(range(first, first + len(rows)))
    longer = [sum(cell.count("\n") for cell in row) for row in rows]
    return list(accumulate((1 + extra for extra in longer[:-1]), initial=first))


class _Rows:
    """Collects workloads, problems and rejected rows as they come."""

    def __init__(
        self, header: list[str], names: list[str | None], problems: list[CsvProblem]
    ) -> None:
        self.width, self.problems = len(header), problems
        self.workloads: list[Workload] = []
        self.rejected: list[tuple[str, ...]] = []
        self.rows = self.untold = 0
        self._titles = {name: title for name, title in zip(names, header, strict=True) if name}
        self._columns = [(i, name, _remembering(name)) for i, name in enumerate(names) if name]
        self._seen: dict[str, int] = {}

    def row(self, line: int, cells: tuple[str, ...]) -> None:
        self.rows += 1
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
        self.problems.append(CsvProblem(line, title, _cut(value.strip()), message, code, params))


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


def _content(source: bytes | Path | BinaryIO) -> bytes:
    if isinstance(source, Path):
        if not source.is_file():
            raise WorkloadError(f"{source}: no such file")
        _limit(source.stat().st_size)
        return source.read_bytes()
    content = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    _limit(len(content))
    return content


def _limit(size: int) -> None:
    if size > MAX_BYTES:
        raise WorkloadError(
            f"the file is larger than {MAX_BYTES // 10**6} MB: a workload file has one row per "
            "workload, not per request"
        )
    if not size:
        raise WorkloadError("the file is empty")


def _decoded(content: bytes) -> tuple[str, str]:
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    text, encoding = (_text(content, "utf-16"), "utf-16") if wide else _narrow(content)
    if "\0" in text:
        raise _no_csv()
    return text, encoding


def _narrow(content: bytes) -> tuple[str, str]:
    if b"\0" in content or content[:4] in (b"PK\3\4", b"%PDF"):
        raise _no_csv()
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return _text(content, "gb18030"), "gb18030"


def _no_csv() -> WorkloadError:
    return WorkloadError("this is not a CSV file: save the table as CSV (UTF-8) and try again")


def _text(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise WorkloadError(
            "the file's characters cannot be read: save it as CSV (UTF-8) and try again"
        ) from None


def _separator(text: str) -> str:
    first = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    return max(_SEPARATORS, key=first.count)


def _table(text: str, separator: str) -> list[tuple[str, ...]]:
    import pandas as pd

    if not text.strip():
        raise WorkloadError("the file is empty")
    # A short file may still be a vast table: nineteen million line ends, or as many commas.
    cells = (text.count("\n") + 1) * (text.split("\n", 1)[0].count(separator) + SPARE_COLUMNS)
    if cells > MAX_CELLS:
        raise WorkloadError(f"the file is larger than {MAX_CELLS:,} cells: take out blank rows")
    if text.split("\n", 1)[0].count(separator) >= MAX_COLUMNS:
        raise WorkloadError(
            f"the file is larger than {MAX_COLUMNS} columns: keep those that are known here"
        )
    try:
        width = len(_frame(text, separator, rows=1).columns) + SPARE_COLUMNS
        # A first row of empty cells fixes the width; `usecols` passes over any cells beyond it.
        wide = separator * (width - 1) + "\n" + text
        table = _frame(wide, separator, columns=list(range(width)))
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise WorkloadError(f"the file is not a readable CSV table: {_plainly(error)}") from None
    return list(zip(*(table[column].tolist() for column in table), strict=True))[1:]


def _frame(
    text: str, separator: str, *, rows: int | None = None, columns: list[int] | None = None
) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(
        StringIO(text),
        sep=separator,
        header=None,
        usecols=columns,
        nrows=rows,
        dtype=str,
        keep_default_na=False,
        skip_blank_lines=False,
        index_col=False,
        low_memory=False,  # older pandas forgets between its pieces how wide the first row was
    ).fillna("")


def _plainly(error: Exception) -> str:
    if "EOF inside string" in str(error):
        return 'a quotation mark (") is opened and never closed: close it or take it out'
    return str(error)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _require_columns(header: list[str], names: list[str | None]) -> None:
    missing = [name for name in REQUIRED if name not in names]
    if not any(v in names for v in VOLUMES):
        missing.insert(0, " or ".join(VOLUMES))
    if missing:
        found = ", ".join(map(_cut, header))
        raise WorkloadError(f"missing column: {', '.join(missing)}; the header found is: {found}")
    for name in filter(None, names):
        same = [title for title, other in zip(header, names, strict=True) if other == name]
        if len(same) > 1:
            raise WorkloadError(f"two columns mean {name}: {' and '.join(same)}; keep one")


def _unknown(title: str) -> CsvProblem:
    near = nearest_column(title)
    hint = f"; did you mean {near}?" if near else f"; known are {', '.join(COLUMNS)}"
    params = {"near": near} if near else {}
    return CsvProblem(
        1, _cut(title), _cut(title), f"unknown column, ignored{hint}", "unknown_column", params
    )


def _as_csv(header: list[str], rows: list[tuple[str, ...]], separator: str) -> str:
    import pandas as pd

    # A row with too many cells keeps them: cut short, it would pass when it is read again.
    frame = pd.DataFrame(rows or [tuple(header)], dtype=object).iloc[: len(rows)]
    last = max((i for row in rows for i in _filled(row, len(header))), default=len(header) - 1)
    titles = [*map(inert, header), *[""] * (last + 1 - len(header))]
    frame = frame.iloc[:, : last + 1].map(inert)
    return str(frame.to_csv(index=False, sep=separator, header=titles))


def _filled(row: tuple[str, ...], start: int) -> list[int]:
    return [i for i, cell in enumerate(row[start:], start) if cell.strip()]
