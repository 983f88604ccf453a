"""As somebody who was sent a file or a link by a stranger: texts stay texts, and nothing runs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from urllib.parse import quote

import pytest

from calculator.dashboard.link import encode
from calculator.dashboard.scenario import ALL_OWN, Scenario
from calculator.profiles import presets

pytestmark = pytest.mark.browser
NAMES = (
    "<img src=x onerror=ran()>",
    "<script>ran()</script>",
    "<a href='javascript:ran()'>a</a><b>bold</b>",
    "[link](http://evil.test/) ![i](http://evil.test/i.png)",
    "$$x^2$$ :red[hot] **bold** `code` :material/home:",
    "http://evil.test/ www.evil.test",
    "=HYPERLINK(0) | # title &lt;i&gt;",
)
RUNS = "window.ran = () => { window.hasRun = true }; window.alert = window.ran"
TRACES = """() => [
  ...document.querySelectorAll('img[src="x"], img[src*="evil"], a[href*="evil"], .katex'),
  ...document.querySelectorAll('a[href^="javascript"]'),
  ...[...document.querySelectorAll('script')].filter(s => s.textContent === 'ran()'),
  ...[...document.querySelectorAll('b, strong, code, h1, tspan[style*="bold"]')].filter(
    e => ['bold', 'code', 'title', 'hot'].includes(e.textContent)),
].map(element => element.outerHTML.slice(0, 200))"""


@pytest.fixture
def wary(visit, origin):
    """Open a page that would tell if a text ran."""

    def opened(place="", **link):
        query = "&".join(f"{name}={quote(text)}" for name, text in link.items())
        return visit(f"{origin}{place}?{query}", script=RUNS)

    return opened


def plain(text):
    """Without the invisible sign that keeps an address from becoming a link."""
    return text.replace("\u2060", "")


def harmless(screen):
    screen.settle()
    assert screen.page.evaluate("() => window.hasRun") is None
    assert screen.page.evaluate(TRACES) == []


def link(names, workload="own:0"):
    """A link that somebody made: workloads of these names, one of them looked at."""
    job = replace(presets()["rag"].workload(), requests=Fraction(777))
    return encode(Scenario(own=tuple(replace(job, name=name) for name in names), workload=workload))


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_workload_in_a_link_is_shown_as_it_is_written(wary, name):
    screen = wary(**link([name]))
    assert name in plain(screen.sentence())
    harmless(screen)


@pytest.mark.parametrize("place", ["", "/forecast", "/workloads", "/report"])
def test_no_page_runs_the_names_of_a_link(wary, place):
    harmless(wary(place, **link(NAMES, ALL_OWN)))


def test_no_part_of_a_link_that_is_refused_is_more_than_text(wary):
    params = dict(zip(("w", "now", "o", "fx", "v", "req", "price"), NAMES, strict=True))
    screen = wary(**params)
    alert = plain(screen.page.get_by_test_id("stAlert").first.inner_text())
    for param, name in params.items():
        assert f"{param}={name[:40]}" in alert
    harmless(screen)


def test_a_workload_file_of_a_stranger_is_shown_as_it_is_written(wary):
    screen = wary("/workloads")
    quoted = [f'"{name}"' for name in NAMES]
    rows = [f"{name},1000,500,100,{name}\n" for name in quoted]
    rows += [f'"bad {n}",{cell},500,100,\n' for n, cell in enumerate(quoted)]
    header = f"name,requests_per_day,input_tokens,output_tokens,{quoted[0]}\n"
    file = {"name": f"{NAMES[0]}.csv", "mimeType": "text/csv"}
    give(screen, "upload", file | {"buffer": "".join([header, *rows]).encode()}, "rows read")
    shown = plain(screen.page.get_by_test_id("stTable").inner_text())
    for name in NAMES:
        assert name in shown
    harmless(screen)


LOG = "at,provider,model,input_tokens,output_tokens,tag,key\n"


def test_a_log_of_a_stranger_is_shown_as_it_is_written(wary):
    screen = wary("/logs")
    rows = [f'2026-02-01T00:00:00Z,"{n}","{n}",1000,100,"{n}","{n}"\n' for n in NAMES]
    rows += ["2026-02-01T00:00:00Z,openai,gpt-5,1000,100,,\n", '"<img src=x>",,,,,,\n']
    file = {"name": "<img src=x onerror=ran()>.csv", "mimeType": "text/csv"}
    give(screen, "log_upload", file | {"buffer": "".join([LOG, *rows]).encode()}, "Plain table")
    for question in ("What if", "Bill"):
        harmless(screen)
        found = screen.page.get_by_role("radiogroup").get_by_text(question)
        if found.count():
            found.first.click()
    harmless(screen)


def test_the_columns_of_an_unknown_log_are_shown_as_they_are_written(wary):
    screen = wary("/logs")
    header = ",".join(f'"{name}"' for name in NAMES)
    content = f"{header}\n{header}\n".encode()
    file = {"name": "a.csv", "mimeType": "text/csv", "buffer": content}
    give(screen, "log_upload", file, "no format is known")
    said = plain(screen.page.get_by_text("no format is known").first.inner_text())
    assert all(name in said for name in NAMES)
    harmless(screen)


def give(screen, key, file, awaited):
    screen.page.locator(f".st-key-{key} input[type=file]").set_input_files(file)
    screen.page.get_by_text(awaited).first.wait_for()
    screen.settle()
