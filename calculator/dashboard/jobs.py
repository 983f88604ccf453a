"""Workloads as frames to show and edit, and edited frames back as workloads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pandas as pd

from calculator.dashboard.kept import keeping
from calculator.dashboard.text import catalogue, escaped, t
from calculator.workload import Workload
from calculator.workload_csv import CsvProblem, WorkloadUpload, read_workload_csv
from calculator.workload_csv.cells import TIERS, VOLUMES

_VOLUME_OF = {period: column for column, period in VOLUMES.items()}
COUNTS = (
    *VOLUMES,
    "input_tokens",
    "input_tokens_p95",
    "output_tokens",
    "reasoning_tokens",
    "web_searches",
)
SHARES = (
    "cached_share",
    "cache_write_share",
    "thinking_share",
    *TIERS,
    "growth_per_month",
)
COLUMNS = (
    "name",
    *VOLUMES,
    "input_tokens",
    "input_tokens_p95",
    "cached_share",
    "cache_write_share",
    "output_tokens",
    "reasoning_tokens",
    "thinking_level",
    "thinking_share",
    *TIERS,
    "growth_per_month",
    "web_searches",
)
PLACE = "place"
"""A column that is not shown: which workload a row was, whatever is deleted or added around it."""


def editable(jobs: Iterable[Workload]) -> pd.DataFrame:
    """One row a workload, under the columns of the CSV format."""
    rows = [{**_cells(job), PLACE: place} for place, job in enumerate(jobs)]
    frame = pd.DataFrame(rows, columns=pd.Index((*COLUMNS, PLACE)))
    numbers = dict.fromkeys((*COUNTS, *SHARES, PLACE), "float64")
    return frame.astype(numbers).astype({"name": "object", "thinking_level": "object"})


def shown(jobs: Iterable[Workload], language: str) -> pd.DataFrame:
    """The same for reading, without columns that hold nothing, under their names."""
    frame = editable(jobs).drop(columns=PLACE).dropna(axis="columns", how="all")
    return frame.rename(columns={name: t(f"job.{name}", language) for name in frame.columns})


def from_edited(frame: pd.DataFrame, own: Sequence[Workload]) -> WorkloadUpload:
    """Edited rows through the reader of CSV files, so that both are held to the same rules.

    What the columns do not show of the workloads before is kept.

    Args:
        frame: the rows as edited.
        own: the workloads that the editor was given.

    Raises:
        WorkloadError: no row is left.
    """
    whole = frame.dropna(axis="index", how="all", subset=[*COLUMNS])
    read = read_workload_csv(whole[[*COLUMNS]].to_csv(index=False).encode())
    if read.rejected:
        return read
    rows = zip(whole[PLACE], read.workloads, strict=True)
    jobs = (job if pd.isna(place) else _kept(job, own[int(place)]) for place, job in rows)
    return replace(read, workloads=tuple(jobs))


def _kept(edited: Workload, own: Workload) -> Workload:
    before, after = _cells(own), _cells(edited)
    return keeping(edited, own, {name: before.get(name) != after.get(name) for name in COLUMNS})


def problems(upload: WorkloadUpload, language: str) -> pd.DataFrame:
    """Every problem of a file with its line, column and value, as Markdown shows them literally."""
    header = [t(f"problem.{name}", language) for name in ("row", "column", "value", "message")]
    rows = [
        [p.line, *map(escaped, (p.column, p.value, problem_words(p, language)))]
        for p in upload.problems
    ]
    return pd.DataFrame(rows, columns=pd.Index(header))


def problem_words(problem: CsvProblem, language: str) -> str:
    """What is wrong and what to write: the reader's own English, or the catalogue's Chinese."""
    key = f"csv.{problem.code}"
    if language == "en" or key not in catalogue(language):
        return problem.message
    return t(key, language)


def file_words(message: str, language: str) -> str:
    """Why a whole file could not be read, in the language of the page."""
    if language == "en":
        return message
    for start, key in _FILE_PROBLEMS.items():
        if message.startswith(start):
            rest = message.removeprefix(start)
            return t(key, language, rest=rest.replace(_FOUND, t("file.header", language)))
    return message


_FOUND = "; the header found is: "
_FILE_PROBLEMS = {
    "missing column: ": "file.missing_column",
    "the file is empty": "file.empty",
    "the file has a header and no rows": "file.no_rows",
    "the file is larger": "file.too_large",
    "this is not a CSV file": "file.not_csv",
    "the file's characters": "file.encoding",
    "the file is not a readable": "file.not_csv",
}


def _cells(job: Workload) -> dict[str, Any]:
    tiers = dict(job.service_tiers)
    return {
        "name": job.name,
        _VOLUME_OF[job.per]: float(job.requests),
        "input_tokens": float(job.input.p50 or job.input.mean),
        "input_tokens_p95": _number(job.input.p95 if job.input.p50 != job.input.p95 else None),
        "cache_write_share": _number(job.cache_write_share or None),
        "web_searches": _number(job.web_searches or None),
        "output_tokens": float(job.output.mean),
        "reasoning_tokens": _number(job.reasoning_tokens),
        "thinking_level": job.thinking_level,
        "cached_share": float(job.cached_share),
        "thinking_share": _number(job.thinking_share),
        **{column: _number(tiers.get(column.removesuffix("_share"))) for column in TIERS},
        "growth_per_month": _number(job.growth or None),
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
