"""Workloads from a CSV file: forgiving about how it is written, exact about what is wrong.

Read by pandas; every problem of every row is told with its line in the file, its column, its value
and what to write instead. Good rows stay usable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from calculator.csv_cells import (
    COLUMNS,
    REQUIRED,
    VOLUMES,
    BadCell,
    column_named,
    nearest_column,
    read_cell,
)
from calculator.workload import TokenSize, Workload
from pricing.errors import WorkloadError

if TYPE_CHECKING:
    import pandas as pd

MAX_BYTES = 20_000_000
SPARE_COLUMNS = 8
_SEPARATORS = (",", ";", "\t")
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


def template_csv(language: str = "en") -> str:
    """A header and one example row that reads back without a complaint."""
    return _TEMPLATES["zh" if language == "zh" else "en"]


def read_workload_csv(source: bytes | Path | BinaryIO) -> WorkloadUpload:
    """Read workloads from CSV bytes, a path or an open binary file.

    Raises:
        WorkloadError: nothing in it can be read: empty, too large, binary, or without a needed
            column; one message that says which.
    """
    content = _content(source)
    text, encoding = _decoded(content)
    separator = _separator(text)
    table = _table(text, separator)
    header = [str(cell).strip() for cell in table.iloc[0]]
    while header and not header[-1]:
        header.pop()
    names = [column_named(cell) for cell in header]
    _require_columns(header, names)
    problems = [_unknown(cell) for cell, name in zip(header, names, strict=True) if name is None]
    reader = _Rows(header, names, problems)
    line = 1 + _extra_lines(table.iloc[0])
    for row in table.iloc[1:].itertuples(index=False, name=None):
        line += 1
        reader.row(line, [str(cell) for cell in row])
        line += sum(str(cell).count("\n") for cell in row)
    if not reader.rows:
        raise WorkloadError("the file has a header and no rows: add one row per workload")
    rejected = _as_csv(header, reader.rejected, separator)
    return WorkloadUpload(
        tuple(reader.workloads),
        tuple(problems),
        reader.rows,
        len(reader.rejected),
        encoding,
        separator,
        rejected,
    )


class _Rows:
    """Collects workloads, problems and rejected rows as they come."""

    def __init__(
        self, header: list[str], names: list[str | None], problems: list[CsvProblem]
    ) -> None:
        self.header, self.names, self.problems = header, names, problems
        self.workloads: list[Workload] = []
        self.rejected: list[list[str]] = []
        self.rows = 0
        self._seen: dict[str, int] = {}

    def row(self, line: int, cells: list[str]) -> None:
        if not any(cell.strip() for cell in cells):
            return
        self.rows += 1
        before = len(self.problems)
        width = len(self.header)
        if any(cell.strip() for cell in cells[width:]):
            self._problem(
                line,
                "",
                cells[width],
                f"the row has more cells than the header's {width}: put numbers with commas in "
                'quotes ("80,000") or leave the commas out',
                "too_many_cells",
                width=str(width),
            )
        values = self._values(line, cells)
        if len(self.problems) == before:
            self._build(line, values)
        if len(self.problems) > before:
            self.rejected.append(cells[:width])

    def _values(self, line: int, cells: list[str]) -> dict[str, object]:
        values: dict[str, object] = {}
        for title, name, cell in zip(self.header, self.names, cells, strict=False):
            if name is None or not cell.strip():
                continue
            try:
                values[name] = read_cell(name, cell)
            except BadCell as error:
                self._problem(line, title, cell, str(error), error.code)
        for name in REQUIRED:
            if name not in values and not self._told(line, name):
                self._problem(line, name, "", f"{name} is empty: write a number", "empty")
        if not any(v in values for v in VOLUMES) and not any(self._told(line, v) for v in VOLUMES):
            wanted = " or ".join(VOLUMES)
            self._problem(line, next(iter(VOLUMES)), "", f"no volume: fill in {wanted}", "empty")
        given = [v for v in VOLUMES if v in values]
        if len(given) > 1:
            said = f"two volumes: keep one of {', '.join(given)}"
            self._problem(line, given[1], str(values[given[1]]), said, "two_volumes")
        return values

    def _told(self, line: int, name: str) -> bool:
        """Whether this row's cell of a column was already complained about."""
        for problem in reversed(self.problems):
            if problem.line != line:
                break
            if column_named(problem.column) == name:
                return True
        return False

    def _build(self, line: int, values: dict[str, object]) -> None:
        name = str(values.get("name") or f"row {line}")
        if name in self._seen:
            said = f"the name {name!r} stands on line {self._seen[name]} already: choose another"
            self._problem(line, "name", name, said, "duplicate", first=str(self._seen[name]))
            return
        try:
            self.workloads.append(_workload(name, values))
        except WorkloadError as error:
            self._problem(line, "", "", str(error), "contradiction")
        self._seen[name] = line

    def _problem(
        self, line: int, column: str, value: str, message: str, code: str, **params: str
    ) -> None:
        self.problems.append(CsvProblem(line, column, value.strip(), message, code, params))


