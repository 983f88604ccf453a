"""What an installation of tokenfare brings along, as the installed packages say it themselves.

`python -m tests.supply.installed` prints the table of docs/dependencies.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from typing import NamedTuple

from packaging.requirements import Requirement

_CLASSIFIER = "License :: OSI Approved :: "
_LONGEST = 40
"""Older packages put the whole text of their licence where its name belongs."""


class Package(NamedTuple):
    name: str
    version: str
    licence: str
    megabytes: float
    direct: bool
    needs: tuple[str, ...]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements(name: str) -> list[Requirement]:
    """What a package needs on this Python and system, without its extras."""
    found = [Requirement(text) for text in distribution(name).requires or ()]
    return [need for need in found if not need.marker or need.marker.evaluate({"extra": ""})]


def installed(root: str = "tokenfare") -> list[Package]:
    """The packages that an installation of `root` brings, by size."""
    direct = {plain(need.name) for need in requirements(root)}
    return sorted(_all(direct), key=lambda package: -package.megabytes)


def _all(direct: set[str]) -> Iterator[Package]:
    seen, waiting = set(), sorted(direct)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        needs = tuple(sorted(plain(need.name) for need in requirements(name)))
        waiting += needs
        about = distribution(name)
        yield Package(name, about.version, licence(about), _size(about), name in direct, needs)


def licence(about: Distribution) -> str:
    """The licence's name: the SPDX expression, else the classifiers, else the free text."""
    stated = about.metadata.get("License-Expression")
    classified = [
        text.removeprefix(_CLASSIFIER)
        for text in about.metadata.get_all("Classifier") or ()
        if text.startswith(_CLASSIFIER)
    ]
    free = (about.metadata.get("License") or "").strip()
    short = free if free and len(free) <= _LONGEST else ""
    return stated or ", ".join(sorted(classified)) or short or "unknown"


def _size(about: Distribution) -> float:
    """Megabytes of the files as installed, without what Python compiles later."""
    files = [file for file in about.files or () if file.suffix != ".pyc"]
    sizes = (path.stat().st_size for file in files if (path := file.locate()).is_file())
    return round(sum(sizes) / 1e6, 1)


def main() -> None:
    found = installed()
    for p in found:
        why = "direct" if p.direct else ", ".join(o.name for o in found if p.name in o.needs)
        print(f"| {p.name} | {p.version} | {p.licence} | {p.megabytes:.1f} | {why} |")
    print(f"{len(found)} packages, {sum(p.megabytes for p in found):.0f} MB")


if __name__ == "__main__":
    main()
