"""Start the dashboard's server from the command line, with the packaged settings."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pricing.errors import PricingError

_HERE = Path(__file__).parent
_CHECKOUT = _HERE.parent.parent


def serve(host: str, port: int, *, open_browser: bool) -> None:
    """Run Streamlit in this process until it is stopped.

    Raises:
        PricingError: the page's files are missing from the installation.
    """
    from streamlit.web import cli

    page = _find("app.py", "app.py")
    options = [f"--{key}={value}" for key, value in _settings()]
    own = [
        f"--server.address={host}",
        f"--server.port={port}",
        f"--server.headless={str(not open_browser).lower()}",
    ]
    sys.argv = ["streamlit", "run", str(page), *options, *own]
    cli.main(prog_name="tokenfare dashboard")


def _find(packaged: str, in_checkout: str) -> Path:
    for path in (_HERE / packaged, _CHECKOUT / in_checkout):
        if path.exists():
            return path
    raise PricingError(f"{packaged} is missing beside {_HERE}: install tokenfare again")


def _settings() -> Iterator[tuple[str, str]]:
    config = tomllib.loads(_find("streamlit.toml", ".streamlit/config.toml").read_text("utf-8"))
    for key, value in _flat(config, ""):
        if not key.startswith(("server.address", "server.port", "server.headless")):
            yield key, value


def _flat(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        elif isinstance(value, bool):
            yield prefix + key, str(value).lower()
        elif not isinstance(value, list):
            yield prefix + key, str(value)
