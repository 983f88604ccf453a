from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from calculator.comparison import compare, shortlist
from calculator.dashboard import exports
from calculator.profiles import presets


@pytest.fixture(scope="module")
def result():
    job = replace(presets()["support-bot"].workload(), name="=1+1")
    made = compare(job, shortlist(), currency="CNY")
    first = made.ranked[0]
    notes = replace(first.projection, notes=("=HYPERLINK(1)", "@x"))
    return replace(made, ranked=(replace(first, projection=notes), *made.ranked[1:]))


def totals(result):
    return [r.total.amount for r in result.ranked]


def test_csv_holds_the_exact_bills_and_no_formula(result):
    rows = list(csv.DictReader(io.StringIO(exports.csv(result).decode("utf-8-sig"))))
    assert [Decimal(row["total"]) for row in rows] == totals(result)
    assert rows[0]["notes"] == "'=HYPERLINK(1); @x"


def test_excel_holds_the_same_bills_and_texts_that_stay_texts(result):
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(exports.xlsx(result)))
    rows = list(book["ranking"].values)
    total, notes = rows[0].index("total"), rows[0].index("notes")
    assert [row[total] for row in rows[1:]] == pytest.approx([float(x) for x in totals(result)])
    assert book["ranking"].cell(2, notes + 1).data_type == "s"
    assert rows[1][notes] == "=HYPERLINK(1); @x"
    about = dict(book["about"].values)
    assert (about["book"], about["currency"]) == (result.book_id, "CNY")
    assert about["workloads"] == "=1+1"


def test_parquet_holds_the_exact_bills_as_decimals(result):
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(exports.parquet(result)))
    assert table["total"].to_pylist() == totals(result)
    assert json.loads(table.schema.metadata[b"tokenfare"])["book"] == result.book_id


def test_json_holds_the_exact_bills_as_texts(result):
    found = json.loads(exports.as_json(result))
    assert [Decimal(row["total"]) for row in found["ranked"]] == totals(result)


def test_files_are_named_by_month_and_currency(result):
    names = {exports.file_name(result, kind) for kind in exports.KINDS.values()}
    assert f"tokenfare-{result.start:%Y-%m}-CNY.xlsx" in names
    assert len(names) == 4
