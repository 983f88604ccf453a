"""What we depend on: declared, bounded, explained, and under licences that ask nothing of users."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.supply.installed import Package, installed, plain, requirements

ROOT = Path(__file__).parents[2]
FACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DOCUMENT = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
DECLARED = [Requirement(text) for text in FACTS["dependencies"]]
EXTRAS = [Requirement(text) for texts in FACTS["optional-dependencies"].values() for text in texts]
CARRIED = {"numpy": "pandas", "rich": "typer", "starlette": "streamlit"}
"""Imported by us, and brought by a package that cannot be without it."""
NAMES = {"yaml": "pyyaml", "currency_converter": "currencyconverter"}
"""Packages that are imported under another name."""
ALLOWED = re.compile(
    r"MIT|MIT-CMU|0BSD|Zlib|CC0-1\.0|PSF-2\.0|MPL-2\.0|ISC License \(ISCL\)|ISC"
    r"|Apache-2\.0|Apache License 2\.0|Apache Software License"
    r"|BSD License|3-Clause BSD License|BSD-[23]-Clause|MIT License"
    r"|Mozilla Public License 2\.0 \(MPL 2\.0\)"
)
BY_THEIR_FILE = {"currencyconverter": "Apache-2.0"}
"""Licences that stand in the package's LICENSE file only."""


@pytest.fixture(scope="module")
def packages() -> list[Package]:
    return installed()


def imported() -> set[str]:
    """Packages of others that our code imports, by the name they are installed under."""
    sources = [path for part in ("pricing", "calculator") for path in (ROOT / part).rglob("*.py")]
    trees = [ast.parse(path.read_text("utf-8")) for path in (*sources, ROOT / "app.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    direct = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    whole = {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom) and not n.level}
    tops = {name.partition(".")[0] for name in direct | whole}
    others = tops - set(sys.stdlib_module_names) - {"pricing", "calculator", "tests", ""}
    return {plain(NAMES.get(name, name)) for name in others}


def test_everything_imported_is_declared_and_everything_declared_imported():
    needed = {plain(need.name) for need in DECLARED}
    optional = {plain(need.name) for need in EXTRAS}
    assert imported() - optional - needed == set(CARRIED)
    assert needed - imported() == {"tzdata"}


@pytest.mark.parametrize(("name", "carrier"), CARRIED.items())
def test_what_is_imported_undeclared_cannot_be_missing(name, carrier):
    assert name in {plain(need.name) for need in requirements(carrier)}


@pytest.mark.parametrize("need", DECLARED, ids=lambda need: need.name)
def test_a_dependency_has_a_lowest_version_and_no_highest(need):
    """A highest version needs a reason: it would stand in docs/dependencies.md."""
    assert {bound.operator for bound in need.specifier} == {">="}


@pytest.mark.parametrize("need", DECLARED, ids=lambda need: need.name)
def test_a_dependency_has_its_reason(need):
    (row,) = re.findall(rf"^\| `{plain(need.name)}` \|.*$", DOCUMENT, re.MULTILINE)
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert len(cells) == 5
    assert all(cells)
    assert cells[1] == str(need.specifier).removeprefix(">=")


def test_the_document_lists_no_dependency_that_we_have_not():
    listed = re.findall(r"^\| `([\w-]+)` \|", DOCUMENT, re.MULTILINE)
    assert sorted(listed) == sorted(plain(need.name) for need in DECLARED)


def test_every_licence_lets_people_use_and_pass_on(packages):
    said = {p.name: BY_THEIR_FILE.get(p.name, p.licence) for p in packages}
    parts = {name: re.split(r" AND | OR |, ", text) for name, text in said.items()}
    unknown = {name: text for name, text in parts.items() if not all(map(ALLOWED.fullmatch, text))}
    assert unknown == {}


def test_a_licence_that_is_looked_up_in_a_file_is_the_one_in_the_file():
    from importlib.metadata import distribution

    for name, spdx in BY_THEIR_FILE.items():
        files = distribution(name).files or ()
        (text,) = (path.read_text("utf-8") for path in files if path.name == "LICENSE")
        assert spdx == "Apache-2.0"
        assert "Apache License" in text
        assert "Version 2.0, January 2004" in text


def test_the_document_says_how_large_it_all_is(packages):
    """Within a third, so that new releases do not break it."""
    stated = int(re.search(r"about (\d+) MB", DOCUMENT)[1])
    assert abs(sum(package.megabytes for package in packages) - stated) < stated / 3
