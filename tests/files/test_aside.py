from __future__ import annotations

import os
import sys

import pytest

from calculator.files import aside, clear


def test_a_file_appears_when_it_is_complete(tmp_path):
    path = tmp_path / "costs.csv"
    with aside(path) as part:
        part.write_text("half")
        assert not path.exists()
    assert path.read_text() == "half"
    assert list(tmp_path.iterdir()) == [path]


def interrupted(path):
    with aside(path) as part:
        part.write_text("ha")
        raise KeyboardInterrupt


def test_a_failure_leaves_the_old_file_and_no_part_of_the_new_one(tmp_path):
    path = tmp_path / "costs.csv"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        interrupted(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_no_part_of_a_folder(tmp_path):
    def interrupted_folder():
        with aside(tmp_path / "rows") as part:
            part.mkdir()
            (part / "half.csv").write_text("ha")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted_folder()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_takes_the_place_of_a_folder(tmp_path):
    path = tmp_path / "rows"
    path.mkdir()
    (path / "old.csv").write_text("old")
    with aside(path) as part:
        part.mkdir()
        (part / "new.csv").write_text("new")
    assert [file.name for file in path.iterdir()] == ["new.csv"]


GONE = 2**31 - 1
"""No system has a process of that number."""


def left_behind(folder, process, name="costs.csv"):
    part = folder / f".{name}.{process}-1.part"
    part.write_text("ha")
    return part


def test_what_dead_processes_left_half_written_is_removed_and_nothing_else(tmp_path):
    kept = [
        left_behind(tmp_path, os.getpid()),
        left_behind(tmp_path, GONE, "rows.csv"),
        tmp_path / "costs.csv",
    ]
    kept[-1].write_text("whole")
    left_behind(tmp_path, GONE)
    left_behind(tmp_path, 10**30)
    clear(tmp_path, "costs.csv")
    assert sorted(tmp_path.iterdir()) == sorted(kept)


def test_without_a_name_the_parts_of_every_file_are_removed(tmp_path):
    left_behind(tmp_path, GONE)
    left_behind(tmp_path, GONE, "rows.csv")
    clear(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_another_user_is_writing_is_left_alone(tmp_path, monkeypatch):
    def refuse(process, signal):
        raise PermissionError(process, signal)

    part = left_behind(tmp_path, GONE)
    monkeypatch.setattr(os, "kill", refuse)
    clear(tmp_path)
    assert list(tmp_path.iterdir()) == [part]


def test_on_windows_no_process_is_asked_because_asking_ends_it(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(os, "kill", lambda *words: asked.append(words))
    monkeypatch.setattr(sys, "platform", "win32")
    left_behind(tmp_path, os.getpid())
    clear(tmp_path)
    assert (asked, list(tmp_path.iterdir())) == ([], [])


def test_a_folder_that_is_not_there_has_nothing_to_clear(tmp_path):
    clear(tmp_path / "gone")
    assert list(tmp_path.iterdir()) == []
