"""What a browser sees of a page, by the page's own clock: first visits, and changes."""

from __future__ import annotations

from typing import Any, NamedTuple

PATIENCE = 120_000
STILL = 600
"""Milliseconds without a change after which a chart counts as drawn."""
WATCH = """(() => {
  const now = () => performance.now(), seen = window.seen = {first: {}, again: null};
  const number = () => document.querySelector('.st-key-answer p')?.textContent ?? '';
  new MutationObserver(records => {
    const {first, again} = seen;
    if (!first.number && /\\d/.test(number())) first.number = now();
    if (!first.chart && document.querySelector('.bars .point path')) first.chart = now();
    const charts = records.some(({target}) =>
      (target.closest ? target : target.parentElement)?.closest('.stPlotlyChart'));
    if (charts) first.drawn = now();
    if (!again) return;
    if (!again.number && number() && number() !== again.before) again.number = now() - again.at;
    if (charts) again.drawn = now() - again.at;
  }).observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
  addEventListener('keydown', event => {
    if (event.key === 'Enter') seen.again = {at: now(), before: number(), drawn: 0};
  }, true);
  addEventListener('change', event => {
    if (event.target.type === 'file') seen.given = now();
  }, true);
})()"""
DRAWN = (
    f"""() => window.seen.first.chart && performance.now() - window.seen.first.drawn > {STILL}"""
)
REDRAWN = f"""() => {{
  const again = window.seen.again;
  return again?.number && again.drawn && performance.now() - again.at - again.drawn > {STILL};
}}"""
REPORTED = (
    """() => document.querySelector('[data-testid=stAlert]') && performance.now() - seen.given"""
)


class Visit(NamedTuple):
    """What one browser saw: milliseconds to the first number and chart, bytes that came, work."""

    number: float
    chart: float
    drawn: float
    bytes: float
    work: float
    """Milliseconds of the page's main thread on a processor: the clock of a shared machine."""


class Change(NamedTuple):
    """What a change took, in milliseconds: to the new number, to the last chart, and of work."""

    number: float
    drawn: float
    work: float


def _work(wire: Any) -> float:
    metrics = wire.send("Performance.getMetrics")["metrics"]
    return next(m["value"] * 1e3 for m in metrics if m["name"] == "TaskDuration")


def visited(browser: Any, origin: str) -> tuple[Visit, Any, Any]:
    """A first visit by a browser that has nothing in its cache; its page and wire stay open."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(WATCH)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Performance.enable", {"timeDomain": "threadTicks"})
    came = []
    wire.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    wire.on(
        "Network.webSocketFrameReceived",
        lambda event: came.append(len(event["response"]["payloadData"]) * 3 // 4),
    )
    page.goto(origin)
    page.wait_for_function(DRAWN, timeout=PATIENCE, polling=50)
    page.wait_for_timeout(500)
    first = page.evaluate("seen.first")
    seen = Visit(first["number"], first["chart"], first["drawn"], sum(came), _work(wire))
    return seen, page, wire


def again(page: Any, wire: Any, value: int) -> Change:
    """Change the volume, and wait until the page is still."""
    before = _work(wire)
    field = page.get_by_role("spinbutton", name="Requests")
    field.fill(str(value))
    field.press("Enter")
    page.wait_for_function(REDRAWN, timeout=PATIENCE, polling=50)
    seen = page.evaluate("seen.again")
    return Change(seen["number"], seen["drawn"], _work(wire) - before)
