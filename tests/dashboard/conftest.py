from __future__ import annotations

from pathlib import Path

import pytest

from calculator.comparison import compare, shortlist
from calculator.profiles import presets

ROOT = Path(__file__).parents[2]
PANELS = ("sellers_panel", "quality_floor", "advanced_panel", "share")


@pytest.fixture
def visit():
    """Open the dashboard by a link in a browser of a language: `visit(lang="zh", w="rag")`.

    What opens on demand is open, for all that is in it to be seen, unless it shall be `shut`.
    """
    from streamlit.testing.v1 import AppTest

    def opened(locale="en-US", *, shut=False, **params):
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        page.context = {"locale": locale}
        for panel in PANELS:
            page.session_state[panel] = not shut
        for name, value in params.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception
        return page

    return opened


@pytest.fixture
def home(visit):
    return visit()


@pytest.fixture
def expected():
    """The engine's own answer to what a first visit shows, with changes."""

    def answer(job="support-bot-thinking", offers=None, level="normal", **changes):
        work = presets()[job].workload().at_level(level)
        return compare(work, shortlist() if offers is None else offers, **changes)

    return answer


@pytest.fixture
def shown():
    """All running text of the main part of a page, as it reads."""

    def text(page):
        return "\n".join(part.value for part in page.main.markdown).replace("\\", "")

    return text


@pytest.fixture
def captions():
    def text(page):
        return "\n".join(part.value for part in page.main.caption).replace("\\", "")

    return text
