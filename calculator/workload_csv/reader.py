"""Workloads from a CSV file: forgiving about how it is written, exact about what is wrong.

Read by pandas; every problem of every row is told with its line in the file, its column, its value
and what to write instead. Good rows stay usable.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from calculator.workload import Workload
from calculator.workload_csv.cells import (
    COLUMNS,
    REQUIRED,
    VOLUMES,
    column_named,
    nearest_column,
)
from calculator.workload_csv.rows import CsvProblem, Rows, cut
from calculator.workload_csv.table import as_csv, read_table
from pricing.errors import WorkloadError

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
    with _uncollected():
        header, rows, encoding, separator = read_table(source)
        names = [column_named(cell) for cell in header]
        _require_columns(header, names)
        known = zip(header, names, strict=True)
        read = Rows(header, names, [_unknown(cell) for cell, name in known if name is None])
        for line, row in rows:
            read.row(line, row)
    if not rows:
        raise WorkloadError("the file has a header and no rows: add one row per workload")
    return WorkloadUpload(
        workloads=tuple(read.workloads),
        problems=tuple(read.problems),
        rows=len(rows),
        rejected=len(read.rejected),
        encoding=encoding,
        separator=separator,
        rejected_rows=as_csv(header, read.rejected, separator),
        untold=read.untold,
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


def _require_columns(header: list[str], names: list[str | None]) -> None:
    missing = [name for name in REQUIRED if name not in names]
    if not any(v in names for v in VOLUMES):
        missing.insert(0, " or ".join(VOLUMES))
    if missing:
        found = ", ".join(map(cut, header))
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
        1, cut(title), cut(title), f"unknown column, ignored{hint}", "unknown_column", params
    )
