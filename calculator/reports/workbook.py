"""A report as an Excel workbook: exact numbers, live totals, the same bytes each time."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from calculator.reports.content import Cell, Report, Table
from pricing.money import Money, show_amount

_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = "2000-01-01T00:00:00Z"
_WIDE, _NARROW = 34, 16


def as_xlsx(report: Report) -> bytes:
    """The report as a workbook: a sheet a table; the months add up by formulas."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    first.title = "1"
    _answer(first, report)
    for number, table in enumerate((report.ranking, *report.tables), 2):
        _fill(book.create_sheet(str(number)), table, report.language)
    out = BytesIO()
    book.save(out)
    return _same_each_time(out.getvalue())


def _answer(sheet: Any, report: Report) -> None:
    from openpyxl.styles import Font

    sheet.append([None])
    _put(sheet, 1, 1, report.title).font = Font(bold=True, size=14)
    for row, text in enumerate(report.answer, 3):
        _put(sheet, row, 1, text)
    for row, table in enumerate((report.ranking, *report.tables), 6):
        cell = _put(sheet, row, 1, f"{row - 4}  {table.heading}")
        cell.hyperlink = f"#'{row - 4}'!A1"
    sheet.column_dimensions["A"].width = 100


def _fill(sheet: Any, table: Table, language: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    _put(sheet, 1, 1, table.heading).font = Font(bold=True, size=12)
    if table.text:
        _put(sheet, 2, 1, table.text)
    for column, name in enumerate(table.header, 1):
        _put(sheet, 3, column, name).font = Font(bold=True)
        texts = [row[column - 1] for row in table.rows]
        wide = any(isinstance(text, str) and len(text) > _NARROW for text in texts)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDE if wide else _NARROW
    for number, row in enumerate(table.rows, 4):
        for column, value in enumerate(row, 1):
            _put(sheet, number, column, value, language)
    if table.sums and table.rows:
        _formulas(sheet, table)
    sheet.freeze_panes = "B4"


def _formulas(sheet: Any, table: Table) -> None:
    """Each month's total is the sum of its parts, the last row that of the months."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    first, last = 4, 3 + len(table.rows)
    money = [i for i, value in enumerate(table.rows[0], 1) if isinstance(value, Money)]
    *parts, whole = (get_column_letter(column) for column in money)
    for row in range(first, last + 1):
        sheet[f"{whole}{row}"].value = f"=SUM({parts[0]}{row}:{parts[-1]}{row})"
    for place in table.sums:
        letter = get_column_letter(place + 1)
        cell = sheet[f"{letter}{last + 1}"]
        cell.value = f"=SUM({letter}{first}:{letter}{last})"
        cell.number_format = sheet[f"{letter}{last}"].number_format
        cell.font = Font(bold=True)


def _put(sheet: Any, row: int, column: int, value: Cell, language: str = "en") -> Any:
    """Write a cell: amounts as exact numbers, texts as texts whatever they begin with."""
    cell = sheet.cell(row, column)
    if isinstance(value, Money):
        cell.value = value.amount
        sign = show_amount(Money(0, value.currency), language).removesuffix("0.00")
        cell.number_format = f'"{sign}"#,##0.00'
    elif isinstance(value, int):
        cell.value = value
        cell.number_format = "#,##0"
    elif value:
        cell.value = value
        cell.data_type = "s"
    return cell


def _same_each_time(content: bytes) -> bytes:
    """The same archive without the moments at which it was made."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as made, ZipFile(out, "w", ZIP_DEFLATED) as kept:
        for entry in made.infolist():
            data = made.read(entry)
            if entry.filename == "docProps/core.xml":
                data = re.sub(rb">\d{4}-\d\d-\d\dT[^<]*<", f">{_STAMP}<".encode(), data)
            kept.writestr(ZipInfo(entry.filename, _EPOCH), data, ZIP_DEFLATED)
    return out.getvalue()
