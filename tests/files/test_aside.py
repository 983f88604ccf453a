from __future__ import annotations

import pytest

from calculator.files import aside


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
