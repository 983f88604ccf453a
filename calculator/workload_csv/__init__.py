"""Workloads from a CSV file: forgiving about how it is written, exact about what is wrong."""

from __future__ import annotations

from calculator.workload_csv.reader import WorkloadUpload, read_workload_csv, template_csv
from calculator.workload_csv.rows import MAX_PROBLEMS, CsvProblem
from calculator.workload_csv.table import MAX_BYTES, MAX_CELLS, MAX_COLUMNS

__all__ = [
    "MAX_BYTES",
    "MAX_CELLS",
    "MAX_COLUMNS",
    "MAX_PROBLEMS",
    "CsvProblem",
    "WorkloadUpload",
    "read_workload_csv",
    "template_csv",
]
