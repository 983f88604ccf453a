"""Start the dashboard's server from the command line, with the packaged settings."""

from __future__ import annotations

import os
import socket
import sys
import tomllib
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from pricing.errors import PricingError

_HERE = Path(__file__).parent
_CHECKOUT = _HERE.parent.parent
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")


def serve(
    host: str,
    port: int,
    *,
    open_browser: bool,
    allowed: Sequence[str] = (),
    logs: Path | None = None,
) -> None:
    """Serve the dashboard in this process until it is stopped.

    Args:
        host: the address to listen on; anything but loopback is visible to others.
        port: the port.
        open_browser: whether to open the page in a browser once it answers.
        allowed: the host names under which people reach it; all others are refused. On loopback
            the names of this machine where left out, elsewhere any.
        logs: a folder whose files, and no others, visitors may have priced where they lie.

    Raises:
        PricingError: the page's files are missing from the installation; no such folder.
    """
    from calculator.dashboard.logged.given import FOLDER
    from calculator.dashboard.server import HEALTH, application, warm

    if logs is not None:
        os.environ[FOLDER] = str(_existing(logs))
    page = _find("app.py", "app.py")
    _require_free(host, port)
    chosen = settings(host, port, allowed)
    address = f"http://{_shown(host)}:{port}"
    print(f"tokenfare: the dashboard is on {address} (Ctrl-C stops it)")
    if not is_loopback(host) and not chosen["server.allowedHosts"]:
        print("tokenfare: any host name is accepted; name yours with --allow-host", file=sys.stderr)
    if open_browser:
        _open_when_ready(address, HEALTH)
    warm()
    sys.argv = [str(page)]
    application(page).run(config=chosen)


def _require_free(host: str, port: int) -> None:
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(kind) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise PricingError(
                f"{_shown(host)}:{port} cannot be listened on ({error.strerror}): choose another "
                "with --port or --host"
            ) from None


def _existing(folder: Path) -> Path:
    if not folder.is_dir():
        raise PricingError(f"{folder}: no such folder; --logs takes one that holds log files")
    return folder.resolve()


def settings(host: str, port: int, allowed: Sequence[str] = ()) -> dict[str, Any]:
    """Streamlit's options for this server: the packaged ones, and where it listens."""
    config = tomllib.loads(_find("streamlit.toml", ".streamlit/config.toml").read_text("utf-8"))
    hosts = list(allowed) or (list(LOOPBACK_HOSTS) if is_loopback(host) else [])
    return {
        **dict(_flat(config, "")),
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.allowedHosts": hosts,
        "server.fileWatcherType": "none",
        "logger.hideWelcomeMessage": True,
    }


def is_loopback(host: str) -> bool:
    """Whether an address reaches this machine only.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _find(packaged: str, in_checkout: str) -> Path:
    for path in (_HERE / packaged, _CHECKOUT / in_checkout):
        if path.exists():
            return path
    raise PricingError(f"{packaged} is missing beside {_HERE}: install tokenfare again")


def _flat(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _shown(host: str) -> str:
    """The address as a browser on this machine takes it."""
    if host in ("0.0.0.0", "::"):
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _open_when_ready(address: str, health: str) -> None:
    """Open the page in a browser as soon as the server answers; give up after half a minute."""
    import webbrowser
    from threading import Thread
    from time import sleep
    from urllib.request import urlopen

    def wait_and_open() -> None:
        for _ in range(60):
            try:
                with urlopen(address + health, timeout=1):
                    webbrowser.open(address)
                    return
            except OSError:
                sleep(0.5)

    Thread(target=wait_and_open, daemon=True).start()
