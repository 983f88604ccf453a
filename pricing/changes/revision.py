"""Price sheets as they were at a git revision: read from the repository, nothing checked out."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from pathlib import Path

from pricing.errors import EditionError

SHEETS = "data/prices"
"""Where the sheets lie in a repository, unless a revision says `REV:path`."""


def extract(revision: str, path: str, to: Path, repository: Path | None = None) -> Path:
    """Write a file or folder of a revision below the folder `to`, and say where it is.

    Args:
        revision: what git takes for a commit: `HEAD~3`, a tag, a branch.
        path: the file or folder, from the repository's root.
        to: an empty folder.
        repository: any folder of the repository; the current one where left out.

    Raises:
        EditionError: no git, no repository, no such revision, no such path in it.
    """
    here = repository or Path.cwd()
    top = _git(here, "rev-parse", "--show-toplevel", failed=f"{here} is in no git repository")
    root = Path(os.fsdecode(top).rstrip("\n"))
    wanted = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = _git(root, *wanted, failed=f"git knows no revision {revision!r} in {root}")
    inside = path.strip("/")
    packed = _git(
        root,
        *("archive", "--format=tar", commit.decode().strip(), "--", inside),
        failed=f"revision {revision!r} has no {inside}: say {revision}:path/to/sheets",
    )
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(to, filter="data")
    return to / inside


def _git(folder: Path, *words: str, failed: str) -> bytes:
    own = {"GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words],
            capture_output=True,
            check=False,
            env=os.environ | own,
        )
    except FileNotFoundError:
        raise EditionError("git is needed to read a revision, and it is not installed") from None
    if done.returncode:
        raise EditionError(failed)
    return done.stdout
