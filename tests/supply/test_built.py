"""The wheel and the source archive: the same bytes each time, and nothing in them by accident."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = (
    "pricing",
    "calculator",
    "data",
    "tests",
    "docs",
    ".streamlit",
    "app.py",
    "pyproject.toml",
)
KINDS = {".py", ".yaml", ".json", ".lock", ".toml", ".png"}
RENAMED = {
    "app.py": "calculator/dashboard/app.py",
    ".streamlit/config.toml": "calculator/dashboard/streamlit.toml",
}
pytestmark = pytest.mark.wheel


def built(folder: Path, *, at: int) -> dict[str, bytes]:
    """Both archives, built from a copy whose files were last changed at some time."""
    loose = [path.name for path in ROOT.glob("*.md")] + ["LICENSE", "Makefile"]
    for name in (*SOURCES, *loose):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        folder.mkdir(parents=True, exist_ok=True)
        copy(source, folder / name)
    for path in folder.rglob("*"):
        os.utime(path, (at, at))
    words = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder / "dist")]
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    subprocess.run(words, cwd=folder, env=env, check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in (folder / "dist").iterdir()}


@pytest.fixture(scope="module")
def archives(tmp_path_factory) -> dict[str, bytes]:
    return built(tmp_path_factory.mktemp("one"), at=1_600_000_000)


@pytest.fixture(scope="module")
def wheel(archives, tmp_path_factory) -> set[str]:
    """The names in the wheel."""
    name = next(name for name in archives if name.endswith(".whl"))
    path = tmp_path_factory.mktemp("wheel") / name
    path.write_bytes(archives[name])
    with zipfile.ZipFile(path) as packed:
        return set(packed.namelist())


def packaged() -> set[str]:
    """What should be in the wheel, by what lies in the folders."""
    files = [
        path for part in ("pricing", "calculator", "data") for path in (ROOT / part).rglob("*")
    ]
    names = {path.relative_to(ROOT).as_posix() for path in files if path.is_file()}
    data = {f"pricing/_{name}" if name.startswith("data/") else name for name in names}
    return {name for name in data if "__pycache__" not in name} | set(RENAMED.values())


def test_the_same_bytes_come_out_of_another_folder_at_another_time(archives, tmp_path):
    assert sorted(PurePosixPath(name).suffix for name in archives) == [".gz", ".whl"]
    again = built(tmp_path / "another" / "place", at=1_750_000_000)
    assert [name for name in archives if archives[name] != again[name]] == []


def test_the_wheel_holds_the_packages_and_their_data_and_nothing_else(wheel):
    about = {name for name in wheel if ".dist-info/" in name}
    assert wheel - about == packaged()
    assert {name.partition("/")[2] for name in about} == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses/LICENSE",
    }


def test_no_file_of_a_strange_kind_is_given_away(wheel):
    code = [PurePosixPath(name) for name in wheel if ".dist-info/" not in name]
    assert {path.suffix or path.name for path in code if path.name != "py.typed"} - KINDS == set()
    assert [path for path in code if "tests" in path.parts or path.name.startswith(".")] == []


def test_the_source_archive_builds_and_tests_itself(archives, tmp_path):
    name = next(name for name in archives if name.endswith(".tar.gz"))
    (tmp_path / name).write_bytes(archives[name])
    with tarfile.open(tmp_path / name) as packed:
        parts = {PurePosixPath(member).parts[1] for member in packed.getnames()}
    needed = {*SOURCES, "README.md", "LICENSE", "Makefile"}
    assert needed <= parts
    assert parts - needed <= {"PKG-INFO", ".gitignore", *(p.name for p in ROOT.glob("*.md"))}
