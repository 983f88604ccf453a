"""Worked examples: hand sums beside each rule and real price."""

from __future__ import annotations

import ast
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from calculator import Usage, price
from pricing.files import strict_yaml

CASES = strict_yaml.read(Path(__file__).parent / "worked" / "cases.yaml").data["cases"]
TOKENS = ("cache_read", "cache_write", "cache_write_long", "reasoning")
COUNTED = ("requests", "web_searches", "cache_token_hours", "citation_tokens")


def worked_out(text: str) -> Fraction:
    """The value of a sum such as `(10000*4 + 1)/1e6`, without rounding."""

    def value(node: ast.expr) -> Fraction:
        if isinstance(node, ast.Constant):
            return Fraction(ast.get_source_segment(text, node))
        assert isinstance(node, ast.BinOp)
        left, right = value(node.left), value(node.right)
        match node.op:
            case ast.Add():
                return left + right
            case ast.Mult():
                return left * right
            case ast.Div():
                return left / right
        raise AssertionError(ast.dump(node))

    return value(ast.parse(text, mode="eval").body)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["say"])
def test_worked_example(case, catalog):
    parts = {f"{kind}_tokens": case.get(kind, 0) for kind in TOKENS}
    parts |= {kind: case[kind] for kind in COUNTED if kind in case}
    cost = price(
        Usage(case["input"], case["output"], **parts),
        case["offer"],
        at=datetime.fromisoformat(case["at"]),
        service_tier=case.get("service_tier", "standard"),
        thinking=case.get("thinking"),
        catalog=catalog,
    )
    assert Fraction(cost.list_cost.amount) == worked_out(str(case["sum"]))
    assert sum(Fraction(line.amount.amount) for line in cost.lines) == worked_out(str(case["sum"]))
