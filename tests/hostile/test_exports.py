"""Whatever a stranger's file says, no file of ours runs it, and every file can be opened."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from calculator.comparison import compare
from calculator.dashboard import exports
from calculator.logbook import price_files
from calculator.logbook.asked import Asked
from calculator.logbook.outputs import as_csv
from calculator.logbook.reading import Reading
from calculator.reports import as_xlsx, report_of
from calculator.workload_csv import read_workload_csv
from pricing.fx import FxRates

FORMULAS = (
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "=cmd|' /C calc'!A0",
    "-cmd",
    "=HYPERLINK(1)",
    "\t=1",
)
RUNS = ("=", "+", "-", "@", "\t", "\r")
HEADER = "name,requests_per_day,input_tokens,output_tokens\n"
LOG = "at,provider,model,input_tokens,output_tokens,tag\n"


def runs(cell: str) -> bool:
    """Whether a spreadsheet would work it out."""
    return (
        cell.startswith(RUNS) and not cell.lstrip("+-").replace(",", "").replace(".", "").isdigit()
    )


@pytest.fixture(scope="module")
def result():
    """A comparison of workloads that a stranger named, at offers that a stranger noted."""
    rows = "".join(f'"{cell}",1000,500,100\n' for cell in FORMULAS)
    jobs = read_workload_csv((HEADER + rows).encode()).workloads
    offers = ["openai/gpt-5", "alibaba-cn/qwen-plus"]
    fx = FxRates.fixed("USD/CNY", Decimal("7.2"), "")
    found = compare(jobs, offers, start=date(2026, 11, 1), currency="USD", fx=fx)
    noted = replace(found.ranked[0].projection, notes=FORMULAS)
    return replace(found, ranked=(replace(found.ranked[0], projection=noted), found.ranked[1]))


def test_no_cell_of_an_exported_csv_runs(result):
    rows = csv.reader(io.StringIO(exports.csv(result).decode("utf-8-sig")))
    cells = [cell for row in rows for cell in row]
    assert any("=1+1" in cell for cell in cells)
    assert [cell for cell in cells if runs(cell)] == []


def test_no_cell_of_an_exported_workbook_is_a_formula(result):
    book = load_workbook(io.BytesIO(exports.xlsx(result)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("=1+1" in str(cell.value) for cell in cells)
    assert [cell.value for cell in cells if cell.data_type == "f"] == []


def test_only_sums_of_ours_are_formulas_in_a_report(result):
    book = load_workbook(io.BytesIO(as_xlsx(report_of(result))))
    formulas = [
        cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert [text for text in formulas if not text.startswith("=SUM(")] == []


def test_no_label_of_a_log_runs_in_its_groups(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(
        LOG + "".join(f'2026-02-01T00:00:00Z,openai,"{c}",1,1,"{c}"\n' for c in FORMULAS)
        + "".join(f'2026-02-01T00:00:00Z,openai,gpt-5,1,1,"{c}"\n' for c in FORMULAS)
    )  # fmt: skip
    account = price_files([path], Asked(by=("tag", "model")), Reading(salt="x"))
    cells = [c for row in csv.reader(io.StringIO(as_csv(account).decode("utf-8-sig"))) for c in row]
    assert sum("=1+1" in cell for cell in cells) >= 1
    assert [cell for cell in cells if runs(cell)] == []


def test_signs_that_no_workbook_can_hold_stop_no_export():
    upload = read_workload_csv(f'{HEADER}"a\x07\x1b\x0bb",1000,500,100\n'.encode())
    found = compare(upload.workloads, ["openai/gpt-5"], start=date(2026, 11, 1))
    assert upload.workloads[0].name == "a b"
    for kind in exports.KINDS.values():
        assert kind.write(found)
