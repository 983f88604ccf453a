"""The house rules that no linter knows."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from importlib import import_module
from inspect import getdoc
from pathlib import Path

import pytest

from pricing.sheets import editor_schema as schema_module
from pricing.sheets.editor_schema import editor_schema

ROOT = Path(__file__).parent.parent
HEAVY = {"pandas", "narwhals", "plotly", "streamlit", "pydantic", "yaml", "babel", "holidays"}


def test_importing_the_packages_loads_nothing_heavy():
    code = "import sys, json, calculator, pricing; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert HEAVY & set(json.loads(done.stdout)) == set()


@pytest.mark.parametrize("package", ["pricing", "calculator"])
def test_every_public_name_is_documented_with_an_example_that_runs(package):
    module = import_module(package)
    bare = [name for name in module.__all__ if ">>>" not in (getdoc(getattr(module, name)) or "")]
    assert bare == []


def test_a_warm_price_reads_the_compiled_book_and_no_yaml(tmp_path):
    code = (
        "import sys; from calculator import Usage, price;"
        "price(Usage(1, 1), 'openai/gpt-5'); print('yaml' in sys.modules)"
    )
    env = {"TOKENFARE_CACHE": str(tmp_path), "PATH": ""}
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=env,
        ).stdout.strip()
        for _ in range(2)
    ]
    assert said == ["True", "False"]


def test_the_editor_schema_is_current():
    assert (ROOT / "data" / "sheet.schema.json").read_text("utf-8") == editor_schema()


def test_the_editor_schema_is_written_where_one_says(tmp_path, monkeypatch):
    written = tmp_path / "sheet.schema.json"
    monkeypatch.setattr("sys.argv", ["editor_schema", str(written)])
    runpy.run_path(str(schema_module.__file__), run_name="__main__")
    assert written.read_text("utf-8") == editor_schema()


@pytest.mark.parametrize("damage", [b"", b"{", b'{"key": 1}', b"\x00\xff"])
def test_a_damaged_cache_only_costs_time(damage, tmp_path, monkeypatch):
    from pricing import load_catalog

    monkeypatch.setenv("TOKENFARE_CACHE", str(tmp_path))
    sheet = ROOT / "tests" / "worked" / "demo.yaml"
    first = load_catalog(sheet)
    for kept in tmp_path.iterdir():
        kept.write_bytes(damage)
    again = load_catalog(sheet)
    assert (again.book_id, len(again)) == (first.book_id, len(first))


def test_an_unwritable_cache_only_costs_time(tmp_path, monkeypatch):
    from pricing import load_catalog

    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("TOKENFARE_CACHE", str(blocked))
    assert len(load_catalog()) > 0
