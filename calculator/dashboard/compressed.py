"""ASGI middleware: Streamlit's static files gzipped once and kept, instead of never or every time.

Streamlit leaves `/static` uncompressed for a proxy to do, and Starlette's own middleware would
compress the same megabytes anew for each visitor. The files carry a hash in their names and never
change while a server runs, so their compressed form is kept in memory (about 3 MB in use).
"""

from __future__ import annotations

import asyncio
import gzip
from typing import TYPE_CHECKING, Any

from calculator.dashboard.limits import ASSETS_KEPT

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIX, SUFFIXES = "/static/", (".js", ".css", ".svg")
LEVEL, SMALLEST = 6, 1_000

_Headers = list[tuple[bytes, bytes]]


class CompressedStatic:
    """Answer static files from memory where the browser takes gzip."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[str, tuple[_Headers, bytes]] = {}
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _wanted(scope):
            await self._app(scope, receive, send)
            return
        known = self._kept.get(scope["path"])
        if known is None:
            answer = _Recorder()
            await self._app(scope, receive, answer)
            if not answer.compressible:
                await answer.replay(send)
                return
            body = await asyncio.to_thread(gzip.compress, answer.body, LEVEL, mtime=0)
            known = (_gzip_headers(answer.headers, len(body)), body)
            self._keep(scope["path"], known)
        headers, body = known
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _keep(self, path: str, answer: tuple[_Headers, bytes]) -> None:
        if self._size + len(answer[1]) <= ASSETS_KEPT and path not in self._kept:
            self._kept[path] = answer
            self._size += len(answer[1])


class _Recorder:
    """Takes an answer in, so that it can be compressed whole."""

    def __init__(self) -> None:
        self._messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        self._messages.append(message)

    @property
    def headers(self) -> _Headers:
        return list(self._messages[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(m.get("body", b"") for m in self._messages[1:])

    @property
    def compressible(self) -> bool:
        plain = all(name.lower() != b"content-encoding" for name, _ in self.headers)
        return bool(self._messages[0]["status"] == 200 and plain and len(self.body) >= SMALLEST)  # noqa: PLR2004

    async def replay(self, send: Send) -> None:
        for message in self._messages:
            await send(message)


def _wanted(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path: str = scope["path"]
    if not (path.startswith(PREFIX) and path.endswith(SUFFIXES)):
        return False
    asked: dict[bytes, Any] = dict(scope["headers"])
    conditional = b"range" in asked or b"if-none-match" in asked or b"if-modified-since" in asked
    return b"gzip" in asked.get(b"accept-encoding", b"") and not conditional


def _gzip_headers(headers: _Headers, size: int) -> _Headers:
    """The headers of the plain file, made true for its compressed form."""
    own = {b"content-length", b"content-encoding", b"accept-ranges", b"etag", b"vary"}
    return [
        *((name, value) for name, value in headers if name.lower() not in own),
        (b"content-encoding", b"gzip"),
        (b"content-length", str(size).encode()),
        (b"vary", b"accept-encoding"),
    ]
