"""ASGI middleware: a page with charts says at once that it will need the code that draws them.

Browsers otherwise learn of it, the largest file of all, when the first chart has come over the
wire. With a header on the page itself it is on its way while Streamlit's own code still starts.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGES = ("/", "/compare", "/forecast")
"""Those that show charts without a click."""


class EarlyCharts:
    """Name the code of charts in a `Link` header of the pages that have some."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] in PAGES
        link = charting_link() if wanted else b""

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"link", link)]}
            await send(message)

        await self._app(scope, receive, named if link else send)


@cache
def charting_link() -> bytes:
    """The header for the installed Streamlit, or nothing where its files have other names."""
    import streamlit

    folder = Path(streamlit.__file__).parent / "static" / "static" / "js"
    found = sorted(folder.glob("PlotlyChart.*.js"))
    if len(found) != 1:
        return b""
    return f"<./static/js/{found[0].name}>; rel=modulepreload; fetchpriority=low".encode()
