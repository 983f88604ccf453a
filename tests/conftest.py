from __future__ import annotations

from pathlib import Path

import pytest

from pricing import Catalog, load_catalog

WORKED = Path(__file__).parent / "worked"


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory):
    """Keep the compiled books of a test run out of the user's cache folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOKENFARE_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("TOKENFARE_SHEETS", raising=False)
        yield


@pytest.fixture(scope="session")
def catalog(_own_cache) -> Catalog:
    """The packaged sheets with the made-up demo sheet beside them."""
    return load_catalog(WORKED / "demo.yaml")
