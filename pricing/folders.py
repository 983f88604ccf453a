"""Where price sheets lie: the packaged ones, and those of one's own that the environment names."""

from __future__ import annotations

import os
from pathlib import Path

OWN_CACHE = "TOKENFARE_CACHE"
"""Names the folder of compiled sheets."""
OWN_SHEETS = "TOKENFARE_SHEETS"
"""Names files and folders of sheets laid over the packaged ones, separated as in `PATH`."""


def cache_folder() -> Path | None:
    """Where compiled sheets are kept: `TOKENFARE_CACHE`, or this user's cache folder.

    None where this process has no home, as under a container's made-up user.
    """
    from platformdirs import user_cache_path

    try:
        named = os.environ.get(OWN_CACHE)
        return Path(named) if named else user_cache_path("tokenfare", appauthor=False)
    except RuntimeError:
        return None


def data_folder() -> Path:
    """Where the packaged data lies: inside the wheel, or `data/` of the checkout."""
    package = Path(__file__).parent
    packaged = package / "_data"
    return packaged if packaged.exists() else package.parent / "data"


def sheets_of_environment() -> list[Path]:
    """The files and folders that `TOKENFARE_SHEETS` names, in order; `~` is the home folder."""
    named = os.environ.get(OWN_SHEETS, "").split(os.pathsep)
    return [Path(os.path.expanduser(name)) for name in named if name.strip()]
