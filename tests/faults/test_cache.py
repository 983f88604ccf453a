"""The cache of compiled sheets, and the salt beside it: whatever befalls them only costs time."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from calculator.logs.guard import own_salt
from pricing import load_catalog
from pricing.book import sheet_files
from pricing.folders import cache_folder, sheets_of_environment
from tests.faults.commands import PRICE, PRICED, ROOT, python, tokenfare

DEMO = ROOT / "tests" / "worked" / "demo.yaml"
STOP_BEFORE_RENAME = """
import os, signal, pathlib
pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from pricing import load_catalog
load_catalog({sheet!r})
"""


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("TOKENFARE_CACHE", str(folder))
    return folder


def compiled(cache: Path) -> Path:
    """The one compiled book that is kept."""
    (book,) = cache.glob("book-*.json")
    return book


def test_a_read_only_folder_only_costs_time(read_only_disk):
    done = tokenfare(*PRICE, TOKENFARE_CACHE=str(read_only_disk))
    assert PRICED in done.stdout.decode("utf-8")
    assert list(read_only_disk.iterdir()) == []


def test_one_changed_digit_is_no_price(cache):
    before = load_catalog(DEMO)
    book = compiled(cache)
    whole = book.read_bytes()
    book.write_bytes(
        re.sub(rb"\d(?=\D*$)", lambda digit: b"1" if digit[0] != b"1" else b"2", whole)
    )
    assert json.loads(book.read_bytes().partition(b"\n")[2])
    assert book.read_bytes() != whole
    again = load_catalog(DEMO)
    assert [o.terms for o in again] == [o.terms for o in before]
    assert book.read_bytes() == whole


@pytest.mark.parametrize("length", [0, 1, 9, 100, -1])
def test_a_cut_off_file_is_written_anew(length, cache):
    load_catalog(DEMO)
    whole = compiled(cache).read_bytes()
    compiled(cache).write_bytes(whole[:length])
    load_catalog(DEMO)
    assert compiled(cache).read_bytes() == whole


def test_a_book_of_another_version_is_written_anew(cache, monkeypatch):
    load_catalog(DEMO)
    whole = compiled(cache).read_bytes()
    monkeypatch.setattr("pricing.book.FORMAT", 0)
    load_catalog(DEMO)
    assert compiled(cache).read_bytes() != whole


def test_killed_before_the_file_has_its_name_the_next_process_cleans_up(cache):
    done = python("-c", STOP_BEFORE_RENAME.format(sheet=str(DEMO)))
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert [path.suffix for path in cache.iterdir()] == [".part"]
    load_catalog(DEMO)
    assert list(cache.iterdir()) == [compiled(cache)]


def test_two_processes_that_warm_it_at_once_both_price_and_leave_one_whole_file(cache):
    words = [sys.executable, "-m", "calculator", *PRICE]
    both = [subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)]
    assert all(PRICED in process.communicate()[0].decode("utf-8") for process in both)
    assert list(cache.iterdir()) == [compiled(cache)]
    ask = "import sys, pricing; pricing.load_catalog(); print('yaml' in sys.modules)"
    assert python("-c", ask).stdout.strip() == b"False"


def test_books_of_sheets_that_changed_do_not_pile_up(cache, tmp_path, monkeypatch):
    monkeypatch.setattr("pricing.book.MOST_KEPT", 2)
    text = DEMO.read_text("utf-8")
    for number in range(4):
        sheet = tmp_path / "demo.yaml"
        sheet.write_text(f"{text}# {number}\n", "utf-8")
        load_catalog(sheet)
    assert len(list(cache.glob("book-*.json"))) == 2


def test_nobody_else_may_read_what_is_kept(cache):
    load_catalog(DEMO)
    own_salt()
    assert {oct(path.stat().st_mode & 0o777) for path in cache.iterdir()} == {"0o600"}


@pytest.mark.parametrize("damage", [b"", b"abc", b"\xff" * 32])
def test_a_damaged_salt_is_made_anew_and_then_stays(damage, cache):
    cache.mkdir()
    (cache / "salt").write_bytes(damage)
    first = own_salt()
    assert len(first) == 32
    assert own_salt() == first


def test_a_user_without_a_home_prices_without_a_cache(monkeypatch):
    def homeless(*_args, **_kwargs):
        raise RuntimeError("could not determine the home directory")

    monkeypatch.delenv("TOKENFARE_CACHE")
    monkeypatch.setattr("platformdirs.user_cache_path", homeless)
    assert cache_folder() is None
    assert len(load_catalog(DEMO)) > 0
    assert len(own_salt()) == 32


def test_a_tilde_without_a_home_is_told_as_a_file_that_is_not_there(monkeypatch):
    monkeypatch.setenv("TOKENFARE_SHEETS", "~nobody-at-all/sheets")
    (path,) = sheets_of_environment()
    with pytest.raises(ValueError, match=r"nobody-at-all.*no such file or folder"):
        sheet_files([path])
