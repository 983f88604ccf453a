"""How far a long count has come, told while it runs."""

from __future__ import annotations

import io
from threading import Event
from types import SimpleNamespace

import pytest

from calculator.cli.log_work import progress_bar
from calculator.logbook import Reading, price_files, watch
from calculator.logbook.watch import watched
from calculator.logs import read_log
from calculator.logs.log import Log

from .written import good_rows, write_log


@pytest.mark.parametrize(
    ("of_query", "told"), [(0.0, 0.25), (0.25, 0.375), (1.0, 0.75), (None, None)]
)
def test_what_the_query_has_done_is_a_part_of_all_the_work(of_query, told, monkeypatch):
    monkeypatch.setattr(watch, "EVERY", 0.001)
    said, asked = [], Event()

    def progress():
        asked.set()
        return of_query

    log = SimpleNamespace(progress=progress)
    with watched(log, "count", lambda *words: said.append(words), 0.25, 0.5):
        asked.wait(10)
    assert (said[0], said[-1]) == (("count", 0.25), ("count", 0.75))
    assert set(said[1:-1]) == {("count", told)}


@pytest.mark.parametrize(("percent", "done"), [(-1, None), (0, 0), (12.5, 0.125), (100.5, 1)])
def test_the_percentage_of_the_engine_is_a_share_where_there_is_one(percent, done, tmp_path):
    connection = SimpleNamespace(query_progress=lambda: percent)
    assert Log(connection, (), (), tmp_path / "unpacked").progress() == done


def test_a_log_that_nobody_asks_has_no_progress(tmp_path):
    with read_log(write_log(tmp_path / "log.csv", good_rows(10, seed=1))) as log:
        assert log.progress() is None


def test_rows_take_more_than_half_of_the_work_where_they_are_written(tmp_path):
    log, said = write_log(tmp_path / "log.csv", good_rows(10, seed=1)), []
    price_files([log], None, Reading(), tell=lambda *words: said.append(words))
    assert (said[0], said[-1]) == (("count", 0), ("count", 1))
    said.clear()
    rows = tmp_path / "rows.parquet"
    price_files([log], None, Reading(), rows=rows, tell=lambda *words: said.append(words))
    ends = dict.fromkeys(
        words for words in said if words in {("rows", 0), ("rows", 0.6), ("count", 0.6)}
    )
    assert [*ends] == [("rows", 0), ("rows", 0.6), ("count", 0.6)]
    assert said[-1] == ("count", 1)


class Screen(io.StringIO):
    def isatty(self):
        return True


def test_a_bar_is_drawn_on_a_terminal_alone(monkeypatch):
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with progress_bar() as tell:
        assert tell is None
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar() as tell:
        tell("october.csv", 0.5)
    drawn = screen.getvalue()
    assert "october.csv" in drawn
    assert "━" in drawn
