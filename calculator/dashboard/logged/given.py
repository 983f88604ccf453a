"""Log files as they are given: uploaded, or lying in the one folder that the server opens."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from calculator.dashboard.limits import LOG_FILES, MB
from calculator.dashboard.logged.inside import inside
from calculator.dashboard.logged.packed import check_unpacked
from pricing.errors import LogError, PricingError

FOLDER = "TOKENFARE_LOGS"
"""Environment variable: the folder of large files that visitors may name."""
LONGEST_NAME = 60
"""Characters of a file's name that are kept: 240 bytes at most."""
_ODD = dict.fromkeys('<>:"|?*', "_")


class Given(NamedTuple):
    """Some files, known by their content or by where they lie and when they changed."""

    digest: str
    size: int
    """Bytes of all of them."""
    uploaded: tuple[tuple[str, bytes], ...] = ()
    lying: tuple[Path, ...] = ()
    root: Path | None = None


class Placed(NamedTuple):
    """Files on disk, and the folder whose name is nobody's business."""

    paths: list[Path]
    folder: Path
    roots: tuple[str, ...]

    def shown(self, text: str) -> str:
        """A text without the folders that files lie in here.

        >>> Placed([], Path("/tmp/x"), ("/tmp/x/",)).shown("/tmp/x/usage.csv:3")
        'usage.csv:3'
        """
        for root in self.roots:
            text = text.replace(root, "")
        return text


def uploaded(files: Sequence[tuple[str, bytes]]) -> Given:
    """Files by their content.

    Raises:
        LogError: together they are larger than a page takes.
    """
    size = sum(len(content) for _, content in files)
    if size > LOG_FILES:
        raise LogError(f"the files are larger than {LOG_FILES // MB} MB together")
    digest = sha256()
    for name, content in files:
        digest.update(repr((name, sha256(content).hexdigest())).encode())
    return Given(digest.hexdigest(), size, tuple(files))


def open_folder() -> Path | None:
    """The folder that visitors may name files of; None where the server opens none."""
    name = os.environ.get(FOLDER)
    return Path(name).resolve() if name else None


def lying(root: Path, text: str) -> Given:
    """Files of the open folder, by a path or pattern inside it; links out of it are not followed.

    Raises:
        LogError: the path leads elsewhere, or there is no such file.
    """
    found = inside(root, text)
    stats = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in found]
    digest = sha256(repr(stats).encode()).hexdigest()
    return Given(digest, sum(size for _, size, _ in stats), lying=found, root=root)


@contextmanager
def placed(given: Given) -> Iterator[Placed]:
    """The files on disk for as long as the block lasts; errors name them as the visitor does.

    Raises:
        LogError: whatever is wrong with them.
    """
    check_unpacked(given.uploaded)
    with TemporaryDirectory(prefix="tokenfare-page-") as name:
        folder = Path(name)
        own = (f"{given.root}{os.sep}",) if given.root else ()
        paths = [*given.lying, *_written(given.uploaded, folder)]
        places = [f"{path.parent}{os.sep}" for path in paths if given.root is None]
        here = Placed(paths, folder, (*dict.fromkeys(places), f"{folder}{os.sep}", *own))
        try:
            yield here
        except PricingError as error:
            raise LogError(here.shown(str(error))) from None


def _written(files: Sequence[tuple[str, bytes]], folder: Path) -> Iterator[Path]:
    """Each in a folder of its own: two may have one name."""
    for place, (name, content) in enumerate(files):
        path = folder / str(place) / _stored(name)
        path.parent.mkdir()
        path.write_bytes(content)
        yield path


def _stored(name: str) -> str:
    r"""A name that every file system takes, as near to the visitor's as can be.

    >>> _stored("../usage 1.csv"), _stored(".."), _stored("C:\\a?.csv")
    ('usage 1.csv', 'log', 'a_.csv')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(_ODD.get(sign, sign) for sign in last if sign.isprintable())
    return plain[-LONGEST_NAME:].strip(". ") or "log"