def _workload(name: str, values: dict[str, object]) -> Workload:
    def number(key: str) -> Fraction:
        value = values.get(key, Fraction(0))
        assert isinstance(value, Fraction)
        return value

    volume = next(v for v in VOLUMES if v in values)
    size = TokenSize(number("input_tokens"))
    if "input_tokens_p95" in values:
        size = TokenSize.lognormal(number("input_tokens"), number("input_tokens_p95"))
    tiers = tuple(
        (tier, number(f"{tier}_share"))
        for tier in ("batch", "flex", "priority")
        if number(f"{tier}_share")
    )
    level, start = values.get("thinking_level"), values.get("start")
    return Workload(
        name=name,
        requests=number(volume),
        per=VOLUMES[str(volume)],
        input=size,
        output=TokenSize(number("output_tokens")),
        cached_share=number("cached_share"),
        cache_write_share=number("cache_write_share"),
        reasoning_tokens=number("reasoning_tokens") or None,
        thinking_level=str(level) if level else None,
        thinking_share=number("thinking_share") if "thinking_share" in values else None,
        service_tiers=tiers,
        growth=number("growth_per_month"),
        web_searches=number("web_searches"),
        start=start if isinstance(start, date) else None,
        months=int(number("months")) or None,
    )


def _content(source: bytes | Path | BinaryIO) -> bytes:
    if isinstance(source, Path):
        if not source.exists():
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
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _text(content, "utf-16"), "utf-16"
    if b"\0" in content or content[:2] in (b"PK", b"MZ") or content[:4] == b"%PDF":
        raise WorkloadError("this is not a CSV file: save the table as CSV (UTF-8) and try again")
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return _text(content, "gb18030"), "gb18030"


def _text(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise WorkloadError(
            "the file's characters cannot be read: save it as CSV (UTF-8) and try again"
        ) from None


def _separator(text: str) -> str:
    first = text.lstrip("\n\r").split("\n", 1)[0]
    return max(_SEPARATORS, key=first.count)


def _table(text: str, separator: str) -> pd.DataFrame:
    import pandas as pd

    if not text.strip():
        raise WorkloadError("the file is empty")
    width = text.split("\n", 1)[0].count(separator) + 1 + SPARE_COLUMNS
    try:
        return pd.read_csv(
            StringIO(text),
            sep=separator,
            header=None,
            names=list(range(width)),
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=False,
            index_col=False,
        ).fillna("")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise WorkloadError(f"the file is not a readable CSV table: {error}") from None


def _require_columns(header: list[str], names: list[str | None]) -> None:
    missing = [name for name in REQUIRED if name not in names]
    if not any(v in names for v in VOLUMES):
        missing.insert(0, " or ".join(VOLUMES))
    if missing:
        raise WorkloadError(
            f"missing column: {', '.join(missing)}; the header found is: {', '.join(header)}"
        )


def _unknown(title: str) -> CsvProblem:
    near = nearest_column(title)
    hint = f"; did you mean {near}?" if near else f"; known are {', '.join(COLUMNS)}"
    return CsvProblem(1, title, title, f"unknown column, ignored{hint}", "unknown_column")


def _extra_lines(row: pd.Series[str]) -> int:
    return sum(str(cell).count("\n") for cell in row)


def _as_csv(header: list[str], rows: list[list[str]], separator: str) -> str:
    import pandas as pd

    frame = pd.DataFrame(rows, columns=pd.Index(header)) if rows else pd.DataFrame(columns=header)
    return str(frame.map(escaped).to_csv(index=False, sep=separator))


def escaped(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> escaped("=1+1"), escaped("-5"), escaped("Bot")
    ("'=1+1", '-5', 'Bot')
    """
    risky = cell[:1] in ("=", "+", "-", "@", "\t", "\r")
    is_number = cell[1:].replace(",", "").replace(".", "", 1).rstrip("%").isdigit()
    return f"'{cell}" if risky and not (cell[:1] in "+-" and is_number) else cell
