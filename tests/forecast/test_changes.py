"""Plans that change: the months before a change are the old bill, those after it the new one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from typer.testing import CliRunner

from calculator.cli import app
from calculator.forecast.changes import Change, plan
from calculator.forecast.levers import LEVERS, Scenario
from calculator.workload import TokenSize, Workload
from pricing import load_catalog
from pricing.errors import WorkloadError
from tests.sheet_text import write_sheet

JOB = Workload(
    "job",
    Fraction(1_000),
    "month",
    TokenSize(Fraction(1_000)),
    TokenSize(Fraction(300)),
    cached_share=Fraction(1, 5),
    growth=Fraction(1, 10),
)
SCENARIO = Scenario(JOB, date(2026, 9, 1), months=3)
A, B = "openai/gpt-5", "openai/gpt-5-mini"


def bills(found):
    return [month.bill.total for month in found.months]


def test_without_changes_a_plan_is_the_projection():
    months = SCENARIO.project(A).months
    assert bills(plan(SCENARIO, A)) == [month.total for month in months]


def test_another_model_takes_over_on_the_first_of_a_month():
    first, second = (SCENARIO.project(offer).months for offer in (A, B))
    found = plan(SCENARIO, A, [Change(date(2026, 11, 1), offer=B)])
    assert bills(found) == [first[0].total, first[1].total, second[2].total]
    assert found.total == first[0].total + first[1].total + second[2].total


def test_a_cache_ramps_up_in_even_steps():
    found = plan(
        SCENARIO, A, [Change(date(2026, 10, 1), lever="cache", value=Fraction(4, 5), ramp=2)]
    )
    shares = (Fraction(1, 5), Fraction(1, 2), Fraction(4, 5))
    want = [
        LEVERS["cache"].turned(SCENARIO, share).project(A).months[i].total
        for i, share in enumerate(shares)
    ]
    assert bills(found) == want


def test_a_retired_model_hands_over_to_its_successor():
    summer = replace(SCENARIO, start=date(2026, 6, 1))
    found = plan(summer, "deepseek-cn/deepseek-chat")
    assert [month.offer.model for month in found.months] == [
        "deepseek-chat",
        "deepseek-v4-flash",  # retired on the 24th: July is priced in part only
        "deepseek-v4-flash",
    ]
    assert "takes its place" in found.months[2].said


def test_a_retired_model_without_a_successor_leaves_a_gap():
    spring = replace(SCENARIO, start=date(2026, 4, 1))
    found = plan(spring, "moonshot-cn/kimi-k2-thinking")
    assert [month.bill is None for month in found.months] == [False, True, True]
    assert len(found.gaps) == 2
    assert "kimi-k2-thinking" in found.gaps[0].said


@pytest.mark.parametrize("successor", ["old", "older"])
def test_retired_models_that_name_each_other_as_successor_leave_a_gap(successor, tmp_path):
    models = f"""
        old:
          thinking: not_applicable
          successor: {successor}
          prices:
            - {{from: 2026-01-01, until: 2026-03-01, input: 1, output: 1}}
        older:
          thinking: not_applicable
          successor: old
          prices:
            - {{from: 2026-01-01, until: 2026-02-01, input: 1, output: 1}}
    """
    book = load_catalog(write_sheet(tmp_path, models, provider="round"))
    (found,) = plan(Scenario(JOB, date(2026, 9, 1), catalog=book), "round/old").months
    # until the midnight in Shanghai that begins the next month
    last = {"old": ("old", "2026-02-28"), "older": ("older", "2026-01-31")}[successor]
    assert found.bill is None
    assert found.said == f"round/{last[0]}: retired (last priced on {last[1]})"


@pytest.mark.parametrize(
    "change",
    [{}, {"offer": A, "lever": "cache", "value": Fraction(1)}, {"value": Fraction(1)}],
)
def test_a_change_says_one_thing(change):
    with pytest.raises(WorkloadError, match="another offer, or a lever"):
        Change(date(2026, 10, 1), **change)


def test_a_ramp_takes_a_month_or_more():
    with pytest.raises(WorkloadError, match=r"^a ramp takes at least one month, got 0$"):
        Change(date(2026, 10, 1), lever="cache", value=Fraction(1, 2), ramp=0)


def test_a_plan_is_of_one_workload():
    with pytest.raises(WorkloadError, match=r"^a plan changes one workload at a time$"):
        plan(replace(SCENARIO, beside=(JOB,)), A)


def test_the_command_tells_each_month_and_refuses_what_it_cannot_read():
    words = ["plan", A, "--start", "2026-09", "--months", "3", "--change", f"2026-10:{B}"]
    said = CliRunner().invoke(app, [*words, "--change", "2026-11:cache=80%/2", "--json"])
    found = json.loads(said.output)
    assert [month["offer"] for month in found["months"]] == [A, B, B]
    assert not found["is_floor"]
    for bad in ("2026-10", "2026-13:a/b", "2026-10:cache=much"):
        assert CliRunner().invoke(app, ["plan", A, "--change", bad]).exit_code == 2


def test_a_plan_with_a_gap_is_a_floor_and_exits_with_one():
    words = ["plan", "moonshot-cn/kimi-k2-thinking", "--start", "2026-04", "--months", "3"]
    said = CliRunner().invoke(app, words)
    assert said.exit_code == 1
    assert "at least: 2 months are served by nobody" in said.output
