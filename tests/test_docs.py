"""The documents say what is now true."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from pricing import load_catalog
from pricing.fx_file import read_rates
from pricing.sheets import format_docs
from pricing.sheets.format_docs import with_current_tables
from pricing.sheets.sheet import read_sheet

DOCS = Path(__file__).parent.parent / "docs"
FORMAT = (DOCS / "price-sheets.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", FORMAT, re.DOTALL)


def test_the_tables_of_the_price_sheet_format_are_current():
    assert with_current_tables(FORMAT) == FORMAT


def test_a_document_with_old_tables_is_written_anew(tmp_path, monkeypatch):
    document = tmp_path / "format.md"
    document.write_text(FORMAT.replace("Display name", "Old name"), encoding="utf-8")
    assert document.read_text("utf-8") != FORMAT
    monkeypatch.setattr("sys.argv", ["format_docs", str(document)])
    runpy.run_path(str(format_docs.__file__), run_name="__main__")
    assert document.read_text("utf-8") == FORMAT


def test_the_first_example_is_a_sheet_that_prices(tmp_path):
    path = tmp_path / "example-cn.yaml"
    path.write_text(EXAMPLES[0], encoding="utf-8")
    assert list(read_sheet(path).models) == ["example-large"]
    assert load_catalog(path).offer("example-cn/example-large").thinking == "billed_as_output"


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.lstrip().startswith("- from")])
def test_an_example_entry_stands_in_a_sheet(example, tmp_path):
    head, _, _ = EXAMPLES[0].partition("      - {from")
    path = tmp_path / "example-cn.yaml"
    path.write_text(head + example, encoding="utf-8")
    assert read_sheet(path)


def test_the_example_of_exchange_rates_can_be_read(tmp_path):
    path = tmp_path / "rates.yaml"
    path.write_text(EXAMPLES[-1], encoding="utf-8")
    _, pairs = read_rates(path)
    assert list(pairs) == [("USD", "CNY")]


def test_every_price_of_low_confidence_is_named_among_the_gaps():
    gaps = (DOCS / "price-gaps.md").read_text("utf-8")
    shaky = {
        offer.id
        for offer in load_catalog().offers()
        for terms in offer.terms
        if terms.confidence == "low"
    }
    assert {name for name in shaky if f"`{name}`" not in gaps} == set()
