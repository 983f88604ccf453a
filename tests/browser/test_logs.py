"""As somebody with last month's usage: upload it, see what it cost and would have, take it home."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from calculator import Usage, price
from tests.browser.conftest import WAIT
from tests.logs.make_samples import header

pytestmark = pytest.mark.browser
HEADER = header(
    "request_id,call_type,api_key,spend,total_tokens,prompt_tokens,completion_tokens,startTime,"
    "endTime,model,custom_llm_provider,user,metadata,cache_hit,team_id,end_user,status"
)
KEY, MAIL = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "mei@example.com"
FIRST = datetime(2026, 10, 5, 9, tzinfo=UTC)
REQUESTS = 60


def gateway_log() -> tuple[bytes, Decimal, Decimal]:
    """Three days of LiteLLM's spend logs, what they cost, and what the gateway says they did.

    It has charged every fourth request at half its price, and one line is cut off.
    """
    rng, total, said = random.Random("browser"), Decimal(0), Decimal(0)
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(HEADER)
    for number in range(REQUESTS):
        at = FIRST + timedelta(hours=number)
        model = rng.choice(["gpt-5", "gpt-5-mini"])
        size, answer, thought = rng.randrange(10**5, 2 * 10**5), rng.randrange(500, 9_000), 400
        usage = Usage(size, answer, reasoning_tokens=thought, cache_read_tokens=size // 2)
        cost = price(usage, f"openai/{model}", at=at).list_cost.amount
        spend = cost / 2 if number % 4 == 0 else cost
        total, said = total + cost, said + spend
        details = {
            "usage_object": {
                "prompt_tokens_details": {"cached_tokens": size // 2},
                "completion_tokens_details": {"reasoning_tokens": thought},
            }
        }
        head = [f"chatcmpl-{number}", "acompletion", KEY, f"{spend:f}", size + answer, size, answer]
        times = [f"{at:%Y-%m-%d %H:%M:%S}"] * 2
        rest = [json.dumps(details), "False", "helpdesk", MAIL, "success"]
        lines.writerow([*head, *times, model, "openai", MAIL, *rest])
    return out.getvalue().encode() + b"chatcmpl-99,acompletion,cut", total, said


LOG, TOTAL, SAID = gateway_log()


@pytest.fixture(scope="module")
def log(opening, origin):
    """The page with the file uploaded, as one visitor goes through it."""
    screen = opening(f"{origin}/logs", ccy="USD")
    screen.page.locator("input[type=file]").first.set_input_files(
        {"name": "spend.csv", "mimeType": "text/csv", "buffer": LOG}
    )
    screen.page.get_by_text("List cost").first.wait_for()
    screen.settle()
    yield screen
    screen.close()


def words(screen) -> str:
    return screen.page.get_by_test_id("stMain").inner_text()


def ticks(screen) -> list[str]:
    return screen.page.locator(".stPlotlyChart .ytick text").all_text_contents()


def ask(screen, question):
    screen.page.get_by_text(question, exact=True).first.click()
    screen.settle()


def saved(screen, label) -> bytes:
    with screen.page.expect_download(timeout=3 * WAIT) as download:
        screen.page.get_by_role("button", name=label).click()
    return download.value.path().read_bytes()


def test_the_file_is_recognised_and_its_coverage_told(log):
    said = words(log)
    assert "spend.csv: LiteLLM spend logs" in said
    assert f"{REQUESTS} of {REQUESTS + 1} rows" in said
    assert "the line has fewer cells than the header: it is cut off" in said
    assert f"${TOTAL:.2f}" in said


def test_the_cost_is_drawn_by_day_and_model(log):
    assert log.page.locator(".stPlotlyChart .bars .point").count() >= 3 * 2
    assert {"gpt-5", "gpt-5-mini"} <= {name.strip() for name in log.legend()}


def test_it_is_ranked_among_what_it_would_have_cost(log):
    ask(log, "What elsewhere?")
    log.page.get_by_role("button", name="Price it there").click()
    log.until(lambda: any("as it ran" in name for name in ticks(log)))
    log.settle()
    assert len(ticks(log)) > 3
    assert "reasoning tokens as in the log" in words(log)


def test_the_bill_is_reconciled_step_by_step(log):
    ask(log, "Is the bill right?")
    log.page.get_by_role("button", name="Compare with the bill").click()
    log.page.get_by_text("Billed").first.wait_for()
    log.settle()
    assert f"${SAID:.2f}" in words(log)
    assert log.page.locator(".stPlotlyChart").count() == 1


def test_the_downloads_open_and_hold_the_same_and_nobody(log):
    ask(log, "Downloads")
    account = json.loads(saved(log, "Whole account, JSON"))
    assert Decimal(account["totals"]["USD"]["cost"]) == TOTAL
    rows = list(
        csv.DictReader(io.StringIO(saved(log, "Every row with its cost, CSV").decode("utf-8-sig")))
    )
    assert len(rows) == REQUESTS
    assert sum(Decimal(row["list_cost"]) for row in rows) == TOTAL
    assert {row["key"][:4] for row in rows} == {"key-"}
    for content in (json.dumps(account), repr(rows), words(log)):
        assert KEY not in content
        assert MAIL not in content
