"""A report as PDF or as a picture: printed from our own page by a Chromium on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from pricing.errors import PricingError

VARIABLE = "TOKENFARE_CHROMIUM"
"""Names the browser, or its path, where it is not found by itself."""
_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_QUIET = (
    "--headless=new",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-breakpad",
    "--no-first-run",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_PATIENCE = 90
_one_at_a_time = Lock()


def browser() -> str | None:
    """The path of the browser that prints, or None."""
    named = os.environ.get(VARIABLE)
    return next(filter(None, map(shutil.which, [named] if named else _NAMES)), None)


def as_pdf(page: str) -> bytes:
    """A page as PDF.

    Args:
        page: HTML that needs nothing from elsewhere; no name is looked up while it is printed.

    Raises:
        PricingError: no browser, or it did not print.
    """
    return _made(page, "report.pdf", "--no-pdf-header-footer", "--print-to-pdf={}")


def as_png(page: str, width: int, height: int) -> bytes:
    """The upper left part of a page as a picture, at twice that many pixels.

    Raises:
        PricingError: no browser, or it did not print.
    """
    size = f"--window-size={width},{height}"
    return _made(page, "report.png", size, "--force-device-scale-factor=2", "--screenshot={}")


def _made(page: str, name: str, *options: str) -> bytes:
    found = browser()
    if found is None:
        raise PricingError(
            f"no Chromium on this machine: install one, or name it in {VARIABLE}; "
            "HTML prints from any browser"
        )
    with _one_at_a_time, TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, out = Path(folder, "page.html"), Path(folder, name)
        source.write_text(page, "utf-8")
        asked = [option.format(out) for option in options]
        command = [found, *_QUIET, *_as_root(), f"--user-data-dir={folder}/profile", *asked]
        try:
            subprocess.run(
                [*command, source.as_uri()], check=True, capture_output=True, timeout=_PATIENCE
            )
            return out.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise PricingError(f"{found} did not print the report: {error}") from None


def _as_root() -> tuple[str, ...]:
    """Chromium's sandbox does not start for root, as in many containers."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and not os.geteuid() else ()
