from __future__ import annotations

import asyncio
import gzip
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from calculator.dashboard import server
from calculator.dashboard.compressed import CompressedStatic
from calculator.dashboard.early import EarlyCharts, charting_link
from calculator.dashboard.serve import is_loopback, settings
from pricing.errors import SheetError, SheetProblem

ROOT = Path(__file__).parents[2]
SCRIPT = b"let x = 1; " * 1_000


def test_it_listens_to_this_machine_and_its_own_names_only():
    chosen = settings("127.0.0.1", 8501)
    assert chosen["server.address"] == "127.0.0.1"
    assert chosen["server.allowedHosts"] == ["localhost", "127.0.0.1", "::1"]


def test_on_a_network_the_hosts_are_those_named():
    assert settings("0.0.0.0", 80, ("cost.example.com",))["server.allowedHosts"] == [
        "cost.example.com"
    ]
    assert settings("0.0.0.0", 80)["server.allowedHosts"] == []
    assert not is_loopback("0.0.0.0")


def test_the_guards_are_up_and_nothing_is_reported():
    chosen = settings("127.0.0.1", 8501)
    assert chosen["server.enableXsrfProtection"] is True
    assert chosen["server.enableCORS"] is True
    assert chosen["server.maxUploadSize"] == 20
    assert chosen["browser.gatherUsageStats"] is False
    assert chosen["client.showErrorDetails"] == "type"
    assert chosen["theme.dark.primaryColor"].startswith("#")


def test_every_setting_is_one_that_streamlit_knows():
    from streamlit.web.server.starlette.starlette_app import _validate_run_config

    assert _validate_run_config(settings("127.0.0.1", 8501))


def test_nobody_outside_is_asked_for_this_machines_address(monkeypatch):
    from streamlit import net_util
    from streamlit.web.server.server_util import is_url_from_allowed_origins

    def fail(*_args, **_more):
        raise AssertionError("a service outside was asked")

    monkeypatch.setattr(net_util, "_external_ip", None)
    monkeypatch.setattr(net_util, "_make_blocking_http_get", fail)
    server.application(ROOT / "app.py")
    assert not is_url_from_allowed_origins("http://evil.example")


def test_the_packaged_address_keeps_streamlit_from_asking_for_one_at_its_start():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["server"]["address"] == "127.0.0.1"


def test_nor_where_streamlit_serves_the_page_itself(monkeypatch, home):
    from streamlit import net_util
    from streamlit.web.server.server_util import is_url_from_allowed_origins

    asked = []
    monkeypatch.setattr(net_util, "_external_ip", None)
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda *_, **__: asked.append(1))
    home.run()
    assert not is_url_from_allowed_origins("http://evil.example")
    assert asked == []


def test_health_names_the_price_book():
    status, facts = server.health()
    assert status == 200
    assert facts["status"] == "ok"
    assert facts["book"].startswith("20")


def test_health_fails_with_the_reason_where_the_book_cannot_be_read(monkeypatch):
    def broken():
        raise SheetError([SheetProblem("openai.yaml", 3, "a price is missing")])

    monkeypatch.setattr(server, "default_catalog", broken)
    assert server.health() == (
        503,
        {"status": "no price book", "reason": "openai.yaml:3: a price is missing"},
    )


async def _plain(scope, _receive, send):
    found = scope["path"] != "/static/none.js"
    headers = [(b"content-length", str(len(SCRIPT)).encode()), (b"cache-control", b"immutable")]
    await send({"type": "http.response.start", "status": 200 if found else 404, "headers": headers})
    await send({"type": "http.response.body", "body": SCRIPT[:50], "more_body": True})
    await send({"type": "http.response.body", "body": SCRIPT[50:]})


class Visitor:
    """Asks an ASGI app for a path and keeps what comes back."""

    def __init__(self, app):
        self.app, self.asked = app, 0

    def get(self, path, encoding=b"gzip, br", **headers):
        named = [(b"accept-encoding", encoding), *((k.encode(), v) for k, v in headers.items())]
        scope = {"type": "http", "method": "GET", "path": path, "headers": named}
        sent = []

        async def send(message):
            sent.append(message)

        with ThreadPoolExecutor(1) as own_loop:  # the browser tests keep one running in this thread
            own_loop.submit(asyncio.run, self.app(scope, None, send)).result()
        return sent[0]["status"], dict(sent[0]["headers"]), b"".join(m["body"] for m in sent[1:])


@pytest.fixture
def visitor():
    counted = {"calls": 0}

    async def app(scope, receive, send):
        counted["calls"] += 1
        await _plain(scope, receive, send)

    made = Visitor(CompressedStatic(app))
    made.counted = counted
    return made


def test_a_static_file_is_compressed_once_for_all_visitors(visitor):
    for _ in range(3):
        status, headers, body = visitor.get("/static/js/a.js")
        assert (status, headers[b"content-encoding"]) == (200, b"gzip")
        assert headers[b"cache-control"] == b"immutable"
        assert int(headers[b"content-length"]) == len(body) < len(SCRIPT) / 10
        assert gzip.decompress(body) == SCRIPT
    assert visitor.counted["calls"] == 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/js/a.js", {"encoding": b"identity"}),
        ("/static/js/a.js", {"range": b"bytes=0-9"}),
        ("/static/media/a.png", {}),
        ("/_stcore/health", {}),
        ("/static/none.js", {}),
    ],
)
def test_all_else_passes_untouched(visitor, path, headers):
    status, answered, body = visitor.get(path, **headers)
    assert b"content-encoding" not in answered
    assert body == SCRIPT
    assert status == (404 if "none" in path else 200)


@pytest.mark.parametrize("page", ["/", "/compare", "/forecast"])
def test_pages_with_charts_name_the_code_that_draws_them(page):
    _, headers, body = Visitor(EarlyCharts(_plain)).get(page)
    link = headers[b"link"].decode()
    assert link.startswith("<./static/js/PlotlyChart.")
    assert "rel=modulepreload" in link
    assert body == SCRIPT


@pytest.mark.parametrize("page", ["/workloads", "/static/js/a.js", "/healthz"])
def test_nothing_else_is_told_of_charts(page):
    assert b"link" not in Visitor(EarlyCharts(_plain)).get(page)[1]


def test_a_streamlit_with_other_files_goes_without(tmp_path, monkeypatch):
    import streamlit

    monkeypatch.setattr(streamlit, "__file__", str(tmp_path / "__init__.py"))
    charting_link.cache_clear()
    try:
        assert b"link" not in Visitor(EarlyCharts(_plain)).get("/")[1]
    finally:
        charting_link.cache_clear()
