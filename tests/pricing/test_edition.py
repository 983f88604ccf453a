from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from calculator import Usage, price
from pricing.changes.edition import read_edition
from pricing.errors import EditionError, SheetError
from tests.sheet_text import edition, write_sheet

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
ONE = "m: {thinking: not_applicable, prices: [{from: 2026-01-01, input: 1, output: 2}]}"
TWO = ONE.replace("input: 1", "input: 3")


def git(folder: Path, *words: str) -> None:
    own = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *own, *words], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    """Two commits: the price of `demo/m` is 1, then 3."""
    root = tmp_path / "repository"
    write_sheet(root / "data" / "prices", ONE)
    git(root, "init", "-q")
    for number, models in enumerate((ONE, TWO)):
        write_sheet(root / "data" / "prices", models)
        git(root, "add", ".")
        git(root, "commit", "-q", "-m", str(number))
    git(root, "tag", "latest")
    return root


def test_a_sheet_and_a_folder_stand_for_themselves(tmp_path):
    path = write_sheet(tmp_path / "book", ONE)
    write_sheet(tmp_path / "book", ONE, provider="other")
    assert [offer.id for offer in read_edition(str(path)).offers] == ["demo/m"]
    assert [offer.id for offer in read_edition(str(path.parent)).offers] == ["demo/m", "other/m"]


def test_a_day_is_the_packaged_book_on_that_day():
    read = read_edition("2026-08-01")
    assert read.day == date(2026, 8, 1)
    assert "moonshot-cn/kimi-k3" in [offer.id for offer in read.offers]


def test_a_sheet_that_resells_takes_the_resold_prices_from_the_packaged_book(tmp_path):
    path = write_sheet(tmp_path, "mine: {resells: moonshot-cn/kimi-k2-thinking, markup: 10}")
    read = read_edition(str(path))
    assert [offer.id for offer in read.offers] == ["demo/mine"]
    card = read.catalog.rate_cards("demo/mine", datetime(2026, 1, 1, tzinfo=UTC))[0]
    assert card.rates["input"] == 4 * Decimal("1.10")


@needs_git
@pytest.mark.parametrize(
    ("name", "input_rate"),
    [
        ("HEAD~1", 1),
        ("HEAD", 3),
        ("latest", 3),
        ("HEAD~1:data/prices/demo.yaml", 1),
        ("HEAD:data", None),
    ],
)
def test_a_revision_is_read_without_a_checkout(name, input_rate, repository):
    write_sheet(repository / "data" / "prices", ONE.replace("input: 1", "input: 9"))
    if input_rate is None:
        with pytest.raises(SheetError, match="no price sheet here"):
            read_edition(name, repository=repository)
        return
    found = read_edition(name, repository=repository).catalog
    assert found.rate_cards("demo/m", datetime(2026, 2, 1, tzinfo=UTC))[0].rates["input"] == (
        input_rate
    )


@needs_git
def test_a_revision_leaves_nothing_behind(repository, tmp_path, monkeypatch):
    import gc
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    read = read_edition("HEAD", repository=repository)
    assert [path.name for path in read.files] == ["demo.yaml"]
    assert read.files[0].exists()
    with pytest.raises(EditionError):
        read_edition("no-such-tag", repository=repository)
    del read
    gc.collect()
    assert [path.name for path in tmp_path.iterdir()] == ["repository"]


@needs_git
def test_a_sheet_that_is_wrong_at_a_revision_is_told_by_revision_and_line(repository):
    path = write_sheet(repository / "data" / "prices", ONE.replace("input", "inptu"))
    git(repository, "commit", "-q", "-a", "-m", "bad")
    path.unlink()
    with pytest.raises(SheetError, match=r"^HEAD:data/prices/demo.yaml:9: .*'inptu'"):
        read_edition("HEAD", repository=repository)


@needs_git
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no-such-tag", "'no-such-tag' is not a day, a sheet, a folder or a git revision"),
        ("--all", "git knows no revision '--all'"),
        ("HEAD:nowhere", "revision 'HEAD' has no nowhere"),
        ("2026-02-30", "2026-02-30 is not a day of the calendar"),
        ("prices/gone.yaml", "prices/gone.yaml: no such price sheet"),
    ],
)
def test_what_is_no_edition_is_said(name, said, repository):
    with pytest.raises(EditionError, match=said):
        read_edition(name, repository=repository)


@needs_git
def test_outside_a_repository_there_are_no_revisions(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(EditionError, match="is in no git repository"):
        read_edition("HEAD", repository=tmp_path)


def test_a_revision_needs_git(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EditionError) as refused:
        read_edition("HEAD", repository=tmp_path)
    assert str(refused.value) == (
        "'HEAD' is not a day, a sheet, a folder or a git revision: "
        "git is needed to read a revision, and it is not installed"
    )


def test_the_prices_of_a_day_are_held_for_good(tmp_path):
    models = """
    m:
      thinking: not_applicable
      prices:
        - {from: 2026-01-01, input: 1, output: 2}
        - {from: 2026-03-01, until: 2026-05-01, input: 3, output: 4}
    later: {thinking: not_applicable, prices: [{from: 2026-06-01, input: 1, output: 2}]}
    resold: {resells: demo/m, markup: 50}
    resold-later: {resells: demo/later}
    """
    book = edition(tmp_path, models).on(date(2026, 4, 30)).held(date(2026, 7, 1))
    assert [offer.id for offer in book] == ["demo/m", "demo/resold"]
    for year in (2026, 2030):
        at = datetime(year, 8, 1, tzinfo=UTC)
        million = Usage(1_000_000, 0)
        assert price(million, "demo/m", at=at, catalog=book).list_cost.amount == 3
        assert price(million, "demo/resold", at=at, catalog=book).list_cost.amount == 3 * 3 / 2


def test_a_price_is_held_with_its_hours_and_the_holidays_of_the_new_days(tmp_path):
    models = """
    m:
      thinking: not_applicable
      prices:
        - from: 2026-01-01
          until: 2026-02-01
          input: 1
          output: 2
          windows:
            peak: {hours: "09:00-12:00", utc_offset: "+08:00", except: {holidays: CN}, multiply: 2}
    """
    book = edition(tmp_path, models).on(date(2026, 1, 15)).held(date(2026, 9, 1))
    million = Usage(1_000_000, 0)
    at_ten = {day: datetime(2026, *day, 2, tzinfo=UTC) for day in ((9, 30), (10, 1))}
    assert price(million, "demo/m", at=at_ten[9, 30], catalog=book).list_cost.amount == 1 * 2
    assert price(million, "demo/m", at=at_ten[10, 1], catalog=book).list_cost.amount == 1
