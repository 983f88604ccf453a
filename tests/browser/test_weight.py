"""What a first visit costs those far away: the bytes that come, by a browser that has nothing."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser
MOST = 3 * 10**6


def test_a_first_visit_takes_at_most_three_megabytes_each_file_once(browser, origin):
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    came, asked = [], []
    wire.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    wire.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    wire.on(
        "Network.webSocketFrameReceived",
        lambda event: came.append(len(event["response"]["payloadData"])),
    )
    page.goto(origin)
    page.locator(".st-key-gap .point path").first.wait_for(state="attached", timeout=60_000)
    page.wait_for_timeout(500)
    page.context.close()
    scripts = [address for address in asked if address.endswith(".js")]
    assert len(scripts) == len(set(scripts)) > 50
    assert any("/PlotlyChart." in address for address in scripts)
    assert 10**6 < sum(came) <= MOST
