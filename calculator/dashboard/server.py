"""The dashboard as an ASGI application: the pages, compressed assets, and a health endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from calculator.dashboard.compressed import CompressedStatic
from pricing.catalog import default_catalog
from pricing.errors import PricingError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from streamlit.starlette import App

HEALTH = "/healthz"


def application(page: Path) -> App:
    """Streamlit's ASGI app for the page, with what a server of ours adds to it."""
    from starlette.middleware import Middleware
    from starlette.routing import Route
    from streamlit.starlette import App

    _stay_inside()
    return App(
        page, middleware=[Middleware(CompressedStatic)], routes=[Route(HEALTH, endpoint=_health)]
    )


async def _health(_request: Request) -> JSONResponse:
    """200 with the price book in use, or 503 with the reason where it cannot be read."""
    from starlette.responses import JSONResponse

    status, facts = health()
    return JSONResponse(facts, status_code=status, headers={"Cache-Control": "no-store"})


def health() -> tuple[int, dict[str, Any]]:
    """HTTP status and facts for monitors."""
    try:
        book = default_catalog()
    except PricingError as error:
        return 503, {"status": "no price book", "reason": str(error)}
    return 200, {"status": "ok", "book": book.book_id, "offers": len(book)}


def _stay_inside() -> None:
    """Keep Streamlit from asking a web service for this machine's public address.

    It would when it listens on all interfaces, and whenever a request comes from another origin.
    An empty text counts as known, and is no host's name.
    """
    from streamlit import net_util

    net_util._external_ip = ""
