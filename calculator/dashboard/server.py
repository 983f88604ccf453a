"""The dashboard as an ASGI application: the pages, compressed assets, and a health endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from calculator.dashboard.compressed import CompressedStatic
from calculator.dashboard.early import EarlyCharts
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

    stay_inside()
    return App(
        page,
        middleware=[Middleware(EarlyCharts), Middleware(CompressedStatic)],
        routes=[Route(HEALTH, endpoint=_health)],
    )


def warm() -> None:
    """Load what a first visit needs, so that no visitor waits for it: libraries, prices, words.

    Call it before the server takes anyone: two threads that import at once can meet half a
    module. Where the price book cannot be read, the page itself says so.
    """
    from calculator.charts import bill_chart
    from calculator.comparison import compare, shortlist
    from calculator.dashboard import bars, cards, receipt, text  # noqa: F401
    from calculator.dashboard.scenario import FIRST_WORKLOAD
    from calculator.dashboard.sections import pair, quality  # noqa: F401
    from calculator.profiles import presets

    for language in text.LANGUAGES:
        text.catalogue(language)
    try:
        bill_chart(compare(presets()[FIRST_WORKLOAD].workload(), shortlist()))
    except PricingError:
        return


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


def stay_inside() -> None:
    """Keep Streamlit from asking a web service for this machine's public address.

    It would when it listens on all interfaces, and whenever a request comes from another origin.
    An empty text counts as known, and is no host's name.
    """
    from streamlit import net_util

    net_util._external_ip = ""
