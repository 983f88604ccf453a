"""Windows and its paths, and machines without a database of time zones."""

from __future__ import annotations

import ast
import importlib.util
import os
from pathlib import PureWindowsPath

import pytest

from calculator.files import aside
from calculator.logs import files
from pricing.errors import LogError, NotWrittenError
from pricing.folders import sheets_of_environment
from tests.faults.commands import ROOT, python

SOURCES = [
    ROOT / "app.py",
    *(path for part in ("pricing", "calculator") for path in sorted((ROOT / part).rglob("*.py"))),
]
TEXT_ONLY = {"read_text": 0, "write_text": 1}
"""Methods that always need an encoding, and where it stands among their arguments."""


def without_encoding(source: str) -> list[int]:
    """Lines that read or write text in whatever encoding the machine prefers."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if _prefers(call)]


def _prefers(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if "encoding" in given or name not in {*TEXT_ONLY, "open", "NamedTemporaryFile", "fdopen"}:
        return False
    if name in TEXT_ONLY:
        return len(call.args) <= TEXT_ONLY[name]
    modes = [*call.args, *filter(None, [given.get("mode")])]
    texts = [node.value for node in modes if isinstance(node, ast.Constant)]
    return any(set(str(text)) <= set("rwxat+") and text for text in texts)


def test_the_search_finds_what_it_is_for():
    bad = 'p.read_text()\np.write_text(x)\nopen(p, "w")\np.open("r")\nNamedTemporaryFile("w")\n'
    good = 'p.read_text("utf-8")\np.write_text(x, "utf-8")\nopen(p, "rb")\np.open("wb")\n'
    assert without_encoding(bad) == [1, 2, 3, 4, 5]
    assert without_encoding(good) == []


def test_text_is_utf_8_on_every_machine():
    found = {path: without_encoding(path.read_text("utf-8")) for path in SOURCES}
    assert [f"{path}:{lines[0]}" for path, lines in found.items() if lines] == []


def test_our_own_sheets_are_listed_as_the_system_lists_paths(monkeypatch, tmp_path):
    named = os.pathsep.join([str(tmp_path / "a.yaml"), "", str(tmp_path / "b")])
    monkeypatch.setenv("TOKENFARE_SHEETS", named)
    assert sheets_of_environment() == [tmp_path / "a.yaml", tmp_path / "b"]


@pytest.mark.parametrize("name", [r"..\..\x.csv", r"C:\x.csv", r"\x.csv", r"a\..\..\x.csv"])
def test_a_member_of_an_archive_with_a_path_of_windows_is_refused(name):
    assert ".." in PureWindowsPath(name).parts or PureWindowsPath(name).anchor
    with pytest.raises(LogError, match="leads elsewhere"):
        files._check_name(name, "usage.zip")


def test_a_file_that_another_program_holds_open_is_told(tmp_path, monkeypatch):
    """Windows renames nothing over a file that a spreadsheet has open."""
    path = tmp_path / "costs.csv"
    path.write_text("old", "utf-8")

    def held(self, _target):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(type(path), "replace", held)
    told = r"costs\.csv could not be written: Permission denied"
    with pytest.raises(NotWrittenError, match=told), aside(path) as part:
        part.write_text("new", "utf-8")
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_zones_are_known_where_the_system_has_no_database_of_them():
    assert importlib.util.find_spec("tzdata") is not None
    ask = "from zoneinfo import ZoneInfo; print(ZoneInfo('Asia/Shanghai'))"
    assert python("-c", ask, PYTHONTZPATH="/nowhere").stdout.strip() == b"Asia/Shanghai"
