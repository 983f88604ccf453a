from __future__ import annotations

from datetime import date
from tempfile import gettempdir

import pytest

from pricing import default_catalog
from pricing.changes.diff import diff_prices
from pricing.changes.edition import read_edition
from pricing.changes.uploaded import same_providers, uploaded_edition
from pricing.errors import SheetError
from pricing.folders import data_folder
from tests.sheet_text import write_sheet

SHEETS = data_folder() / "prices"
ONE = "m: {thinking: not_applicable, prices: [{from: 2026-01-01, input: 1, output: 2}]}"


def told(content, name="mine.yaml"):
    with pytest.raises(SheetError) as caught:
        uploaded_edition(name, content)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("provider", ["moonshot-cn", "openrouter", "anthropic-us"])
def test_a_sheet_of_the_book_differs_from_the_book_in_nothing(provider):
    theirs = uploaded_edition("copy (1).yaml", (SHEETS / f"{provider}.yaml").read_bytes())
    found = diff_prices(same_providers(default_catalog(), theirs), theirs)
    assert (found.rates, found.rules, found.added, found.removed) == ((), (), (), ())
    assert found.unchanged == sum(o.provider == provider for o in default_catalog())


def test_a_changed_price_reads_as_it_does_between_two_files(tmp_path):
    text = (SHEETS / "moonshot-cn.yaml").read_text("utf-8")
    copy = tmp_path / "moonshot-cn.yaml"
    copy.write_text(text.replace("input: 20\n", "input: 25\n"), encoding="utf-8")
    theirs = uploaded_edition("mine.yaml", copy.read_bytes())
    found = diff_prices(same_providers(default_catalog(), theirs), theirs)
    files = diff_prices(read_edition(str(SHEETS / "moonshot-cn.yaml")), read_edition(str(copy)))
    assert len(found.rates) > 0
    assert [c.to_dict() for c in found.rates] == [c.to_dict() for c in files.rates]


def test_a_provider_the_book_does_not_have_brings_only_new_offers(tmp_path):
    content = write_sheet(tmp_path, ONE).read_bytes()
    theirs = uploaded_edition("anything.yml", content)
    found = diff_prices(same_providers(default_catalog(), theirs), theirs, today=date(2026, 2, 1))
    assert [offer.id for offer in found.added] == ["demo/m"]
    assert found.unchanged == 0


def test_problems_are_told_under_the_name_that_was_handed_in(tmp_path):
    content = write_sheet(tmp_path, ONE.replace("input", "inpt")).read_bytes()
    problems = told(content, "C:\\prices\\my list.yaml")
    assert all(problem.startswith("my list.yaml:") for problem in problems)
    assert gettempdir() not in "\n".join(problems)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a: [", b"- 1", b"x" * 2_000_001])
def test_what_is_no_sheet_is_refused_with_a_reason(content):
    assert told(content)


@pytest.mark.parametrize("provider", ["../../etc/passwd", "a/b", "-", "A", "x" * 300])
def test_a_provider_that_is_no_file_name_is_refused_and_nothing_is_written(
    provider, tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert told(f'schema: 1\nprovider: "{provider}"\n'.encode())
    assert not [*tmp_path.iterdir()]


def test_nothing_of_a_sheet_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("TOKENFARE_CACHE", str(tmp_path / "cache"))
    theirs = uploaded_edition("mine.yaml", write_sheet(tmp_path, ONE).read_bytes())
    (file,) = theirs.files
    assert file.exists()
    del theirs
    import gc

    gc.collect()
    assert not file.exists()
    assert not list(tmp_path.glob("cache/*"))
