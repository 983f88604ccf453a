"""What a person sees at each limit of the server, in both languages."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from calculator.dashboard import limits, logs, workloads
from calculator.dashboard.link import encode
from calculator.dashboard.logged.given import uploaded
from calculator.dashboard.scenario import ALL_OWN, Scenario
from calculator.profiles import presets
from pricing.errors import LogError

ROOT = Path(__file__).parents[2]
HEADER = "name,requests_per_day,input_tokens,output_tokens\n"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:streamlit.*")


@pytest.fixture
def page():
    """Open a page: `page(workloads, locale="zh-CN")`."""
    from streamlit.testing.v1 import AppTest

    def opened(module=None, locale="en-US", **link):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.context = {"locale": locale}
        for name, value in link.items():
            app.query_params[name] = value
        if module:
            app.switch_page(module.__file__)
        app.run()
        assert not app.exception
        return app

    return opened


def said(app):
    parts = (app.error, app.warning, app.info, app.caption, app.success)
    return "\n".join(part.value for kind in parts for part in kind).replace("\\", "")


def given(app, key, content, name="a.csv"):
    app.file_uploader(key=key).upload(name, content, "text/csv").run()
    assert not app.exception
    return said(app)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en-US", "the file is larger than the 2,000 workloads that this page takes"),
        ("zh-CN", "文件太大"),
    ],
)
def test_more_workloads_than_a_page_takes_are_refused(page, locale, words):
    rows = "".join(f"w{n},1,2,3\n" for n in range(limits.WORKLOADS + 1))
    assert words in given(page(workloads, locale), "upload", (HEADER + rows).encode())


@pytest.mark.parametrize(("locale", "words"), [("en-US", "150 more"), ("zh-CN", "另有 150 处")])
def test_of_very_many_problems_the_first_are_listed_and_the_others_counted(page, locale, words):
    app = page(workloads, locale)
    rows = "".join(f"w{n},x,2,3\n" for n in range(limits.PROBLEMS_SHOWN + 150))
    assert words in given(app, "upload", (HEADER + rows).encode())
    assert len(app.table[0].value) == limits.PROBLEMS_SHOWN


@pytest.mark.parametrize(
    ("locale", "words"),
    [("en-US", "more than the 500,000 that"), ("zh-CN", "本页一次可算的 50万 份")],
)
def test_a_comparison_that_would_keep_the_server_busy_is_refused(page, locale, words):
    job = presets()["rag"].workload()
    own = tuple(replace(job, name=f"w{n}", requests=Fraction(n + 1)) for n in range(200))
    language = locale[:2]
    link = encode(Scenario(language, ALL_OWN, own, months=12, scope="all"))
    assert words in said(page(None, locale, **link))


@pytest.mark.parametrize(
    ("locale", "words"), [("en-US", "2,000 columns"), ("zh-CN", "列数多于 2,000")]
)
def test_a_log_of_very_many_columns_is_refused(page, locale, words):
    content = ",".join(f"c{n}" for n in range(2_001)).encode() + b"\n1\n"
    assert words in given(page(logs, locale), "log_upload", content)


def test_files_of_usage_beyond_20_mb_together_are_refused():
    half = b"0" * (limits.LOG_FILES // 2 + 1)
    with pytest.raises(LogError, match="the files are larger than 20 MB together"):
        uploaded([("a.csv", half), ("b.csv", half)])


def test_the_limits_hang_together():
    """No smaller limit lies above the one that the server keeps."""
    assert max(limits.WORKLOAD_FILE, limits.SCENARIO_FILE, limits.LOG_FILES) <= limits.UPLOAD
