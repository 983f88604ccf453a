"""The peers' own tests, where they bear on us, as worked cases: `their-cases.yaml`."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from calculator import Usage, price, read_usage
from pricing.errors import NotPricedError, UsageError
from pricing.files import strict_yaml
from tests.test_worked import COUNTED, TOKENS, worked_out

CASES = strict_yaml.read(Path(__file__).with_name("their-cases.yaml")).data["cases"]
NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)


def used(case) -> Usage:
    """The counts of a case, or those read from what the vendor reported."""
    if "reported" in case:
        return read_usage(case["reported"])
    parts = {f"{kind}_tokens": case.get(kind, 0) for kind in TOKENS}
    counted = {kind: case[kind] for kind in COUNTED if kind in case}
    return Usage(case["input"], case["output"], **parts, **counted)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["say"])
def test_a_case_of_a_peer(case, catalog):
    cost = price(
        used(case),
        case["offer"],
        at=datetime.fromisoformat(case["at"]),
        service_tier=case.get("service_tier", "standard"),
        catalog=catalog,
    )
    assert Fraction(cost.list_cost.amount) == worked_out(case["sum"])


def test_a_batch_that_is_not_sold_is_no_standard_request(catalog):
    """genai-prices charges the standard price for it (tests/test_price_variants.py)."""
    with pytest.raises(NotPricedError, match="has no service tier 'batch'"):
        price(
            Usage(1_000, 1_000),
            "deepseek-intl/deepseek-v4-pro",
            at=NOVEMBER,
            service_tier="batch",
            catalog=catalog,
        )


@pytest.mark.parametrize(
    ("reported", "said"),
    [
        ({}, "no known usage format"),
        ({"usage": {}}, "no known usage format"),
        ({"usage": 123}, "block of counts"),
        ({"usage": {"input_tokens": 123.0, "output_tokens": 1}}, "must be a whole number"),
        ({"usage": {"input_tokens": [], "output_tokens": 1}}, "must be a whole number"),
    ],
)
def test_a_report_without_counts_is_refused(reported, said):
    """As genai-prices refuses them (tests/test_extract_usage.py)."""
    with pytest.raises(UsageError, match=said):
        read_usage(reported)


def test_more_reasoning_than_output_is_refused():
    """genai-prices prices it without a word."""
    with pytest.raises(UsageError, match="reasoning_tokens"):
        read_usage(
            {
                "usage": {
                    "prompt_tokens": 10,
                    "completion_tokens": 10,
                    "completion_tokens_details": {"reasoning_tokens": 40},
                }
            }
        )
