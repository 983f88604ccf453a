"""Claims of an article beside what can be sourced, as JSON and in words."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from calculator.audit import audit_claims
from calculator.cli import app
from pricing import FxRates

KIMI = "article-2026-02-15/moonshot-official/kimi-k2-thinking"


def test_a_claim_that_was_converted_tells_at_which_rate_and_what_the_market_was():
    done = CliRunner().invoke(app, ["audit", "--json"])
    (found,) = [finding for finding in json.loads(done.stdout) if finding["claim"] == KIMI]
    assert found == {
        "claim": KIMI,
        "about": "moonshot-cn/kimi-k2-thinking",
        "day": "2026-02-15",
        "claimed": ["60.000000000000", "120.000000000000"],
        "claimed_currency": "CNY",
        "sourced": ["4.000000000000", "16.000000000000"],
        "sourced_currency": "CNY",
        "ratio": ["15", "7.5"],  # 60 / 4, 120 / 16
        "thinking_claimed": "Included in output",
        "thinking_read_as": "billed_as_output",
        "thinking_sourced": "billed_as_output",
        "implied_cny_per_usd": "7.2289",  # 60 yuan, called 8.30 dollars
        "market_fx": "1 USD = 6.9086157 CNY (ECB of 2026-02-13)",
        "source": "https://platform.kimi.com/docs/pricing/chat-k2",
        "note": "the 2024 price of moonshot-v1-128k, not of this model",
    }


def test_the_text_ends_with_the_rate_implied_and_the_source():
    (found,) = [f for f in audit_claims() if f.claimed.offer.id == KIMI]
    assert str(found).splitlines()[4:] == [
        "  implied 7.2289 CNY per USD; market: 1 USD = 6.9086157 CNY (ECB of 2026-02-13)",
        "  source  https://platform.kimi.com/docs/pricing/chat-k2 (official, 2026-04-24)",
    ]


def test_a_claim_in_its_own_currency_implies_no_rate():
    (found,) = [
        finding
        for finding in audit_claims(fx=FxRates.fixed("USD/CNY", "7"))
        if finding.claimed.offer.id == "article-2026-02-15/crazyrouter/kimi-k2-thinking"
    ]
    assert (found.implied_fx, found.market_fx) == (None, None)
    assert (found.to_dict()["implied_cny_per_usd"], found.to_dict()["market_fx"]) == (None, None)
    assert str(found).splitlines() == [
        "crazyrouter/kimi-k2-thinking, claimed on 2026-02-15 about moonshot-intl/kimi-k2-thinking",
        "  input   $4.00 claimed, $0.60 sourced: ×6.67",
        "  output  $8.00 claimed, $2.50 sourced: ×3.2",
        "  thinking 'Included' read as billed_as_output; sourced: billed_as_output",
        "  source  https://platform.kimi.ai/docs/pricing/chat (official, 2025-11-06)",
    ]
