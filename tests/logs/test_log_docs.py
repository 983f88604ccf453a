from __future__ import annotations

import re
import runpy
from decimal import Decimal
from pathlib import Path

import pytest

from calculator.logs import format_docs, read_log
from calculator.logs.format_docs import with_current_tables

DOCUMENT = (Path(__file__).parents[2] / "docs" / "log-formats.md").read_text("utf-8")
BLOCKS = re.findall(r"```(csv|yaml)\n(.*?)```", DOCUMENT, re.DOTALL)
TABLES = [text for kind, text in BLOCKS if kind == "csv"]
(MAPPING,) = [text for kind, text in BLOCKS if kind == "yaml"]


def test_the_tables_of_formats_and_fields_are_current():
    assert with_current_tables(DOCUMENT) == DOCUMENT


def test_a_document_with_old_tables_is_written_anew(tmp_path, monkeypatch):
    document = tmp_path / "formats.md"
    document.write_text(DOCUMENT.replace("| DeepSeek usage export |", "| Old |"), encoding="utf-8")
    assert document.read_text("utf-8") != DOCUMENT
    monkeypatch.setattr("sys.argv", ["format_docs", str(document)])
    runpy.run_path(str(format_docs.__file__), run_name="__main__")
    assert document.read_text("utf-8") == DOCUMENT


@pytest.mark.parametrize(("table", "rows"), [(TABLES[0], 2), (TABLES[1], 1)])
def test_the_example_tables_are_read_whole(table, rows, tmp_path):
    (tmp_path / "log.csv").write_text(table, encoding="utf-8")
    with read_log(tmp_path / "log.csv") as log:
        assert [one.format for one in log.recognised] == ["plain"]
        found = log.relation.filter("reject IS NULL").fetchall()
        assert (len(found), log.rejected) == (rows, ())


def test_the_example_of_a_mapping_reads_the_example_of_a_bill(tmp_path):
    (tmp_path / "bill.csv").write_text(TABLES[2], encoding="utf-8")
    (tmp_path / "ours.yaml").write_text(MAPPING, encoding="utf-8")
    with read_log(tmp_path / "bill.csv", mapping=tmp_path / "ours.yaml") as log:
        asked = 'until - "at", input_tokens, cache_read_tokens, output_tokens, billed_amount'
        ((length, inputs, cached, outputs, billed),) = log.relation.project(asked).fetchall()
    assert (length, inputs, cached, outputs) == (3_600, 1_500_500 + 200_000, 200_000, 90_250)
    assert billed == Decimal("1.2004") + Decimal("0.032") + Decimal("0.722")
