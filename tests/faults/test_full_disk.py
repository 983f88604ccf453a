"""No room on the disk: one sentence, nothing half-written, and what was there before stays."""

from __future__ import annotations

import zipfile

import pytest

from tests.faults.commands import LOG, PRICE, PRICED, tokenfare, told

OUTPUTS = [
    ("log", "usage.csv", "--out", "{}/groups.csv"),
    ("log", "usage.csv", "--out", "{}/groups.parquet"),
    ("log", "usage.csv", "--out", "{}/account.json"),
    ("log", "usage.csv", "--focus", "{}/focus.csv"),
    ("report", "{}/report.html"),
]


@pytest.fixture
def log(tmp_path):
    (tmp_path / "usage.csv").write_text(LOG, "utf-8")
    return tmp_path


@pytest.mark.parametrize("words", OUTPUTS, ids=lambda words: words[-1][3:])
def test_a_result_that_finds_no_room_says_so_and_leaves_the_old_one(words, log, full_disk):
    name = words[-1].format(full_disk)
    old = full_disk / "filled"
    target = old.rename(name)
    done = tokenfare(*(word.format(full_disk) for word in words), cwd=log)
    assert told(done) == f"tokenfare: {name} could not be written: No space left on device"
    assert list(full_disk.iterdir()) == [target]
    assert target.read_bytes() == bytes(64 * 1024)


def test_rows_that_find_no_room_say_so(log, full_disk):
    done = tokenfare("log", "usage.csv", "--out", f"{full_disk}/rows.parquet", "--rows", cwd=log)
    assert "No space left on device" in told(done)
    assert [path.name for path in full_disk.iterdir()] == ["filled"]


def test_a_folder_of_results_that_finds_no_room_does_not_look_complete(log, full_disk):
    done = tokenfare("log", "usage.csv", "--out", f"{full_disk}/out/", cwd=log)
    assert told(done).endswith("No space left on device")
    assert not (full_disk / "out" / "summary.json").exists()
    (full_disk / "filled").unlink()
    assert tokenfare("log", "usage.csv", "--out", f"{full_disk}/out/", cwd=log).returncode == 0
    assert (full_disk / "out" / "summary.json").exists()


def test_a_cache_without_room_only_costs_time_and_takes_no_room(small_disk):
    for _ in range(2):
        done = tokenfare(*PRICE, TOKENFARE_CACHE=str(small_disk))
        assert PRICED in done.stdout.decode("utf-8")
    assert list(small_disk.iterdir()) == []


def test_an_output_that_finds_no_room_says_so():
    said = told(tokenfare(*PRICE, before=("sh", "-c", 'exec "$0" "$@" > /dev/full')))
    assert said.startswith("tokenfare: No space left on device")


def test_a_zip_that_cannot_be_unpacked_for_want_of_room_is_not_called_damaged(log, small_disk):
    with zipfile.ZipFile(log / "usage.zip", "w") as archive:
        archive.writestr("usage.csv", LOG * 60)
    said = told(tokenfare("log", "usage.zip", cwd=log, TMPDIR=str(small_disk)))
    assert "No space left on device" in said
    assert "TMPDIR" in said
    assert "damaged" not in said
